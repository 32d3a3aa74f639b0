//! The words of running text as numbers of their stems.
//!
//! What one thread has met is remembered: the same few thousand words make up most of any text,
//! and to look one up costs a tenth of finding its stem.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use unicode_normalization::char::is_combining_mark;

use super::nfc;
use super::slug::{is_apostrophe, is_invisible};
use super::stem::{is_stop_word, stem};

/// How many bits the number of a stem has. Two stems in a million share one.
pub(super) const NUMBER_BITS: u32 = 28;

/// So many words are remembered, then they are forgotten all at once.
const MAX_REMEMBERED: usize = 1 << 15;

/// What has more bytes is no word.
const MAX_WORD: usize = 64;

/// The words of news of every topic, besides the stop words.
const COMMON: &[&str] = &[
    "ifølge",
    "kan",
    "får",
    "fik",
    "få",
    "fået",
    "går",
    "gik",
    "gå",
    "gør",
    "gjorde",
    "gøre",
    "gjort",
    "siger",
    "sagde",
    "sige",
    "sagt",
    "skriver",
    "skrev",
    "oplyser",
    "oplyste",
    "fortæller",
    "mener",
    "mere",
    "mest",
    "flere",
    "fleste",
    "første",
    "sidste",
    "næste",
    "ny",
    "nyt",
    "nye",
    "nyeste",
    "to",
    "tre",
    "fire",
    "fem",
    "seks",
    "syv",
    "otte",
    "ni",
    "ti",
    "mens",
    "hvordan",
    "hvorfor",
    "hvem",
    "hvilke",
    "hvilken",
    "hvilket",
    "både",
    "blandt",
    "andet",
    "andre",
    "hele",
    "helt",
    "samme",
    "samt",
    "siden",
    "uden",
    "mellem",
    "før",
    "inden",
    "ved",
    "så",
    "lige",
    "kun",
    "endnu",
    "allerede",
    "fortsat",
    "igen",
    "dermed",
    "derfor",
    "desuden",
    "dels",
    "må",
    "måtte",
    "bør",
    "burde",
    "tog",
    "tage",
    "tager",
    "kom",
    "kommer",
    "komme",
    "kommet",
    "står",
    "ligger",
    "giver",
    "give",
    "gav",
    "givet",
    "ser",
    "se",
    "set",
    "år",
    "året",
    "dag",
    "dage",
    "uge",
    "uger",
    "måned",
    "måneder",
    "procent",
    "millioner",
    "milliarder",
    "kroner",
    "mio",
    "mia",
    "kr",
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lørdag",
    "søndag",
    "the",
    "of",
    "and",
    "ca",
    "fx",
    "bl.a",
    "blot",
    "bare",
    "hver",
    "dem",
    "sådan",
    "ens",
    "sammen",
    "gennem",
    "omkring",
    "gang",
    "gange",
    "del",
    "måde",
    "slags",
];

/// What may follow an apostrophe at the end of a word: `tv'et`, `AI's`.
const ENDINGS: [&str; 14] =
    ["s", "en", "et", "er", "ere", "erne", "ernes", "ens", "ets", "e", "ne", "n", "t", "es"];

/// Calls `found` with the number of each stem of a block of text, and whether it is that of a name,
/// which is a word with a capital amid a sentence.
///
/// A word with a hyphen gives its parts and the whole: `ai-chip` is `ai`, `chip` and `aichip`.
/// Left out are stop words, numbers, single letters, and addresses of pages and mail.
pub(super) fn for_each_stem(text: &str, mut found: impl FnMut(u32, bool)) {
    MEMORY.with_borrow_mut(|memory| {
        let mut words = Words { text, at: 0, starts: true };
        let mut word = std::mem::take(&mut memory.word);
        while let Some(is_name) = words.next(&mut word) {
            for number in memory.stems(&word) {
                found(*number, is_name);
            }
        }
        memory.word = word;
    });
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The words that were met, each with the numbers of its stems.
#[derive(Default)]
struct Memory {
    words: HashMap<Box<[u8]>, (u32, u32), Secret>,
    numbers: Vec<u32>,
    /// The present word; kept to reuse its memory.
    word: Vec<u8>,
}

impl Memory {
    fn stems(&mut self, word: &[u8]) -> &[u32] {
        let (start, end) = match self.words.get(word) {
            Some(known) => *known,
            None => self.learn(word),
        };
        &self.numbers[start as usize..end as usize]
    }

    #[cold]
    fn learn(&mut self, word: &[u8]) -> (u32, u32) {
        if self.words.len() >= MAX_REMEMBERED {
            self.words.clear();
            self.numbers.clear();
        }
        let start = self.numbers.len() as u32;
        // A word is cut out of a string, so it is UTF-8.
        if let Ok(text) = std::str::from_utf8(word) {
            each_stem(&nfc(text), |stem| self.numbers.push(number(stem)));
        }
        let place = (start, self.numbers.len() as u32);
        self.words.insert(word.into(), place);
        place
    }
}

/// Calls `found` with each stem of a word in small letters.
fn each_stem(word: &str, mut found: impl FnMut(&str)) {
    let mut whole = String::new();
    let mut parts = 0;
    for part in word.split('-') {
        let part = match part.split_once('\'') {
            Some((base, ending)) if ENDINGS.contains(&ending) => base.to_owned(),
            _ => part.replace('\'', ""),
        };
        if is_telling(&part) {
            found(&stem(&part));
        }
        whole.push_str(&part);
        parts += 1;
    }
    if parts > 1 && is_telling(&whole) {
        found(&stem(&whole));
    }
}

/// Whether a word may tell what a text is about.
fn is_telling(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().any(char::is_alphabetic)
        && !is_stop_word(word)
        && !COMMON.contains(&word)
}

/// The number of a stem: the 64-bit hash FNV-1a, folded.
fn number(stem: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in stem.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let folded = hash ^ (hash >> 32);
    (folded & ((1 << NUMBER_BITS) - 1)) as u32
}

/// Walks over the words of a block of text.
struct Words<'a> {
    text: &'a str,
    at: usize,
    /// Whether the next word is the first of its sentence.
    starts: bool,
}

