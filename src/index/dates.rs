//! Dates that are most likely slips: years away, or of something that cannot have happened yet.
//!
//! In: the entries and the clock. Out: warnings, and the instants at which they end.

use jiff::{SignedDuration, Timestamp};

use super::entries::Entries;
use super::show::{Clock, PublicationState};
use crate::danish::Moment;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, KeySegment};
use crate::model::Meta;

/// A year before this is a slip: sites have no news of it.
const FIRST_YEAR: i16 = 1990;

/// A later date is a mistake.
const MAX_YEARS: i64 = 5;
const AHEAD: SignedDuration = SignedDuration::from_hours(MAX_YEARS * 365 * 24 + 24);

/// A date in front matter.
struct Dated<'a> {
    meta: &'a Meta,
    key: Key,
    moment: &'a Moment,
    rule: Rule<'a>,
}

#[derive(Clone, Copy)]
enum Key {
    Top(&'static str),
    /// The date of a correction, by its number.
    Correction(usize),
    Withdrawn,
}

/// What a date must keep to.
#[derive(Clone, Copy)]
enum Rule<'a> {
    /// It is planned, but not for years to come.
    Planned,
    /// It is that of something that was done to content of this date.
    Done(Option<&'a Moment>),
}

/// Warns of dates that are most likely slips.
pub(super) fn check(entries: &Entries, clock: &Clock) -> Diagnostics {
    let mut problems = Diagnostics::default();
    visit(entries, &mut |dated| problems.extend(dated.problem(clock.now)));
    problems
}

/// The next instant at which [`check`] decides otherwise.
pub(super) fn next_change(entries: &Entries, clock: &Clock) -> Option<Timestamp> {
    let mut next = None;
    visit(entries, &mut |dated| {
        let at = dated.decided_at().filter(|at| *at > clock.now);
        next = next.into_iter().chain(at).min();
    });
    next
}

/// Shows all dates but those of drafts, which are not done yet.
fn visit<'a>(entries: &'a Entries, show: &mut impl FnMut(Dated<'a>)) {
    let is_shown = |state: PublicationState| state != PublicationState::Draft;
    let planned =
        |meta, key, moment| Dated { meta, key: Key::Top(key), moment, rule: Rule::Planned };
    for entry in entries.articles.iter().filter(|entry| is_shown(entry.state)) {
        let article = &entry.content;
        let (meta, rule) = (&article.meta, Rule::Done(Some(&article.date)));
        show(planned(meta, "date", &article.date));
        if let Some(moment) = &article.updated {
            show(Dated { meta, key: Key::Top("updated"), moment, rule });
        }
        for (number, correction) in article.corrections.iter().enumerate() {
            show(Dated { meta, key: Key::Correction(number), moment: &correction.date, rule });
        }
    }
    for entry in entries.events.iter().filter(|entry| is_shown(entry.state)) {
        show(planned(&entry.content.meta, "start", &entry.content.start));
    }
    for entry in entries.people.iter().filter(|entry| is_shown(entry.state)) {
        show(planned(&entry.content.meta, "date", &entry.content.date));
    }
    for (file, state) in entries.editions.iter().filter_map(|entry| entry.file.as_ref()) {
        if let Some(date) = file.date.as_ref().filter(|_| is_shown(*state)) {
            show(planned(&file.meta, "date", date));
        }
    }
    for content in entries.contents().filter(|content| is_shown(content.state)) {
        let meta = content.meta;
        if let Some(withdrawn) = &meta.withdrawn {
            let rule = Rule::Done(content.file.date());
            show(Dated { meta, key: Key::Withdrawn, moment: &withdrawn.date, rule });
        }
    }
}

impl Dated<'_> {
    fn problem(&self, now: Timestamp) -> Option<Diagnostic> {
        let is_ahead = self.decided_at().is_some_and(|at| now < at);
        let name = match self.key {
            Key::Top(key) => format!("`{key}`"),
            Key::Correction(_) => "the `date` of this correction".to_owned(),
            Key::Withdrawn => "the `date` in `withdrawn`".to_owned(),
        };
        let (message, help) = match self.rule {
            Rule::Planned if self.moment.date().year() < FIRST_YEAR => {
                (format!("{name} is in the year {}", self.moment.date().year()), "check the year")
            }
            Rule::Planned if is_ahead => {
                (format!("{name} is more than {MAX_YEARS} years ahead"), "check the year")
            }
            Rule::Done(_) if is_ahead => {
                (format!("{name} is in the future"), "write the day on which it was done")
            }
            Rule::Done(Some(published)) if self.moment.date() < published.date() => {
                (format!("{name} is before `date`"), "correct one of the two")
            }
            Rule::Planned | Rule::Done(_) => return None,
        };
        let key: Vec<KeySegment> = match self.key {
            Key::Top(key) => vec![key.into()],
            Key::Correction(number) => vec!["corrections".into(), number.into(), "date".into()],
            Key::Withdrawn => vec!["withdrawn".into(), "date".into()],
        };
        let problem = Diagnostic::new(Code::UnlikelyDate, message).in_file(&self.meta.source);
        Some(problem.at_key(key).help(help))
    }

    /// From when on the date is not too far ahead. What is done to content that waits for its day
    /// is done by then.
    fn decided_at(&self) -> Option<Timestamp> {
        let at = self.moment.zoned.timestamp();
        match self.rule {
            Rule::Planned => at.checked_sub(AHEAD).ok(),
            Rule::Done(Some(published)) if at <= published.zoned.timestamp() => None,
            Rule::Done(_) => Some(at),
        }
    }
}
