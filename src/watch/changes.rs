//! What happened in the site's directory since the last rescan, in bounded memory.
//!
//! In: events of `notify`. Out: [`Changes`]. May import: nothing but `source_path`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind};

use super::source_path::{Location, locate};

/// Whether the system reports that a written file was closed. Elsewhere every write counts.
const REPORTS_CLOSE: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// Beyond this it is cheaper to rescan everything.
const MAX_PATHS: usize = 4_096;
/// A file that its writer keeps open is read when nothing was written for this long.
const OPEN_FILE_PAUSE: Duration = Duration::from_millis(500);

/// Paths are relative to the site's directory, which is itself the empty path.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Not all changes are known, so everything must be rescanned.
    pub(super) everything: bool,
    /// Directories in which a file appeared, disappeared or changed.
    pub(super) directories: BTreeSet<String>,
    /// Paths at which a directory may have appeared or disappeared, or become readable or not.
    pub(super) moved: BTreeSet<String>,
    /// Directories with a file that is being written and was not closed yet, and when to rescan.
    open: BTreeMap<String, Instant>,
    pub(super) event_count: usize,
}

/// What an event says about the path that it names.
#[derive(Clone, Copy)]
enum Change {
    /// A file appeared, disappeared or has new bytes.
    Content,
    /// A file or directory appeared, disappeared, was renamed or has other permissions.
    Entry,
    /// A file has new bytes, and more may follow.
    Write,
}

impl Change {
    fn of(kind: EventKind) -> Option<Self> {
        Some(match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File) => Self::Content,
            EventKind::Access(_) => return None,
            EventKind::Modify(ModifyKind::Data(_)) if REPORTS_CLOSE => Self::Write,
            EventKind::Modify(ModifyKind::Data(_)) => Self::Content,
            _ => Self::Entry,
        })
    }
}

impl Changes {
    /// Notes an event below the site's directory `root`. Returns whether it can lead to a rescan.
    pub(super) fn note(&mut self, root: &Path, event: notify::Result<Event>, now: Instant) -> bool {
        let event = match event {
            Ok(event) if !event.need_rescan() && event.kind != EventKind::Other => event,
            // Events were lost.
            _ => {
                self.note_everything();
                return true;
            }
        };
        let Some(change) = Change::of(event.kind) else { return false };
        let is_metadata = matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_)));
        for path in &event.paths {
            match path.strip_prefix(root).map(locate) {
                Ok(Location::Source { directory, path }) => {
                    self.note_source(directory, path, change, now);
                }
                Ok(Location::Elsewhere) => {}
                Ok(Location::Root) if is_metadata => {}
                Ok(Location::Root | Location::NotText) | Err(_) => self.note_everything(),
            }
        }
        true
    }

    pub(super) fn note_everything(&mut self) {
        *self = Self { everything: true, event_count: self.event_count + 1, ..Self::default() };
    }

    /// Notes that another directory may be at a path now.
    pub(super) fn note_moved(&mut self, path: &str) {
        self.moved.insert(path.to_owned());
        self.event_count += 1;
    }

    fn note_source(&mut self, directory: &str, path: &str, change: Change, now: Instant) {
        if self.everything {
            self.event_count += 1;
            return;
        }
        if let Change::Write = change {
            self.open.insert(directory.to_owned(), now + OPEN_FILE_PAUSE);
        } else {
            self.event_count += 1;
            self.directories.insert(directory.to_owned());
        }
        if let Change::Entry = change {
            self.moved.insert(path.to_owned());
        }
        if self.directories.len() + self.moved.len() + self.open.len() > MAX_PATHS {
            self.note_everything();
        }
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.everything
            || !(self.directories.is_empty() && self.moved.is_empty())
            || self.next_due().is_some_and(|due| due <= now)
    }

    /// When the next open file is to be read.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.open.values().min().copied()
    }

    /// Takes what is due. Open files wait on, unless their directory is rescanned anyway.
    pub(super) fn take(&mut self, now: Instant) -> Self {
        let mut taken = std::mem::take(self);
        for (directory, due) in std::mem::take(&mut taken.open) {
            if due <= now {
                taken.directories.insert(directory);
            } else if !taken.everything && !taken.directories.contains(&directory) {
                self.open.insert(directory, due);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests;
