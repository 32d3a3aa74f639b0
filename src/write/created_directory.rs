//! The output directory, opened or made.

use std::fs;
use std::path::{Path, PathBuf};

use super::directory::WritableDir;
use super::error::WriteError;

/// An output directory that was made for its stage. It is removed again if it stays empty.
#[derive(Debug)]
pub(super) struct CreatedDirectory(PathBuf);

impl CreatedDirectory {
    /// Makes the directory and those above it.
    pub(super) fn new(path: &Path) -> Result<Self, WriteError> {
        fs::create_dir_all(path)
            .map_err(|source| WriteError::io("create the directory", path, source))?;
        Ok(Self(path.into()))
    }
}

impl Drop for CreatedDirectory {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// Opens a directory by its full path.
pub(super) fn open_directory(path: &Path) -> Result<WritableDir, WriteError> {
    WritableDir::open(path).map_err(|errno| WriteError::io("open", path, errno))
}
