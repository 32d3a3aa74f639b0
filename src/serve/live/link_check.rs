//! Checks all links of the site, after the page is out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::pages::Snapshot;
use super::site::Live;
use crate::links;

/// A check begins when no newer snapshot has come for this long: on a large site it keeps every
/// core busy for a while, and the next save must not wait for it.
const PAUSE: Duration = Duration::from_millis(200);
/// Newer snapshots delay a check by this at most.
const MAX_DELAY: Duration = Duration::from_secs(2);

/// Checks each new snapshot on its own thread, or only the newest if several come.
#[derive(Debug)]
pub(super) struct LinkChecker {
    snapshots: Sender<Snapshot>,
    interrupt: Arc<AtomicBool>,
}

impl LinkChecker {
    /// Starts the thread. If the system grants none, links are not checked.
    pub(super) fn start(live: Arc<Live>) -> Self {
        let (snapshots, receiver) = mpsc::channel();
        let interrupt = Arc::new(AtomicBool::new(false));
        let worker_interrupt = Arc::clone(&interrupt);
        let worker = std::thread::Builder::new().name("links".into());
        // `digest build` and `digest check` report broken links as well.
        let _ = worker.spawn(move || work(&receiver, &worker_interrupt, &live));
        Self { snapshots, interrupt }
    }

    /// Interrupts a running check, which is started again later: a save comes first.
    pub(super) fn interrupt(&self) {
        self.interrupt.store(true, Ordering::Relaxed);
    }

    pub(super) fn check(&self, snapshot: Snapshot) {
        // Fails if there is no thread.
        let _ = self.snapshots.send(snapshot);
    }
}

fn work(snapshots: &Receiver<Snapshot>, interrupt: &AtomicBool, live: &Live) {
    let mut interrupted = None;
    while let Some(snapshot) = next(snapshots, interrupted.take()) {
        interrupt.store(false, Ordering::Relaxed);
        match links::check_unless(&snapshot.site, &snapshot.plan.claims, interrupt) {
            None => interrupted = Some(snapshot),
            Some(found) => {
                let current = live.current();
                if current.is_some_and(|current| Arc::ptr_eq(&current.site, &snapshot.site)) {
                    live.report(&snapshot.site.files, |problems| problems.links = found);
                }
            }
        }
    }
}

/// Waits for the snapshot to check; none at the end.
fn next(snapshots: &Receiver<Snapshot>, interrupted: Option<Snapshot>) -> Option<Snapshot> {
    let mut snapshot = interrupted.or_else(|| snapshots.recv().ok())?;
    let start = Instant::now();
    while start.elapsed() < MAX_DELAY {
        match snapshots.recv_timeout(PAUSE) {
            Ok(newer) => snapshot = newer,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    Some(snapshot)
}
