//! The operations on directories that all writing is made of.
//!
//! Paths are relative to an open directory and never leave it: no symbolic link in them is
//! followed, and no mount point is crossed, since nothing can be renamed across one.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::fs::{self, Access, AtFlags, Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::error::WriteError;
use super::names::split;
use crate::dir::{self, Dir, DirEntry, FileMetadata, FileStat, Symlinks};

/// How often an open is tried again while all file descriptors are in use.
const DESCRIPTOR_ATTEMPTS: u32 = 1_000;
/// The pause between two such attempts.
const DESCRIPTOR_PAUSE: Duration = Duration::from_millis(2);

/// The mode of new files before the umask is applied.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
/// The mode of new directories before the umask is applied.
pub(super) const DIRECTORY_MODE: Mode = Mode::from_raw_mode(0o777);

/// An open directory that can be changed.
#[derive(Debug)]
pub(super) struct WritableDir(Dir);

impl WritableDir {
    /// Opens the directory at `path`, following links.
    pub(super) fn open(path: &Path) -> Result<Self, Errno> {
        with_descriptors(|| Dir::open(path)).map(Self)
    }

    /// The path by which the directory was opened.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.0.fd()
    }

    pub(super) fn into_fd(self) -> OwnedFd {
        self.0.into_fd()
    }

    /// Opens a directory below this one; the empty path opens this directory again.
    pub(super) fn open_directory(&self, path: &str) -> Result<Self, Errno> {
        with_descriptors(|| self.0.open_dir(path)).map(Self)
    }

    /// Opens a file for reading. A pipe is opened too, without waiting for a writer.
    pub(super) fn open_file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK;
        self.open_beneath(path, flags, Mode::empty())
    }

    /// Creates a file that must not exist yet, for writing.
    pub(super) fn create_file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        self.open_beneath(path, flags, FILE_MODE)
    }

    /// Creates a file that must not exist yet, with the access of `flags` and a mode of its own.
    pub(super) fn create_file_with(
        &self,
        path: &str,
        flags: OFlags,
        mode: Mode,
    ) -> Result<File, Errno> {
        self.open_beneath(path, flags | OFlags::CREATE | OFlags::EXCL, mode)
    }

    /// Sets the permissions of the directory itself, whatever the umask is.
    pub(super) fn set_mode(&self, mode: Mode) -> Result<(), Errno> {
        retry_on_intr(|| fs::fchmod(self.fd(), mode))
    }

    /// Opens a file for reading and writing, and creates it if it does not exist.
    pub(super) fn open_or_create_file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::RDWR | OFlags::CREATE;
        self.open_beneath(path, flags, FILE_MODE)
    }

    /// Creates a directory; the one above it must exist and be known to be a directory of ours.
    pub(super) fn create_directory(&self, path: &str, mode: Mode) -> Result<(), Errno> {
        retry_on_intr(|| fs::mkdirat(self.fd(), path, mode))
    }

    /// Opens a directory below this one, and creates it and those above it where they are missing.
    pub(super) fn open_or_create_directory(&self, path: &str) -> Result<Self, Errno> {
        match self.open_directory(path) {
            Err(Errno::NOENT) if !path.is_empty() => {}
            result => return result,
        }
        let (above, name) = split(path);
        match self.open_or_create_directory(above)?.create_directory(name, DIRECTORY_MODE) {
            Ok(()) | Err(Errno::EXIST) => self.open_directory(path),
            Err(errno) => Err(errno),
        }
    }

    /// Renames `name` of this directory to `new_name` of another one. Neither name is a longer
    /// path, because links in it would be followed.
    pub(super) fn rename(&self, name: &str, to: &Self, new_name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::renameat(self.fd(), name, to.fd(), new_name))
    }

    /// Renames a directory to a name that nothing has yet.
    pub(super) fn rename_new(&self, name: &str, to: &Self, new_name: &Path) -> Result<(), Errno> {
        let flags = fs::RenameFlags::NOREPLACE;
        match retry_on_intr(|| fs::renameat_with(self.fd(), name, to.fd(), new_name, flags)) {
            // Network file systems and sandboxes do not know the flag. A plain rename of a
            // directory fails by itself unless what is there is an empty directory.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                retry_on_intr(|| fs::renameat(self.fd(), name, to.fd(), new_name))
            }
            result => result,
        }
    }

    /// Removes `name` of this directory, unless it is a directory.
    pub(super) fn remove_file(&self, name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::unlinkat(self.fd(), name, AtFlags::empty()))
    }

    /// Removes the empty directory at `name` of this directory.
    pub(super) fn remove_directory(&self, name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::unlinkat(self.fd(), name, AtFlags::REMOVEDIR))
    }

    /// Whether this process may make and remove entries of this directory.
    pub(super) fn check_writable(&self) -> Result<(), Errno> {
        fs::accessat(self.fd(), ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
    }

    /// Lists the directory, in the order of the file system.
    pub(super) fn into_entries(self) -> Result<Vec<DirEntry>, Errno> {
        self.0.into_entries()
    }

    /// The metadata of a file, at the cost of one system call. Links before the last part of the
    /// path are followed, so it counts only if the directories above are known to be directories.
    pub(super) fn file_metadata(&self, path: &str) -> Result<FileMetadata, Errno> {
        Ok(self.0.stat(path)?.metadata)
    }

    /// The type and the metadata of what is at a path; counts under the same condition.
    pub(super) fn stat(&self, path: &str) -> Result<FileStat, Errno> {
        self.0.stat(path)
    }

    /// The metadata of a directory below this one; counts under the same condition as that of a
    /// file.
    pub(super) fn directory_metadata(&self, path: &str) -> Option<FileMetadata> {
        let stat = self.0.stat(path).ok()?;
        stat.is_dir().then_some(stat.metadata)
    }

    /// Whether what is at a path is a directory; none if there is nothing. Counts under the same
    /// condition.
    pub(super) fn is_directory(&self, path: &str) -> Option<bool> {
        self.0.stat(path).ok().map(|stat| stat.is_dir())
    }

    /// The metadata of the directory itself.
    pub(super) fn own_metadata(&self) -> Option<FileMetadata> {
        dir::stat_open(self.fd()).ok().map(|stat| stat.metadata)
    }

    /// Makes the directory's own entries survive a power cut.
    pub(super) fn sync(&self) -> Result<(), Errno> {
        retry_on_intr(|| fs::fsync(self.fd()))
    }

    /// Makes all that was written below this directory survive a power cut: the whole file system
    /// at once where there is a call for that, else `directories` one by one (their files were
    /// synced as they were written, see [`sync_written`]).
    pub(super) fn sync_all<'a>(
        &self,
        directories: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Errno> {
        if cfg!(target_os = "linux") {
            return self.sync_file_system();
        }
        for directory in directories {
            match self.open_directory(directory) {
                Ok(directory) => directory.sync()?,
                Err(Errno::NOENT) => {}
                Err(errno) => return Err(errno),
            }
        }
        self.sync()
    }

    #[cfg(target_os = "linux")]
    fn sync_file_system(&self) -> Result<(), Errno> {
        retry_on_intr(|| fs::syncfs(self.fd()))
    }

    #[cfg(not(target_os = "linux"))]
    fn sync_file_system(&self) -> Result<(), Errno> {
        self.sync()
    }

    /// An error about a path below this directory.
    pub(super) fn error(&self, action: &'static str, path: &str, errno: Errno) -> WriteError {
        WriteError::io(action, &self.path().join(path), errno)
    }

    fn open_beneath(&self, path: &str, flags: OFlags, mode: Mode) -> Result<File, Errno> {
        let open = || self.0.open_beneath(path, flags, mode, Symlinks::Refuse);
        with_descriptors(open).map(File::from)
    }
}

/// Makes a file's bytes survive a power cut where [`WritableDir::sync_all`] cannot do it later.
pub(super) fn sync_written(file: &File) -> Result<(), Errno> {
    if cfg!(target_os = "linux") { Ok(()) } else { retry_on_intr(|| fs::fsync(file)) }
}

/// Opens something. While other threads hold all file descriptors of this process, waits for one.
fn with_descriptors<T>(open: impl Fn() -> Result<T, Errno>) -> Result<T, Errno> {
    for _ in 0..DESCRIPTOR_ATTEMPTS {
        match open() {
            Err(Errno::MFILE | Errno::NFILE) => std::thread::sleep(DESCRIPTOR_PAUSE),
            result => return result,
        }
    }
    open()
}
