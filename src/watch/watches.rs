//! Which directories are watched.
//!
//! In: paths of directories. Out: calls to `notify`, and [`Notice`]s about what it refuses. May
//! import: `files`.
//!
//! Each directory has a watch of its own. `notify` can watch a tree by itself, but then it gives
//! up the rest of a tree as soon as one directory in it disappears during the walk (as any checkout
//! makes directories do), does not report that, and reports a new directory before it watches it,
//! so that files written in between are missed. Here a directory is watched first and listed
//! afterwards.
//!
//! `notify` knows directories by path, the system by inode. When a directory moves, the two
//! disagree until its event is handled. So whatever an event names is forgotten with everything
//! below it, and then watched again with everything that is below it now. Moves are reported in
//! the order in which they were made, both sides to the directory that contains them, so the last
//! event is always right.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind as Io;
use std::path::PathBuf;

use notify::{Config, ErrorKind, EventHandler, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::notice::Notice;
use super::source_path::{SOURCE_DIRECTORIES, is_source_directory};
use crate::files::{self, DirectoryId};

/// Whether the system watches directory by directory. Elsewhere it watches whole trees by itself,
/// and events from other paths are ignored.
const BY_DIRECTORY: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The most files that are watched by themselves.
const MAX_LINKED: usize = 1_000;

/// The watched directories of a site.
#[derive(Debug)]
pub(super) struct Watches {
    root: PathBuf,
    /// None if the system refused.
    backend: Option<RecommendedWatcher>,
    pub(super) watched: BTreeSet<String>,
    /// Watched files: those that can be changed by another name, somewhere else.
    linked: BTreeSet<String>,
    /// The site's directory and those that contain its sources, as they were last seen.
    tops: BTreeMap<String, Option<DirectoryId>>,
    pub(super) notices: Vec<Notice>,
}

impl Watches {
    /// Starts watching everything.
    pub(super) fn start(root: PathBuf, handler: impl EventHandler) -> Self {
        let (backend, notices) = match RecommendedWatcher::new(handler, Config::default()) {
            Ok(backend) => (Some(backend), Vec::new()),
            Err(error) => (None, vec![notice(&error)]),
        };
        let (watched, linked, tops) = <_>::default();
        let mut started = Self { root, backend, watched, linked, tops, notices };
        started.restart();
        started
    }

    /// Gives up all watches and watches everything again.
    pub(super) fn restart(&mut self) {
        let watched = std::mem::take(&mut self.watched);
        for path in watched.into_iter().chain(std::mem::take(&mut self.linked)) {
            self.unwatch(&path);
        }
        self.identify("");
        self.watch("");
        for directory in SOURCE_DIRECTORIES {
            self.add(directory);
        }
    }

    /// Gives up the watches of a directory and of everything below it.
    pub(super) fn forget(&mut self, directory: &str) {
        // `0` follows `/`, so these are the paths that begin with the directory's and a slash.
        let below = format!("{directory}/")..format!("{directory}0");
        let directories = self.watched.range(below.clone());
        let mut gone: Vec<String> = directories.chain(self.linked.range(below)).cloned().collect();
        gone.extend(self.watched.get(directory).cloned());
        for path in gone {
            self.watched.remove(&path);
            self.linked.remove(&path);
            self.unwatch(&path);
        }
    }

    /// If a path is that of a directory, watches it and all directories below it. Returns whether
    /// it is one.
    pub(super) fn add(&mut self, path: &str) -> bool {
        if is_source_directory(path) {
            self.identify(path);
        }
        if files::directory_id(&self.root, path).is_none() {
            return false;
        }
        let mut directories = Vec::from_iter(BY_DIRECTORY.then(|| path.to_owned()));
        while let Some(directory) = directories.pop() {
            if self.watch(&directory) {
                self.watch_linked_files(&directory);
                directories.extend(files::subdirectories(&self.root, &directory));
            }
        }
        true
    }

    /// The top directories in whose place another one is now, which no event may have reported:
    /// a directory above the site may have been renamed, and mounting a disk raises no event.
    pub(super) fn replaced(&self) -> impl Iterator<Item = &String> {
        let tops = self.tops.iter();
        let replaced = tops.filter(|(top, id)| files::directory_id(&self.root, top) != **id);
        replaced.map(|(top, _)| top)
    }

    /// Notes which directory is at the path of a top directory.
    fn identify(&mut self, top: &str) {
        let now = files::directory_id(&self.root, top);
        self.tops.insert(top.to_owned(), now);
        if now.is_none() || self.notices.iter().any(|n| matches!(n, Notice::Remote { .. })) {
            return;
        }
        if let Some(kind) = files::remote_file_system(&self.root, top) {
            self.notices.push(Notice::Remote { directory: top.to_owned(), kind });
        }
    }

    /// Watches one directory. Returns whether it can be read, even if the system refuses to watch
    /// it: then its contents are found by polling.
    fn watch(&mut self, directory: &str) -> bool {
        let Some(backend) = &mut self.backend else { return false };
        let mode =
            if BY_DIRECTORY { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        let Err(error) = backend.watch(&self.root.join(directory), mode) else {
            self.watched.insert(directory.to_owned());
            return true;
        };
        let is_unreadable = match &error.kind {
            ErrorKind::PathNotFound => true,
            ErrorKind::Io(error) => {
                matches!(error.kind(), Io::NotFound | Io::PermissionDenied | Io::NotADirectory)
            }
            _ => false,
        };
        let notice = notice(&error);
        if !is_unreadable && !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
        false
    }

    /// Watches the files of a directory whose bytes can change without an event of the directory.
    fn watch_linked_files(&mut self, directory: &str) {
        let Some(backend) = self.backend.as_mut().filter(|_| BY_DIRECTORY) else { return };
        for file in files::hard_linked_files(&self.root, directory) {
            let is_new = self.linked.len() < MAX_LINKED && !self.linked.contains(&file);
            // The directory is watched, so a refusal costs no more than edits by the other name.
            if is_new && backend.watch(&self.root.join(&file), RecursiveMode::NonRecursive).is_ok()
            {
                self.linked.insert(file);
            }
        }
    }

    fn unwatch(&mut self, directory: &str) {
        if let Some(backend) = &mut self.backend {
            // Fails for a directory that is gone, which `notify` has given up by itself.
            let _ = backend.unwatch(&self.root.join(directory));
        }
    }
}

fn notice(error: &notify::Error) -> Notice {
    use rustix::io::Errno;
    let why = match &error.kind {
        ErrorKind::MaxFilesWatch => return Notice::NoMoreWatches,
        ErrorKind::Io(error) => match Errno::from_io_error(error) {
            // Also what the system says about too many inotify instances.
            Some(Errno::MFILE | Errno::NFILE) => return Notice::NoMoreWatchers,
            _ => error.to_string(),
        },
        _ => error.to_string(),
    };
    Notice::Refused { why }
}
