//! The lists of all articles.

use super::features::part;
use crate::fingerprint::Fingerprint;
use crate::index::ids::ArticleId;

/// The lists of all articles.
#[derive(Debug)]
pub struct RelatedLists {
    /// The lists one after the other.
    pub(super) ids: Vec<u32>,
    /// Where the list of each article ends.
    pub(super) ends: Vec<u32>,
    /// Of each article that has a list and all that are older, the oldest first.
    pub(super) fingerprints: Vec<Fingerprint>,
}

impl RelatedLists {
    /// The older articles that an article is related to, the nearest first.
    pub fn of(&self, id: ArticleId) -> impl ExactSizeIterator<Item = ArticleId> {
        part(&self.ids, &self.ends, id).iter().map(|id| *id as ArticleId)
    }
}
