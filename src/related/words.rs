//! Splits running text into words.

use unicode_normalization::char::is_combining_mark;

use crate::danish::{is_apostrophe, is_invisible};

/// A word in its text.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    /// The text from the word on.
    pub(super) rest: &'a str,
    /// How many bytes of it are the word.
    pub(super) length: usize,
    /// Whether it has a capital and does not begin a sentence.
    pub(super) is_name: bool,
}

impl<'a> Word<'a> {
    /// The word as it is written.
    pub(super) fn as_str(self) -> &'a str {
        &self.rest[..self.length]
    }
}

/// Calls `found` with each word of a block of text.
///
/// Hyphens and apostrophes within a word belong to it, points and commas to a number. Web and mail
/// addresses are left out.
pub(super) fn for_each_word(text: &str, mut found: impl FnMut(Word<'_>)) {
    let mut words = Words { text, at: 0, begins_sentence: true };
    while words.skip_to_word() {
        let start = words.at;
        if words.skip_word() {
            let rest = &text[start..];
            let is_name = !words.begins_sentence && rest.starts_with(char::is_uppercase);
            found(Word { rest, length: words.at - start, is_name });
            words.begins_sentence = false;
        } else {
            words.skip_address();
        }
    }
}

/// Returns a word in lower case, with plain hyphens and apostrophes and without invisible
/// characters.
pub(super) fn normalized(word: &str) -> String {
    let mut normalized = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            _ if c.is_alphanumeric() => normalized.extend(c.to_lowercase()),
            _ if is_combining_mark(c) => normalized.push(c),
            _ if is_invisible(c) => {}
            '‑' => normalized.push('-'),
            _ if is_apostrophe(c) => normalized.push('\''),
            _ => normalized.push(c),
        }
    }
    normalized
}

struct Words<'a> {
    text: &'a str,
    at: usize,
    begins_sentence: bool,
}

impl Words<'_> {
    /// Moves to the next letter or digit; false at the end of the text.
    fn skip_to_word(&mut self) -> bool {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                _ if IS_LETTER_OR_DIGIT[usize::from(byte)] => return true,
                b'.' | b'!' | b'?' | b':' => self.begins_sentence = true,
                b'@' => {
                    self.skip_address();
                    continue;
                }
                0x80.. => {
                    let Some(c) = self.next_char() else { return false };
                    if c.is_alphanumeric() {
                        return true;
                    }
                    self.begins_sentence |= c == '…';
                    self.at += c.len_utf8();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        false
    }

    /// Moves to the end of a word; false if it turns out to begin an address.
    fn skip_word(&mut self) -> bool {
        loop {
            self.at += letters_and_digits(&self.text.as_bytes()[self.at..]);
            match self.next_char() {
                None | Some(' ') => return true,
                Some(c) if self.is_in_address(c) => return false,
                Some(c) if self.is_in_word(c) => self.at += c.len_utf8(),
                Some(_) => return true,
            }
        }
    }

    fn next_char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Whether a character after a part of a word belongs to the word.
    fn is_in_word(&self, c: char) -> bool {
        let follows =
            |is_part: fn(char) -> bool| self.text[self.at + c.len_utf8()..].starts_with(is_part);
        match c {
            '-' | '‑' | '\'' => follows(char::is_alphanumeric),
            '.' | ',' => {
                let is_digit = |c: char| c.is_ascii_digit();
                self.text[..self.at].ends_with(is_digit) && follows(|c| c.is_ascii_digit())
            }
            // A grave accent is a mark of code rather than an apostrophe.
            '`' => false,
            _ if c.is_ascii() => false,
            _ if c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c) => true,
            _ => is_apostrophe(c) && follows(char::is_alphanumeric),
        }
    }

    /// Whether a character after a word makes both an address: `https://…`, `www.…`, `red@…`.
    fn is_in_address(&self, c: char) -> bool {
        match c {
            ':' => self.text[self.at..].starts_with("://"),
            '@' => true,
            '.' => self.text[..self.at].ends_with("www"),
            _ => false,
        }
    }

    fn skip_address(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find(char::is_whitespace).unwrap_or(rest.len());
    }
}

/// Whether a byte is an ASCII letter or digit.
const IS_LETTER_OR_DIGIT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// How many bytes at the start are letters of Danish and its neighbours, and digits: nearly all of
/// a text's.
fn letters_and_digits(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if IS_LETTER_OR_DIGIT[usize::from(byte)] {
            at += 1;
        } else if byte == 0xC3 && !matches!(bytes.get(at + 1), Some(0x97 | 0xB7)) {
            // The first of two bytes from À to ÿ, but for × and ÷.
            at += 2;
        } else {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_capital_amid_a_sentence() {
        let mut names = Vec::new();
        for_each_word("Onsdag viste Xiaomi en chip. Den er fra ARM: Endelig!", |word| {
            names.extend(word.is_name.then(|| word.as_str().to_owned()));
        });
        assert_eq!(names, ["Xiaomi", "ARM"]);
    }
}
