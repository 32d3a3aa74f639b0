//! The words of running text, cut out of it.

use unicode_normalization::char::is_combining_mark;

use super::slug::{is_apostrophe, is_invisible};
use super::vocabulary::Vocabulary;

/// What has more bytes is no word.
pub(super) const MAX_WORD: usize = 64;

/// Calls `found` with the number of each stem of a block of text, and whether it is that of a name,
/// which is a word with a capital amid a sentence.
///
/// A word with a hyphen gives its parts and the whole: `ai-chip` is `ai`, `chip` and `aichip`.
/// Left out are stop words, numbers, single letters, and addresses of pages and mail.
pub(super) fn for_each_stem(text: &str, mut found: impl FnMut(u32, bool)) {
    Vocabulary::with(|vocabulary| {
        let mut words = Words { text, at: 0, starts: true };
        let mut word = Word::default();
        while let Some(is_name) = words.next(&mut word) {
            if word.letters().is_some() {
                for number in vocabulary.stems(&word.letters, word.length) {
                    found(*number, is_name);
                }
            }
        }
    });
}

/// ASCII letters and digits as small letters; 0 for all else.
const SMALL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// A word in small letters.
struct Word {
    letters: [u8; MAX_WORD],
    /// More than there is room for in a word that is too long.
    length: usize,
    has_letter: bool,
    begins_with_capital: bool,
}

impl Default for Word {
    fn default() -> Self {
        Self { letters: [0; MAX_WORD], length: 0, has_letter: false, begins_with_capital: false }
    }
}

impl Word {
    fn clear(&mut self) {
        (self.length, self.has_letter, self.begins_with_capital) = (0, false, false);
    }

    /// Appends the ASCII letters and digits at the beginning of a text, and tells how many.
    fn push_run(&mut self, text: &[u8]) -> usize {
        let mut length = self.length;
        // In all small letters, and in no digit, this bit is set.
        let mut bits = 0;
        for byte in text {
            let small = SMALL[usize::from(*byte)];
            if small == 0 {
                break;
            }
            if let Some(place) = self.letters.get_mut(length) {
                *place = small;
            }
            length += 1;
            bits |= small & 0x40;
        }
        self.has_letter |= bits != 0;
        length - std::mem::replace(&mut self.length, length)
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.letters.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    fn push_char(&mut self, c: char) {
        c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.push(byte));
    }

    /// The word; none for a number and what is longer than any word.
    fn letters(&self) -> Option<&[u8]> {
        self.letters.get(..self.length).filter(|_| self.has_letter)
    }
}

/// Walks over the words of a block of text.
struct Words<'a> {
    text: &'a str,
    at: usize,
    /// Whether the next word is the first of its sentence.
    starts: bool,
}

