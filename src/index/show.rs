//! What is shown now.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::danish::Moment;
use crate::model::Meta;

/// How long an article is new.
const NEW: SignedDuration = SignedDuration::from_hours(48);

/// Which instant is now, and what is shown in addition to published content.
#[derive(Clone, Debug)]
pub struct Clock {
    pub now: Timestamp,
    /// The site's time zone.
    pub timezone: TimeZone,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether articles with a later date are shown.
    pub future: bool,
}

impl Clock {
    /// Whether a moment is within the last two days.
    pub(super) fn is_new(&self, date: &Moment) -> bool {
        let date = date.zoned.timestamp();
        let end = date.checked_add(NEW);
        date <= self.now && end.is_ok_and(|end| self.now < end)
    }

    /// When an article that is shown is new no more, unless it is already.
    pub(super) fn end_of_new(&self, date: &Moment) -> Option<Timestamp> {
        date.zoned.timestamp().checked_add(NEW).ok().filter(|end| *end > self.now)
    }

    /// The next instant at which the clock alone decides otherwise about a content file.
    pub(super) fn next_change(&self, meta: &Meta, date: Option<&Moment>) -> Option<Timestamp> {
        if meta.draft && !self.drafts {
            return None;
        }
        let published = date.map(|date| date.zoned.timestamp());
        let after = meta.expires.and_then(|last| last.tomorrow().ok());
        let expired = after.and_then(|day| day.to_zoned(self.timezone.clone()).ok());
        let expired = expired.map(|moment| moment.timestamp());
        published.into_iter().chain(expired).filter(|moment| *moment > self.now).min()
    }
}

/// Whether a content file is shown now, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationState {
    /// It has its page and is in lists and feeds.
    Listed,
    /// Its page shows a notice only, and no list shows it.
    Withdrawn,
    /// It is a draft.
    Draft,
    /// Its date is still to come.
    Scheduled,
    /// Its last day is over.
    Expired,
}

impl PublicationState {
    /// Decides for a content file; `date` is that of an article.
    pub(super) fn of(meta: &Meta, date: Option<&Moment>, clock: &Clock) -> Self {
        let today = || clock.now.to_zoned(clock.timezone.clone()).date();
        if meta.draft && !clock.drafts {
            Self::Draft
        } else if !clock.future && date.is_some_and(|date| date.zoned.timestamp() > clock.now) {
            Self::Scheduled
        } else if meta.expires.is_some_and(|last| last < today()) {
            Self::Expired
        } else if meta.withdrawn.is_some() {
            Self::Withdrawn
        } else {
            Self::Listed
        }
    }

    /// Whether it has a page.
    pub fn has_page(self) -> bool {
        matches!(self, Self::Listed | Self::Withdrawn)
    }

    /// Whether its text is shown now or on a day to come, so that it must be right already now:
    /// the clock alone never breaks a build.
    pub fn is_checked(self) -> bool {
        matches!(self, Self::Listed | Self::Scheduled)
    }

    /// Why a link to it becomes plain text, if it does.
    pub fn why_hidden(self) -> Option<&'static str> {
        match self {
            Self::Listed => None,
            Self::Withdrawn => Some("is withdrawn"),
            Self::Draft => Some("is a draft"),
            Self::Scheduled => Some("is not published yet"),
            Self::Expired => Some("has expired"),
        }
    }
}
