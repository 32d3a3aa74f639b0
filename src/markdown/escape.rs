//! Escaping for HTML, and reading what raw HTML has escaped.

use std::borrow::Cow;

/// Appends text as the content of an element.
pub(super) fn push_text(out: &mut String, text: &str) {
    push(out, text, false);
}

/// Appends text as the value of an attribute in double quotes.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    push(out, text, true);
}

/// Appends an attribute, with the space before it.
pub(super) fn push_named(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}

/// What stands for a character that neither HTML nor XML may hold.
const REPLACEMENT: &str = "\u{fffd}";

fn push(out: &mut String, text: &str, quotes: bool) {
    let mut rest = 0;
    let mut start = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        // Most blocks have nothing to escape; comparing all bytes of one takes few instructions.
        let is_one = |b: &u8| matches!(b, b'&' | b'<' | b'>' | b'"' | 0..=31 | 0x7f | 0xef);
        let has_some = |has: bool, b: &u8| has | is_one(b);
        if block.iter().fold(false, has_some) {
            for (at, byte) in block.iter().enumerate() {
                let escaped = match byte {
                    b'&' => "&amp;",
                    b'<' => "&lt;",
                    b'>' => "&gt;",
                    b'"' if quotes => "&quot;",
                    // A character reference may have named what no text may hold.
                    0..=8 | 11 | 12 | 14..=31 | 0x7f => REPLACEMENT,
                    0xef if text[start + at..].starts_with(['\u{fffe}', '\u{ffff}']) => REPLACEMENT,
                    _ => continue,
                };
                out.push_str(&text[rest..start + at]);
                out.push_str(escaped);
                // Each non-character is three bytes, like its replacement.
                rest = start + at + if *byte == 0xef { REPLACEMENT.len() } else { 1 };
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
pub(super) fn decode(value: &str) -> Cow<'_, str> {
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
    use super::*;

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
