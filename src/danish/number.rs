//! Numbers, money and percent.
//!
//! A point groups digits from four on, a comma divides decimals, the minus is U+2212, and a
//! no-break space binds a number to its unit.

const SPACE: char = '\u{a0}';

/// The scales that have a name, the largest first. A Danish billion is 10¹².
const SCALES: [Scale; 3] = [
    Scale { size: 1e12, short: "bio.", one: "billion", other: "billioner" },
    Scale { size: 1e9, short: "mia.", one: "milliard", other: "milliarder" },
    Scale { size: 1e6, short: "mio.", one: "million", other: "millioner" },
];

#[derive(Clone, Copy)]
struct Scale {
    size: f64,
    short: &'static str,
    one: &'static str,
    other: &'static str,
}

/// Writes a whole number: `1.234.567`.
pub fn integer(number: i64) -> String {
    signed(&number.to_string())
}

/// Writes a number with at most `decimals` decimals and no zeros at the end: `1.234,5`.
///
/// Infinity is `∞`, and what is no number is `–`.
pub fn decimal(number: f64, decimals: usize) -> String {
    fixed(number, decimals, true)
}

/// Writes an ordinal: `1.`.
pub fn ordinal(number: i64) -> String {
    format!("{}.", integer(number))
}

/// Writes percent, of a number that is in percent already: `10 %`.
pub fn percent(number: f64, decimals: usize) -> String {
    format!("{}{SPACE}%", decimal(number, decimals))
}

/// Writes an amount in kroner, with øre only if there are any: `50 kr.`, `1.234,50 kr.`.
pub fn kroner(amount: f64) -> String {
    let exact = fixed(amount, 2, false);
    let short = exact.strip_suffix(",00").unwrap_or(&exact);
    format!("{short}{SPACE}kr.")
}

/// Writes an amount in kroner with øre, as accounts do: `50,00 kr.`.
pub fn kroner_and_oere(amount: f64) -> String {
    format!("{}{SPACE}kr.", fixed(amount, 2, false))
}

/// Writes a large number tightly: `2,5 mio.`; below a million in full.
pub fn compact(number: f64) -> String {
    match scaled(number) {
        Some((digits, scale)) => format!("{digits}{SPACE}{}", scale.short),
        None => decimal(number, 1),
    }
}

/// Writes a large number for running text: `1 million`, `1,2 millioner`; below a million in full.
pub fn long(number: f64) -> String {
    match scaled(number) {
        // CLDR has the singular for 0.1 to 1.9; Danish has it for 1.
        Some((digits, scale)) => {
            let name = if digits == "1" { scale.one } else { scale.other };
            format!("{digits} {name}")
        }
        None => decimal(number, 1),
    }
}

/// Writes a large amount tightly: `50 mia. kr.`.
pub fn compact_kroner(amount: f64) -> String {
    match scaled(amount) {
        Some(_) => format!("{}{SPACE}kr.", compact(amount)),
        None => kroner(amount),
    }
}

/// Writes a large amount for running text: `50 milliarder kroner`.
pub fn long_kroner(amount: f64) -> String {
    let exact = fixed(amount, 2, false);
    match scaled(amount) {
        Some(_) => format!("{} kroner", long(amount)),
        None if exact == "1,00" => "1 krone".to_owned(),
        None => format!("{} kroner", exact.strip_suffix(",00").unwrap_or(&exact)),
    }
}

/// Finds the scale of a number, and its digits in that scale with at most one decimal.
fn scaled(number: f64) -> Option<(String, Scale)> {
    if !number.is_finite() {
        return None;
    }
    // Half a step below, a scale is reached by rounding: 999.96 million is a milliard.
    let reaches = |scale: &Scale| {
        let rounds_up = if scale.size > 1e6 { scale.size * 0.99995 } else { scale.size };
        number.abs() >= rounds_up
    };
    let scale = SCALES.into_iter().find(reaches)?;
    Some((decimal(number / scale.size, 1), scale))
}

fn fixed(number: f64, decimals: usize, trim: bool) -> String {
    if number.is_nan() {
        return "–".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "∞".to_owned() } else { "−∞".to_owned() };
    }
    let digits = format!("{number:.decimals$}");
    let digits = if trim && digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    signed(digits)
}

/// Sets plain digits (`-1234.5`) the Danish way.
fn signed(digits: &str) -> String {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (digits.bytes().any(|byte| matches!(byte, b'1'..=b'9')), digits),
        None => (false, digits),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 4);
    if negative {
        text.push('−');
    }
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if !decimals.is_empty() {
        text.push(',');
        text.push_str(decimals);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> String {
        text.replace('~', "\u{a0}")
    }

    #[test]
    fn digits_are_grouped_by_points() {
        let vectors =
            [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567"), (-5, "−5")];
        for (number, expected) in vectors {
            assert_eq!(integer(number), expected);
        }
        assert_eq!(integer(i64::MIN), "−9.223.372.036.854.775.808");
        assert_eq!(ordinal(1), "1.");
        assert_eq!(ordinal(2), "2.");
    }

    #[test]
    fn decimals_follow_a_comma() {
        assert_eq!(decimal(1234.5, 2), "1.234,5");
        assert_eq!(decimal(1_234_567.89, 2), "1.234.567,89");
        assert_eq!(decimal(-0.001, 2), "0");
        assert_eq!(decimal(100.0, 0), "100");
        assert_eq!(decimal(f64::NAN, 2), "–");
        assert_eq!(decimal(f64::NEG_INFINITY, 2), "−∞");
        assert_eq!(percent(10.0, 1), spaced("10~%"));
        assert_eq!(percent(2.55, 1), spaced("2,5~%"));
    }

    #[test]
    fn money_has_oere_only_if_there_are_any() {
        assert_eq!(kroner(50.0), spaced("50~kr."));
        assert_eq!(kroner_and_oere(50.0), spaced("50,00~kr."));
        assert_eq!(kroner(1234.5), spaced("1.234,50~kr."));
        assert_eq!(long_kroner(50e9), "50 milliarder kroner");
        assert_eq!(compact_kroner(50e9), spaced("50~mia.~kr."));
        assert_eq!(compact_kroner(50.0), spaced("50~kr."));
        assert_eq!(long_kroner(1.0), "1 krone");
        assert_eq!(long_kroner(1234.5), "1.234,50 kroner");
    }

    #[test]
    fn large_numbers_have_names() {
        let vectors = [
            (1e6, "1~mio.", "1 million"),
            (1.2e6, "1,2~mio.", "1,2 millioner"),
            (2.5e6, "2,5~mio.", "2,5 millioner"),
            (1e9, "1~mia.", "1 milliard"),
            (999.96e6, "1~mia.", "1 milliard"),
            (999.94e6, "999,9~mio.", "999,9 millioner"),
            (1e12, "1~bio.", "1 billion"),
            (5e15, "5.000~bio.", "5.000 billioner"),
            (-2e6, "−2~mio.", "−2 millioner"),
            (1000.0, "1.000", "1.000"),
            (999_999.0, "999.999", "999.999"),
        ];
        for (number, short, name) in vectors {
            assert_eq!(compact(number), spaced(short));
            assert_eq!(long(number), name);
        }
    }
}
