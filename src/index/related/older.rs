//! Which articles are older than one.

use crate::index::ids::ArticleId;
use crate::index::site_index::SiteIndex;

/// The first article that was published before this one, and the first of an earlier month:
/// all that follow were too.
pub(super) fn before(index: &SiteIndex, id: ArticleId) -> (ArticleId, ArticleId) {
    let published = |id: ArticleId| index.articles[id].content.date.zoned.timestamp();
    let moment = published(id);
    // Few have the same moment.
    let mut step = 1;
    let mut from = id;
    while from + step < index.articles.len() && published(from + step) >= moment {
        from += step;
        step *= 2;
    }
    let until = (from + step).min(index.articles.len());
    let older = from
        + index.articles[from..until]
            .partition_point(|entry| entry.content.date.zoned.timestamp() >= moment);
    let last = index.month_of(id).and_then(|(_, month)| month.articles.last());
    (older, last.map_or(older, |last| last + 1).max(older))
}
