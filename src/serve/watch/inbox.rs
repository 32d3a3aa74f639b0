//! The place where events wait for the next look.
//!
//! In: events, from `notify`'s thread. Out: [`Changes`], to whoever waits for them.

use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::Event;

use super::changes::{self, Changes};

/// So long nothing must come after a single save. Saving is a handful of events (a temporary
/// file, a rename, a backup removed), and one look shall see them all.
const PAUSE: Duration = Duration::from_millis(1);
/// So many events at once are more than one save.
const BURST: usize = 16;
/// So long nothing must come after a burst, such as a checkout, and a little longer for each
/// event: the larger it is, the more is saved by seeing its end, and the less does the wait weigh.
const BURST_PAUSE: Duration = Duration::from_millis(10);
/// The little for the pause.
const EVENT_PAUSE: Duration = Duration::from_micros(20);
/// A burst that goes on is looked at after so long, and a little later for each event.
const BURST_LIMIT: Duration = Duration::from_millis(100);
/// The little for the limit.
const EVENT_LIMIT: Duration = Duration::from_micros(100);
/// More events lengthen neither.
const MANY: usize = 5_000;

/// What happened and was not looked at yet.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    arrival: Condvar,
}

#[derive(Debug, Default)]
struct State {
    changes: Changes,
    is_stopped: bool,
}

/// Why waiting ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// There is something to look at.
    Changed,
    /// The time is over.
    TimedOut,
    /// Nobody wants to know any more.
    Stopped,
}

impl Inbox {
    /// Notes an event below the site's folder.
    pub(super) fn put(&self, root: &Path, event: notify::Result<Event>) {
        if changes::matters(&event) {
            self.with(|changes| changes.note(root, event, Instant::now()));
        }
    }

    /// Changes what is noted, and wakes whoever waits.
    pub(super) fn with(&self, change: impl FnOnce(&mut Changes)) {
        change(&mut self.lock().changes);
        self.arrival.notify_all();
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        self.lock().is_stopped = true;
        self.arrival.notify_all();
    }

    /// Waits until there is something to look at, at most until `end`.
    pub(super) fn wait(&self, end: Instant) -> Wait {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.is_stopped {
                return Wait::Stopped;
            }
            if state.changes.is_due(now) {
                return Wait::Changed;
            }
            if end <= now {
                return Wait::TimedOut;
            }
            let end = state.changes.due().map_or(end, |due| due.min(end));
            let waited = self.arrival.wait_timeout(state, end - now);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until no more events come, then takes what there is to look at.
    pub(super) fn take(&self) -> Changes {
        let start = Instant::now();
        let mut events = self.lock().changes.events;
        loop {
            let (pause, limit) = patience(events);
            std::thread::sleep(pause);
            let before = std::mem::replace(&mut events, self.lock().changes.events);
            if before == events || start.elapsed() >= limit {
                break;
            }
        }
        self.lock().changes.take(Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long nothing must come after so many events, and how long to wait for that at most.
fn patience(events: usize) -> (Duration, Duration) {
    let count = u32::try_from(events.min(MANY)).unwrap_or_default();
    let pause = if events > BURST { BURST_PAUSE + EVENT_PAUSE * count } else { PAUSE };
    (pause, BURST_LIMIT + EVENT_LIMIT * count)
}
