//! What happened in the site's folder since the last look, as little as needs to be known of it.
//!
//! In: events of `notify`. Out: [`Changes`]. May import: `files`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind};

use super::{CONFIG, TOPS};
use crate::files;

/// Whether the system tells when a file that was written is closed. Where it does not, every
/// write counts.
const TELLS_CLOSE: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// Beyond so many paths it is cheaper to look at everything, and memory stays bounded.
pub(super) const MAX_PATHS: usize = 4_096;
/// So long after the last write a file is looked at although its writer keeps it open.
const OPEN_PAUSE: Duration = Duration::from_millis(500);
/// So long after the first write at the latest.
const OPEN_LIMIT: Duration = Duration::from_secs(5);

/// What happened, by the paths below the site's folder; the folder itself is the empty path.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What happened is not known in full.
    pub(super) everything: bool,
    /// Folders with a file that came, went or changed.
    pub(super) folders: BTreeSet<String>,
    /// Paths at which a folder may have come or gone.
    pub(super) moved: BTreeSet<String>,
    /// Paths of what got other times, rights or owners, maybe a folder.
    pub(super) touched: BTreeSet<String>,
    /// Folders with a file that is being written and was not closed yet.
    written: BTreeMap<String, Writing>,
    /// How many events there were: tells whether a burst goes on.
    pub(super) events: usize,
}

/// When an open file was written.
#[derive(Clone, Copy, Debug)]
struct Writing {
    first: Instant,
    last: Instant,
}

impl Writing {
    fn due(self) -> Instant {
        (self.last + OPEN_PAUSE).min(self.first + OPEN_LIMIT)
    }
}

/// What an event says of the path it names.
#[derive(Clone, Copy)]
enum What {
    /// A file came, went or has new bytes.
    Content,
    /// Something, maybe a folder, came, went or has another name.
    Place,
    /// Its times, rights or owner are others.
    Rights,
    /// A file has new bytes, and more may follow.
    Write,
}

/// What an event says; `None` if nothing that matters: our own reads raise events too.
fn what(kind: EventKind) -> Option<What> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Create(CreateKind::File)
        | EventKind::Remove(RemoveKind::File) => What::Content,
        EventKind::Access(_) => return None,
        EventKind::Modify(ModifyKind::Metadata(_)) => What::Rights,
        EventKind::Modify(ModifyKind::Data(_)) if TELLS_CLOSE => What::Write,
        EventKind::Modify(ModifyKind::Data(_)) => What::Content,
        _ => What::Place,
    })
}

/// Whether an event says something that matters, which most do not.
pub(super) fn matters(event: &notify::Result<Event>) -> bool {
    event.as_ref().map_or(true, |event| event.need_rescan() || what(event.kind).is_some())
}

impl Changes {
    /// Notes an event below the site's folder.
    pub(super) fn note(&mut self, root: &Path, event: notify::Result<Event>, now: Instant) {
        let event = match event {
            Ok(event) if !event.need_rescan() && event.kind != EventKind::Other => event,
            // Events were lost.
            _ => return self.note_everything(),
        };
        let Some(what) = what(event.kind) else { return };
        for path in &event.paths {
            match path.strip_prefix(root) {
                Ok(path) => self.note_path(path, what, now),
                Err(_) => self.note_everything(),
            }
        }
    }

    /// Notes that everything must be looked at.
    pub(super) fn note_everything(&mut self) {
        *self = Self { everything: true, events: self.events + 1, ..Self::default() };
    }

    /// Notes that another folder may stand at a path now.
    pub(super) fn note_moved(&mut self, path: &str) {
        self.moved.insert(path.to_owned());
        self.events += 1;
    }

    fn note_path(&mut self, path: &Path, what: What, now: Instant) {
        match locate(path) {
            Location::Unnameable => self.note_everything(),
            Location::Root if matches!(what, What::Place) => self.note_everything(),
            Location::Root | Location::Elsewhere => {}
            Location::Source { folder, path } => self.note_source(folder, path, what, now),
        }
    }

    fn note_source(&mut self, folder: &str, path: &str, what: What, now: Instant) {
        if self.everything {
            self.events += 1;
            return;
        }
        if matches!(what, What::Write) {
            let writing = Writing { first: now, last: now };
            self.written.entry(folder.to_owned()).or_insert(writing).last = now;
        } else {
            self.events += 1;
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        match what {
            What::Place => self.moved.insert(path.to_owned()),
            What::Rights => self.touched.insert(path.to_owned()),
            What::Content | What::Write => false,
        };
        let sets = [&self.folders, &self.moved, &self.touched];
        if sets.iter().map(|set| set.len()).sum::<usize>() + self.written.len() > MAX_PATHS {
            self.note_everything();
        }
    }

    /// Whether there is something to look at, now.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.everything
            || !(self.folders.is_empty() && self.moved.is_empty() && self.touched.is_empty())
            || self.due().is_some_and(|due| due <= now)
    }

    /// When the next file that is kept open wants a look.
    pub(super) fn due(&self) -> Option<Instant> {
        self.written.values().map(|writing| writing.due()).min()
    }

    /// Takes what is to be looked at now. Files that are still being written wait on, unless
    /// their folder is looked at anyway.
    pub(super) fn take(&mut self, now: Instant) -> Self {
        let mut taken = std::mem::take(self);
        for (folder, writing) in std::mem::take(&mut taken.written) {
            if taken.everything || taken.folders.contains(&folder) {
                continue;
            }
            if writing.due() <= now {
                taken.folders.insert(folder);
            } else {
                self.written.insert(folder, writing);
            }
        }
        taken
    }
}

/// Where a path lies.
#[derive(Debug, PartialEq, Eq)]
enum Location<'a> {
    /// It is the site's folder.
    Root,
    /// It is, or can be, a source or a folder of sources.
    Source { folder: &'a str, path: &'a str },
    /// It is never a source.
    Elsewhere,
    /// It cannot be told as text.
    Unnameable,
}

/// Tells where a path below the site's folder lies.
fn locate(path: &Path) -> Location<'_> {
    let mut parts = path.components().map(Component::as_os_str);
    let Some(first) = parts.next() else { return Location::Root };
    let is_top = TOPS.iter().any(|top| first == OsStr::new(top));
    if !is_top && path != Path::new(CONFIG) {
        return Location::Elsewhere;
    }
    let Some(text) = path.to_str() else { return Location::Unnameable };
    let may_be_source = |part: &OsStr| part.to_str().is_some_and(|n| files::may_be_source(text, n));
    if !parts.all(may_be_source) {
        return Location::Elsewhere;
    }
    let folder = text.rsplit_once('/').map_or("", |(folder, _)| folder);
    Location::Source { folder, path: text }
}

#[cfg(test)]
mod tests;