impl Words<'_> {
    /// Gives the next word in small letters, and whether it is a name.
    fn next(&mut self, word: &mut Vec<u8>) -> Option<bool> {
        word.clear();
        let bytes = self.text.as_bytes();
        let (mut is_capital, mut is_long) = (false, false);
        while let Some(&byte) = bytes.get(self.at) {
            let begins = word.is_empty();
            if byte.is_ascii_alphanumeric() {
                is_capital |= begins && byte.is_ascii_uppercase();
                word.push(byte.to_ascii_lowercase());
                self.at += 1;
            } else if byte.is_ascii() {
                if !begins {
                    if self.is_address(byte) {
                        word.clear();
                        (is_capital, is_long) = (false, false);
                        self.skip_address();
                        continue;
                    }
                    if self.joins(byte, 1) {
                        word.push(byte);
                        self.at += 1;
                        continue;
                    }
                    break;
                }
                if byte == b'@' {
                    self.skip_address();
                    continue;
                }
                self.starts |= matches!(byte, b'.' | b'!' | b'?' | b':');
                self.at += 1;
            } else {
                let Some(c) = self.text[self.at..].chars().next() else { break };
                if c.is_alphanumeric() {
                    is_capital |= begins && c.is_uppercase();
                    for small in c.to_lowercase() {
                        word.extend_from_slice(small.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                } else if is_combining_mark(c) && !begins {
                    word.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                } else if !is_invisible(c) && !begins {
                    let join = if c == '‑' { b'-' } else { b'\'' };
                    if !(c == '‑' || is_apostrophe(c)) || !self.joins(join, c.len_utf8()) {
                        break;
                    }
                    word.push(join);
                } else if c == '…' {
                    self.starts = true;
                }
                self.at += c.len_utf8();
            }
            if word.len() > MAX_WORD {
                word.truncate(MAX_WORD);
                is_long = true;
            }
        }
        if word.is_empty() {
            return None;
        }
        if is_long {
            // Nothing is met under this name.
            word.clear();
            word.push(b'-');
        }
        let is_name = is_capital && !self.starts;
        self.starts = false;
        Some(is_name)
    }

    /// Whether a character behind a word, `length` bytes long, belongs to it.
    fn joins(&self, byte: u8, length: usize) -> bool {
        let next = self.text[self.at + length..].chars().next();
        match byte {
            b'-' | b'\'' => next.is_some_and(char::is_alphanumeric),
            b'.' | b',' => {
                let before = self.text.as_bytes()[self.at - 1];
                before.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit())
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

/// Makes the hashes of one memory. They begin with a secret, so that nobody can write words that
/// collide; what is found does not depend on it.
struct Secret(u64);

impl Default for Secret {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Secret {
    type Hasher = WordHasher;

    fn build_hasher(&self) -> WordHasher {
        WordHasher(self.0)
    }
}

/// A quick hash of a few bytes, eight at a time, each folded into the next by a long product.
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(last));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        let mut words = Words { text, at: 0, starts: true };
        let mut word = Vec::new();
        while words.next(&mut word).is_some() {
            each_stem(&nfc(std::str::from_utf8(&word).unwrap()), |stem| {
                stems.push(stem.to_owned())
            });
        }
        stems
    }

    fn names(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut words = Words { text, at: 0, starts: true };
        let mut word = Vec::new();
        while let Some(is_name) = words.next(&mut word) {
            names.extend(is_name.then(|| String::from_utf8(word.clone()).unwrap()));
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

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let text: String =
            (0..2 * MAX_REMEMBERED).map(|word| format!("ord{} ", word % 40_000)).collect();
        let mut met = Vec::new();
        for_each_stem(&text, |number, _| met.push(number));
        let anew: Vec<u32> = stems(&text).iter().map(|stem| number(stem)).collect();
        assert_eq!(met, anew);
    }
}
