//! Prices as organizers write them.

/// The amount in kroner that a text names, as machines write it (`1495` or `1495.50`); `0` for what
/// is free. None if the text names no single amount, such as `fra 100 til 200 kr.`
pub(crate) fn price_in_kroner(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| c.is_whitespace() || c == '\u{a0}');
    let mut plain = words.clone().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let is_free = plain.clone().any(|word| word == "gratis")
        // »Ikke gratis«, »gratis for medlemmer«.
        && !plain.any(|word| matches!(word, "ikke" | "for"))
        && !lower.contains(|c: char| c.is_ascii_digit());
    if is_free {
        return Some("0".into());
    }
    let amount = words.next()?;
    let unit = words.next().unwrap_or_default();
    // `50,-` names its unit by the stroke.
    let (amount, is_named) = match amount.strip_suffix(",-") {
        Some(amount) => (amount, true),
        None => (amount, matches!(unit, "kr" | "kr." | "dkk" | "kroner" | "krone")),
    };
    let rest: Vec<&str> = words.collect();
    let is_rest_known =
        matches!(rest.as_slice(), [] | ["ekskl." | "inkl." | "plus" | "+", "moms" | "moms."]);
    if !is_named || !is_rest_known {
        return None;
    }
    let (whole, cents) = match amount.split_once(',') {
        Some((whole, cents)) => (whole, Some(cents)),
        None => (amount, None),
    };
    let mut groups = whole.split('.');
    let first = groups.next()?;
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = groups.clone().all(|group| group.len() == 3 && is_number(group));
    let has_groups = groups.next().is_some();
    if !is_number(first) || !is_grouped || (has_groups && first.len() > 3) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    match cents {
        None => Some(whole),
        Some(cents) if cents.len() == 2 && is_number(cents) => Some(format!("{whole}.{cents}")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_found() {
        let vectors = [
            ("Gratis deltagelse", Some("0")),
            ("Det er gratis!", Some("0")),
            ("1.495 kr.", Some("1495")),
            ("1.495\u{a0}kr.", Some("1495")),
            ("1495 kr. ekskl. moms", Some("1495")),
            ("12.345.678 kroner", Some("12345678")),
            ("99,50 kr.", Some("99.50")),
            ("50,-", Some("50")),
            ("0 kr.", Some("0")),
            ("fra 100 kr.", None),
            ("100-200 kr.", None),
            ("1.49 kr.", None),
            ("1234.567 kr.", None),
            ("50 euro", None),
            ("50 kr. for medlemmer", None),
            ("Pris følger", None),
            ("Ikke gratis", None),
            ("Gratis for medlemmer", None),
            ("Gratis, frokost 50 kr.", None),
            ("gratisk", None),
            ("", None),
        ];
        for (text, expected) in vectors {
            assert_eq!(price_in_kroner(text).as_deref(), expected, "{text}");
        }
    }
}
