//! A new release: a copy of the live one, changed file by file where no reader sees it, then shown
//! all at once.
//!
//! The files of releases are shared as hard links, so a file is never written to: a new one takes its
//! place. Whatever stops the process, the link points to a whole release: the old one, or the new one
//! once [`finish`](NewRelease::finish) has switched it. What is left over is removed by the next
//! publish.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use super::directory::{WritableDir, sync_written};
use super::error::WriteError;
use super::names::split;
use super::release_error::ReleaseError;
use super::release_id::ReleaseId;
use super::release_place::{ReleasePlace, is_below_link};
use super::release_tree::{self, DIRECTORY_MODE, FILE_MODE};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// What the name of a release ends in that is not finished, and that of one that is being removed.
/// Both begin with a dot.
const ASIDE: [&str; 2] = [".partial", ".old"];

/// A file that a release is to have.
#[derive(Clone, Debug)]
pub(crate) struct ReleaseFile {
    pub(crate) path: OutputPath,
    /// The file with its bytes.
    pub(crate) file: PathBuf,
    pub(crate) size: u64,
    /// The fingerprint that its bytes must have.
    pub(crate) fingerprint: Fingerprint,
}

/// A release that is being made.
#[derive(Debug)]
pub(crate) struct NewRelease {
    id: ReleaseId,
    /// What was live when it began.
    base: Option<ReleaseId>,
    directory: WritableDir,
    deleted: Mutex<Vec<OutputPath>>,
    /// Files whose places are taken by what is to be deleted.
    waiting: Mutex<Vec<ReleaseFile>>,
}

impl NewRelease {
    /// Begins a release as a copy of the live one, after removing what killed publishes left.
    pub(crate) fn begin(place: &ReleasePlace, now: Timestamp) -> Result<Self, ReleaseError> {
        place.create()?;
        remove_leftovers(place)?;
        let base = place.live()?;
        let id = ReleaseId::after(place.ids()?.last(), now);
        let releases = place.open_releases()?;
        let name = aside(&id, ASIDE[0]);
        let directory = releases
            .create_directory(&name, Mode::RWXU)
            .and_then(|()| releases.open_directory(&name))
            .map_err(|errno| releases.error("create the directory", &name, errno))?;
        let (deleted, waiting) = <_>::default();
        let release = Self { id, base, directory, deleted, waiting };
        match &release.base {
            Some(base) => {
                let live = place.open_release(base)?;
                release_tree::copy(live.fd(), release.directory.fd(), live.path())?;
            }
            None => release
                .directory
                .set_mode(DIRECTORY_MODE)
                .map_err(|errno| release.directory.error("create the directory", "", errno))?,
        }
        Ok(release)
    }

    /// Adds a file, or replaces the one at its path. Many threads may do so at once.
    pub(crate) fn put(&self, file: ReleaseFile) -> Result<(), ReleaseError> {
        match self.try_put(&file) {
            Err(Problem::Taken) => {
                self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(file);
                Ok(())
            }
            Err(Problem::Other(error)) => Err(error),
            Ok(()) => Ok(()),
        }
    }

    /// Leaves a file out.
    pub(crate) fn delete(&self, path: &OutputPath) {
        self.deleted.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    }

