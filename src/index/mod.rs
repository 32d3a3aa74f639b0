//! The whole site, ordered: what is shown, at which URL, under which tags, authors and months.
//!
//! In: models, configuration, and the decision which instant is now. Out: an immutable
//! [`SiteIndex`], and the problems that only the whole shows: unknown tags, equal ids, clocks.
//! May import: rows 0-2.

mod archive;
mod authors;
mod contents;
mod deadlines;
mod editions;
mod entries;
mod events;
pub mod paging;
mod people;
mod related;
mod replace;
mod show;
mod stories;
mod tags;
mod targets;

pub use archive::{Month, Year};
pub use authors::{AuthorEntry, AuthorId};
pub use contents::ContentEntry;
pub use editions::EditionEntry;
pub use entries::{ArticleEntry, PageEntry};
pub use events::EventEntry;
pub use people::PersonEntry;
pub use related::{KeptLists, RelatedLists};
pub use replace::Replacement;
pub use show::{Clock, State};
pub use tags::{TagEntry, TagId};
pub use targets::{Lookup, Target};

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;

use crate::config::SiteConfig;
use crate::danish::Collator;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Models;
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
    /// All events, the earliest first, also those that are not shown now.
    pub events: Arc<Vec<EventEntry>>,
    /// All people news, newest first, also what is not shown now.
    pub people: Arc<Vec<PersonEntry>>,
    /// The weeks with listed articles, newest first; behind them those that have a file only.
    pub editions: Arc<Vec<EditionEntry>>,
    stories: Arc<stories::Stories>,
    /// The listed articles of the last two days, newest first.
    pub new: Arc<Vec<ArticleId>>,
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
    /// When the clock alone decides otherwise about what is no content.
    deadlines: Arc<Vec<jiff::Timestamp>>,
    /// What articles are compared by, gathered when it is first asked for.
    features: Arc<OnceLock<related::Features>>,
    /// The articles that were replaced since then.
    replaced: Arc<BTreeSet<ArticleId>>,
}

impl SiteIndex {
    /// Orders the site. The index is whole also when there are problems.
    pub fn new(models: Models, config: &SiteConfig, clock: &Clock) -> (Self, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut tags = tags::Tags::new(config);
        let mut names = authors::Authors::new(models.authors, clock);
        let articles =
            entries::articles(models.articles, &mut tags, &mut names, clock, &mut problems);
        let listed: Vec<ArticleId> =
            (0..articles.len()).filter(|id| articles[*id].state == State::Listed).collect();
        let new = listed.iter().copied().filter(|id| clock.is_new(&articles[*id].article.date));
        let new = new.collect();
        let (articles, tags) = tags.sorted(articles, &listed, &Collator::for_tags());
        let (articles, authors) = names.sorted(articles, &listed, &Collator::new(), &mut problems);
        let years = archive::years(&articles, &listed, &config.timezone);
        let editions =
            editions::editions(&articles, &listed, models.editions, clock, &mut problems);
        let empty_lists = empty_lists(&articles, &authors, &years, &editions, &config.timezone);
        check_clock(&articles, clock, &mut problems);
        deadlines::check(config, clock, &mut problems);
        let mut index = Self {
            stories: Arc::new(stories::Stories::new(&articles, &listed)),
            articles: articles.into_iter().map(Arc::new).collect(),
            listed: Arc::new(listed),
            events: Arc::new(events::events(models.events, clock)),
            people: Arc::new(people::people(models.people, clock)),
            editions: Arc::new(editions),
            pages: entries::pages(models.pages, clock).into_iter().map(Arc::new).collect(),
            new: Arc::new(new),
            tags: Arc::new(tags),
            authors: Arc::new(authors),
            years: Arc::new(years),
            empty_lists: Arc::new(empty_lists),
            targets: Arc::default(),
            deadlines: Arc::new(deadlines::instants(config)),
            features: Arc::default(),
            replaced: Arc::default(),
        };
        let (targets, ids) =
            rayon::join(|| targets::Targets::new(&index), || entries::check_ids(&index));
        index.targets = Arc::new(targets);
        problems.extend(ids);
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
        let new = self.new.iter().map(|id| &self.articles[*id].article.date);
        let new = new.filter_map(|date| clock.end_of_new(date));
        let others = self.other_contents().filter_map(|content| {
            let date = match content.target {
                Target::Person(id) => Some(&self.people[id].person.date),
                Target::Edition(id) => {
                    self.editions[id].file.as_ref().and_then(|(file, _)| file.date.as_ref())
                }
                _ => None,
            };
            clock.next_change(content.meta, date)
        });
        let ends = self.events.iter().filter_map(|entry| events::next_end(entry, clock));
        let deadlines = self.deadlines.iter().copied().filter(|instant| *instant > clock.now);
        articles.chain(new).chain(others).chain(ends).chain(deadlines).min()
    }

