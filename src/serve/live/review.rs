//! The second look: all links of the site, when the page is out already.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::Live;
use super::snapshot::Snapshot;
use crate::links;

/// It begins when so long nothing new has come: on a large site it keeps every core busy for a
/// while, and the next save must not wait for it.
const PAUSE: Duration = Duration::from_millis(200);
/// It begins after so long at the latest.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks at the links of each new snapshot, on a thread of its own. While it looks at one, only
/// the newest of those that come is kept.
#[derive(Debug)]
pub(super) struct Review {
    desk: Arc<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: Mutex<Waiting>,
    came: Condvar,
    /// Set when a look that goes on is to end.
    stop: AtomicBool,
}

#[derive(Debug, Default)]
struct Waiting {
    snapshot: Option<Snapshot>,
    is_over: bool,
}

impl Review {
    /// Starts the thread. Where none is to be had, links are not looked at.
    pub(super) fn start(live: &Arc<Live>) -> Self {
        let desk = Arc::new(Desk::default());
        let (work_desk, live) = (Arc::clone(&desk), Arc::downgrade(live));
        let worker = std::thread::Builder::new().name("review".into());
        // Problems of links are told by `digest build` and `digest check` as well.
        let _ = worker.spawn(move || work(&work_desk, &live));
        Self { desk }
    }

    /// Breaks off a look that goes on, to be begun again: a save comes first.
    pub(super) fn interrupt(&self) {
        self.desk.stop.store(true, Ordering::Relaxed);
    }

    /// Hands in a snapshot.
    pub(super) fn look_at(&self, snapshot: Snapshot) {
        self.desk.with(|waiting| waiting.snapshot = Some(snapshot));
    }
}

impl Drop for Review {
    fn drop(&mut self) {
        self.desk.with(|waiting| waiting.is_over = true);
    }
}

impl Desk {
    fn with(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.came.notify_one();
    }

    /// Waits for a snapshot; none when it is over.
    fn next(&self) -> Option<Snapshot> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if waiting.is_over {
                return None;
            }
            if waiting.snapshot.is_some() {
                break;
            }
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let (now, waited) =
                self.came.wait_timeout(waiting, PAUSE).unwrap_or_else(PoisonError::into_inner);
            waiting = now;
            if waited.timed_out() || waiting.is_over {
                break;
            }
        }
        if waiting.is_over { None } else { waiting.snapshot.take() }
    }
}

fn work(desk: &Desk, live: &Weak<Live>) {
    while let Some(snapshot) = desk.next() {
        desk.stop.store(false, Ordering::Relaxed);
        let found = links::check_unless(&snapshot.site, &snapshot.plan.claims, &desk.stop);
        let Some(found) = found else {
            desk.with(|waiting| {
                waiting.snapshot.get_or_insert(snapshot);
            });
            continue;
        };
        let Some(live) = live.upgrade() else { return };
        let is_current = live.current().is_some_and(|now| Arc::ptr_eq(&now.site, &snapshot.site));
        if is_current {
            live.tell(&snapshot.site.files, |wrong| wrong.links = found);
        }
    }
}
