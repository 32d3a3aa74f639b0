//! Hands events from `notify`'s thread to the thread that rescans.

use std::path::Path;
use std::time::Instant;

use notify::Event;
use parking_lot::{Condvar, Mutex, MutexGuard};

use super::changes::Changes;

#[derive(Debug, Default)]
pub(super) struct Inbox {
    changes: Mutex<Changes>,
    arrival: Condvar,
}

impl Inbox {
    pub(super) fn put(&self, root: &Path, event: notify::Result<Event>) {
        // Our own reads raise events too, so most are not worth a wake-up.
        if self.lock().note(root, event, Instant::now()) {
            self.arrival.notify_one();
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock()
    }

    /// Waits until a rescan is due. Returns false at the deadline.
    pub(super) fn wait(&self, deadline: Instant) -> bool {
        let mut changes = self.lock();
        loop {
            let now = Instant::now();
            if changes.is_due(now) || deadline <= now {
                return changes.is_due(now);
            }
            let wake = changes.next_due().map_or(deadline, |due| due.min(deadline));
            self.arrival.wait_until(&mut changes, wake);
        }
    }
}