    /// The month that lists an article, with its year; none for an article that is not listed.
    pub fn month_of(&self, id: ArticleId) -> Option<(&Year, &Month)> {
        archive::month_of(&self.years, id)
    }

    /// The edition that lists an article; none for an article that is not listed.
    pub fn edition_of(&self, id: ArticleId) -> Option<&EditionEntry> {
        editions::edition_of(&self.editions, id)
    }

    /// The editions that lists show, newest first.
    pub fn listed_editions(&self) -> impl DoubleEndedIterator<Item = &EditionEntry> + Clone {
        self.editions.iter().filter(|edition| edition.is_listed())
    }

    /// Whether the site has a list of events: there is one that was, is or will be shown.
    pub fn has_events(&self) -> bool {
        self.events.iter().any(|entry| entry.state != State::Draft)
    }

    /// Whether the site has a list of people news: there is some that was, is or will be shown.
    pub fn has_people(&self) -> bool {
        self.people.iter().any(|entry| entry.state != State::Draft)
    }

    /// The events that are shown now, the earliest first.
    pub fn listed_events(&self) -> impl DoubleEndedIterator<Item = &EventEntry> + Clone {
        self.events.iter().filter(|entry| entry.state == State::Listed)
    }

    /// The people news that is shown now, newest first.
    pub fn listed_people(&self) -> impl DoubleEndedIterator<Item = &PersonEntry> + Clone {
        self.people.iter().filter(|entry| entry.state == State::Listed)
    }

    /// The tags with a listed article, A–Å.
    pub fn used_tags(&self) -> impl Iterator<Item = &TagEntry> {
        self.tags.iter().filter(|tag| !tag.articles.is_empty())
    }

    /// The listed articles of a running story, the oldest first; none of a story of one article.
    pub fn story(&self, id: &str) -> &[ArticleId] {
        self.stories.of(id)
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
    editions: &[EditionEntry],
    timezone: &TimeZone,
) -> BTreeSet<UrlPath> {
    let hidden = articles.iter().filter(|entry| entry.state != State::Listed);
    let archives = hidden.flat_map(|entry| {
        let [year, month] = archive::urls(entry, timezone);
        [year, month, editions::url_of(entry, timezone)]
    });
    let authors = authors.iter().filter(|author| !author.has_page());
    let mut lists: BTreeSet<UrlPath> =
        archives.chain(authors.map(|author| author.url.clone())).collect();
    for year in years {
        lists.remove(&year.url);
        for month in &year.months {
            lists.remove(&month.url);
        }
    }
    for edition in editions.iter().filter(|edition| edition.has_page()) {
        lists.remove(&edition.url);
    }
    lists
}

/// Warns when the clock lies before every article: most likely it is wrong.
fn check_clock(articles: &[ArticleEntry], clock: &Clock, problems: &mut Diagnostics) {
    let oldest = articles.iter().map(|entry| entry.article.date.zoned.timestamp()).min();
    if oldest.is_some_and(|oldest| clock.now < oldest) {
        let message = format!("the clock says {}, which is before every article", clock.now);
        let help = "set the clock, or pass the time with `--now`";
        problems.push(Diagnostic::new(Code::ClockBeforeArticles, message).help(help));
    }
}
