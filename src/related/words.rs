//! Splits running text into words.

use unicode_normalization::char::is_combining_mark;

use crate::danish::{is_apostrophe, is_invisible};

/// Calls `found` with each word of a block of text, in lower case, and whether it is a name: a
/// word with a capital that does not begin a sentence.
///
/// Hyphens and apostrophes within a word belong to it, points and commas to a number. Web and mail
/// addresses are left out.
pub(super) fn for_each_word(text: &str, mut found: impl FnMut(&str, bool)) {
    let mut words = Words { text, at: 0, begins_sentence: true };
    let mut word = String::new();
    while words.skip_to_word() {
        word.clear();
        match words.read_word(&mut word) {
            Some(is_capitalized) => {
                found(&word, is_capitalized && !words.begins_sentence);
                words.begins_sentence = false;
            }
            None => words.skip_address(),
        }
    }
}

struct Words<'a> {
    text: &'a str,
    at: usize,
    begins_sentence: bool,
}

impl Words<'_> {
    /// Moves to the next letter or digit; false at the end of the text.
    fn skip_to_word(&mut self) -> bool {
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                _ if c.is_alphanumeric() => return true,
                '@' => self.skip_address(),
                _ => {
                    self.begins_sentence |= matches!(c, '.' | '!' | '?' | ':' | '…');
                    self.at += c.len_utf8();
                }
            }
        }
        false
    }

    /// Reads to the end of a word and returns whether it begins with a capital; `None` if it turns
    /// out to begin an address.
    fn read_word(&mut self, word: &mut String) -> Option<bool> {
        let mut is_capitalized = self.text[self.at..].starts_with(|c: char| c.is_ascii_uppercase());
        loop {
            // Most of a word is in runs like this one.
            let rest = &self.text[self.at..];
            let run = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let begin = word.len();
            word.push_str(&rest[..run]);
            word[begin..].make_ascii_lowercase();
            self.at += run;
            let Some(c) = rest[run..].chars().next() else { break };
            let next = self.at + c.len_utf8();
            if !c.is_ascii() && c.is_alphanumeric() {
                is_capitalized |= word.is_empty() && c.is_uppercase();
                word.extend(c.to_lowercase());
            } else if self.is_in_address(c) {
                return None;
            } else if !c.is_ascii() && is_combining_mark(c) {
                word.push(c);
            } else if !is_invisible(c) {
                let Some(joint) = self.joint(c, next) else { break };
                word.push(joint);
            }
            self.at = next;
        }
        Some(is_capitalized)
    }

    /// What a character between two parts of a word stands for; `None` if it ends the word.
    fn joint(&self, c: char, next: usize) -> Option<char> {
        let follows = |is_part: fn(char) -> bool| self.text[next..].starts_with(is_part);
        match c {
            '-' | '‑' if follows(char::is_alphanumeric) => Some('-'),
            // A grave accent is a mark of code rather than an apostrophe.
            _ if c != '`' && is_apostrophe(c) && follows(char::is_alphanumeric) => Some('\''),
            '.' | ',' => {
                let is_digit = |c: char| c.is_ascii_digit();
                let is_number =
                    self.text[..self.at].ends_with(is_digit) && follows(|c| c.is_ascii_digit());
                is_number.then_some(c)
            }
            _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_capital_amid_a_sentence() {
        let mut names = Vec::new();
        for_each_word("Onsdag viste Xiaomi en chip. Den er fra ARM: Endelig!", |word, is_name| {
            names.extend(is_name.then(|| word.to_owned()));
        });
        assert_eq!(names, ["xiaomi", "arm"]);
    }
}