impl Words<'_> {
    /// Finds the next word and tells whether it is a name.
    fn next(&mut self, word: &mut Word) -> Option<bool> {
        loop {
            word.clear();
            self.skip()?;
            if self.read(word) {
                break;
            }
            self.skip_address();
        }
        let is_name = word.begins_with_capital && !self.starts;
        self.starts = false;
        Some(is_name)
    }

    /// Goes to the beginning of the next word.
    fn skip(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            if SMALL[usize::from(byte)] != 0 {
                return Some(());
            }
            match byte {
                b'.' | b'!' | b'?' | b':' => self.starts = true,
                b'@' => {
                    self.skip_address();
                    continue;
                }
                0x80.. => {
                    let c = self.text[self.at..].chars().next()?;
                    if c.is_alphanumeric() {
                        return Some(());
                    }
                    self.starts |= c == '…';
                    self.at += c.len_utf8();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Reads to the end of a word, unless it turns out to begin an address.
    fn read(&mut self, word: &mut Word) -> bool {
        let bytes = self.text.as_bytes();
        word.begins_with_capital = bytes[self.at].is_ascii_uppercase();
        loop {
            self.at += word.push_run(&bytes[self.at..]);
            let Some(&byte) = bytes.get(self.at) else { break };
            if byte.is_ascii() {
                if self.is_address(byte) {
                    return false;
                }
                if !self.joins(byte, 1) {
                    break;
                }
                word.push(byte);
                self.at += 1;
            } else if let (0xc3, Some(&second)) = (byte, bytes.get(self.at + 1))
                && !matches!(second, 0x97 | 0xb7)
            {
                // À to ÿ without × and ÷: the second byte of a small letter is 32 higher.
                let is_upper = second < 0x9f;
                word.begins_with_capital |= word.length == 0 && is_upper;
                word.has_letter = true;
                word.push(byte);
                word.push(if is_upper { second + 0x20 } else { second });
                self.at += 2;
            } else {
                let Some(c) = self.text[self.at..].chars().next() else { break };
                if c.is_alphanumeric() {
                    word.begins_with_capital |= word.length == 0 && c.is_uppercase();
                    word.has_letter |= c.is_alphabetic();
                    c.to_lowercase().for_each(|small| word.push_char(small));
                } else if is_combining_mark(c) {
                    word.push_char(c);
                } else if !is_invisible(c) {
                    let join = if c == '‑' { b'-' } else { b'\'' };
                    if !(c == '‑' || is_apostrophe(c)) || !self.joins(join, c.len_utf8()) {
                        break;
                    }
                    word.push(join);
                }
                self.at += c.len_utf8();
            }
        }
        true
    }

    /// Whether a character behind a word, `length` bytes long, belongs to it.
    fn joins(&self, byte: u8, length: usize) -> bool {
        let next = || self.text[self.at + length..].chars().next();
        match byte {
            b'-' | b'\'' => next().is_some_and(char::is_alphanumeric),
            b'.' | b',' => {
                let before = self.text.as_bytes()[self.at - 1];
                before.is_ascii_digit() && next().is_some_and(|c| c.is_ascii_digit())
            }
            _ => false,
        }
    }

    /// Whether the word before is the beginning of an address: `https://…`, `www.…`, `red@…`.
    fn is_address(&self, byte: u8) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        match byte {
            b':' => rest.starts_with(b"://"),
            b'@' => true,
            b'.' => self.text.as_bytes()[..self.at].ends_with(b"www"),
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
    use super::super::nfc;
    use super::super::vocabulary::each_stem;
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        let mut words = Words { text, at: 0, starts: true };
        let mut word = Word::default();
        while words.next(&mut word).is_some() {
            let Some(letters) = word.letters() else { continue };
            each_stem(&nfc(std::str::from_utf8(letters).unwrap()), |stem| {
                stems.push(stem.to_owned());
            });
        }
        stems
    }

    fn names(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut words = Words { text, at: 0, starts: true };
        let mut word = Word::default();
        while let Some(is_name) = words.next(&mut word) {
            let letters = word.letters().unwrap_or_default();
            names.extend(is_name.then(|| String::from_utf8(letters.to_vec()).unwrap()));
        }
        names
    }

    #[test]
    fn words_become_stems() {
        let vectors: [(&str, &[&str]); 19] = [
            ("", &[]),
            ("– »!«", &[]),
            ("Smartphonen til smartphonerne", &["smartphon", "smartphon"]),
            ("smartphone-producent", &["smartphon", "producent", "smartphoneproducent"]),
            ("5G-net og AI‑chips", &["5g", "net", "5gnet", "ai", "chip", "aichip"]),
            ("smartphone- og tabletmarkedet", &["smartphon", "tabletmarked"]),
            ("tv'et, AI’en og Xiaomi's", &["tv", "ai", "xiaomi"]),
            ("O'Reilly", &["oreilly"]),
            ("IT-sikkerhed", &["it", "sikker", "itsikker"]),
            ("1.234,5 kr. i 2026", &[]),
            ("GPT-4", &["gpt", "gpt4"]),
            ("sikker\u{ad}hed", &["sikker"]),
            ("A\u{30a}bning", &["åbning"]),
            ("Se https://www.x.dk/sikkerhed?a=b nu", &[]),
            ("www.sikkerhed.dk red@sikkerhed.dk @sikkerhed chip", &["chip"]),
            ("(chip) «chip» chip.", &["chip", "chip", "chip"]),
            ("ÆRØ ærø", &["ærø", "ærø"]),
            ("kunstig intelligens", &["kunstig", "intelligen"]),
            ("x c++ c", &[]),
        ];
        for (text, expected) in vectors {
            assert_eq!(stems(text), expected, "{text}");
        }
    }

    #[test]
    fn names_have_a_capital_amid_a_sentence() {
        assert_eq!(
            names("Onsdag viste Xiaomi en chip. Den er fra ARM: Endelig!"),
            ["xiaomi", "arm"]
        );
    }

    #[test]
    fn long_words_are_none() {
        let long = "a".repeat(MAX_WORD + 1);
        assert_eq!(stems(&format!("{long} chip")), ["chip"]);
        assert_eq!(stems(&format!("{} chip", "å-".repeat(100))), ["chip"]);
    }
}
