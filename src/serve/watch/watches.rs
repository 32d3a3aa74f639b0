//! Which folders are watched.
//!
//! Each folder has a watch of its own. `notify` can watch a tree by itself, but then it gives up
//! the rest of a tree as soon as one folder in it goes away while it looks (as any checkout makes
//! folders do), says nothing of it, and tells of a new folder before it watches it, so that what
//! is written in between is lost. Here a folder is watched first and listed afterwards.
//!
//! `notify` knows folders by path, the system by inode. When a folder moves, the two disagree
//! until its event is dealt with. So whatever an event names is forgotten with all that lay below
//! it, and then watched anew with all that lies below it now. Moves are told in the order they
//! were made, both sides to the folder that holds them, so the last word is always right.

use std::collections::BTreeSet;
use std::io::ErrorKind as Io;
use std::path::PathBuf;
use std::sync::Arc;

use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::inbox::Inbox;
use super::notice::Notice;
use super::{TOPS, is_top};
use crate::files::{self, FolderId};

/// Whether the system watches folder by folder. Where it does not, it watches whole trees by
/// itself, and events from elsewhere are left aside.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The watched folders of a site.
#[derive(Debug)]
pub(super) struct Watches {
    root: PathBuf,
    /// What tells of events; none if the system refused.
    backend: Option<RecommendedWatcher>,
    pub(super) watched: BTreeSet<String>,
    /// The site's folder and those that hold its sources, as they were last seen.
    places: Vec<(&'static str, Option<FolderId>)>,
    /// What whoever runs the program should know.
    pub(super) notices: Vec<Notice>,
}

impl Watches {
    /// Starts watching everything; what happens from now on is put into `inbox`.
    pub(super) fn start(root: PathBuf, inbox: Arc<Inbox>) -> Self {
        let place = root.clone();
        let handler = move |event| inbox.put(&place, event);
        let (backend, notices) = match RecommendedWatcher::new(handler, Config::default()) {
            Ok(backend) => (Some(backend), Vec::new()),
            Err(error) => (None, vec![refusal(&error)]),
        };
        let places = [""].iter().chain(TOPS).map(|place| (*place, None)).collect();
        let mut watches = Self { root, backend, watched: BTreeSet::new(), places, notices };
        watches.renew();
        watches
    }

    /// Watches everything anew.
    pub(super) fn renew(&mut self) {
        for folder in std::mem::take(&mut self.watched) {
            self.unwatch(&folder);
        }
        self.see("");
        self.watch("");
        for top in TOPS {
            self.add(top);
        }
    }

    /// Gives up a folder and all below it.
    pub(super) fn forget(&mut self, folder: &str) {
        // `0` follows `/`, so these are the paths that begin with the folder's and a slash.
        let below = self.watched.range(format!("{folder}/")..format!("{folder}0"));
        let mut gone: Vec<String> = below.cloned().collect();
        gone.extend(self.watched.get(folder).cloned());
        for folder in gone {
            self.watched.remove(&folder);
            self.unwatch(&folder);
        }
    }

    /// Watches what lies at a path, if it is a folder, and all folders below it. Says whether it
    /// is one.
    pub(super) fn add(&mut self, path: &str) -> bool {
        if is_top(path) {
            self.see(path);
        }
        if files::folder_id(&self.root, path).is_none() {
            return false;
        }
        if BY_FOLDER {
            let mut folders = vec![path.to_owned()];
            while let Some(folder) = folders.pop() {
                if self.watch(&folder) {
                    folders.extend(files::subfolders(&self.root, &folder));
                }
            }
        }
        true
    }

    /// Looks whether new rights opened or closed a folder, and watches it accordingly. Says
    /// whether they did.
    pub(super) fn check_rights(&mut self, path: &str) -> bool {
        if !BY_FOLDER || files::folder_id(&self.root, path).is_none() {
            return false;
        }
        let was_open = self.watched.contains(path);
        let is_open = self.watch(path);
        if is_open && !was_open {
            self.add(path);
        } else if was_open && !is_open {
            self.forget(path);
        }
        was_open != is_open
    }

    /// The places, of those that no event may tell of, where another folder stands now: the
    /// site's own may be moved by way of the folders above it, and disks are mounted in silence.
    pub(super) fn replaced(&self) -> Vec<&'static str> {
        let places = self.places.iter();
        let replaced = places.filter(|(place, id)| files::folder_id(&self.root, place) != *id);
        replaced.map(|(place, _)| *place).collect()
    }

    /// Notes which folder stands at a place.
    fn see(&mut self, place: &str) {
        let now = files::folder_id(&self.root, place);
        if let Some((_, id)) = self.places.iter_mut().find(|(other, _)| *other == place) {
            *id = now;
        }
        if now.is_none() || self.notices.iter().any(|n| matches!(n, Notice::Remote { .. })) {
            return;
        }
        if let Some(kind) = files::remote_file_system(&self.root, place) {
            self.notices.push(Notice::Remote { folder: place.to_owned(), kind });
        }
    }

    /// Watches one folder. Says whether it can be read, which is not whether it is watched: what
    /// lies in a folder that the system refuses to watch is found by looking.
    fn watch(&mut self, folder: &str) -> bool {
        let Some(backend) = &mut self.backend else { return false };
        let mode = if BY_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        match backend.watch(&self.root.join(folder), mode) {
            Ok(()) => {
                self.watched.insert(folder.to_owned());
                true
            }
            Err(error) => {
                let is_gone = match &error.kind {
                    ErrorKind::PathNotFound => true,
                    ErrorKind::Io(error) => {
                        matches!(
                            error.kind(),
                            Io::NotFound | Io::PermissionDenied | Io::NotADirectory
                        )
                    }
                    _ => false,
                };
                let notice = refusal(&error);
                if !is_gone && !self.notices.contains(&notice) {
                    self.notices.push(notice);
                }
                false
            }
        }
    }

    fn unwatch(&mut self, folder: &str) {
        if let Some(backend) = &mut self.backend {
            // It fails for a folder that is gone, which `notify` has given up by itself.
            let _ = backend.unwatch(&self.root.join(folder));
        }
    }
}

/// What to tell of the system's refusal.
fn refusal(error: &notify::Error) -> Notice {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Notice::NoMoreWatches,
        ErrorKind::Io(error) if is_out_of_files(error) => Notice::NoMoreWatchers,
        ErrorKind::Io(error) => Notice::Refused { why: error.to_string() },
        _ => Notice::Refused { why: error.to_string() },
    }
}

/// Whether the process or the system has too many open files, which is also what the system says
/// of too many watchers.
fn is_out_of_files(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}
