//! Which words a text is about, as stems with weights.
//!
//! They are numbers, because a site compares the terms of all its articles, and may have a hundred
//! thousand.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::stems::{NUMBER_BITS, for_each_stem};

/// The most terms that are kept of a text.
pub(crate) const MAX_TERMS: usize = 40;

/// The most different stems of a text that are counted.
const MAX_FOUND: u32 = 1 << 13;

/// The highest weight of a term.
pub(crate) const MAX_WEIGHT: u32 = 15;

/// How many bits of a term are its weight; the others name its stem.
const WEIGHT_BITS: u32 = 4;

const _: () = assert!(NUMBER_BITS + WEIGHT_BITS < 32);

/// What is added to the weight of a word in the title, one in the description, and a name.
const IN_TITLE: u32 = 5;
const IN_DESCRIPTION: u32 = 2;
const AS_NAME: u32 = 1;

/// The terms of a text that weigh most, each once, in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(Box<[u32]>);

impl Terms {
    /// The terms, each in one number: the last four bits are its weight, from 1 to [`MAX_WEIGHT`],
    /// the next 27 the number of its stem; the first is 0.
    pub fn packed(&self) -> &[u32] {
        &self.0
    }
}

/// As bytes in one piece: caches hold many.
impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|term| term.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let (terms, rest) = bytes.as_chunks();
        if !rest.is_empty() {
            return Err(de::Error::custom("the last term is incomplete"));
        }
        Ok(Self(terms.iter().map(|term| u32::from_le_bytes(*term)).collect()))
    }
}

/// Counts the words of a text, block by block.
#[derive(Debug)]
pub(crate) struct TermCounter {
    /// By the number of the stem.
    found: HashMap<u32, Occurrences, RandomState>,
}

#[derive(Clone, Copy, Debug)]
struct Occurrences {
    /// How many stems have appeared before it.
    rank: u32,
    count: u32,
    /// What is added to the weight by its count.
    bonus: u32,
}

impl Occurrences {
    /// A word that is said ten times is not ten times as important.
    fn weight(self) -> u32 {
        let counted = match self.count {
            0..=4 => self.count,
            5..7 => 5,
            7..10 => 6,
            _ => 7,
        };
        (counted + self.bonus).min(MAX_WEIGHT)
    }
}

impl Default for TermCounter {
    fn default() -> Self {
        // Enough for most articles.
        Self { found: HashMap::with_capacity_and_hasher(400, RandomState::default()) }
    }
}

impl TermCounter {
    /// Adds the text of one whole block: a paragraph, a heading, a list item. No code.
    pub(crate) fn add(&mut self, text: &str) {
        for_each_stem(text, |number, is_name| {
            if let Some(found) = self.entry(number) {
                found.count = found.count.saturating_add(1);
                if is_name {
                    found.bonus = AS_NAME;
                }
            }
        });
    }

    /// Returns the terms of the text with those of its title and description. Of terms that weigh
    /// the same the first in the text are kept: news begins with the most important.
    pub(crate) fn finish(mut self, title: &str, description: &str) -> Terms {
        for (text, bonus) in [(title, IN_TITLE), (description, IN_DESCRIPTION)] {
            let mut seen = Vec::new();
            for_each_stem(text, |number, _| {
                if !seen.contains(&number) && seen.len() < MAX_TERMS {
                    seen.push(number);
                    if let Some(found) = self.entry(number) {
                        found.bonus += bonus;
                    }
                }
            });
        }
        let mut terms: Vec<(u32, Occurrences)> = self.found.into_iter().collect();
        if terms.len() > MAX_TERMS {
            let order = |(_, found): &(u32, Occurrences)| (Reverse(found.weight()), found.rank);
            terms.select_nth_unstable_by_key(MAX_TERMS, order);
            terms.truncate(MAX_TERMS);
        }
        let packed =
            terms.into_iter().map(|(number, found)| number << WEIGHT_BITS | found.weight());
        let mut packed: Box<[u32]> = packed.collect();
        packed.sort_unstable();
        Terms(packed)
    }

    /// The entry of a stem, which is inserted unless there are too many.
    fn entry(&mut self, number: u32) -> Option<&mut Occurrences> {
        let rank = u32::try_from(self.found.len()).unwrap_or(MAX_FOUND);
        if rank >= MAX_FOUND {
            return self.found.get_mut(&number);
        }
        Some(self.found.entry(number).or_insert(Occurrences { rank, count: 0, bonus: 0 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weights of words in the terms of a text; 0 for those that are none.
    fn weights<const N: usize>(terms: &Terms, words: [&str; N]) -> [u32; N] {
        words.map(|word| {
            let mut number = None;
            for_each_stem(word, |found, _| number = number.or(Some(found)));
            let term = terms.packed().iter().find(|term| Some(*term >> WEIGHT_BITS) == number);
            term.map_or(0, |term| term & MAX_WEIGHT)
        })
    }

    #[test]
    fn words_weigh_by_place_and_count() {
        let mut counter = TermCounter::default();
        counter.add("En telefon er en telefon, også fra Xiaomi.");
        counter.add("Telefonen har en skærm");
        let terms = counter.finish("Skærmen og prisen", "Prisen på Xiaomi");
        let words = ["telefon", "skærm", "pris", "xiaomi", "også", "kamera"];
        assert_eq!(weights(&terms, words), [3, 1 + 5, 5 + 2, 1 + 1 + 2, 0, 0]);
        assert!(terms.packed().is_sorted());
    }

    #[test]
    fn weights_grow_slower_than_counts() {
        let of = |count| Occurrences { rank: 0, count, bonus: 0 }.weight();
        assert_eq!([1, 2, 3, 4, 5, 7, 10, 1_000].map(of), [1, 2, 3, 4, 5, 6, 7, 7]);
        assert_eq!(Occurrences { rank: 0, count: 1_000, bonus: 100 }.weight(), MAX_WEIGHT);
    }

    #[test]
    fn the_heaviest_and_then_the_first_are_kept() {
        let mut counter = TermCounter::default();
        let words: Vec<String> = (0..100).map(|number| format!("ord{number}x")).collect();
        counter.add(&words.join(" "));
        counter.add("ord77x");
        let terms = counter.finish("ord88x", "");
        assert_eq!(terms.packed().len(), MAX_TERMS);
        let kept = |word: usize| weights(&terms, [&words[word]])[0];
        assert_eq!([77, 88, 0, 37, 38, 99].map(kept), [2, 6, 1, 1, 0, 0]);
    }

    #[test]
    fn there_is_an_end_to_counting() {
        let mut counter = TermCounter::default();
        for word in 0..2 * MAX_FOUND {
            counter.add(&format!("ord{word}x"));
        }
        assert_eq!(counter.found.len(), MAX_FOUND as usize);
        counter.add("ord5x ord6x");
        assert_eq!(weights(&counter.finish("", ""), ["ord5x", "ord9x"]), [2, 1]);
    }
}
