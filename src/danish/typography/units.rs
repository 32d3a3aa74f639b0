//! The units that are bound to the number before them: `10 %`, `4 GB`, `50 millioner`.

/// Whether a text begins with a unit, and not with a longer word.
pub(super) fn begins_with_unit(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '°' | '€' | '$' | '£');
    let end = text.find(|c| !is_letter(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    // `m²` is listed with its exponent, `5 m2x` is no unit.
    let exponent = rest.starts_with(['²', '³']);
    let after = if exponent { rest.chars().nth(1) } else { rest.chars().next() };
    if after.is_some_and(char::is_alphanumeric) {
        return false;
    }
    if exponent {
        return LENGTHS.contains(&word);
    }
    UNITS.contains(&word)
        || LENGTHS.contains(&word)
        || (ABBREVIATIONS.contains(&word) && rest.starts_with('.'))
        || WORDS.iter().any(|unit| word.eq_ignore_ascii_case(unit))
}

/// Symbols, whose case matters.
const UNITS: [&str; 79] = [
    "%", "‰", "°", "°C", "°F", "€", "$", "£", "kr", "DKK", "EUR", "USD", "GBP", "SEK", "NOK", "Hz",
    "kHz", "MHz", "GHz", "THz", "bit", "kbit", "Mbit", "Gbit", "Tbit", "Kbps", "kbps", "Mbps",
    "Gbps", "kB", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "mAh", "Ah", "Wh",
    "kWh", "MWh", "GWh", "TWh", "mW", "W", "kW", "MW", "GW", "mV", "kV", "mA", "g", "mg", "kg",
    "l", "ml", "cl", "dl", "dB", "MP", "Mpx", "px", "ppi", "dpi", "fps", "ms", "ns", "hk", "Nm",
    "kJ", "MJ", "kcal", "nits", "lumen", "Pa", "bar",
];

/// Lengths, which may be squared or cubed.
const LENGTHS: [&str; 8] = ["m", "km", "cm", "mm", "µm", "μm", "nm", "dm"];

/// Abbreviations, which end in a full stop.
const ABBREVIATIONS: [&str; 4] = ["mio", "mia", "bio", "pct"];

/// Words, at the beginning of a title too.
const WORDS: [&str; 49] = [
    "million",
    "millioner",
    "milliard",
    "milliarder",
    "billion",
    "billioner",
    "procent",
    "procentpoint",
    "promille",
    "krone",
    "kroner",
    "øre",
    "euro",
    "dollar",
    "dollars",
    "pund",
    "yen",
    "yuan",
    "megapixel",
    "megapixels",
    "pixel",
    "pixels",
    "tomme",
    "tommer",
    "meter",
    "kilometer",
    "centimeter",
    "millimeter",
    "nanometer",
    "gram",
    "kilo",
    "kilogram",
    "ton",
    "tons",
    "liter",
    "watt",
    "kilowatt",
    "megawatt",
    "gigawatt",
    "volt",
    "grader",
    "byte",
    "bytes",
    "kilobyte",
    "megabyte",
    "gigabyte",
    "terabyte",
    "gigahertz",
    "megahertz",
];
