//! Articles and pages with what the site knows of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Zoned;
use rayon::prelude::*;

use super::authors::Authors;
use super::show::{Clock, State};
use super::tags::Tags;
use super::{SiteIndex, authors, tags};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Article, Meta, Page};
use crate::paths::UrlPath;

/// An article in its place.
#[derive(Clone, Debug)]
pub struct ArticleEntry {
    /// The article.
    pub article: Arc<Article>,
    /// `/2026/11/SLUG/`.
    pub url: UrlPath,
    /// The id that feeds use: as written, else the oldest former URL, else the URL.
    pub id: String,
    /// Whether it is shown now.
    pub state: State,
    /// Its tags, as numbers in the index's list, each once, in the author's order.
    pub tags: Vec<tags::TagId>,
    /// Its authors, as numbers in the index's list.
    pub authors: Vec<authors::AuthorId>,
}

impl ArticleEntry {
    /// When the article was last changed in substance: its date, its update, or a correction.
    pub fn last_change(&self) -> &Zoned {
        let article = &self.article;
        let corrections = article.corrections.iter().map(|correction| &correction.date);
        let moments = corrections.chain(article.updated.as_ref()).map(|moment| &moment.zoned);
        moments.fold(&article.date.zoned, |latest, moment| latest.max(moment))
    }
}

/// A plain page in its place.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// The page.
    pub page: Arc<Page>,
    /// `/SLUG/`.
    pub url: UrlPath,
    /// Its id.
    pub id: String,
    /// Whether it is shown now.
    pub state: State,
}

/// Orders the articles, newest first, and resolves their tags and authors.
pub(super) fn articles(
    mut articles: Vec<Arc<Article>>,
    tags: &mut Tags<'_>,
    authors: &mut Authors,
    clock: &Clock,
    problems: &mut Diagnostics,
) -> Vec<ArticleEntry> {
    articles.par_sort_by(|a, b| {
        let key = |article: &Article| Reverse(article.date.zoned.timestamp());
        key(a).cmp(&key(b)).then_with(|| a.meta.source.cmp(&b.meta.source))
    });
    let place = |article: &Arc<Article>| {
        let date = article.date.zoned.with_time_zone(clock.timezone.clone()).date();
        let (year, month) = (date.year().to_string(), format!("{:02}", date.month()));
        let url = UrlPath::folder([year.as_str(), month.as_str(), article.meta.slug.as_str()]);
        (State::of(&article.meta, Some(&article.date), clock), id(&article.meta, &url), url)
    };
    let places: Vec<_> = articles.par_iter().with_min_len(64).map(place).collect();
    let entry = |(article, (state, id, url)): (Arc<Article>, (State, String, UrlPath))| {
        let tags = tags.resolve(&article, problems);
        let authors = authors.resolve(&article.authors);
        ArticleEntry { article, url, id, state, tags, authors }
    };
    articles.into_iter().zip(places).map(entry).collect()
}

pub(super) fn pages(pages: Vec<Arc<Page>>, clock: &Clock) -> Vec<PageEntry> {
    let entry = |page: Arc<Page>| {
        let url = UrlPath::folder([page.meta.slug.as_str()]);
        PageEntry { state: State::of(&page.meta, None, clock), id: id(&page.meta, &url), url, page }
    };
    pages.into_iter().map(entry).collect()
}

/// The id as written; else the oldest former URL, which stands first in `aliases`; else the URL.
pub(super) fn id(meta: &Meta, url: &UrlPath) -> String {
    let oldest = || meta.aliases.first().map_or(url, |alias| &alias.url).to_string();
    meta.id.clone().unwrap_or_else(oldest)
}

/// Reports ids and former or present URLs that two content files share, at the later one.
pub(super) fn check_ids(index: &SiteIndex) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let mut all: Vec<(&str, &Meta, State)> =
        index.contents().map(|content| (content.id, content.meta, content.state)).collect();
    let mut seen = HashSet::with_capacity(all.len());
    if all.iter().all(|(id, ..)| seen.insert(*id)) {
        return problems;
    }
    all.sort_by(|a, b| a.1.source.cmp(&b.1.source));
    let mut first: BTreeMap<&str, (&Meta, State)> = BTreeMap::new();
    for (id, meta, state) in all {
        let Some((other, other_state)) = first.insert(id, (meta, state)) else { continue };
        let problem = if meta.id.is_none() && other.id.is_none() {
            // Ids that nobody wrote are URLs. Two pages with one URL collide in the plan, but
            // what is not shown yet must not surprise anybody on the day it is. Files without a
            // slug have had their error.
            let has_path = |state: State| state.has_page() || state == State::Scheduled;
            let is_planned = has_path(state) && has_path(other_state);
            if is_planned || meta.slug.is_empty() || other.slug.is_empty() {
                continue;
            }
            let message = format!("the URL `{id}` is also used by {}", other.source);
            let key = if meta.aliases.is_empty() { "slug" } else { "aliases" };
            Diagnostic::new(Code::UrlCollision, message)
                .at_key([key.into()])
                .help(format!("choose another `{key}`"))
        } else {
            let message = format!("the id `{id}` is also used by {}", other.source);
            let key = if meta.id.is_some() { "id" } else { "slug" };
            Diagnostic::new(Code::DuplicateId, message)
                .at_key([key.into()])
                .help("give each its own id; never change the one that was published first")
        };
        problems.push(problem.in_file(&meta.source));
    }
    problems
}
