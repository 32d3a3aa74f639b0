//! Lists that an earlier build found, as far as they still hold.
//!
//! A list depends on its article and on those that are older, in their order. So each article has a
//! fingerprint of itself and the one before it in time, and with it of all that are older: up to
//! the first article whose fingerprint is another one, all lists are as they were.

#![expect(clippy::cast_possible_truncation, reason = "a site has fewer than 2^32 articles")]

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::lists::RelatedLists;
use crate::config::RelatedConfig;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::ids::ArticleId;
use crate::index::site_index::SiteIndex;

/// The lists of all articles by their numbers in time, the oldest first, so that a new article
/// changes no older one's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLists {
    settings: (usize, u32),
    /// Of each article and all that are older.
    fingerprints: Vec<Fingerprint>,
    lists: Vec<Vec<u32>>,
}

/// The articles that have lists, the oldest first.
pub(super) fn in_time(index: &SiteIndex) -> Vec<ArticleId> {
    (0..index.articles.len()).rev().filter(|id| index.articles[*id].has_related()).collect()
}

/// The fingerprints of each article that has a list and all that are older.
pub(super) fn fingerprints(index: &SiteIndex, in_time: &[ArticleId]) -> Vec<Fingerprint> {
    let own: Vec<Fingerprint> = in_time.par_iter().map(|id| own_fingerprint(index, *id)).collect();
    let mut before = None;
    let chain = own.into_iter().map(|own| {
        let mut both = FingerprintBuilder::new("related");
        both.fingerprint(own);
        if let Some(before) = before {
            both.fingerprint(before);
        }
        *before.insert(both.finish())
    });
    chain.collect()
}

/// The fingerprint of everything that lists read of an article.
fn own_fingerprint(index: &SiteIndex, id: ArticleId) -> Fingerprint {
    let article = &index.articles[id].content;
    let mut all = FingerprintBuilder::new("relates");
    let moment = article.date.zoned.timestamp();
    all.text(article.meta.source.as_str())
        .number(moment.as_second().cast_unsigned())
        .number(u64::from(moment.subsec_nanosecond().cast_unsigned()))
        .optional(index.month_of(id).map(|(_, month)| month.url.as_str()))
        .optional(article.story.as_deref())
        .number(u64::from(article.meta.noindex));
    for terms in article.terms.packed().chunks(2) {
        all.number(terms.iter().fold(0, |both, term| both << 32 | u64::from(*term)));
    }
    for tag in &index.articles[id].tags {
        all.text(&index.tags[*tag].slug);
    }
    all.finish()
}

impl KeptLists {
    /// What is to be kept of lists.
    pub(super) fn of(index: &SiteIndex, lists: &RelatedLists, settings: &RelatedConfig) -> Self {
        let in_time = in_time(index);
        let mut numbers = vec![0; index.articles.len()];
        for (id, number) in in_time.iter().zip(0..) {
            numbers[*id] = number;
        }
        Self {
            settings: (settings.count, settings.minimum),
            fingerprints: lists.fingerprints.clone(),
            lists: in_time.iter().map(|id| lists.of(*id).map(|id| numbers[id]).collect()).collect(),
        }
    }

    /// The lists that are still valid, each with its article: those of the oldest articles. The
    /// arguments are the results of [`in_time`] and [`fingerprints`] for all articles.
    pub(super) fn holding(
        &self,
        in_time: &[ArticleId],
        fingerprints: &[Fingerprint],
        settings: &RelatedConfig,
    ) -> Vec<(ArticleId, Box<[u32]>)> {
        if self.settings != (settings.count, settings.minimum)
            || self.lists.len() != self.fingerprints.len()
        {
            return Vec::new();
        }
        let same = self.fingerprints.iter().zip(fingerprints);
        let same = same.take_while(|(one, other)| one == other);
        let holding = in_time.iter().zip(&self.lists).take(same.count());
        let ids = |list: &Vec<u32>| -> Option<Box<[u32]>> {
            list.iter().map(|number| in_time.get(*number as usize).map(|id| *id as u32)).collect()
        };
        holding.map_while(|(id, list)| Some((*id, ids(list)?))).collect()
    }
}
