//! Terms: which words a text is about, as stems with weights.
//!
//! A site compares its articles by their terms, so it keeps those of every article; they are
//! numbers, because a site may have a hundred thousand articles.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::vocabulary::NUMBER_BITS;
use super::words::for_each_stem;

/// The most terms that are kept of a text.
pub const MAX_TERMS: usize = 40;

/// No more different stems of a text are counted. The table for more would be slow where somebody
/// made them to collide.
const MAX_FOUND: usize = 1 << 13;

/// The most that a term can weigh.
pub const MAX_WEIGHT: u32 = 15;

/// How many bits of a kept term are its weight; the others name it.
const WEIGHT_BITS: u32 = 4;

const _: () = assert!(NUMBER_BITS + WEIGHT_BITS < 32);

/// What a word in the title weighs more, one in the description, and a name, which is a word with
/// a capital amid a sentence.
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

    /// The terms: the number of a stem, and its weight.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u32)> + Clone {
        self.0.iter().map(|term| (term >> WEIGHT_BITS, term & MAX_WEIGHT))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// In one piece: caches hold many.
impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|term| term.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let (terms, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(de::Error::custom("terms that end in the midst of one"));
        }
        Ok(Self(terms.iter().map(|term| u32::from_le_bytes(*term)).collect()))
    }
}

/// Counts the words of a text, block by block.
#[derive(Default)]
pub struct TermCounter {
    /// The stems in the order in which they are met first.
    found: Vec<Found>,
    /// Where each stands in `found`, counted from 1, by the last bits of its number; 0 is free.
    places: Vec<u16>,
}

/// What is known of a stem in the text.
#[derive(Clone, Copy)]
struct Found {
    number: u32,
    count: u32,
    /// What it weighs besides.
    more: u32,
}

impl Found {
    /// What is said ten times is not ten times as important.
    fn weight(&self) -> u32 {
        let counted = match self.count {
            0..4 => self.count,
            4 => 4,
            5..7 => 5,
            7..10 => 6,
            _ => 7,
        };
        (counted + self.more).min(MAX_WEIGHT)
    }
}

impl fmt::Debug for TermCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TermCounter").field("stems", &self.found.len()).finish_non_exhaustive()
    }
}

impl TermCounter {
    /// Adds the text of one whole block: a paragraph, a heading, a list item. No code; addresses
    /// of pages and mail are left out here.
    pub fn add(&mut self, text: &str) {
        for_each_stem(text, |number, is_name| {
            if let Some(found) = self.entry(number) {
                found.count = found.count.saturating_add(1);
                if is_name {
                    found.more = AS_NAME;
                }
            }
        });
    }

    /// Gives the terms of the text, with those of its title and description. Of those that weigh
    /// the same the text's first are kept: news tell the most important first.
    pub fn finish(mut self, title: &str, description: &str) -> Terms {
        for (text, more) in [(title, IN_TITLE), (description, IN_DESCRIPTION)] {
            let mut seen = Vec::new();
            for_each_stem(text, |number, _| {
                if !seen.contains(&number) && seen.len() < MAX_TERMS {
                    seen.push(number);
                    if let Some(found) = self.entry(number) {
                        found.more += more;
                    }
                }
            });
        }
        let weighed = self.found.iter().zip(0_u32..);
        let mut terms: Vec<(Reverse<u32>, u32, u32)> =
            weighed.map(|(found, place)| (Reverse(found.weight()), place, found.number)).collect();
        if terms.len() > MAX_TERMS {
            terms.select_nth_unstable(MAX_TERMS);
            terms.truncate(MAX_TERMS);
        }
        let packed = |(Reverse(weight), _, number)| number << WEIGHT_BITS | weight;
        let mut terms: Vec<u32> = terms.into_iter().map(packed).collect();
        terms.sort_unstable();
        Terms(terms.into())
    }

    /// The entry of a stem, made if there is none; none if there are too many.
    fn entry(&mut self, number: u32) -> Option<&mut Found> {
        if self.places.len() < 2 * (self.found.len() + 1) {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut place = number as usize & mask;
        loop {
            let taken = usize::from(self.places[place]);
            if taken == 0 {
                if self.found.len() >= MAX_FOUND {
                    return None;
                }
                self.found.push(Found { number, count: 0, more: 0 });
                self.places[place] = u16::try_from(self.found.len()).ok()?;
                return self.found.last_mut();
            }
            if self.found[taken - 1].number == number {
                return Some(&mut self.found[taken - 1]);
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let len = (self.places.len() * 2).max(1 << 10);
        self.places.clear();
        self.places.resize(len, 0);
        for (found, at) in self.found.iter().zip(1_u16..) {
            let mut place = found.number as usize & (len - 1);
            while self.places[place] != 0 {
                place = (place + 1) & (len - 1);
            }
            self.places[place] = at;
        }
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
            let term = terms.iter().find(|(other, _)| Some(*other) == number);
            term.map_or(0, |(_, weight)| weight)
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
        assert!(terms.iter().map(|(number, _)| number).is_sorted());
    }

    #[test]
    fn weights_grow_slower_than_counts() {
        let of = |count| Found { number: 0, count, more: 0 }.weight();
        assert_eq!([1, 2, 3, 4, 5, 7, 10, 1_000].map(of), [1, 2, 3, 4, 5, 6, 7, 7]);
        assert_eq!(Found { number: 0, count: 1_000, more: 100 }.weight(), MAX_WEIGHT);
    }

    #[test]
    fn the_heaviest_and_then_the_first_are_kept() {
        let mut counter = TermCounter::default();
        let words: Vec<String> = (0..100).map(|number| format!("ord{number}x")).collect();
        counter.add(&words.join(" "));
        counter.add("ord77x");
        let terms = counter.finish("ord88x", "");
        assert_eq!(terms.iter().len(), MAX_TERMS);
        let kept = |word: usize| weights(&terms, [&words[word]])[0];
        assert_eq!([77, 88, 0, 37, 38, 99].map(kept), [2, 6, 1, 1, 0, 0]);
    }

    #[test]
    fn there_is_an_end_to_counting() {
        let mut counter = TermCounter::default();
        for word in 0..2 * MAX_FOUND {
            counter.add(&format!("ord{word}x"));
        }
        assert_eq!(counter.found.len(), MAX_FOUND);
        counter.add("ord5x ord6x");
        assert_eq!(weights(&counter.finish("", ""), ["ord5x", "ord9x"]), [2, 1]);
    }

    #[test]
    fn terms_read_back_as_they_were_stored() {
        let mut counter = TermCounter::default();
        counter.add("Telefoner og skærme");
        for terms in [counter.finish("", ""), Terms::default()] {
            let bytes = postcard::to_stdvec(&terms).unwrap();
            assert_eq!(postcard::from_bytes::<Terms>(&bytes), Ok(terms));
        }
        assert!(postcard::from_bytes::<Terms>(&[3, 1, 2, 3]).is_err());
    }
}
