//! The stage: new files before the commit.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use rustix::fs::Mode;
use rustix::io::Errno;

use super::directory::{DIRECTORY_MODE, WritableDir, sync_written};
use super::error::WriteError;
use super::journal::StagePlace;
use super::names::split;
use crate::dir::{self, FileMetadata};

/// The stage's name in the site's own directory.
pub(super) const IN_SITE: &str = "stage";
/// The stage's name in the output directory.
pub(super) const IN_OUTPUT: &str = ".digest-stage";
/// The file that is renamed to find out whether files can be, and the directory that it is renamed
/// into where there is no output directory yet.
pub(super) const PROBE: &str = ".digest-probe";

/// A stage; it is removed with everything in it when it is dropped, unless it is kept.
#[derive(Debug)]
pub(super) struct Stage {
    directory: WritableDir,
    place: StagePlace,
    made: RwLock<HashSet<Box<str>>>,
    temporary: bool,
}

impl Stage {
    /// Makes an empty stage in the site's own directory, whose files can be renamed into `to`.
    /// Gives nothing if they cannot: `to` is on another file system or mount. That is found
    /// out by renaming a file into a directory called `probe`, because device numbers do not show
    /// it.
    pub(super) fn in_site(
        home: &WritableDir,
        to: &WritableDir,
        probe: &str,
    ) -> Result<Option<Self>, WriteError> {
        let new = Self::make(home, IN_SITE, DIRECTORY_MODE, StagePlace::Site)?;
        let probe_path = to.path().join(probe);
        remove(&probe_path)?;
        let probed = to
            .create_directory(probe, Mode::RWXU)
            .and_then(|()| to.open_directory(probe))
            .and_then(|target| {
                new.directory.create_file(PROBE)?;
                new.directory.rename(PROBE, &target, PROBE)
            });
        remove(&probe_path)?;
        match probed {
            Ok(()) => Ok(Some(new)),
            Err(errno @ (Errno::NOSPC | Errno::DQUOT)) => {
                Err(WriteError::io("create the directory", &probe_path, errno))
            }
            // Whatever the reason was, a stage in `to` will meet it again and name it.
            Err(_) => Ok(None),
        }
    }

    /// Makes an empty stage in the output directory, closed to others.
    pub(super) fn in_output(output: &WritableDir) -> Result<Self, WriteError> {
        Self::make(output, IN_OUTPUT, Mode::RWXU, StagePlace::Output)
    }

    fn make(
        parent: &WritableDir,
        name: &str,
        mode: Mode,
        place: StagePlace,
    ) -> Result<Self, WriteError> {
        remove(&parent.path().join(name))?;
        let directory = parent
            .create_directory(name, mode)
            .and_then(|()| parent.open_directory(name))
            .map_err(|errno| parent.error("create the directory", name, errno))?;
        Ok(Self { directory, place, made: RwLock::default(), temporary: true })
    }

    pub(super) fn directory(&self) -> &WritableDir {
        &self.directory
    }

    /// Its path.
    pub(super) fn place(&self) -> StagePlace {
        self.place
    }

    /// Leaves the stage on the disk from now on.
    pub(super) fn keep(&mut self) {
        self.temporary = false;
    }

    /// Writes a new file and makes the directories above it. Many threads may do so at once.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<FileMetadata, WriteError> {
        let needed = bytes.len() as u64;
        let error =
            |source| WriteError::sized("write", &self.directory.path().join(path), needed, source);
        self.make_directory(split(path).0)?;
        let mut file = self.directory.create_file(path).map_err(|errno| error(errno.into()))?;
        file.write_all(bytes).map_err(error)?;
        sync_written(&file).map_err(|errno| error(errno.into()))?;
        let stat = dir::stat_open(&file).map_err(|errno| error(errno.into()))?;
        Ok(stat.metadata)
    }

    /// The directories that were made for files.
    pub(super) fn directories(&self) -> Vec<Box<str>> {
        self.made.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn make_directory(&self, path: &str) -> Result<(), WriteError> {
        if path.is_empty()
            || self.made.read().unwrap_or_else(PoisonError::into_inner).contains(path)
        {
            return Ok(());
        }
        self.make_directory(split(path).0)?;
        match self.directory.create_directory(path, DIRECTORY_MODE) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(self.directory.error("create the directory", path, errno)),
        }
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(path.into());
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.temporary {
            // What cannot be removed now is removed by the next commit.
            let _ = remove(self.directory.path());
        }
    }
}

/// Removes a stage, if there is one. Links in it are removed, not followed.
pub(super) fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(WriteError::io("remove", path, source))
        }
        _ => Ok(()),
    }
}
