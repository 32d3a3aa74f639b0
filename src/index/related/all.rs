//! The lists of all articles: a table has the articles with each feature, so that each article is
//! compared only with those that share one with it.

#![expect(clippy::cast_possible_truncation, reason = "a site has fewer than 2^28 articles")]

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;

use super::features::{self, MAX_FEATURES, WEIGHT_BITS, number, weight};
use super::measure::{Best, NEWEST, query_features, rarity, share};
use super::older::before;
use super::one::same_story;
use crate::config::RelatedConfig;
use crate::index::ids::ArticleId;
use crate::index::site_index::SiteIndex;

/// The articles with each feature, numbered by rank among the relatable ones, the oldest first.
struct Table {
    /// The relatable articles.
    ranked: Vec<Ranked>,
    /// The features of all articles that have a list, by numbers without gaps.
    features: Vec<u32>,
    /// Where those of each article end.
    ends: Vec<u32>,
    /// The articles with each feature, and its weight: in order of rank.
    having: Vec<u32>,
    /// Where those of each feature end.
    having_ends: Vec<u32>,
}

struct Ranked {
    id: u32,
    share: u64,
    day: i64,
}

impl Table {
    fn new(index: &SiteIndex) -> Self {
        let mut numbers: HashMap<u32, u32, BuildHasherDefault<Spread>> = HashMap::default();
        let mut table = Self {
            ranked: Vec::new(),
            features: Vec::new(),
            ends: Vec::with_capacity(index.articles.len()),
            having: Vec::new(),
            having_ends: Vec::new(),
        };
        let mut counts: Vec<u32> = Vec::new();
        for id in 0..index.articles.len() {
            if index.articles[id].has_related() {
                let is_relatable = index.articles[id].is_relatable();
                for feature in features::of(&index.articles[id]) {
                    let next = counts.len() as u32;
                    let feature = *numbers.entry(number(feature)).or_insert(next);
                    if feature == next {
                        counts.push(0);
                    }
                    counts[feature as usize] += u32::from(is_relatable);
                    table.features.push(feature);
                }
            }
            table.ends.push(table.features.len() as u32);
        }
        drop(numbers);
        let mut starts = Vec::with_capacity(counts.len());
        let mut sum = 0;
        for count in counts {
            starts.push(sum);
            sum += count;
        }
        table.having = vec![0; sum as usize];
        for id in (0..index.articles.len()).rev().filter(|id| index.articles[*id].is_relatable()) {
            let entry = &index.articles[id];
            let rank = table.ranked.len() as u32;
            let own = features::part(&table.features, &table.ends, id);
            for (feature, own) in own.iter().zip(features::of(entry)) {
                let place = &mut starts[*feature as usize];
                table.having[*place as usize] = rank << WEIGHT_BITS | weight(own);
                *place += 1;
            }
            let (share, day) = (share(features::length(entry)), features::day(&index.articles[id]));
            table.ranked.push(Ranked { id: id as u32, share, day });
        }
        // Each start has moved on to its end.
        table.having_ends = starts;
        table
    }

    fn features_of(&self, id: ArticleId) -> &[u32] {
        features::part(&self.features, &self.ends, id)
    }

    fn having(&self, feature: u32) -> &[u32] {
        features::part(&self.having, &self.having_ends, feature as usize)
    }

    /// How many of the relatable articles follow an article in the index.
    fn rank(&self, id: ArticleId) -> u32 {
        self.ranked.partition_point(|ranked| ranked.id as ArticleId >= id) as u32
    }
}

/// The lists of some articles, in their order.
pub(super) fn related(
    index: &SiteIndex,
    wanted: &[ArticleId],
    settings: &RelatedConfig,
) -> Vec<Box<[u32]>> {
    let table = Table::new(index);
    let scores = || vec![0_u32; table.ranked.len()];
    let ids = wanted.par_iter().with_min_len(64);
    ids.map_init(scores, |scores, id| list(index, &table, *id, settings, scores)).collect()
}

/// The list of one article. `scores` are all nothing, before and after.
fn list(
    index: &SiteIndex,
    table: &Table,
    id: ArticleId,
    settings: &RelatedConfig,
    scores: &mut [u32],
) -> Box<[u32]> {
    let entry = &index.articles[id];
    let (older, earlier) = before(index, id);
    let (older, all) = (table.rank(older), table.rank(earlier));
    let own = table.features_of(id);
    // Those of each feature that are older, as far as they count.
    let mut counting = [&[][..]; MAX_FEATURES];
    let weighed = own.iter().zip(features::of(entry)).enumerate();
    let features = query_features(weighed.map(|(place, (feature, own))| {
        let having = table.having(*feature);
        let until = |rank: u32| having.partition_point(|having| having >> WEIGHT_BITS < rank);
        let end = until(older);
        counting[place] = &having[end.saturating_sub(NEWEST)..end];
        (weight(own), rarity(until(all), all as usize))
    }));
    let mut met: Vec<u32> = Vec::new();
    for feature in &features {
        // Less than 2^32 all together: 24 features, of at most 15 * 2^16, times 15.
        let worth = feature.worth as u32;
        for having in counting[feature.place] {
            // Packed like a feature.
            let (rank, weight) = (number(*having), weight(*having));
            let score = &mut scores[rank as usize];
            if *score == 0 {
                met.push(rank);
            }
            *score += worth * weight;
        }
    }
    let (length, day) = (features::length(entry), features::day(&index.articles[id]));
    let mut best = Best::new(&features, length, day, settings.count, settings.minimum);
    for rank in met {
        let shared = u64::from(std::mem::take(&mut scores[rank as usize]));
        let other = &table.ranked[rank as usize];
        // To look at the story of each would touch memory all over the place.
        if best.may_take(shared, other.share) && !same_story(index, id, other.id as ArticleId) {
            best.offer(rank, shared, other.share, other.day);
        }
    }
    best.ranks().map(|rank| table.ranked[rank as usize].id).collect()
}

/// Spreads numbers that are hashes already over the bits that the table looks at.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
