//! Watches a site's directory.
//!
//! In: the directory. Out: [`Rescan`]s, which say what to read again, never what changed: that is
//! found by reading. May import: `files`. The only module that knows `notify`.
//!
//! A rescan is due when a file was closed after writing, appeared, disappeared or was renamed.
//! Opening and reading files, which we do ourselves all the time, and single writes cause none.
//! Names that are never sources are ignored. Events that arrive while the caller is busy are
//! collected, so a thousand changes are one rescan.

mod changes;
mod inbox;
mod notice;
mod source_path;
mod watches;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use inbox::Inbox;
use source_path::{is_source_directory, is_within};
use watches::Watches;

pub use notice::Notice;

/// A save is over when no event has arrived for this long. Saving raises a handful of events (a
/// temporary file, a rename, a backup removed), and one rescan should cover all of them. The wait
/// doubles as long as events keep arriving, so that a checkout is one rescan too.
const BATCH: Duration = Duration::from_millis(1);
/// Events that keep arriving delay a rescan by about this at most.
const STARVE: Duration = Duration::from_millis(500);
/// How often to check that the watched directories have not been replaced, which takes a few
/// microseconds.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// How often to rescan everything where the system does not report all changes.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The interval is at least this many times as long as the rescan took, so that polling a large
/// site leaves the machine idle most of the time.
const POLL_REST: u32 = 4;

/// What to read again. Paths are relative to the site's directory, which is itself the empty path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rescan {
    /// Some directories.
    Directories {
        /// Directories whose own files changed. A subdirectory that is no longer in one of them is
        /// gone with everything below it; new ones are in `deep`.
        flat: BTreeSet<String>,
        /// Directories that may have been replaced with everything below them, or be gone again.
        /// None is below another, or in `flat` as well.
        deep: BTreeSet<String>,
    },
    /// Everything. The site's directory itself may have been replaced, so it is to be opened again.
    Everything,
}

/// Watches a site's directory until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    inbox: Arc<Inbox>,
    watches: Watches,
    reported_notices: usize,
    check_at: Instant,
    poll_at: Instant,
    /// When the caller began to rescan everything, if it has not come back since.
    full_rescan_since: Option<Instant>,
}

impl Watcher {
    /// Starts watching a site's directory. Changes are reported from here on, so start before
    /// reading the site. Where the system cannot watch everything, everything is polled, and
    /// [`Watcher::notices`] says so.
    pub fn start(root: &Path) -> Self {
        let root = crate::files::full_path(root);
        let inbox = Arc::new(Inbox::default());
        let (event_inbox, event_root) = (Arc::clone(&inbox), root.clone());
        let watches = Watches::start(root, move |event| event_inbox.put(&event_root, event));
        let now = Instant::now();
        Self {
            inbox,
            watches,
            reported_notices: 0,
            check_at: now + CHECK_INTERVAL,
            poll_at: now + POLL_INTERVAL,
            full_rescan_since: None,
        }
    }

    /// The notices that have not been returned yet. There may be new ones after each rescan.
    pub fn notices(&mut self) -> Vec<Notice> {
        let new = self.watches.notices[self.reported_notices..].to_vec();
        self.reported_notices += new.len();
        new
    }

    /// Waits until a rescan is due. Returns `None` after the timeout.
    pub fn next(&mut self, timeout: Duration) -> Option<Rescan> {
        let start = Instant::now();
        if let Some(since) = self.full_rescan_since.take() {
            self.poll_at = start + POLL_INTERVAL.max((start - since) * POLL_REST);
        }
        let deadline = start.checked_add(timeout);
        let is_polling = !self.watches.notices.is_empty();
        loop {
            let wake = [deadline, is_polling.then_some(self.poll_at)].into_iter().flatten();
            if self.inbox.wait(wake.fold(self.check_at, Instant::min)) {
                let new = self.debounce();
                return Some(self.rescan(new));
            }
            let now = Instant::now();
            if self.check_at <= now {
                self.check_at = now + CHECK_INTERVAL;
                self.note_replaced();
            } else if is_polling && self.poll_at <= now {
                self.full_rescan_since = Some(now);
                return Some(Rescan::Everything);
            } else if deadline.is_some_and(|deadline| deadline <= now) {
                return None;
            }
        }
    }

    fn note_replaced(&self) {
        for top in self.watches.replaced() {
            let mut changes = self.inbox.lock();
            match top.as_str() {
                "" => changes.note_everything(),
                top => changes.note_moved(top),
            }
        }
    }

    /// Waits until no more events arrive. Watches directories that appear meanwhile, else a
    /// checkout that goes on in them would go unnoticed, and returns them.
    fn debounce(&mut self) -> BTreeSet<String> {
        let start = Instant::now();
        let mut new = BTreeSet::new();
        let mut seen = (self.inbox.lock().event_count, 0);
        let mut pause = BATCH;
        loop {
            std::thread::sleep(pause);
            let moved = std::mem::take(&mut self.inbox.lock().moved);
            self.follow(&moved, &mut new);
            let before = std::mem::replace(&mut seen, (self.inbox.lock().event_count, new.len()));
            if before == seen || start.elapsed() >= STARVE {
                return new;
            }
            pause *= 2;
        }
    }

    /// Gives up watches of directories that have left these paths, watches those that are there
    /// now, and adds them to `new`.
    fn follow(&mut self, paths: &BTreeSet<String>, new: &mut BTreeSet<String>) {
        // All are given up before any is watched: a directory that moved has both paths until
        // then, and giving up the old one would take the watch from the new one.
        for path in paths {
            self.watches.forget(path);
        }
        let mut added = BTreeSet::new();
        for path in paths {
            if !is_within(path, &added) && (self.watches.add(path) || is_source_directory(path)) {
                added.insert(path.clone());
            }
        }
        new.append(&mut added);
    }

    /// Turns all changes into a rescan, given the directories that are new.
    fn rescan(&mut self, new: BTreeSet<String>) -> Rescan {
        let changes = self.inbox.lock().take(Instant::now());
        if changes.everything {
            self.watches.restart();
            self.full_rescan_since = Some(Instant::now());
            return Rescan::Everything;
        }
        let mut deep = new;
        self.follow(&changes.moved, &mut deep);
        let mut flat = changes.directories;
        flat.retain(|directory| !is_within(directory, &deep));
        let is_outermost = |path: &&String| {
            path.rsplit_once('/').is_none_or(|(above, _)| !is_within(above, &deep))
        };
        let deep = deep.iter().filter(is_outermost).cloned().collect();
        Rescan::Directories { flat, deep }
    }
}

#[cfg(test)]
mod tests;
