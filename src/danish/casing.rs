//! Capitals at the start of a sentence.

use std::borrow::Cow;

/// Gives the first word a capital, unless it has one already: `iPhone`, `netIP` and `5G` stay.
///
/// Quotation marks before it are skipped; a word ends at a hyphen, so that `it-branchen` becomes
/// `It-branchen`.
pub fn capitalize_first(text: &str) -> Cow<'_, str> {
    let Some(start) = text.find(char::is_alphanumeric) else {
        return Cow::Borrowed(text);
    };
    let (skipped, from) = text.split_at(start);
    let end = from.find(|c: char| c.is_whitespace() || c == '-').unwrap_or(from.len());
    let (word, rest) = from.split_at(end);
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() && !word.contains(char::is_uppercase) => {
            Cow::Owned(format!("{skipped}{}{}{rest}", first.to_uppercase(), chars.as_str()))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_starts_with_a_capital() {
        let vectors = [
            ("november 2026", "November 2026"),
            ("it-branchen vokser", "It-branchen vokser"),
            ("ærø får 5G", "Ærø får 5G"),
            ("»vi er klar«", "»Vi er klar«"),
            ("det nye AI", "Det nye AI"),
        ];
        for (text, expected) in vectors {
            assert_eq!(capitalize_first(text), expected);
        }
        for text in ["iPhone", "netIP", "5G", "iPhone-salget", "Aarhus", "", "!!!", "5g"] {
            assert!(matches!(capitalize_first(text), Cow::Borrowed(same) if same == text));
        }
    }
}
