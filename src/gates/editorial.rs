//! The articles that an editor answers for.

use crate::index::ArticleEntry;
use crate::site::Site;

/// The articles that are shown now or on a day to come, advertisements left out.
pub(super) fn editorial(site: &Site) -> impl Iterator<Item = &ArticleEntry> {
    let articles = site.index.articles.iter().map(|entry| &**entry);
    articles.filter(|entry| entry.state.is_checked() && entry.content.sponsored.is_none())
}
