//! Hands events from `notify`'s thread to the thread that rescans.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use notify::Event;
use parking_lot::{Condvar, Mutex};

use super::changes::{Changes, is_relevant};

/// What happened since the last rescan.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    wakes: Condvar,
}

#[derive(Debug, Default)]
struct State {
    changes: Changes,
    is_stopped: bool,
}

/// Why waiting ended.
pub(super) enum Wait {
    Changed,
    TimedOut,
    Stopped,
}

impl Inbox {
    pub(super) fn put(&self, root: &Path, event: notify::Result<Event>) {
        // Our own reads raise events too, so most are not worth a wake-up.
        if is_relevant(&event) {
            self.change(|changes| changes.note(root, event, Instant::now()));
        }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Changes)) {
        change(&mut self.state.lock().changes);
        self.wakes.notify_all();
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        self.state.lock().is_stopped = true;
        self.wakes.notify_all();
    }

    /// Waits until a rescan is due, until `deadline` at most.
    pub(super) fn wait(&self, deadline: Instant) -> Wait {
        let mut state = self.state.lock();
        loop {
            let now = Instant::now();
            if state.is_stopped {
                return Wait::Stopped;
            }
            if state.changes.is_due(now) {
                return Wait::Changed;
            }
            if deadline <= now {
                return Wait::TimedOut;
            }
            let wake = state.changes.due().map_or(deadline, |due| due.min(deadline));
            self.wakes.wait_until(&mut state, wake);
        }
    }

    /// How many events have arrived since the last rescan.
    pub(super) fn event_count(&self) -> usize {
        self.state.lock().changes.event_count
    }

    /// Takes the paths at which a directory may have appeared or disappeared.
    pub(super) fn take_moved(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.state.lock().changes.moved)
    }

    /// Takes everything that is due now.
    pub(super) fn take(&self) -> Changes {
        self.state.lock().changes.take(Instant::now())
    }
}
