//! Characters that must not pass: those that control a terminal, and those that no page may
//! contain.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces what a terminal would obey, reorder or not show by a visible escape: control characters
/// (C0 but newline and tab, C1, DEL) and [invisible](is_invisible) ones.
pub(crate) fn escape_for_terminal(text: &str) -> Cow<'_, str> {
    escape(text, |escaped, character| escaped.extend(character.escape_unicode()))
}

/// Replaces the same in JSON, where such characters stand in strings only, by its own escapes: a
/// program reads what the text is.
pub(crate) fn escape_in_json(json: &str) -> Cow<'_, str> {
    escape(json, |escaped, character| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string does not fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    })
}

/// Replaces unsafe characters by what `write` writes for each.
fn escape(text: &str, write: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_unsafe(character) {
            write(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

fn is_unsafe(character: char) -> bool {
    let is_control = character.is_control() && character != '\n' && character != '\t';
    is_control || is_invisible(character)
}

/// Whether a character changes a text without being seen: format characters, which set directions,
/// join or tag, line and paragraph separators, and fillers. But for U+FE0E and U+FE0F, which many
/// emoji have.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What to do about control characters of a text: which of Windows-1252 the C1 controls stand for,
/// if there are any, as they mostly come from a text that was converted wrongly.
pub(crate) fn control_help(text: &str) -> String {
    let mut found: Vec<(char, char)> = Vec::new();
    for character in text.chars() {
        let meant = windows_1252(character).map(|meant| (character, meant));
        found.extend(meant.filter(|pair| !found.contains(pair)));
    }
    if found.is_empty() {
        return "delete it; no web page can show it".to_owned();
    }
    let of = |(character, meant): &(char, char)| {
        format!("`{meant}` for U+{:04X}", u32::from(*character))
    };
    let pairs: Vec<String> = found.iter().map(of).collect();
    format!("the text was probably converted from Windows-1252: write {}", pairs.join(", "))
}

/// What a byte from 0x80 to 0x9F is in Windows-1252, if a character of that number stands for it.
fn windows_1252(character: char) -> Option<char> {
    const MEANT: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let number = u32::from(character).checked_sub(0x80)?;
    MEANT.get(number as usize).copied().filter(|meant| *meant != '\0')
}

/// Whether no text may contain a character: no web page could show it, no feed could carry it.
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
    fn what_is_not_seen_is_shown() {
        assert_eq!(escape_for_terminal("a\u{200b}\u{e0041}"), "a\\u{200b}\\u{e0041}");
        assert_eq!(escape_for_terminal("x\u{2028}error: y\u{ad}"), "x\\u{2028}error: y\\u{ad}");
        assert_eq!(escape_for_terminal("❤\u{fe0f} 5\u{a0}€"), "❤\u{fe0f} 5\u{a0}€");
        let text = "a\u{200b}\u{e0041}\u{9b}\u{7f}\u{1b}\n";
        let json = serde_json::json!([text]).to_string();
        let escaped = escape_in_json(&json);
        assert_eq!(escaped, r#"["a\u200b\udb40\udc41\u009b\u007f\u001b\n"]"#);
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).unwrap(), [text]);
    }

    #[test]
    fn c1_controls_stand_for_windows_1252() {
        let help = control_help("10\u{96}12 og \u{93}citat\u{94}\u{96}");
        assert!(help.ends_with(": write `–` for U+0096, `“` for U+0093, `”` for U+0094"), "{help}");
        assert_eq!(control_help("a\u{81}\u{7}"), "delete it; no web page can show it");
        let all = (0x80..=0xffu8).map(|byte| windows_1252(char::from(byte)));
        assert_eq!(all.flatten().count(), 27);
        assert_eq!([windows_1252('\u{80}'), windows_1252('\u{9f}')], [Some('€'), Some('Ÿ')]);
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
