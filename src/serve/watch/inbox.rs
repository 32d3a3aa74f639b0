//! The place where events wait for the next look.
//!
//! In: events, from `notify`'s thread. Out: [`Changes`], to whoever waits for them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use notify::Event;

use super::changes::{self, Changes};

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

    /// How many events there are to look at.
    pub(super) fn events(&self) -> usize {
        self.lock().changes.events
    }

    /// Takes the paths at which a folder may have come or gone, ahead of all else.
    pub(super) fn take_moved(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.lock().changes.moved)
    }

    /// Takes what there is to look at.
    pub(super) fn take(&self) -> Changes {
        self.lock().changes.take(Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
