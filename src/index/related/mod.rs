//! Which older articles an article is related to: »Læs også« where the editor left room.
//!
//! In: the articles in order, with their tags and terms. Out: for an article the few older ones
//! that share most with it. May import: rows 0-2.
//!
//! Two articles are similar if they share tags and terms that weigh much in both and are rare. A
//! feature's rarity is counted among the articles of earlier months alone, age is counted from the
//! article's own date, and only what was published before it comes into question: so a new article
//! changes no older one's list.
//!
//! One list is found by comparing with every older article (`one`), all of them through a table of
//! the articles with each feature (`all`). Both leave the scores to `measure`, in whole numbers,
//! and give the same.

mod all;
mod features;
mod kept;
mod lists;
mod measure;
mod older;
mod one;

pub(super) use features::Features;
pub(crate) use kept::KeptLists;
pub(crate) use lists::RelatedLists;

use rayon::prelude::*;

use super::ids::ArticleId;
use super::site_index::SiteIndex;
use crate::config::RelatedConfig;

/// The most lists that are made one by one: from more on, a table pays.
const FEW: usize = 16;

impl SiteIndex {
    /// The older articles that one is related to, the nearest first, at most as many as the
    /// settings say. Takes a look at every older article, and for the first list at all.
    pub fn related(&self, id: ArticleId, settings: &RelatedConfig) -> Vec<ArticleId> {
        one::related(self, id, settings)
    }

    /// The same for all articles at once, on all cores; `kept` is what an earlier build left.
    pub fn all_related(&self, settings: &RelatedConfig, kept: Option<&KeptLists>) -> RelatedLists {
        let mut lists = vec![Box::default(); self.articles.len()];
        let mut is_wanted: Vec<bool> = (0..lists.len())
            .map(|id| settings.count > 0 && self.articles[id].has_related())
            .collect();
        let in_time = kept::in_time(self);
        let fingerprints = kept::fingerprints(self, &in_time);
        let holding = kept.map(|kept| kept.holding(&in_time, &fingerprints, settings));
        for (id, list) in holding.into_iter().flatten() {
            lists[id] = list;
            is_wanted[id] = false;
        }
        let wanted: Vec<ArticleId> = (0..lists.len()).filter(|id| is_wanted[*id]).collect();
        for (id, list) in wanted.iter().zip(self.some_related(&wanted, settings)) {
            lists[*id] = list;
        }
        let ends = Vec::with_capacity(lists.len());
        let mut related = RelatedLists { ids: Vec::new(), ends, fingerprints };
        for list in lists {
            related.ids.extend_from_slice(&list);
            related.ends.push(u32::try_from(related.ids.len()).unwrap_or(u32::MAX));
        }
        related
    }

    /// The lists of some articles, in their order.
    fn some_related(&self, wanted: &[ArticleId], settings: &RelatedConfig) -> Vec<Box<[u32]>> {
        if wanted.len() > FEW {
            return all::related(self, wanted, settings);
        }
        let one = |id: &ArticleId| -> Box<[u32]> {
            let list = one::related(self, *id, settings);
            list.into_iter().map(|id| u32::try_from(id).unwrap_or(u32::MAX)).collect()
        };
        wanted.par_iter().map(one).collect()
    }

    /// What a later build can use of all lists.
    pub fn kept_related(&self, lists: &RelatedLists, settings: &RelatedConfig) -> KeptLists {
        KeptLists::of(self, lists, settings)
    }
}

#[cfg(test)]
mod tests;
