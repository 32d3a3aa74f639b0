//! `digest list`.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;

use super::args::{Args, List, ListFormat, ListedState, MessageFormat, Shown};
use super::context;
use super::exit::CommandError;
use super::next::rfc3339;
use super::report::{self, counted};
use super::terminal::Terminal;
use super::threads;
use crate::build;
use crate::danish::Moment;
use crate::diagnostics::{escape_for_terminal, escape_in_json};
use crate::index::{Clock, ContentEntry, PublicationState, SiteIndex};

/// Lists the content files that are not shown now.
pub(super) fn run(args: &Args, list: &List, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, MessageFormat::Human, terminal)?;
    let shown = Shown { drafts: false, future: false, now: list.now.clone() };
    let clock = context::clock(&shown, site.config.timezone.clone())?;
    let (index, problems) = build::index_cached(&site, &clock);
    let hidden = hidden(&index, list.state, &clock);
    for entry in &hidden {
        match list.format {
            ListFormat::Human => terminal.print(&escape_for_terminal(&entry.text())),
            ListFormat::Json => {
                let object = entry.object(&clock.timezone).to_string();
                terminal.print(&escape_in_json(&object));
            }
        }
    }
    // What cannot be read may be one of those that were asked for.
    if problems.has_fatal() {
        return Err(report::failure(problems.into(), &site, MessageFormat::Human, terminal));
    }
    if list.format == ListFormat::Human {
        terminal.say(&format!("{} not shown now", counted(hidden.len(), "file")));
    }
    Ok(())
}

/// A content file that is not shown now.
struct Hidden<'a> {
    file: &'a str,
    title: &'a str,
    state: ListedState,
    word: &'static str,
    /// From when on it has not been shown.
    since: Option<Moment>,
    /// When it will be shown.
    until: Option<Moment>,
}

/// The files that are not shown now for a reason: by the reason, then the earliest first, then by
/// path.
fn hidden<'a>(index: &'a SiteIndex, wanted: ListedState, clock: &Clock) -> Vec<Hidden<'a>> {
    let all = index.contents().filter_map(|content| Hidden::of(&content, clock));
    let mut hidden: Vec<Hidden<'_>> =
        all.filter(|hidden| wanted == ListedState::All || hidden.state == wanted).collect();
    hidden.sort_by(|a, b| a.order().cmp(&b.order()));
    hidden
}

impl<'a> Hidden<'a> {
    fn of(content: &ContentEntry<'a>, clock: &Clock) -> Option<Self> {
        let ContentEntry { meta, file, .. } = *content;
        let expired = || {
            let day = meta.expires?.tomorrow().ok()?;
            let zoned: Zoned = day.to_zoned(clock.timezone.clone()).ok()?;
            Some(Moment { zoned, has_time: false })
        };
        let (state, word, since, until) = match content.state {
            PublicationState::Listed => return None,
            PublicationState::Draft => (ListedState::Drafts, "draft", None, None),
            PublicationState::Scheduled => {
                (ListedState::Scheduled, "scheduled", None, file.date().cloned())
            }
            PublicationState::Expired => (ListedState::Expired, "expired", expired(), None),
            PublicationState::Withdrawn => {
                let since = meta.withdrawn.as_ref().map(|withdrawn| withdrawn.date.clone());
                (ListedState::Withdrawn, "withdrawn", since, None)
            }
        };
        let (file, title) = (meta.source.as_str(), meta.title.as_str());
        Some(Self { file, title, state, word, since, until })
    }

    fn order(&self) -> (ListedState, Option<Timestamp>, &str) {
        let moment = self.since.as_ref().or(self.until.as_ref());
        (self.state, moment.map(|moment| moment.zoned.timestamp()), self.file)
    }

    fn text(&self) -> String {
        let Self { file, title, word, since, until, .. } = self;
        let when = match (since, until) {
            (Some(since), _) => format!("since {}", shown(since)),
            (None, Some(until)) => format!("until {}", shown(until)),
            (None, None) => String::new(),
        };
        format!("{word:<9}  {when:<22}  {file}  »{title}«")
    }

    fn object(&self, timezone: &TimeZone) -> serde_json::Value {
        let time = |moment: &Option<Moment>| {
            moment.as_ref().map(|moment| rfc3339(moment.zoned.timestamp(), timezone))
        };
        json!({
            "file": self.file,
            "title": self.title,
            "state": self.word,
            "since": time(&self.since),
            "until": time(&self.until),
        })
    }
}

/// As authors write it: `2026-11-22`, or `2026-11-22 14:05`.
fn shown(moment: &Moment) -> String {
    let format = if moment.has_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    moment.zoned.strftime(format).to_string()
}
