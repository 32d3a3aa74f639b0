//! The index itself.

use std::collections::BTreeSet;
use std::mem;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;

use super::archive::{self, Month, Year};
use super::articles::ArticleEntry;
use super::authors::{AuthorEntry, Authors};
use super::editions::{self, EditionEntry};
use super::entries::{Entries, shared};
use super::entry::{IndexEntry, Placed};
use super::events::{self, EventEntry};
use super::ids::ArticleId;
use super::left_out::LeftOut;
use super::lookup::{Lookup, Targets};
use super::related::Features;
use super::show::{Clock, PublicationState};
use super::stories::Stories;
use super::tags::{TagEntry, Tags};
use super::{dates, deadlines, public_ids};
use crate::config::SiteConfig;
use crate::danish::Collator;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Models, PeopleNews};
use crate::paths::UrlPath;

/// The whole site. Immutable; cheap to clone, and to clone with some entries replaced.
#[derive(Clone, Debug)]
pub struct SiteIndex {
    pub(super) entries: Entries,
    /// The articles that lists show, newest first.
    pub listed: Arc<Vec<ArticleId>>,
    /// The listed articles of the last two days, newest first.
    pub new: Arc<Vec<ArticleId>>,
    /// All tags, A–Å: the declared ones, and with open tags those that articles use, shown or not.
    pub tags: Arc<Vec<TagEntry>>,
    /// The years with listed articles, newest first.
    pub years: Arc<Vec<Year>>,
    stories: Arc<Stories>,
    /// The URLs of archives, authors and open tags that have no listed article now, but had or will
    /// have.
    empty_lists: Arc<BTreeSet<UrlPath>>,
    targets: Arc<Targets>,
    /// When the clock alone decides otherwise about what is no content.
    deadlines: Arc<Vec<jiff::Timestamp>>,
    /// What articles are compared by, gathered when it is first asked for.
    pub(super) features: Arc<OnceLock<Features>>,
    /// The articles that were replaced since then.
    pub(super) replaced: Arc<BTreeSet<ArticleId>>,
}

impl Deref for SiteIndex {
    type Target = Entries;

    fn deref(&self) -> &Entries {
        &self.entries
    }
}

impl SiteIndex {
    /// Orders the site. The index is whole also when there are problems.
    pub fn new(mut models: Models, config: &SiteConfig, clock: &Clock) -> (Self, Diagnostics) {
        let mut problems = Diagnostics::default();
        let mut tags = Tags::new(config);
        let mut authors = Authors::new(mem::take(&mut models.authors), clock);
        let mut articles = ArticleEntry::place(mem::take(&mut models.articles), clock);
        // Listed articles first: hidden ones must not decide how a name is spelled.
        let (listed, hidden): (Vec<ArticleId>, Vec<ArticleId>) =
            (0..articles.len()).partition(|id| articles[*id].state == PublicationState::Listed);
        for id in listed.iter().chain(&hidden) {
            let entry = &mut articles[*id];
            entry.tags = tags.resolve(&entry.placed.content, &mut problems);
            entry.authors = authors.resolve(&entry.placed.content.authors);
        }
        let new = listed.iter().copied().filter(|id| clock.is_new(&articles[*id].content.date));
        let new = new.collect();
        let (articles, tags) = tags.sorted(articles, &listed, &Collator::for_tags());
        let (articles, authors) =
            authors.sorted(articles, &listed, &Collator::new(), &mut problems);
        let years = archive::years(&articles, &listed, &config.timezone);
        let files = mem::take(&mut models.editions);
        let editions = editions::editions(&articles, &listed, files, clock, &mut problems);
        let mut empty_lists = empty_lists(&articles, &authors, &years, &editions, &config.timezone);
        let unused = tags.iter().filter(|tag| !tag.has_page());
        empty_lists.extend(unused.map(|tag| tag.url.clone()));
        let is_clock_right = check_clock(&articles, clock, &mut problems);
        deadlines::check(config, clock, &mut problems);
        let stories = Stories::new(&articles, &listed);
        let entries = Entries {
            articles: shared(articles),
            authors: shared(authors),
            editions: shared(editions),
            ..Entries::place(models, clock)
        };
        let (targets, ids) = rayon::join(|| Targets::new(&entries), || public_ids::check(&entries));
        problems.extend(ids);
        if is_clock_right {
            problems.extend(dates::check(&entries, clock));
        }
        let index = Self {
            entries,
            listed: Arc::new(listed),
            new: Arc::new(new),
            tags: Arc::new(tags),
            years: Arc::new(years),
            stories: Arc::new(stories),
            empty_lists: Arc::new(empty_lists),
            targets: Arc::new(targets),
            deadlines: Arc::new(deadlines::instants(config)),
            features: Arc::default(),
            replaced: Arc::default(),
        };
        (index, problems)
    }

