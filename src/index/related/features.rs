//! What articles are compared by: tags and terms, as numbers.

#![expect(clippy::cast_possible_truncation, reason = "a site has fewer than 2^27 tags")]

use std::sync::Arc;

use crate::index::articles::ArticleEntry;
use crate::index::ids::{ArticleId, TagId};
use crate::related::MAX_TERMS;

/// The bit that distinguishes tags from terms, whose first bit is 0.
const TAG: u32 = 1 << 31;

/// What a tag weighs, on the scale of `MAX_WEIGHT` in `related::terms`.
const TAG_WEIGHT: u32 = 12;

/// The most tags that count.
const MAX_TAGS: usize = 24;

/// The most features of an article.
pub(super) const MAX_FEATURES: usize = MAX_TERMS + MAX_TAGS;

/// How many bits of a feature are its weight; the others say which it is.
pub(super) const WEIGHT_BITS: u32 = 4;

/// Which feature it is.
pub(super) fn number(feature: u32) -> u32 {
    feature >> WEIGHT_BITS
}

/// What it weighs in its article.
pub(super) fn weight(feature: u32) -> u32 {
    feature & ((1 << WEIGHT_BITS) - 1)
}

/// The features of an article: first the terms, then the tags.
pub(super) fn of(entry: &ArticleEntry) -> impl Iterator<Item = u32> + Clone {
    let tag = |id: &TagId| TAG | (*id as u32) << WEIGHT_BITS | TAG_WEIGHT;
    let tags = entry.tags.iter().take(MAX_TAGS).map(tag);
    entry.content.terms.packed().iter().copied().chain(tags)
}

/// What an article's terms weigh together, as the length of a vector: a long article has more of
/// everything. Tags do not count, for more of them say more.
pub(super) fn length(entry: &ArticleEntry) -> u32 {
    let weights = entry.content.terms.packed().iter().map(|term| weight(*term));
    weights.map(|weight| weight * weight).sum::<u32>().isqrt().max(1)
}

/// The number of the day on which an article was published.
pub(super) fn day(entry: &ArticleEntry) -> i64 {
    entry.content.date.zoned.timestamp().as_second().div_euclid(86_400)
}

/// The features of all relatable articles in one piece: to look at each article's own would touch
/// memory all over the place.
#[derive(Debug)]
pub(in super::super) struct Features {
    all: Vec<u32>,
    ends: Vec<u32>,
}

impl Features {
    pub(super) fn new(articles: &[Arc<ArticleEntry>]) -> Self {
        let count = articles.len();
        let mut features =
            Self { all: Vec::with_capacity(count * 44), ends: Vec::with_capacity(count) };
        for entry in articles {
            if entry.is_relatable() {
                features.all.extend(of(entry));
            }
            features.ends.push(features.all.len() as u32);
        }
        features
    }

    /// The features of an article; none of one that is not relatable.
    pub(super) fn of(&self, id: ArticleId) -> &[u32] {
        part(&self.all, &self.ends, id)
    }
}

/// The part of `all` that belongs to a number, where the parts lie one after the other.
pub(super) fn part<'a>(all: &'a [u32], ends: &[u32], number: usize) -> &'a [u32] {
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start as usize..ends[number] as usize]
}
