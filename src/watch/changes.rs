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
pub(super) const MAX_PATHS: usize = 4_096;
/// A file that its writer keeps open is read when nothing was written for this long …
const OPEN_FILE_PAUSE: Duration = Duration::from_millis(500);
/// … and at the latest this long after the first write.
const OPEN_FILE_LIMIT: Duration = Duration::from_secs(5);

/// Paths are relative to the site's directory, which is itself the empty path.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Not all changes are known, so everything must be rescanned.
    pub(super) everything: bool,
    /// Directories in which a file appeared, disappeared or changed.
    pub(super) directories: BTreeSet<String>,
    /// Paths at which a directory may have appeared or disappeared.
    pub(super) moved: BTreeSet<String>,
    /// Paths whose metadata changed; a directory may have become readable.
    pub(super) touched: BTreeSet<String>,
    /// Directories with a file that is being written and was not closed yet.
    written: BTreeMap<String, OpenFile>,
    pub(super) event_count: usize,
}

/// When an open file was written.
#[derive(Clone, Copy, Debug)]
struct OpenFile {
    first: Instant,
    last: Instant,
}

impl OpenFile {
    fn due(self) -> Instant {
        (self.last + OPEN_FILE_PAUSE).min(self.first + OPEN_FILE_LIMIT)
    }
}

/// What an event says about the path that it names.
#[derive(Clone, Copy)]
enum Change {
    /// A file appeared, disappeared or has new bytes.
    Content,
    /// A file or directory appeared, disappeared or was renamed.
    Name,
    Metadata,
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
            EventKind::Modify(ModifyKind::Metadata(_)) => Self::Metadata,
            EventKind::Modify(ModifyKind::Data(_)) if REPORTS_CLOSE => Self::Write,
            EventKind::Modify(ModifyKind::Data(_)) => Self::Content,
            _ => Self::Name,
        })
    }
}

/// Whether an event can lead to a rescan.
pub(super) fn is_relevant(event: &notify::Result<Event>) -> bool {
    event.as_ref().map_or(true, |event| event.need_rescan() || Change::of(event.kind).is_some())
}

impl Changes {
    /// Notes an event below the site's directory `root`.
    pub(super) fn note(&mut self, root: &Path, event: notify::Result<Event>, now: Instant) {
        let event = match event {
            Ok(event) if !event.need_rescan() && event.kind != EventKind::Other => event,
            // Events were lost.
            _ => return self.note_everything(),
        };
        let Some(change) = Change::of(event.kind) else { return };
        for path in &event.paths {
            match path.strip_prefix(root).map(locate) {
                Ok(Location::Source { directory, path }) => {
                    self.note_source(directory, path, change, now);
                }
                Ok(Location::Root) if !matches!(change, Change::Name) => {}
                Ok(Location::Elsewhere) => {}
                Ok(Location::Root | Location::NotText) | Err(_) => self.note_everything(),
            }
        }
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
            let new = OpenFile { first: now, last: now };
            self.written.entry(directory.to_owned()).or_insert(new).last = now;
        } else {
            self.event_count += 1;
            self.directories.insert(directory.to_owned());
        }
        match change {
            Change::Name => self.moved.insert(path.to_owned()),
            Change::Metadata => self.touched.insert(path.to_owned()),
            Change::Content | Change::Write => false,
        };
        let sets = [&self.directories, &self.moved, &self.touched];
        if sets.iter().map(|set| set.len()).sum::<usize>() + self.written.len() > MAX_PATHS {
            self.note_everything();
        }
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.everything
            || [&self.directories, &self.moved, &self.touched].iter().any(|set| !set.is_empty())
            || self.due().is_some_and(|due| due <= now)
    }

    /// When the next open file is to be read.
    pub(super) fn due(&self) -> Option<Instant> {
        self.written.values().map(|file| file.due()).min()
    }

    /// Takes what is due. Open files wait on, unless their directory is rescanned anyway.
    pub(super) fn take(&mut self, now: Instant) -> Self {
        let mut taken = std::mem::take(self);
        for (directory, file) in std::mem::take(&mut taken.written) {
            if file.due() <= now {
                taken.directories.insert(directory);
            } else if !taken.everything && !taken.directories.contains(&directory) {
                self.written.insert(directory, file);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests;