    /// Finds what a file path or a slug stands for.
    pub fn lookup(&self) -> Lookup<'_> {
        let Self { entries, targets, empty_lists, .. } = self;
        Lookup { entries, targets, empty_lists }
    }

    /// The number of content files that are not shown now.
    pub fn left_out(&self) -> LeftOut {
        LeftOut::of(self.contents().map(|content| content.state))
    }

    /// The next instant at which the clock alone changes the site, if there is one.
    pub fn next_change(&self, clock: &Clock) -> Option<jiff::Timestamp> {
        let contents = self.contents();
        let contents =
            contents.filter_map(|content| clock.next_change(content.meta, content.file.date()));
        let new = self.new.iter().map(|id| &self.articles[*id].content.date);
        let new = new.filter_map(|date| clock.end_of_new(date));
        let ends = self.events.iter().filter_map(|entry| events::next_end(entry, clock));
        let deadlines = self.deadlines.iter().copied().filter(|instant| *instant > clock.now);
        let dates = dates::next_change(&self.entries, clock);
        contents.chain(new).chain(ends).chain(deadlines).chain(dates).min()
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
        self.editions.iter().map(|edition| &**edition).filter(|edition| edition.is_listed())
    }

    /// Whether the site has a list of events: there is one that was, is or will be shown.
    pub fn has_events(&self) -> bool {
        self.events.iter().any(|entry| entry.state != PublicationState::Draft)
    }

    /// Whether the site has a list of people news: there is some that was, is or will be shown.
    pub fn has_people(&self) -> bool {
        self.people.iter().any(|entry| entry.state != PublicationState::Draft)
    }

    /// The events that are shown now, the earliest first.
    pub fn listed_events(&self) -> impl DoubleEndedIterator<Item = &EventEntry> + Clone {
        self.events
            .iter()
            .map(|entry| &**entry)
            .filter(|entry| entry.state == PublicationState::Listed)
    }

    /// The people news that is shown now, newest first.
    pub fn listed_people(&self) -> impl DoubleEndedIterator<Item = &Placed<PeopleNews>> + Clone {
        self.people
            .iter()
            .map(|entry| &**entry)
            .filter(|entry| entry.state == PublicationState::Listed)
    }

    /// The tags with a listed article, A–Å.
    pub fn used_tags(&self) -> impl Iterator<Item = &TagEntry> {
        self.tags.iter().filter(|tag| !tag.articles.is_empty())
    }

    /// The listed articles of a running story, the oldest first; none of a story of one article.
    pub fn story(&self, id: &str) -> &[ArticleId] {
        self.stories.of(id)
    }

    /// The articles that wait for their day, the last first.
    pub fn scheduled_entries(&self) -> impl Iterator<Item = &ArticleEntry> {
        let entries = self.articles.iter().map(|entry| &**entry);
        entries.filter(|entry| entry.state == PublicationState::Scheduled)
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
    let hidden = articles.iter().filter(|entry| entry.state != PublicationState::Listed);
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

/// Warns when the clock is earlier than every article: most likely it is wrong. Returns whether it
/// may be right.
fn check_clock(articles: &[ArticleEntry], clock: &Clock, problems: &mut Diagnostics) -> bool {
    let oldest = articles.iter().map(|entry| entry.content.date.zoned.timestamp()).min();
    let is_wrong = oldest.is_some_and(|oldest| clock.now < oldest);
    if is_wrong {
        let message = format!("the clock says {}, which is before every article", clock.now);
        let help = "set the clock, or pass the time with `--now`";
        problems.push(Diagnostic::new(Code::ClockBeforeArticles, message).help(help));
    }
    !is_wrong
}
