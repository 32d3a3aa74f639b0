//! The stems of the words that say what a text is about.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::slice;
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::words::{Word, for_each_word, normalized};
use crate::danish::{STOP_WORDS, nfc, stem};

/// How many bits the number of a stem has. Two stems in a million share one.
pub(super) const NUMBER_BITS: u32 = 27;

/// The most bytes of a word; a longer one is ignored.
const MAX_WORD: usize = 64;

/// How many words a thread caches before it starts over: as many as fit into 16,384 buckets.
const MAX_CACHED: usize = 14_336;

/// Words that are common in news of every topic, apart from the stop words.
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

/// The words that say nothing about a text's topic.
static IGNORED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| STOP_WORDS.into_iter().chain(COMMON.split_ascii_whitespace()).collect());

/// What may follow an apostrophe at the end of a word: `tv'et`, `AI's`.
const ENDINGS: [&str; 14] =
    ["s", "en", "et", "er", "ere", "erne", "ernes", "ens", "ets", "e", "ne", "n", "t", "es"];

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

/// The numbers of the stems of recent words: the same few thousand words make up most of any text,
/// and finding a stem takes far longer than a look-up.
///
/// What a look-up costs is how much memory the cache spreads over. So words are known by their
/// hashes alone: that any two of a million words share one of 64 bits, seeded at random, is as
/// likely as one in thirty million.
#[derive(Default)]
struct Cache {
    words: HashTable<Cached>,
    numbers: Vec<u32>,
    seed: RandomState,
}

/// A word's hash, and its stems.
struct Cached {
    hash: u64,
    /// How many there are.
    count: u32,
    /// The number of the only one, or where those of several begin.
    number: u32,
}

impl Cache {
    fn get(&self, hash: u64) -> Option<&[u32]> {
        let Cached { count, number, .. } = self.words.find(hash, |cached| cached.hash == hash)?;
        if *count == 1 {
            return Some(slice::from_ref(number));
        }
        self.numbers.get(*number as usize..)?.get(..*count as usize)
    }

    fn insert(&mut self, hash: u64, numbers: &[u32]) {
        if self.words.len() >= MAX_CACHED {
            self.words.clear();
            self.numbers.clear();
        }
        let start = self.numbers.len();
        if numbers.len() > 1 {
            self.numbers.extend_from_slice(numbers);
        }
        if let (Ok(count), Ok(start)) = (numbers.len().try_into(), start.try_into()) {
            let number = if let [number] = numbers { *number } else { start };
            self.words.insert_unique(hash, Cached { hash, count, number }, |cached| cached.hash);
        }
    }

    /// The hash of a word, the same for capitals; `None` for a word that is too long.
    fn hash(&self, word: Word<'_>) -> Option<u64> {
        // Most words are short, and most are not the last of their text.
        if let (Some(unused), Some(bytes)) =
            (16_usize.checked_sub(word.length), word.rest.as_bytes().first_chunk::<16>())
        {
            let mut bytes = *bytes;
            bytes.make_ascii_lowercase();
            let without_rest = u128::from_le_bytes(bytes) & (u128::MAX >> (8 * unused));
            return Some(self.seed.hash_one(without_rest));
        }
        // Zeros are part of no word.
        let mut bytes = [0; MAX_WORD];
        bytes.get_mut(..word.length)?.copy_from_slice(word.as_str().as_bytes());
        bytes.make_ascii_lowercase();
        match bytes.first_chunk() {
            Some(short) if word.length <= 16 => {
                Some(self.seed.hash_one(u128::from_le_bytes(*short)))
            }
            _ => Some(self.seed.hash_one(bytes)),
        }
    }
}

/// Calls `found` with the number of each stem of a block of text, and whether it is a name's.
///
/// A word with a hyphen gives its parts and the whole: `ai-chip` is `ai`, `chip` and `aichip`.
/// Stop words, numbers and single letters are ignored.
pub(super) fn for_each_stem(text: &str, mut found: impl FnMut(u32, bool)) {
    CACHE.with_borrow_mut(|cache| {
        for_each_word(text, |word| {
            let hash = cache.hash(word);
            if let Some(numbers) = hash.and_then(|hash| cache.get(hash)) {
                for number in numbers {
                    found(*number, word.is_name);
                }
                return;
            }
            let stems = stems(word.as_str());
            let numbers: Vec<u32> = stems.iter().map(|stem| number(stem)).collect();
            for number in &numbers {
                found(*number, word.is_name);
            }
            if let Some(hash) = hash {
                cache.insert(hash, &numbers);
            }
        });
    });
}

/// The stems of a word; none if it is too long.
fn stems(word: &str) -> Vec<String> {
    let word = normalized(word);
    let mut stems = Vec::new();
    if word.len() > MAX_WORD {
        return stems;
    }
    let mut whole = String::new();
    let mut add = |word: &str| {
        if is_significant(word) {
            stems.push(stem(word).into_owned());
        }
    };
    for part in nfc(&word).split('-') {
        let part = match part.split_once('\'') {
            Some((base, ending)) if ENDINGS.contains(&ending) => base.to_owned(),
            _ => part.replace('\'', ""),
        };
        add(&part);
        whole.push_str(&part);
    }
    if word.contains('-') {
        add(&whole);
    }
    stems
}

/// Whether a word may say what a text is about.
fn is_significant(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().any(char::is_alphabetic)
        && !IGNORED.contains(word)
}

/// The number of a stem: its FNV-1a hash, folded.
///
/// An article's terms are sorted by it and so are ties between them broken; another hash would
/// change which articles are related.
fn number(stem: &str) -> u32 {
    let hash = stem.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    #[expect(clippy::cast_possible_truncation, reason = "the upper bits are cut off on purpose")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded & ((1 << NUMBER_BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        for_each_stem(text, |number, _| numbers.push(number));
        numbers
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
            let mut found = Vec::new();
            for_each_word(text, |word| found.extend(stems(word.as_str())));
            assert_eq!(found, expected, "{text}");
            let expected: Vec<u32> = expected.iter().map(|stem| number(stem)).collect();
            assert_eq!(numbers(text), expected, "{text}");
        }
    }

    #[test]
    fn long_words_are_none() {
        let long = "a".repeat(MAX_WORD + 1);
        assert_eq!(numbers(&format!("{long} chip")), [number("chip")]);
        assert_eq!(numbers(&format!("{} chip", "å-".repeat(100))), [number("chip")]);
    }

    #[test]
    fn cached_words_give_the_same_stems() {
        let words: Vec<String> = (0..2 * MAX_CACHED).map(|word| format!("ord{word}-x")).collect();
        for word in words.iter().chain(&words[..10]) {
            let expected: Vec<u32> = stems(word).iter().map(|stem| number(stem)).collect();
            for _ in 0..2 {
                assert_eq!(numbers(word), expected, "{word}");
            }
        }
    }
}
