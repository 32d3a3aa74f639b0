//! Watching a site's folder.
//!
//! In: the folder. Out: [`Look`]s, which say where to look again, never what changed: that is
//! found by looking. May import: `files`.
//!
//! A look is asked for when a file was closed after writing, came, went or moved. Opening and
//! reading files, which we do ourselves all the time, and single writes to a file ask for none.
//! Names that are never sources are left aside. What happens while the caller works waits here,
//! so a thousand changes are one look.

mod changes;
mod inbox;
mod notice;
mod pace;
mod watches;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use changes::{Changes, MAX_PATHS};
use inbox::{Inbox, Wait};
use watches::Watches;

pub use notice::Notice;

/// The folders that hold sources.
const TOPS: &[&str] = &["content", "data", "static", "templates"];
/// The only source besides them.
const CONFIG: &str = "site.toml";
/// How often it is seen to that the watched folders still stand where they stood, which takes
/// some microseconds.
const PATROL: Duration = Duration::from_secs(1);
/// The pause between two looks at everything, where the system cannot tell of all changes.
const POLL: Duration = Duration::from_secs(1);
/// The pause is at least so many times as long as the look took, so that looking at a large site
/// leaves the machine alone most of the time.
const REST: u32 = 4;
/// Longer than any session, and short enough to be added to an instant.
const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Where to look again. Paths are below the site's folder; it is itself the empty path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// At some folders.
    Folders {
        /// Folders whose own files changed. A folder that such a folder held and holds no more is
        /// gone with all that lay below it; new ones are told in `deep`.
        flat: BTreeSet<String>,
        /// Folders that may be others altogether, with all that lies below them, or gone again.
        /// None lies below another, or in `flat` too.
        deep: BTreeSet<String>,
    },
    /// At everything. The site's folder itself may be another one, so it is to be opened anew.
    Everything,
}

/// Watches a site's folder until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    inbox: Arc<Inbox>,
    watches: Watches,
    /// How many of the notices were told.
    told: usize,
    patrol_at: Instant,
    poll_at: Instant,
    /// When the caller began to look at everything, if it has not come back.
    looking_since: Option<Instant>,
}

/// Ends a [`Watcher`]'s waiting, from any thread.
#[derive(Clone, Debug)]
pub struct Stopper {
    inbox: Arc<Inbox>,
}

impl Stopper {
    /// From now on there is nothing more to look at.
    pub fn stop(&self) {
        self.inbox.stop();
    }
}

impl Watcher {
    /// Starts watching a site's folder. What changes from here on will be told, so this comes
    /// before the first reading. Where the system does not let all of it be watched, everything
    /// is looked at now and then, and [`Watcher::notices`] says so.
    pub fn start(root: &Path) -> Self {
        let inbox = Arc::new(Inbox::default());
        let root = crate::files::full_path(root);
        let watches = Watches::start(root, Arc::clone(&inbox));
        let now = Instant::now();
        let (patrol_at, poll_at) = (now + PATROL, now + POLL);
        Self { inbox, watches, told: 0, patrol_at, poll_at, looking_since: None }
    }

    /// What whoever runs the program should know, and was not told yet. There may be something
    /// after each look.
    pub fn notices(&mut self) -> Vec<Notice> {
        let new = self.watches.notices[self.told..].to_vec();
        self.told += new.len();
        new
    }

    /// What ends the waiting from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper { inbox: Arc::clone(&self.inbox) }
    }

    /// Waits until there is something to look at. `None` after so long without, and at once when
    /// stopped.
    pub fn next(&mut self, timeout: Duration) -> Option<Look> {
        let start = Instant::now();
        if let Some(since) = self.looking_since.take() {
            self.poll_at = start + POLL.max((start - since) * REST);
        }
        let end = start + timeout.min(FOREVER);
        let polls = !self.watches.notices.is_empty();
        loop {
            let wake = if polls { self.poll_at.min(self.patrol_at) } else { self.patrol_at };
            match self.inbox.wait(end.min(wake)) {
                Wait::Stopped => return None,
                Wait::Changed => {
                    let new = self.settle();
                    return Some(self.look(new));
                }
                Wait::TimedOut => {}
            }
            let now = Instant::now();
            if self.patrol_at <= now {
                self.patrol_at = now + PATROL;
                self.patrol();
            } else if polls && self.poll_at <= now {
                self.looking_since = Some(now);
                return Some(Look::Everything);
            } else if end <= now {
                return None;
            }
        }
    }

    /// Sees to it that the watched folders still stand where they stood.
    fn patrol(&self) {
        for place in self.watches.replaced() {
            self.inbox.with(|changes| match place {
                "" => changes.note_everything(),
                place => changes.note_moved(place),
            });
        }
    }

    /// Waits until no more events come. Meanwhile folders that come are watched: else nothing
    /// would be heard of a checkout that goes on within them. Gives those folders.
    fn settle(&mut self) -> BTreeSet<String> {
        let start = Instant::now();
        let mut new = BTreeSet::new();
        let mut seen = (self.inbox.events(), 0);
        loop {
            let (pause, limit) = pace::patience(seen.0, seen.1 > 0);
            std::thread::sleep(pause);
            self.follow(&self.inbox.take_moved(), &mut new);
            if new.len() > MAX_PATHS {
                self.inbox.with(Changes::note_everything);
                new.clear();
            }
            let before = std::mem::replace(&mut seen, (self.inbox.events(), new.len()));
            if before == seen || start.elapsed() >= limit {
                return new;
            }
        }
    }

    /// Watches the folders that have come to some paths, adds them to `new`, and gives up those
    /// that have gone.
    fn follow(&mut self, paths: &BTreeSet<String>, new: &mut BTreeSet<String>) {
        // All are given up before any is watched: a folder that moved has the old and the new
        // path until then, and giving up the old one takes the watch from the new one.
        for path in paths {
            self.watches.forget(path);
        }
        let mut added = BTreeSet::new();
        for path in paths {
            if !is_within(path, &added) && (self.watches.add(path) || is_top(path)) {
                added.insert(path.clone());
            }
        }
        new.append(&mut added);
    }

    /// Says where to look, given the new folders.
    fn look(&mut self, new: BTreeSet<String>) -> Look {
        let changes = self.inbox.take();
        if changes.everything {
            self.watches.renew();
            self.looking_since = Some(Instant::now());
            return Look::Everything;
        }
        let mut deep = new;
        self.follow(&changes.moved, &mut deep);
        for path in changes.touched {
            if !is_within(&path, &deep) && self.watches.check_rights(&path) {
                deep.insert(path);
            }
        }
        let flat = changes.folders.into_iter().filter(|folder| !is_within(folder, &deep)).collect();
        let is_outermost =
            |path: &String| path.rsplit_once('/').is_none_or(|(above, _)| !is_within(above, &deep));
        Look::Folders {
            flat,
            deep: deep.iter().filter(|path| is_outermost(path)).cloned().collect(),
        }
    }
}

/// Whether a path is that of a folder that holds sources, below no other.
fn is_top(path: &str) -> bool {
    TOPS.contains(&path)
}

/// Whether a path is one of the folders or lies below one.
fn is_within(path: &str, folders: &BTreeSet<String>) -> bool {
    let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    ends.into_iter().any(|end| folders.contains(&path[..end]))
}

#[cfg(test)]
mod tests;
