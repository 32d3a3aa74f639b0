//! Hands events from `notify`'s thread to the thread that rescans.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use notify::Event;
use parking_lot::{Condvar, Mutex};

use super::changes::{Changes, is_relevant};

#[derive(Debug, Default)]
pub(super) struct Inbox {
    changes: Mutex<Changes>,
    arrival: Condvar,
}

impl Inbox {
    pub(super) fn put(&self, root: &Path, event: notify::Result<Event>) {
        // Our own reads raise events too, so most are not worth a wake-up.
        if is_relevant(&event) {
            self.change(|changes| changes.note(root, event, Instant::now()));
        }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Changes)) {
        change(&mut self.changes.lock());
        self.arrival.notify_all();
    }

    /// Waits until a rescan is due. Returns false at the deadline.
    pub(super) fn wait(&self, deadline: Instant) -> bool {
        let mut changes = self.changes.lock();
        loop {
            let now = Instant::now();
            if changes.is_due(now) || deadline <= now {
                return changes.is_due(now);
            }
            let wake = changes.next_due().map_or(deadline, |due| due.min(deadline));
            self.arrival.wait_until(&mut changes, wake);
        }
    }

    /// How many events have arrived since the last rescan.
    pub(super) fn event_count(&self) -> usize {
        self.changes.lock().event_count
    }

    /// Takes the paths at which a directory may have appeared or disappeared.
    pub(super) fn take_moved(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.changes.lock().moved)
    }

    /// Takes everything that is due now.
    pub(super) fn take(&self) -> Changes {
        self.changes.lock().take(Instant::now())
    }
}
