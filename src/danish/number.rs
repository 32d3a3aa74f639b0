//! Numbers: a full stop groups digits from four on, a comma divides decimals, the minus is U+2212.

/// Writes a whole number: `1.234.567`.
pub(crate) fn integer(number: i64) -> String {
    signed(&number.to_string())
}

/// Writes a number with at most `decimals` decimals and no zeros at the end: `1.234,5`.
///
/// Infinity is `∞`, and NaN is `–`.
pub(crate) fn decimal(number: f64, decimals: usize) -> String {
    if number.is_nan() {
        return "–".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "∞".to_owned() } else { "−∞".to_owned() };
    }
    let digits = format!("{number:.decimals$}");
    let digits = if digits.contains('.') {
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

    #[test]
    fn digits_are_grouped_by_points() {
        let vectors =
            [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567"), (-5, "−5")];
        for (number, expected) in vectors {
            assert_eq!(integer(number), expected);
        }
        assert_eq!(integer(i64::MIN), "−9.223.372.036.854.775.808");
    }

    #[test]
    fn decimals_follow_a_comma() {
        assert_eq!(decimal(1234.5, 2), "1.234,5");
        assert_eq!(decimal(1_234_567.89, 2), "1.234.567,89");
        assert_eq!(decimal(-0.001, 2), "0");
        assert_eq!(decimal(100.0, 0), "100");
        assert_eq!(decimal(f64::NAN, 2), "–");
        assert_eq!(decimal(f64::NEG_INFINITY, 2), "−∞");
        assert_eq!(decimal(2.55, 1), "2,5");
    }
}
