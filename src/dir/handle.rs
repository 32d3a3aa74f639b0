//! An open directory.

use std::path::{Path, PathBuf};

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::beneath::{self, Symlinks};
use super::metadata::FileStat;

/// An open directory, and the path by which it was opened.
#[derive(Debug)]
pub(crate) struct Dir {
    fd: OwnedFd,
    path: PathBuf,
}

/// The type of a directory entry, as far as anything depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Directory,
    /// A symbolic link, pipe, socket or device.
    Other,
}

/// A directory entry.
#[derive(Debug)]
pub(crate) struct DirEntry {
    pub(crate) name: String,
    pub(crate) kind: EntryKind,
}

impl Dir {
    /// Opens the directory at `path`, following symbolic links.
    pub(crate) fn open(path: &Path) -> Result<Self, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = retry_on_intr(|| fs::open(path, flags, Mode::empty()))?;
        Ok(Self { fd, path: path.to_path_buf() })
    }

    /// Opens a directory below this one without following symbolic links; the empty path opens
    /// this directory again.
    pub(crate) fn open_dir(&self, path: &str) -> Result<Self, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY;
        let fd = self.open_beneath(path, flags, Mode::empty(), Symlinks::Refuse)?;
        Ok(Self { fd, path: self.path.join(path) })
    }

    /// Opens a path below this directory and never leaves it.
    pub(crate) fn open_beneath(
        &self,
        path: &str,
        flags: OFlags,
        mode: Mode,
        symlinks: Symlinks,
    ) -> Result<OwnedFd, Errno> {
        retry_on_intr(|| beneath::open(self.fd.as_fd(), path, flags, mode, symlinks))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    pub(crate) fn into_fd(self) -> OwnedFd {
        self.fd
    }

    /// The type and the metadata of what is at a path, at the cost of one system call. The last
    /// part is not followed if it is a symbolic link, but links before it are.
    pub(crate) fn stat(&self, path: &str) -> Result<FileStat, Errno> {
        fs::statat(&self.fd, path, AtFlags::SYMLINK_NOFOLLOW).map(|stat| FileStat::new(&stat))
    }

    /// Lists the directory, in the order of the file system.
    pub(crate) fn into_entries(self) -> Result<Vec<DirEntry>, Errno> {
        let mut entries = Vec::new();
        let mut directory = fs::Dir::new(self.fd)?;
        while let Some(entry) = directory.read() {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy();
            if name == "." || name == ".." {
                continue;
            }
            // Some file systems do not keep the type in the directory.
            let file_type = match entry.file_type() {
                FileType::Unknown => {
                    let flags = AtFlags::SYMLINK_NOFOLLOW;
                    let stat = fs::statat(directory.fd()?, entry.file_name(), flags)?;
                    FileType::from_raw_mode(stat.st_mode)
                }
                file_type => file_type,
            };
            let kind = match file_type {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Directory,
                _ => EntryKind::Other,
            };
            entries.push(DirEntry { name: name.into_owned(), kind });
        }
        Ok(entries)
    }
}
