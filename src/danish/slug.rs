//! Slugs and heading ids: the parts of URLs that are made from what an editor wrote.

use unicode_normalization::char::is_combining_mark;

use super::nfc;
use crate::fingerprint::Fingerprint;

/// The longest slug, in bytes. A file name may have 255; this leaves room for what others add.
pub(crate) const MAX_SLUG: usize = 180;

/// How many hexadecimal digits of a fingerprint end a slug that had to be cut.
const CUT_DIGITS: usize = 8;

/// Which characters a heading id keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchors {
    /// The same as a [`slug`]: `a-z`, `0-9` and hyphens.
    #[default]
    Ascii,
    /// Every letter and digit, as GitHub does: `Løsning på §22` is `løsning-på-22`.
    Unicode,
}

/// Makes a slug: `Ærø får 5G på Østerbro` is `aeroe-faar-5g-paa-oesterbro`.
///
/// Danish letters are spelled out (æ→ae, ø→oe, å→aa), other scripts transliterated, apostrophes
/// deleted. The result has only `a-z`, `0-9` and single hyphens between them, and at most
/// [`MAX_SLUG`] bytes; a longer one is cut at a hyphen and ends in the first digits of its
/// [`Fingerprint`], so that two long titles with the same beginning stay distinct. A slug is its
/// own slug.
///
/// It is empty when the text has neither letter nor digit, as `!!!`.
pub(crate) fn slug(text: &str) -> String {
    let text = nfc(text);
    let mut slug = Builder::default();
    let mut before = None;
    let mut chars = text.chars().filter(|&c| !is_invisible(c)).peekable();
    while let Some(c) = chars.next() {
        let word_follows = chars.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            'æ' | 'Æ' | 'ä' | 'Ä' | 'ǽ' | 'Ǽ' => slug.word("ae"),
            'ø' | 'Ø' | 'ö' | 'Ö' | 'ǿ' | 'Ǿ' => slug.word("oe"),
            'å' | 'Å' | 'ǻ' | 'Ǻ' => slug.word("aa"),
            'ü' | 'Ü' => slug.word("ue"),
            '&' => slug.apart("og"),
            '%' => slug.apart("procent"),
            // Names such as `C++`, `C#` and `Disney+` would otherwise lose what distinguishes them.
            '+' if before.is_some_and(|c: char| c.is_alphanumeric() || c == '+') => {
                slug.apart("plus");
            }
            '#' if before.is_some_and(char::is_alphabetic) && !word_follows => slug.apart("sharp"),
            _ if is_apostrophe(c) => {}
            _ if c.is_alphanumeric() => slug.word(deunicode::deunicode_char(c).unwrap_or_default()),
            _ if is_combining_mark(c) => {}
            _ => slug.gap(),
        }
        before = Some(c);
    }
    cap(slug.text)
}

/// Makes the id of a heading from its text, of the same length as a [`slug`] at most.
///
/// It may be empty; that, and two headings with the same text, are the caller's to solve.
pub fn heading_id(text: &str, anchors: Anchors) -> String {
    match anchors {
        Anchors::Ascii => slug(text),
        Anchors::Unicode => {
            let kept = nfc(text.trim())
                .chars()
                .filter(|&c| !is_invisible(c))
                .filter_map(|c| match c {
                    _ if c.is_whitespace() => Some('-'),
                    '-' | '_' => Some(c),
                    _ => (c.is_alphanumeric() || is_combining_mark(c)).then_some(c),
                })
                .flat_map(char::to_lowercase)
                .collect();
            cap(kept)
        }
    }
}

/// Whether a character is one that is not seen: soft hyphen, zero width, direction mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character is used as an apostrophe, well or badly.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '´' | '`')
}

/// Collects words with one hyphen between them.
#[derive(Default)]
struct Builder {
    text: String,
    gap: bool,
}

impl Builder {
    /// Ends the word.
    fn gap(&mut self) {
        self.gap = true;
    }

    /// Continues the word.
    fn word(&mut self, letters: &str) {
        for c in letters.chars() {
            if c.is_ascii_alphanumeric() {
                if self.gap && !self.text.is_empty() {
                    self.text.push('-');
                }
                self.gap = false;
                self.text.push(c.to_ascii_lowercase());
            } else if c != '\'' {
                self.gap();
            }
        }
    }

    /// Adds a word of its own.
    fn apart(&mut self, word: &str) {
        self.gap();
        self.word(word);
        self.gap();
    }
}

/// Cuts a slug or id to [`MAX_SLUG`] bytes.
fn cap(text: String) -> String {
    if text.len() <= MAX_SLUG {
        return text;
    }
    let most = MAX_SLUG - CUT_DIGITS - 1;
    let room = (0..=most).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    // A hyphen far away would throw away most of one long word; then the word itself is cut.
    let end = match text[..room].rfind('-') {
        _ if text[room..].starts_with('-') => room,
        Some(hyphen) if hyphen >= room / 2 => hyphen,
        _ => room,
    };
    let kept = text[..end].trim_end_matches('-');
    format!("{kept}-{}", Fingerprint::of(text.as_bytes()).short(CUT_DIGITS))
}

#[cfg(test)]
#[path = "slug_tests.rs"]
mod tests;