    /// Makes the release durable and shows it to readers, if the live manifest has the revision
    /// `expected`; keeps `keep` releases and gives the revision of the new manifest.
    pub(crate) fn finish(
        self,
        place: &ReleasePlace,
        manifest: &[u8],
        expected: Option<&str>,
        keep: usize,
    ) -> Result<String, ReleaseError> {
        for path in self.deleted.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            self.remove(&path)?;
        }
        for file in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            self.try_put(&file).map_err(|problem| match problem {
                Problem::Taken => ReleaseError::refused(
                    format!(
                        "something that digest did not publish is in the way of `{}`",
                        file.path
                    ),
                    "move it away at the target, or rename the file of the site",
                ),
                Problem::Other(error) => error,
            })?;
        }
        self.directory.sync_all([]).map_err(|errno| self.directory.error("write", "", errno))?;

        let _lock = place.lock()?;
        place.check_manifest(expected)?;
        let revision = place.add_manifest(&self.id, manifest)?;
        let (releases, name) = (place.open_releases()?, self.id.to_string());
        releases
            .rename_new(&aside(&self.id, ASIDE[0]), &releases, Path::new(&name))
            .and_then(|()| releases.sync())
            .map_err(|errno| releases.error("move into place", &name, errno))?;
        let mut ids = place.ids()?;
        // Releases after the one that this began with were rolled back, or never shown. They go
        // before the switch, because after it a rollback would take them for the release before.
        if let Some(base) = &self.base {
            for id in ids.extract_if(.., |id| *id > *base && *id < self.id) {
                retire(place, &id)?;
            }
        }
        place.show(&self.id)?;
        // The new release is live, so whatever happens from here on, the publish has succeeded.
        let surplus = ids.len().saturating_sub(keep.max(1));
        for id in &ids[..surplus] {
            let _ = retire(place, id);
        }
        Ok(revision)
    }

    fn try_put(&self, file: &ReleaseFile) -> Result<(), Problem> {
        let path = file.path.as_str();
        let (above, name) = split(path);
        let taken = |errno| match errno {
            Errno::NOTDIR | Errno::LOOP if is_below_link(&self.directory, &file.path) => {
                Problem::Other(ReleaseError::refused(
                    format!(
                        "a directory above `{path}` is a symbolic link that digest did not make"
                    ),
                    "move it away at the target, or rename the file of the site",
                ))
            }
            Errno::NOTDIR | Errno::ISDIR => Problem::Taken,
            errno => {
                let full = self.directory.path().join(path);
                Problem::Other(WriteError::sized("write", &full, file.size, errno).into())
            }
        };
        let directory = make_directory(&self.directory, above).map_err(taken)?;
        // The file that is there is that of another release, too.
        match directory.remove_file(name) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(Errno::PERM) if directory.is_directory(name) == Some(true) => {
                return Err(Problem::Taken);
            }
            Err(errno) => return Err(taken(errno)),
        }
        let from = &file.file;
        let source = WritableDir::open(from.parent().unwrap_or(Path::new(".")))
            .and_then(|above| {
                let name = from.file_name().and_then(|name| name.to_str()).ok_or(Errno::NOENT)?;
                above.open_file(name)
            })
            .map_err(|errno| Problem::Other(WriteError::io("read", from, errno).into()))?;
        let target = directory.create_file_with(name, OFlags::RDWR, FILE_MODE).map_err(taken)?;
        copy_verified(source, target, file).map_err(|error| match error {
            Some(error) => {
                let full = self.directory.path().join(path);
                Problem::Other(WriteError::sized("write", &full, file.size, error).into())
            }
            None => Problem::Other(ReleaseError::Changed(from.display().to_string())),
        })
    }

    /// Removes a file, and the directories that it leaves empty.
    fn remove(&self, path: &OutputPath) -> Result<(), ReleaseError> {
        let (mut above, mut name) = split(path.as_str());
        let opened = self.directory.open_directory(above);
        match opened.and_then(|directory| directory.remove_file(name)) {
            Ok(()) => {}
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ISDIR) => return Ok(()),
            Err(Errno::PERM) if self.directory.is_directory(path.as_str()) == Some(true) => {
                return Ok(());
            }
            Err(errno) => return Err(self.directory.error("remove", path.as_str(), errno).into()),
        }
        while !above.is_empty() {
            (above, name) = split(above);
            let opened = self.directory.open_directory(above);
            if opened.and_then(|directory| directory.remove_directory(name)).is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl Drop for NewRelease {
    fn drop(&mut self) {
        // Gone by now if it was finished. What cannot be removed is removed by the next publish.
        let _ = fs::remove_dir_all(self.directory.path());
    }
}

/// Why a file was not put.
enum Problem {
    /// A directory is at its path, or a file above it.
    Taken,
    Other(ReleaseError),
}

/// Shows readers the release before the live one; gives its name.
pub(crate) fn roll_back(place: &ReleasePlace) -> Result<ReleaseId, ReleaseError> {
    let none = |why: &str| {
        let message = format!("`{}` cannot be rolled back: {why}", place.link().display());
        ReleaseError::refused(message, "publish an earlier state of the site instead")
    };
    let Some(live) = place.live()? else { return Err(none("nothing is published there")) };
    let _lock = place.lock()?;
    let ids = place.ids()?;
    let Some(before) = ids.into_iter().rev().find(|id| *id < live) else {
        return Err(none("there is no release before the current one"));
    };
    place.show(&before)?;
    Ok(before)
}

/// The name of a release that is not one yet, or no longer.
fn aside(id: &ReleaseId, ending: &str) -> String {
    format!(".{id}{ending}")
}

/// Removes a release: aside first, so that half of one is never taken for a release.
fn retire(place: &ReleasePlace, id: &ReleaseId) -> Result<(), ReleaseError> {
    let (releases, name, old) = (place.open_releases()?, id.to_string(), aside(id, ASIDE[1]));
    releases
        .rename(&name, &releases, &old)
        .map_err(|errno| releases.error("remove", &name, errno))?;
    place.remove_manifest(id)?;
    remove_all(&releases.path().join(old))
}

fn remove_leftovers(place: &ReleasePlace) -> Result<(), ReleaseError> {
    let releases = place.open_releases()?;
    let path = releases.path().to_path_buf();
    let entries = releases.into_entries().map_err(|errno| WriteError::io("list", &path, errno))?;
    for entry in entries {
        let inner = entry.name.strip_prefix('.');
        let id = inner.and_then(|name| ASIDE.iter().find_map(|ending| name.strip_suffix(ending)));
        if id.and_then(ReleaseId::parse).is_some() {
            remove_all(&path.join(&entry.name))?;
        }
    }
    place.remove_manifests_except(&place.ids()?)
}

fn remove_all(path: &Path) -> Result<(), ReleaseError> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(WriteError::io("remove", path, source).into())
        }
        _ => Ok(()),
    }
}

/// Opens a directory of a release, and makes it and those above it where they are missing.
fn make_directory(root: &WritableDir, path: &str) -> Result<WritableDir, Errno> {
    match root.open_directory(path) {
        Err(Errno::NOENT) if !path.is_empty() => {}
        result => return result,
    }
    let (above, name) = split(path);
    let above = make_directory(root, above)?;
    match above.create_directory(name, DIRECTORY_MODE) {
        Ok(()) => {
            let made = above.open_directory(name)?;
            made.set_mode(DIRECTORY_MODE)?;
            Ok(made)
        }
        Err(Errno::EXIST) => above.open_directory(name),
        Err(errno) => Err(errno),
    }
}

/// Copies bytes, sharing them where the file system can, and reads them again: `None` is the error if
/// they are not those that were built.
fn copy_verified(
    mut source: fs::File,
    mut target: fs::File,
    file: &ReleaseFile,
) -> Result<(), Option<io::Error>> {
    use std::io::Seek;
    io::copy(&mut source, &mut target)?;
    rustix::fs::fchmod(&target, FILE_MODE).map_err(io::Error::from)?;
    sync_written(&target).map_err(io::Error::from)?;
    target.rewind()?;
    let is_same = Fingerprint::of_reader(&target)? == file.fingerprint;
    if is_same { Ok(()) } else { Err(None) }
}
