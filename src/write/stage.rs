//! The stage: new files before the commit.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use rustix::fs::Mode;
use rustix::io::Errno;

use super::error::WriteError;
use super::folder::{FOLDER_MODE, Folder, sync_written};
use super::journal::StagePlace;
use super::names::split;
use crate::dir::{self, FileMetadata};

/// The stage's name in the site's own folder.
pub(super) const IN_SITE: &str = "stage";
/// The stage's name in the output folder.
pub(super) const IN_OUTPUT: &str = ".digest-stage";
/// The file that is renamed to find out whether files can be, and the folder that it is renamed
/// into where there is no output folder yet.
pub(super) const PROBE: &str = ".digest-probe";

/// A stage; it is removed with all it holds when it is dropped, unless it is kept.
#[derive(Debug)]
pub(super) struct Stage {
    folder: Folder,
    place: StagePlace,
    made: RwLock<HashSet<Box<str>>>,
    temporary: bool,
}

impl Stage {
    /// Makes an empty stage in the site's own folder, whose files can be renamed into `to`.
    /// Gives nothing if they cannot: `to` lies on another file system or mount. That is found
    /// out by renaming a file into a folder called `probe`, for device numbers do not tell.
    pub(super) fn in_site(
        home: &Folder,
        to: &Folder,
        probe: &str,
    ) -> Result<Option<Self>, WriteError> {
        let new = Self::make(home, IN_SITE, FOLDER_MODE, StagePlace::Site)?;
        let probe_path = to.path().join(probe);
        remove(&probe_path)?;
        let probed = to
            .create_folder(probe, Mode::RWXU)
            .and_then(|()| to.open_folder(probe))
            .and_then(|target| {
                new.folder.create_file(PROBE)?;
                new.folder.rename(PROBE, &target, PROBE)
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

    /// Makes an empty stage in the output folder, closed to others.
    pub(super) fn in_output(output: &Folder) -> Result<Self, WriteError> {
        Self::make(output, IN_OUTPUT, Mode::RWXU, StagePlace::Output)
    }

    fn make(
        parent: &Folder,
        name: &str,
        mode: Mode,
        place: StagePlace,
    ) -> Result<Self, WriteError> {
        remove(&parent.path().join(name))?;
        let folder = parent
            .create_folder(name, mode)
            .and_then(|()| parent.open_folder(name))
            .map_err(|errno| parent.error("create the directory", name, errno))?;
        Ok(Self { folder, place, made: RwLock::default(), temporary: true })
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Where it lies.
    pub(super) fn place(&self) -> StagePlace {
        self.place
    }

    /// Leaves the stage on the disk from now on.
    pub(super) fn keep(&mut self) {
        self.temporary = false;
    }

    /// Writes a new file and makes the folders above it. Many threads may do so at once.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<FileMetadata, WriteError> {
        let needed = bytes.len() as u64;
        let error =
            |source| WriteError::sized("write", &self.folder.path().join(path), needed, source);
        self.make_folder(split(path).0)?;
        let mut file = self.folder.create_file(path).map_err(|errno| error(errno.into()))?;
        file.write_all(bytes).map_err(error)?;
        sync_written(&file).map_err(|errno| error(errno.into()))?;
        let stat = dir::stat_open(&file).map_err(|errno| error(errno.into()))?;
        Ok(stat.metadata)
    }

    /// The folders that were made for files.
    pub(super) fn folders(&self) -> Vec<Box<str>> {
        self.made.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn make_folder(&self, path: &str) -> Result<(), WriteError> {
        if path.is_empty()
            || self.made.read().unwrap_or_else(PoisonError::into_inner).contains(path)
        {
            return Ok(());
        }
        self.make_folder(split(path).0)?;
        match self.folder.create_folder(path, FOLDER_MODE) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(self.folder.error("create the directory", path, errno)),
        }
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(path.into());
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.temporary {
            // What cannot be removed now is removed by the next commit.
            let _ = remove(self.folder.path());
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
