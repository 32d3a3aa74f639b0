//! Characters that must not pass: those that steer a terminal, and those that no page may hold.

use std::borrow::Cow;

/// Replaces what a terminal would obey or reorder by a visible escape: control characters
/// (C0 but newline and tab, C1, DEL) and the direction marks that make text read otherwise
/// than it is stored (U+202A to U+202E, U+2066 to U+2069).
pub(crate) fn escape_for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

fn is_unsafe(character: char) -> bool {
    let is_control = character.is_control() && character != '\n' && character != '\t';
    is_control || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether no text may hold a character: no web page could show it, no feed could carry it.
pub(crate) fn is_forbidden(character: char) -> bool {
    let is_allowed = matches!(character, '\n' | '\r' | '\t');
    (character.is_control() && !is_allowed) || matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// Whether one look at the bytes of a text, which takes few instructions, shows that no character
/// is [forbidden](is_forbidden) and none a soft hyphen. Nearly every text shows it: C0 and DEL are
/// bytes of their own, C1 and the soft hyphen follow 0xc2, the non-characters begin with 0xef.
pub(crate) fn is_surely_allowed(text: &str) -> bool {
    let is_suspicious = |byte: u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xef);
    !text.bytes().fold(false, |found, byte| found | is_suspicious(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_steered() {
        assert_eq!(escape_for_terminal("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(escape_for_terminal("a\u{202e}b\u{9b}c\u{7f}"), "a\\u{202e}b\\u{9b}c\\u{7f}");
        assert_eq!(escape_for_terminal("blåbærgrød\n\tx"), "blåbærgrød\n\tx");
    }

    #[test]
    fn what_is_surely_allowed_is() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            let is_wrong = is_forbidden(character) || character == '\u{ad}';
            assert!(!(is_wrong && is_surely_allowed(&character.to_string())), "{character:?}");
        }
        assert!(is_surely_allowed("Blåbærgrød – så\r\n\tÆ, 5 €"));
    }
}
