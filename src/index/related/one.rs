//! The list of one article: a look at every older one.

#![expect(clippy::cast_possible_truncation, reason = "a site has fewer than 2^32 articles")]

use super::features::{self, Features, MAX_FEATURES, number, weight};
use super::measure::{Best, NEWEST, query_features, rarity, share};
use super::older::before;
use crate::config::RelatedConfig;
use crate::index::ids::ArticleId;
use crate::index::site_index::SiteIndex;

/// Which features an article has, to be asked quickly by their numbers.
struct Asked {
    /// The numbers in order, each with its place among the features.
    numbers: Vec<(u32, usize)>,
    /// A bit for each number by its last bits: most of what is asked for is not there.
    bits: [u64; 16],
}

impl Asked {
    fn new(numbers: impl Iterator<Item = u32>) -> Self {
        let mut numbers: Vec<(u32, usize)> = numbers.zip(0..).collect();
        numbers.sort_unstable();
        let mut bits = [0; 16];
        for (number, _) in &numbers {
            bits[(number >> 6) as usize % 16] |= 1 << (number % 64);
        }
        Self { numbers, bits }
    }

    fn place(&self, number: u32) -> Option<usize> {
        if self.bits[(number >> 6) as usize % 16] & 1 << (number % 64) == 0 {
            return None;
        }
        let place = self.numbers.binary_search_by_key(&number, |(number, _)| *number);
        place.ok().map(|place| self.numbers[place].1)
    }
}

pub(super) fn related(
    index: &SiteIndex,
    id: ArticleId,
    settings: &RelatedConfig,
) -> Vec<ArticleId> {
    if settings.count == 0 || !index.articles[id].has_related() {
        return Vec::new();
    }
    let entry = &index.articles[id];
    let (older, earlier) = before(index, id);
    let asked = Asked::new(features::of(entry).map(number));
    // How many older articles have a feature, and how many of earlier months.
    let mut met = [0_usize; MAX_FEATURES];
    let mut having = [0_usize; MAX_FEATURES];
    let mut all = 0;
    // The articles with each feature, and its weight: the newest only.
    let mut hits: Vec<(u32, u16, u16)> = Vec::new();
    let features = index.features.get_or_init(|| Features::new(&index.articles));
    let mut replaced = index.replaced.range(older..).peekable();
    let mut anew = Vec::new();
    for other in older..index.articles.len() {
        let mut theirs = features.of(other);
        if replaced.next_if_eq(&&other).is_some() {
            anew.clear();
            if index.articles[other].is_relatable() {
                anew.extend(features::of(&index.articles[other]));
            }
            theirs = &anew;
        }
        if theirs.is_empty() && !index.articles[other].is_relatable() {
            continue;
        }
        let is_earlier = other >= earlier;
        all += usize::from(is_earlier);
        for feature in theirs {
            let Some(place) = asked.place(number(*feature)) else { continue };
            having[place] += usize::from(is_earlier);
            met[place] += 1;
            if met[place] <= NEWEST {
                hits.push((other as u32, place as u16, weight(*feature) as u16));
            }
        }
    }
    let weighed = features::of(entry).enumerate();
    let features =
        query_features(weighed.map(|(place, own)| (weight(own), rarity(having[place], all))));
    let mut worth = [0_u64; MAX_FEATURES];
    for feature in &features {
        worth[feature.place] = feature.worth;
    }
    let day = features::day(&index.articles[id]);
    let length = features::length(entry);
    let mut best = Best::new(&features, length, day, settings.count, settings.minimum);
    for hits in hits.chunk_by(|one, next| one.0 == next.0) {
        let other = hits[0].0 as ArticleId;
        let shared =
            hits.iter().map(|(_, place, weight)| worth[usize::from(*place)] * u64::from(*weight));
        let shared: u64 = shared.sum();
        if shared > 0 && !same_story(index, id, other) {
            let share = share(features::length(&index.articles[other]));
            // Ids count from the newest.
            best.offer(
                u32::MAX - other as u32,
                shared,
                share,
                features::day(&index.articles[other]),
            );
        }
    }
    best.ranks().map(|rank| (u32::MAX - rank) as ArticleId).collect()
}

/// Whether two articles belong to one running story, which has a list of its own.
pub(super) fn same_story(index: &SiteIndex, id: ArticleId, other: ArticleId) -> bool {
    let story = index.articles[id].content.story.as_ref();
    story.is_some() && story == index.articles[other].content.story.as_ref()
}
