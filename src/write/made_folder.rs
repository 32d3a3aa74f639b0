//! The output directory, opened or made.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::WriteError;
use super::folder::Folder;

/// An output folder that was made for its stage. It is removed again if it stays empty.
#[derive(Debug)]
pub(super) struct MadeFolder(PathBuf);

impl MadeFolder {
    /// Makes the folder and those above it.
    pub(super) fn new(path: &Path) -> Result<Self, WriteError> {
        fs::create_dir_all(path)
            .map_err(|source| WriteError::io("create the directory", path, source))?;
        Ok(Self(path.into()))
    }
}

impl Drop for MadeFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// Opens a folder by its full path.
pub(super) fn open_folder(path: &Path) -> Result<Folder, WriteError> {
    Folder::open(path).map_err(|errno| WriteError::io("open", path, errno))
}
