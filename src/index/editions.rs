//! Editions: the listed articles of each week, and what an editor adds to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::articles::ArticleEntry;
use super::entry::{IndexEntry, Summary};
use super::ids::ArticleId;
use super::show::{Clock, PublicationState};
use crate::danish::Week;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{ContentFile, Edition};
use crate::paths::UrlPath;

/// A week: its articles, and the file with which an editor introduces them.
#[derive(Clone, Debug)]
pub struct EditionEntry {
    pub week: Week,
    /// `/2026/uge-47/`, with the year to which the week belongs.
    pub url: UrlPath,
    /// The name of the week: `Uge 47, 2026`.
    pub name: String,
    /// The id: as the file has it, or the URL. Former URLs do not count: the week had its id before
    /// it had a file.
    pub id: String,
    /// The editor's file, shown or not.
    pub file: Option<(Arc<Edition>, PublicationState)>,
    /// The week's listed articles, newest first.
    pub articles: Vec<ArticleId>,
}

impl EditionEntry {
    /// Whether the edition has a page: there is an article in its week.
    pub fn has_page(&self) -> bool {
        !self.articles.is_empty()
    }

    /// Whether lists and feeds show it.
    pub fn is_listed(&self) -> bool {
        self.has_page() && !self.is_withdrawn()
    }

    /// Whether its page shows a notice only.
    pub fn is_withdrawn(&self) -> bool {
        self.file.as_ref().is_some_and(|(_, state)| *state == PublicationState::Withdrawn)
    }

    /// The editor's file, if it is shown now.
    pub fn shown_file(&self) -> Option<&Edition> {
        self.file
            .as_ref()
            .filter(|(_, state)| *state == PublicationState::Listed)
            .map(|(file, _)| &**file)
    }

    /// The headline that an editor gave it, or the week's name.
    pub fn title(&self) -> &str {
        self.shown_file().map_or(&self.name, |file| &file.meta.title)
    }

    /// Whether the file is shown now or on a day to come, so that it must be right already now.
    pub fn is_checked(&self) -> bool {
        self.file.as_ref().is_some_and(|(_, state)| state.is_checked() || state.has_page())
    }

    /// Whether a link to it leads to a page now.
    fn state(&self) -> PublicationState {
        match &self.file {
            Some((_, PublicationState::Withdrawn)) if self.has_page() => {
                PublicationState::Withdrawn
            }
            _ if self.has_page() => PublicationState::Listed,
            Some((_, PublicationState::Listed | PublicationState::Withdrawn)) | None => {
                PublicationState::Scheduled
            }
            Some((_, state)) => *state,
        }
    }
}

impl IndexEntry for EditionEntry {
    type Model = Edition;

    fn place(files: Vec<Arc<Edition>>, _clock: &Clock) -> Vec<Self> {
        debug_assert!(files.is_empty(), "`SiteIndex::new` matches them with articles");
        Vec::new()
    }

    fn summary(&self) -> Summary<'_> {
        let text_state = match &self.file {
            None => self.state(),
            // The text of a week without articles waits for the first.
            Some((_, PublicationState::Listed)) if !self.has_page() => PublicationState::Scheduled,
            Some((_, state)) => *state,
        };
        Summary {
            file: self.file.as_ref().map(|(file, _)| &**file as &dyn ContentFile),
            url: &self.url,
            id: &self.id,
            own_title: Some(self.title()),
            state: self.state(),
            text_state,
            has_page: self.has_page() && text_state.has_page(),
        }
    }
}

/// Gathers the listed articles, which come newest first, by the weeks of the site's time zone, and
/// adds the editors' files. Newest first; behind them all that have a file only.
pub(super) fn editions(
    articles: &[ArticleEntry],
    listed: &[ArticleId],
    files: Vec<Arc<Edition>>,
    clock: &Clock,
    problems: &mut Diagnostics,
) -> Vec<EditionEntry> {
    let mut weeks: BTreeMap<Week, EditionEntry> = BTreeMap::new();
    for id in listed {
        let week = week_of(&articles[*id], &clock.timezone);
        weeks.entry(week).or_insert_with(|| entry(week)).articles.push(*id);
    }
    for file in files {
        let state = match PublicationState::of(&file.meta, file.date.as_ref(), clock) {
            // What was taken back does not come back: the week has its page without the file, too.
            PublicationState::Expired if file.meta.withdrawn.is_some() => {
                PublicationState::Withdrawn
            }
            state => state,
        };
        let place = weeks.entry(file.week).or_insert_with(|| entry(file.week));
        if let Some((other, _)) = &place.file {
            let message = format!("{} is also the edition for the same week", other.meta.source);
            let problem = Diagnostic::new(Code::UrlCollision, message).in_file(&file.meta.source);
            problems.push(problem.help("delete one of the two"));
            continue;
        }
        if !place.has_page() && !is_to_come(&file, articles, &clock.timezone) {
            let (number, year) = (file.week.number(), file.week.year());
            let message = format!("there is no article in week {number} of {year}");
            let help = "an edition is shown only when its week has an article; check the week";
            let problem = Diagnostic::new(Code::EmptyWeek, message).in_file(&file.meta.source);
            problems.push(problem.help(help));
        }
        if let Some(id) = &file.meta.id {
            place.id.clone_from(id);
        }
        place.file = Some((file, state));
    }
    let (with_articles, others): (Vec<_>, Vec<_>) =
        weeks.into_values().rev().partition(EditionEntry::has_page);
    with_articles.into_iter().chain(others).collect()
}

/// The URL of the edition that an article belongs to.
pub(super) fn url_of(article: &ArticleEntry, timezone: &TimeZone) -> UrlPath {
    url(week_of(article, timezone))
}

/// Finds the edition that lists an article: ids count from the newest, as editions do.
pub(super) fn edition_of(editions: &[Arc<EditionEntry>], id: ArticleId) -> Option<&EditionEntry> {
    let begins = |edition: &Arc<EditionEntry>| edition.articles.first().is_some_and(|f| *f <= id);
    let edition = &editions[editions.partition_point(begins).checked_sub(1)?];
    edition.articles.binary_search(&id).is_ok().then_some(edition)
}

fn week_of(article: &ArticleEntry, timezone: &TimeZone) -> Week {
    Week::of(article.content.date.zoned.with_time_zone(timezone.clone()).date())
}

fn url(week: Week) -> UrlPath {
    UrlPath::directory([week.year().to_string().as_str(), week.url_part().as_str()])
}

fn entry(week: Week) -> EditionEntry {
    let url = url(week);
    EditionEntry {
        week,
        name: week.to_string(),
        id: url.to_string(),
        url,
        file: None,
        articles: Vec::new(),
    }
}

/// Whether an edition's week has articles that are only not shown now.
fn is_to_come(file: &Edition, articles: &[ArticleEntry], timezone: &TimeZone) -> bool {
    articles.iter().any(|article| week_of(article, timezone) == file.week)
}
