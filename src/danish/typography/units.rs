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
    let compare = |unit: &&str| unit.bytes().cmp(word.bytes().map(|b| b.to_ascii_lowercase()));
    UNITS.binary_search(&word).is_ok()
        || LENGTHS.contains(&word)
        || (ABBREVIATIONS.contains(&word) && rest.starts_with('.'))
        || WORDS.binary_search_by(compare).is_ok()
}

/// Symbols, whose case matters, in the order of their bytes.
const UNITS: [&str; 79] = [
    "$", "%", "Ah", "DKK", "EUR", "GB", "GBP", "GHz", "GW", "GWh", "Gbit", "Gbps", "GiB", "Hz",
    "KB", "Kbps", "KiB", "MB", "MHz", "MJ", "MP", "MW", "MWh", "Mbit", "Mbps", "MiB", "Mpx", "NOK",
    "Nm", "PB", "Pa", "SEK", "TB", "THz", "TWh", "Tbit", "TiB", "USD", "W", "Wh", "bar", "bit",
    "cl", "dB", "dl", "dpi", "fps", "g", "hk", "kB", "kHz", "kJ", "kV", "kW", "kWh", "kbit",
    "kbps", "kcal", "kg", "kr", "l", "lumen", "mA", "mAh", "mV", "mW", "mg", "ml", "ms", "nits",
    "ns", "ppi", "px", "£", "°", "°C", "°F", "‰", "€",
];

/// Lengths, which may be squared or cubed.
const LENGTHS: [&str; 8] = ["m", "km", "cm", "mm", "µm", "μm", "nm", "dm"];

/// Abbreviations, which end in a full stop.
const ABBREVIATIONS: [&str; 4] = ["mio", "mia", "bio", "pct"];

/// Words, in any case of letters, in the order of their bytes.
const WORDS: [&str; 49] = [
    "billion",
    "billioner",
    "byte",
    "bytes",
    "centimeter",
    "dollar",
    "dollars",
    "euro",
    "gigabyte",
    "gigahertz",
    "gigawatt",
    "grader",
    "gram",
    "kilo",
    "kilobyte",
    "kilogram",
    "kilometer",
    "kilowatt",
    "krone",
    "kroner",
    "liter",
    "megabyte",
    "megahertz",
    "megapixel",
    "megapixels",
    "megawatt",
    "meter",
    "milliard",
    "milliarder",
    "millimeter",
    "million",
    "millioner",
    "nanometer",
    "pixel",
    "pixels",
    "procent",
    "procentpoint",
    "promille",
    "pund",
    "terabyte",
    "tomme",
    "tommer",
    "ton",
    "tons",
    "volt",
    "watt",
    "yen",
    "yuan",
    "øre",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_found() {
        let symbols = UNITS.into_iter().chain(LENGTHS).chain(WORDS).map(str::to_owned);
        let capitals = WORDS.map(str::to_ascii_uppercase);
        for unit in symbols.chain(capitals) {
            assert!(begins_with_unit(&unit), "{unit}");
            assert!(!begins_with_unit(&format!("{unit}q")), "{unit}q");
        }
        for unit in ABBREVIATIONS {
            assert!(begins_with_unit(&format!("{unit}.")) && !begins_with_unit(unit), "{unit}");
        }
    }
}
