//! Articles in order.

use std::cmp::Reverse;
use std::ops::Deref;
use std::sync::Arc;

use jiff::Zoned;
use rayon::prelude::*;

use super::entry::{IndexEntry, Placed, Summary};
use super::ids::{AuthorId, TagId};
use super::show::{Clock, PublicationState};
use crate::model::Article;
use crate::paths::UrlPath;

/// An article in its place: `/2026/11/SLUG/`.
#[derive(Clone, Debug)]
pub struct ArticleEntry {
    /// The article and its place.
    pub placed: Placed<Article>,
    /// Its tags, as numbers in the index's list, each once, in the author's order.
    pub tags: Vec<TagId>,
    /// Its authors, as numbers in the index's list.
    pub authors: Vec<AuthorId>,
}

impl Deref for ArticleEntry {
    type Target = Placed<Article>;

    fn deref(&self) -> &Placed<Article> {
        &self.placed
    }
}

impl ArticleEntry {
    /// When the article was last changed in substance: its date, its update, or a correction.
    pub fn last_change(&self) -> &Zoned {
        let article = &self.content;
        let corrections = article.corrections.iter().map(|correction| &correction.date);
        let moments = corrections.chain(article.updated.as_ref()).map(|moment| &moment.zoned);
        moments.fold(&article.date.zoned, |latest, moment| latest.max(moment))
    }

    /// Whether it has a list of related articles.
    pub(super) fn has_related(&self) -> bool {
        self.state == PublicationState::Listed && self.content.sponsored.is_none()
    }

    /// Whether it may be in the list of another article.
    pub(super) fn is_relatable(&self) -> bool {
        self.has_related() && !self.content.meta.noindex
    }
}

impl IndexEntry for ArticleEntry {
    type Model = Article;

    /// Orders the articles, newest first. Their tags and authors are still to be resolved.
    fn place(mut articles: Vec<Arc<Article>>, clock: &Clock) -> Vec<Self> {
        articles.par_sort_by(|a, b| {
            let key = |article: &Article| Reverse(article.date.zoned.timestamp());
            key(a).cmp(&key(b)).then_with(|| a.meta.source.cmp(&b.meta.source))
        });
        let place = |article: Arc<Article>| {
            let date = article.date.zoned.with_time_zone(clock.timezone.clone()).date();
            let (year, month) = (date.year().to_string(), format!("{:02}", date.month()));
            let url =
                UrlPath::directory([year.as_str(), month.as_str(), article.meta.slug.as_str()]);
            let placed = Placed::new(article, url, clock);
            Self { placed, tags: Vec::new(), authors: Vec::new() }
        };
        articles.into_par_iter().with_min_len(64).map(place).collect()
    }

    fn summary(&self) -> Summary<'_> {
        self.placed.file_summary()
    }
}
