//! The whole site, ordered: what is shown, at which URL, under which tags, authors and months.
//!
//! In: models, configuration, and the decision which instant is now. Out: an immutable
//! [`SiteIndex`], and the problems that only the whole shows: unknown tags, equal ids, clocks.
//! May import: rows 0-2.

mod archive;
mod authors;
mod entries;
pub mod paging;
mod replace;
mod show;
mod tags;
mod targets;

pub use archive::{Month, Year};
pub use authors::{AuthorEntry, AuthorId};
pub use entries::{ArticleEntry, PageEntry};
pub use replace::Replacement;
pub use show::{Clock, State};
pub use tags::{TagEntry, TagId};
pub use targets::{Lookup, Target};

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::config::SiteConfig;
use crate::danish::Collator;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Article, Author, Page};
use crate::paths::UrlPath;

/// The number of an article in [`SiteIndex::articles`].
pub type ArticleId = usize;

/// The whole site. Immutable; cheap to clone, and to clone with some entries replaced.
#[derive(Clone, Debug)]
pub struct SiteIndex {
    /// All articles, newest first, also those that are not shown now; ties on a day go by path.
    pub articles: Vec<Arc<ArticleEntry>>,
    /// The articles that lists show, newest first.
    pub listed: Arc<Vec<ArticleId>>,
    /// All plain pages, by path, also those that are not shown now.
    pub pages: Vec<Arc<PageEntry>>,
    /// All tags, A–Å: the declared ones, and with open tags those that articles use.
    pub tags: Arc<Vec<TagEntry>>,
    /// All authors, A–Å: those with a profile and those whom articles name.
    pub authors: Arc<Vec<AuthorEntry>>,
    /// The years with listed articles, newest first.
    pub years: Arc<Vec<Year>>,
    /// The URLs of archives and authors that have no listed article now, but had or will have.
    empty_lists: Arc<BTreeSet<UrlPath>>,
    targets: Arc<targets::Targets>,
}

impl SiteIndex {
    /// Orders the site. The index is whole also when there are problems.
    pub fn new(
        articles: Vec<Arc<Article>>,
        pages: Vec<Arc<Page>>,
        authors: Vec<Arc<Author>>,
        config: &SiteConfig,
        clock: &Clock,
    ) -> (Self, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut tags = tags::Tags::new(config);
        let mut people = authors::Authors::new(authors, clock);
        let articles = entries::articles(articles, &mut tags, &mut people, clock, &mut problems);
        let pages = entries::pages(pages, clock);
        let listed: Vec<ArticleId> =
            (0..articles.len()).filter(|id| articles[*id].state == State::Listed).collect();
        let (articles, tags) = tags.sorted(articles, &listed, &Collator::for_tags());
        let (articles, authors) = people.sorted(articles, &listed, &Collator::new(), &mut problems);
        let years = archive::years(&articles, &listed, &config.timezone);
        let empty_lists = empty_lists(&articles, &authors, &years, &config.timezone);
        let (targets, ids) = rayon::join(
            || targets::Targets::new(&articles, &pages, &authors),
            || entries::check_ids(&articles, &pages, &authors),
        );
        problems.extend(ids);
        check_clock(&articles, clock, &mut problems);
        let index = Self {
            articles: articles.into_iter().map(Arc::new).collect(),
            listed: Arc::new(listed),
            pages: pages.into_iter().map(Arc::new).collect(),
            tags: Arc::new(tags),
            authors: Arc::new(authors),
            years: Arc::new(years),
            empty_lists: Arc::new(empty_lists),
            targets: Arc::new(targets),
        };
        (index, problems)
    }

    /// Finds what a file path or a slug stands for.
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup { index: self, targets: &self.targets }
    }

    /// The next instant at which the clock alone changes the site, if there is one.
    pub fn next_change(&self, clock: &Clock) -> Option<jiff::Timestamp> {
        let articles = self.articles.iter().map(|entry| &entry.article);
        let articles = articles.filter_map(|a| clock.next_change(&a.meta, Some(&a.date)));
        let pages = self.pages.iter().filter_map(|e| clock.next_change(&e.page.meta, None));
        let profiles = self.authors.iter().filter_map(AuthorEntry::any_profile);
        let profiles = profiles.filter_map(|profile| clock.next_change(&profile.meta, None));
        articles.chain(pages).chain(profiles).min()
    }

    /// The month that lists an article, with its year; none for an article that is not listed.
    pub fn month_of(&self, id: ArticleId) -> Option<(&Year, &Month)> {
        archive::month_of(&self.years, id)
    }

    /// The listed articles, newest first.
    pub fn listed_entries(&self) -> impl DoubleEndedIterator<Item = &ArticleEntry> + Clone {
        self.listed.iter().map(|id| &*self.articles[*id])
    }
}

/// Lists come and go with their articles, so a link to one that is empty now must not be an error:
/// the clock alone would break the build.
fn empty_lists(
    articles: &[ArticleEntry],
    authors: &[AuthorEntry],
    years: &[Year],
    timezone: &TimeZone,
) -> BTreeSet<UrlPath> {
    let hidden = articles.iter().filter(|entry| entry.state != State::Listed);
    let archives = hidden.flat_map(|entry| archive::urls(entry, timezone));
    let authors = authors.iter().filter(|author| !author.has_page());
    let mut lists: BTreeSet<UrlPath> =
        archives.chain(authors.map(|author| author.url.clone())).collect();
    for year in years {
        lists.remove(&year.url);
        for month in &year.months {
            lists.remove(&month.url);
        }
    }
    lists
}

/// Warns when the clock lies before every article: most likely it is wrong.
fn check_clock(articles: &[ArticleEntry], clock: &Clock, problems: &mut Diagnostics) {
    let oldest = articles.iter().map(|entry| entry.article.date.zoned.timestamp()).min();
    if oldest.is_some_and(|oldest| clock.now < oldest) {
        let message = format!("the clock says {}, which is before every article", clock.now);
        let help = "set the clock, or give the time with `--now`";
        problems.push(Diagnostic::new(Code::ClockBeforeArticles, message).help(help));
    }
}
