//! String literals in templates.

/// Parses a literal whose opening `quote` is before `text`. Returns its value and its length in the
/// source, without the closing quote. A backslash escapes the next character.
pub(super) fn parse_rest(text: &str, quote: char) -> Option<(String, usize)> {
    let mut string = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => string.extend(characters.next().map(|(_, escaped)| escaped)),
            c if c == quote => return Some((string, at)),
            c => string.push(c),
        }
    }
    None
}
