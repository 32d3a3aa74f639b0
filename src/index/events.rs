//! Events in order, and which of them are over.

use std::ops::Deref;
use std::sync::Arc;

use jiff::{Timestamp, Zoned};

use super::entry::{IndexEntry, Placed, Summary};
use super::show::{Clock, PublicationState};
use crate::model::Event;
use crate::paths::UrlPath;

/// An event in its place: `/events/SLUG/`.
#[derive(Clone, Debug)]
pub struct EventEntry {
    /// The event and its place.
    pub placed: Placed<Event>,
    /// Whether it is over.
    pub is_past: bool,
}

impl Deref for EventEntry {
    type Target = Placed<Event>;

    fn deref(&self) -> &Placed<Event> {
        &self.placed
    }
}

impl IndexEntry for EventEntry {
    type Model = Event;

    /// Orders the events by their start, the earliest first; ties go by path.
    fn place(mut events: Vec<Arc<Event>>, clock: &Clock) -> Vec<Self> {
        events.sort_by(|a, b| {
            let start = |event: &Event| event.start.zoned.timestamp();
            start(a).cmp(&start(b)).then_with(|| a.meta.source.cmp(&b.meta.source))
        });
        let place = |event: Arc<Event>| {
            let url = UrlPath::directory(["events", event.meta.slug.as_str()]);
            let is_past = end(&event, clock).is_some_and(|end| end <= clock.now);
            Self { placed: Placed::new(event, url, clock), is_past }
        };
        events.into_iter().map(place).collect()
    }

    fn summary(&self) -> Summary<'_> {
        self.placed.file_summary()
    }
}

/// When an event is over: at its end, or at the end of its last day if no time is given.
fn end(event: &Event, clock: &Clock) -> Option<Timestamp> {
    match &event.end {
        Some(end) if end.has_time => Some(end.zoned.timestamp()),
        end => {
            let last = end.as_ref().unwrap_or(&event.start);
            let next = last.zoned.with_time_zone(clock.timezone.clone()).date().tomorrow().ok()?;
            next.to_zoned(clock.timezone.clone()).ok().as_ref().map(Zoned::timestamp)
        }
    }
}

/// When an event that is not over yet will be.
pub(super) fn next_end(entry: &EventEntry, clock: &Clock) -> Option<Timestamp> {
    let is_shown = entry.state == PublicationState::Listed && !entry.is_past;
    end(&entry.content, clock).filter(|_| is_shown)
}
