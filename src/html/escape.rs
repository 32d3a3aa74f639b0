//! Escaping text for HTML, and decoding the character references in raw HTML.

use std::borrow::Cow;

use crate::diagnostics::is_forbidden;

/// Which characters are escaped, apart from `&`, `<`, `>` and those that HTML cannot contain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// None: the text is the content of an element.
    Neither,
    /// `"`: the text is an attribute in double quotes.
    Double,
    /// `"` and `'`: the text fits anywhere.
    Both,
}

/// Escapes a text for the content of an element or for an attribute in quotes of either kind.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let is_special = |c| matches!(c, '&' | '<' | '>' | '"' | '\'') || is_forbidden(c);
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    push(&mut escaped, text, Quotes::Both);
    Cow::Owned(escaped)
}

/// Appends text as the content of an element.
pub(crate) fn push_text(out: &mut String, text: &str) {
    push(out, text, Quotes::Neither);
}

/// Appends text as the value of an attribute in double quotes.
pub(crate) fn push_attribute(out: &mut String, text: &str) {
    push(out, text, Quotes::Double);
}

/// Appends an attribute, with the space before it.
pub(crate) fn push_named(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}

/// Replaces a character that no page may contain ([`is_forbidden`]). Such a character can only come
/// from a character reference: files that contain one are refused.
const REPLACEMENT: &str = "\u{fffd}";

fn push(out: &mut String, text: &str, quotes: Quotes) {
    let mut rest = 0;
    let mut start = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        // Most blocks have nothing to escape, and testing a whole block takes few instructions.
        let is_special =
            |b: &u8| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'' | 0..=31 | 0x7f | 0xc2 | 0xef);
        let has_special = |has: bool, b: &u8| has | is_special(b);
        if block.iter().fold(false, has_special) {
            for (at, byte) in block.iter().enumerate() {
                let at = start + at;
                let (escaped, length) = match byte {
                    b'&' => ("&amp;", 1),
                    b'<' => ("&lt;", 1),
                    b'>' => ("&gt;", 1),
                    b'"' if quotes != Quotes::Neither => ("&quot;", 1),
                    b'\'' if quotes == Quotes::Both => ("&#39;", 1),
                    // C1 controls and non-characters, which take two and three bytes.
                    0..=31 | 0x7f | 0xc2 | 0xef => match text[at..].chars().next() {
                        Some(c) if is_forbidden(c) => (REPLACEMENT, c.len_utf8()),
                        _ => continue,
                    },
                    _ => continue,
                };
                out.push_str(&text[rest..at]);
                out.push_str(escaped);
                rest = at + length;
            }
        }
        start += block.len();
    }
    out.push_str(&text[rest..]);
}

const BLOCK: usize = 32;

/// Decodes the character references of an attribute's value: numeric ones, and the names that
/// occur in addresses. Any other stays as written and is escaped again later, so what has not
/// been decoded here no browser decodes either.
pub(crate) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((character, length)) = reference(rest) {
            decoded.push(character);
            rest = &rest[length..];
        } else {
            decoded.push('&');
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Reads a character reference after its `&`: the character, and how many bytes it takes.
fn reference(text: &str) -> Option<(char, usize)> {
    if let Some(number) = text.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        let value = u32::from_str_radix(&digits[..count], radix).ok()?;
        let semicolon = usize::from(digits[count..].starts_with(';'));
        let length = text.len() - digits.len() + count + semicolon;
        return Some((char::from_u32(value).unwrap_or('\u{fffd}'), length));
    }
    let name = &text[..text.bytes().take(12).position(|b| b == b';')?];
    let character = match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "colon" => ':',
        "sol" => '/',
        "num" => '#',
        "quest" => '?',
        "commat" => '@',
        "Tab" => '\t',
        "NewLine" => '\n',
        "nbsp" => '\u{a0}',
        "aelig" => 'æ',
        "oslash" => 'ø',
        "aring" => 'å',
        "AElig" => 'Æ',
        "Oslash" => 'Ø',
        "Aring" => 'Å',
        _ => return None,
    };
    Some((character, name.len() + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    fn text(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    #[test]
    fn each_place_has_its_escapes() {
        let hostile = "a&<b>\"'\u{7}\u{7f}\u{85}\u{ffff}\t\n»ø\u{a0}\u{fffc}";
        let rest = "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\t\n»ø\u{a0}\u{fffc}";
        let mut attribute = String::new();
        push_named(&mut attribute, "title", hostile);
        assert_eq!(text(hostile), format!("a&amp;&lt;b&gt;\"'{rest}"));
        assert_eq!(attribute, format!(" title=\"a&amp;&lt;b&gt;&quot;'{rest}\""));
        assert_eq!(escape(hostile), format!("a&amp;&lt;b&gt;&quot;&#39;{rest}"));
        assert!(matches!(escape("»Blåbær« – 5 %"), Cow::Borrowed(_)));
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn escaping_works_character_by_character(
            hostile in "([&<>\"'\u{0}-\u{9f}\u{ef}\u{fffd}-\u{ffff}]|\\PC){0,80}",
        ) {
            let each = |escaped: fn(&str) -> String| {
                hostile.chars().map(|c| escaped(&c.to_string())).collect::<String>()
            };
            prop_assert_eq!(text(&hostile), each(text));
            prop_assert_eq!(escape(&hostile), each(|c| escape(c).into_owned()));
            prop_assert!(!escape(&hostile).contains(is_forbidden));
        }
    }

    #[test]
    fn references_are_decoded() {
        assert_eq!(decode("a&amp;b&#106;&#x6A&#0000106;x"), "a&bjjjx");
        assert_eq!(decode("java&Tab;script&colon;&aring;"), "java\tscript:å");
        assert_eq!(
            decode("?a=1&copy=2&x;&æ;&#;&#xFFFFFFFFF;&"),
            "?a=1&copy=2&x;&æ;&#;&#xFFFFFFFFF;&"
        );
        assert_eq!(decode("&#xD800;"), "\u{fffd}");
    }
}
