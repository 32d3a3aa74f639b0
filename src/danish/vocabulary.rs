//! The words that one thread has met, as numbers of their stems.
//!
//! The same few thousand words make up most of any text, and to look one up costs a tenth of finding
//! its stem.

#![expect(
    clippy::cast_possible_truncation,
    reason = "words are short, and there is a limit to how many are remembered"
)]

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use super::nfc;
use super::stem::{STOP_WORDS, stem};
use super::words::MAX_WORD;

/// How many bits the number of a stem has. Two stems in a million share one.
pub(super) const NUMBER_BITS: u32 = 27;

/// So many words are remembered, then they are forgotten all at once.
const MAX_REMEMBERED: usize = 1 << 14;

/// The words of news of every topic, besides the stop words.
const COMMON: &str = "\
    ifølge kan får fik få fået går gik gå gør gjorde gøre gjort siger sagde sige sagt skriver \
    skrev oplyser oplyste fortæller mener mere mest flere fleste første sidste næste ny nyt nye \
    nyeste to tre fire fem seks syv otte ni ti mens hvordan hvorfor hvem hvilke hvilken hvilket \
    både blandt andet andre hele helt samme samt siden uden mellem før inden ved så lige kun \
    endnu allerede fortsat igen dermed derfor desuden dels må måtte bør burde tog tage tager kom \
    kommer komme kommet står ligger giver give gav givet ser se set år året dag dage uge uger \
    måned måneder procent millioner milliarder kroner mio mia kr januar februar marts april maj \
    juni juli august september oktober november december mandag tirsdag onsdag torsdag fredag \
    lørdag søndag the of and ca fx blot bare hver dem sådan ens sammen gennem omkring gang gange \
    del måde slags ";

/// The words that tell nothing of a text's topic.
static UNTELLING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| STOP_WORDS.into_iter().chain(COMMON.split_ascii_whitespace()).collect());

/// What may follow an apostrophe at the end of a word: `tv'et`, `AI's`.
const ENDINGS: [&str; 14] =
    ["s", "en", "et", "er", "ere", "erne", "ernes", "ens", "ets", "e", "ne", "n", "t", "es"];

thread_local! {
    static VOCABULARY: RefCell<Vocabulary> = RefCell::default();
}

/// The words that were met, each with the numbers of its stems: a table of open addressing, small
/// enough to stay near the processor.
///
/// A word is known by two hashes, its place in the table and what stands there, together more than
/// 64 bits: in all the time that computers run no two words will share both.
pub(super) struct Vocabulary {
    secrets: [u64; 2],
    places: Vec<Place>,
    remembered: usize,
    numbers: Vec<u32>,
}

/// Of a word: a hash, and its stems. One stem stands in the place of its place in `numbers`.
#[derive(Clone, Copy, Default)]
struct Place {
    /// 0 is free.
    hash: u64,
    at: u32,
    count: u32,
}

impl Default for Vocabulary {
    fn default() -> Self {
        // What is found does not depend on the secrets; they keep others from writing words that
        // collide.
        let secret = RandomState::new();
        Self {
            secrets: [secret.hash_one(0), secret.hash_one(1)],
            places: vec![Place::default(); 2 * MAX_REMEMBERED],
            remembered: 0,
            numbers: Vec::new(),
        }
    }
}

impl Vocabulary {
    /// Works with the vocabulary of this thread.
    pub(super) fn with<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        VOCABULARY.with_borrow_mut(work)
    }

    /// The numbers of a word's stems: the first `length` bytes, UTF-8 in small letters.
    pub(super) fn stems(&mut self, letters: &[u8; MAX_WORD], length: usize) -> &[u32] {
        let (place, hash) = self.hashes(letters, length);
        let mask = self.places.len() - 1;
        let mut place = place as usize & mask;
        while self.places[place].hash != hash {
            if self.places[place].hash == 0 {
                place = self.learn(place, hash, &letters[..length]);
                break;
            }
            place = (place + 1) & mask;
        }
        let Place { at, count, .. } = &self.places[place];
        if *count == 1 {
            return std::slice::from_ref(at);
        }
        &self.numbers[*at as usize..(at + count) as usize]
    }

    /// Two hashes of a word, eight bytes at a time, each folded into the next by a long product.
    fn hashes(&self, letters: &[u8; MAX_WORD], length: usize) -> (u64, u64) {
        let fold = |hash: u64, part: u64| {
            let product = u128::from(hash ^ part) * 0x9e37_79b9_7f4a_7c15;
            (product >> 64) as u64 ^ product as u64
        };
        let [mut one, mut other] = self.secrets;
        let mut left = length;
        for part in letters.as_chunks::<8>().0 {
            // What lies behind the word is left from another.
            let kept = if left < 8 { (1 << (8 * left)) - 1 } else { u64::MAX };
            let part = u64::from_le_bytes(*part) & kept;
            (one, other) = (fold(one, part), fold(other, part));
            if left <= 8 {
                break;
            }
            left -= 8;
        }
        (one, other.max(1))
    }

    #[cold]
    fn learn(&mut self, place: usize, hash: u64, word: &[u8]) -> usize {
        if self.remembered >= MAX_REMEMBERED {
            self.places.fill(Place::default());
            self.numbers.clear();
            self.remembered = 0;
        }
        self.remembered += 1;
        let start = self.numbers.len();
        // A word is cut out of a string, so it is UTF-8.
        if let Ok(text) = std::str::from_utf8(word) {
            each_stem(&nfc(text), |stem| self.numbers.push(number(stem)));
        }
        let count = self.numbers.len() - start;
        let at = match self.numbers[start..] {
            [only] => {
                self.numbers.pop();
                only
            }
            _ => start as u32,
        };
        self.places[place] = Place { hash, at, count: count as u32 };
        place
    }
}

/// Calls `found` with each stem of a word in small letters.
pub(super) fn each_stem(word: &str, mut found: impl FnMut(&str)) {
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
        && !UNTELLING.contains(word)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let words: Vec<String> =
            (0..2 * MAX_REMEMBERED).map(|word| format!("ord{}-x{word}", word % 40_000)).collect();
        Vocabulary::with(|vocabulary| {
            for word in words.iter().chain(&words[..10]) {
                let mut anew = Vec::new();
                each_stem(word, |stem| anew.push(number(stem)));
                for _ in 0..2 {
                    let mut letters = [b'?'; MAX_WORD];
                    letters[..word.len()].copy_from_slice(word.as_bytes());
                    assert_eq!(vocabulary.stems(&letters, word.len()), anew, "{word}");
                }
            }
        });
    }
}
