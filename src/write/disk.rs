//! The operations on folders that all writing is made of.
//!
//! Paths are relative to an open folder and never leave it: no symbolic link on the way is
//! followed, and no mount point is crossed, since nothing can be renamed across one.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{self, Access, AtFlags, FileType, Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::folders::FolderStamp;
use super::{Stamp, WriteError};

/// How often an open is tried again while all file descriptors are in use.
const DESCRIPTOR_ATTEMPTS: u32 = 1_000;
/// The pause between two such attempts.
const DESCRIPTOR_PAUSE: Duration = Duration::from_millis(2);

/// The mode that new files get before the user's mask is taken off.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
/// The mode that new folders get before the user's mask is taken off.
pub(super) const FOLDER_MODE: Mode = Mode::from_raw_mode(0o777);

/// An open folder, and its path for messages.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, pipe, socket or device.
    Other,
}

impl Folder {
    /// Opens the folder at `path`, following links.
    pub(super) fn open(path: &Path) -> Result<Self, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = with_descriptors(|| fs::open(path, flags, Mode::empty()))?;
        Ok(Self { fd, path: path.to_path_buf() })
    }

    /// Where the folder lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The open folder itself.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Gives up the path.
    pub(super) fn into_fd(self) -> OwnedFd {
        self.fd
    }

    /// Opens a folder below this one; the empty path gives this folder again.
    pub(super) fn folder(&self, path: &str) -> Result<Self, Errno> {
        let fd = self.open_beneath(path, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())?;
        Ok(Self { fd, path: self.path.join(path) })
    }

    /// Opens a file for reading. A pipe is opened too but never waited for.
    pub(super) fn file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK;
        self.open_beneath(path, flags, Mode::empty()).map(File::from)
    }

    /// Makes a file that must not exist yet, for writing.
    pub(super) fn new_file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        self.open_beneath(path, flags, FILE_MODE).map(File::from)
    }

    /// Opens a file for reading and writing, and makes it if it does not exist.
    pub(super) fn lasting_file(&self, path: &str) -> Result<File, Errno> {
        let flags = OFlags::RDWR | OFlags::CREATE;
        self.open_beneath(path, flags, FILE_MODE).map(File::from)
    }

    /// Makes a folder; the one above it must exist and be known to be a folder of ours.
    pub(super) fn new_folder(&self, path: &str, mode: Mode) -> Result<(), Errno> {
        retry_on_intr(|| fs::mkdirat(&self.fd, path, mode))
    }

    /// Opens a folder below this one and makes it, and those above it, where they are missing.
    pub(super) fn folder_or_new(&self, path: &str) -> Result<Self, Errno> {
        match self.folder(path) {
            Err(Errno::NOENT) if !path.is_empty() => {}
            result => return result,
        }
        let (above, name) = split(path);
        match self.folder_or_new(above)?.new_folder(name, FOLDER_MODE) {
            Ok(()) | Err(Errno::EXIST) => self.folder(path),
            Err(errno) => Err(errno),
        }
    }

    /// Renames `name` of this folder to `new_name` of another one. Neither name is a longer
    /// path, because links on the way would be followed.
    pub(super) fn rename(&self, name: &str, to: &Self, new_name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::renameat(&self.fd, name, &to.fd, new_name))
    }

    /// Renames a folder to a name that nothing has yet.
    pub(super) fn rename_new(&self, name: &str, to: &Self, new_name: &Path) -> Result<(), Errno> {
        let flags = fs::RenameFlags::NOREPLACE;
        match retry_on_intr(|| fs::renameat_with(&self.fd, name, &to.fd, new_name, flags)) {
            // Network file systems and sandboxes do not know the flag. A plain rename of a
            // folder fails by itself unless what is there is an empty folder.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                retry_on_intr(|| fs::renameat(&self.fd, name, &to.fd, new_name))
            }
            result => result,
        }
    }

    /// Removes what lies at `name` of this folder, unless it is a folder.
    pub(super) fn remove_file(&self, name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::unlinkat(&self.fd, name, AtFlags::empty()))
    }

    /// Removes the empty folder at `name` of this folder.
    pub(super) fn remove_folder(&self, name: &str) -> Result<(), Errno> {
        retry_on_intr(|| fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR))
    }

    /// Whether this process may make and remove entries of this folder.
    pub(super) fn check_writable(&self) -> Result<(), Errno> {
        fs::accessat(&self.fd, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
    }

    /// Lists the folder, in the order of the file system.
    pub(super) fn into_entries(self) -> Result<Vec<(String, Kind)>, Errno> {
        let mut entries = Vec::new();
        let mut folder = fs::Dir::new(self.fd)?;
        while let Some(entry) = folder.read() {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy();
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => {
                    let flags = AtFlags::SYMLINK_NOFOLLOW;
                    let stat = fs::statat(folder.fd()?, entry.file_name(), flags)?;
                    FileType::from_raw_mode(stat.st_mode)
                }
                kind => kind,
            };
            let kind = match kind {
                FileType::RegularFile => Kind::File,
                FileType::Directory => Kind::Folder,
                _ => Kind::Other,
            };
            entries.push((name.into_owned(), kind));
        }
        Ok(entries)
    }

    /// The stamp of a file, at the cost of one look-up: a link on the way would be followed, so
    /// what it tells only counts if the folders above are known to be folders.
    pub(super) fn stamp(&self, path: &str) -> Result<Stamp, Errno> {
        let stat = fs::statat(&self.fd, path, AtFlags::SYMLINK_NOFOLLOW)?;
        // The types of these numbers differ between systems.
        #[allow(clippy::unnecessary_cast, clippy::cast_possible_wrap, clippy::cast_sign_loss)]
        Ok(Stamp {
            size: stat.st_size as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            inode: stat.st_ino as u64,
        })
    }

    /// The stamp of a folder below this one, at the cost of one look-up; as with files it only
    /// counts if the folders above are known to be folders.
    pub(super) fn folder_stamp(&self, path: &str) -> Option<FolderStamp> {
        let stat = fs::statat(&self.fd, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        FolderStamp::of(&stat)
    }

    /// The stamp of the folder itself.
    pub(super) fn own_stamp(&self) -> Option<FolderStamp> {
        fs::fstat(&self.fd).ok().and_then(|stat| FolderStamp::of(&stat))
    }

    /// Makes the folder's own entries survive a power cut.
    pub(super) fn sync(&self) -> Result<(), Errno> {
        retry_on_intr(|| fs::fsync(&self.fd))
    }

    /// Makes all that was written below this folder survive a power cut: the whole file system
    /// at once where there is a call for that, else `folders` one by one (their files were
    /// synced as they were written, see [`sync_written`]).
    pub(super) fn sync_all<'a>(
        &self,
        folders: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Errno> {
        if cfg!(target_os = "linux") {
            return self.sync_file_system();
        }
        for folder in folders {
            match self.folder(folder) {
                Ok(folder) => folder.sync()?,
                Err(Errno::NOENT) => {}
                Err(errno) => return Err(errno),
            }
        }
        self.sync()
    }

    #[cfg(target_os = "linux")]
    fn sync_file_system(&self) -> Result<(), Errno> {
        retry_on_intr(|| fs::syncfs(&self.fd))
    }

    #[cfg(not(target_os = "linux"))]
    fn sync_file_system(&self) -> Result<(), Errno> {
        self.sync()
    }

    /// An error about a path below this folder.
    pub(super) fn error(&self, action: &'static str, path: &str, errno: Errno) -> WriteError {
        WriteError::io(action, &self.path.join(path), errno)
    }

    #[cfg(target_os = "linux")]
    fn open_beneath(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        use rustix::fs::ResolveFlags;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV;
        let all_flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let name = if path.is_empty() { "." } else { path };
        match with_descriptors(|| fs::openat2(&self.fd, name, all_flags, mode, resolve)) {
            // Sandboxes answer so to calls that they do not know.
            Err(Errno::NOSYS | Errno::PERM) => self.open_by_parts(path, flags, mode),
            result => result,
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn open_beneath(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        self.open_by_parts(path, flags, mode)
    }

    /// Opens a path one part at a time, so that no link on the way is followed.
    fn open_by_parts(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        let always = OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let on_the_way = OFlags::RDONLY | OFlags::DIRECTORY | always;
        let (above, name) = split(path);
        let mut parent = None::<OwnedFd>;
        for part in above.split('/').filter(|part| !part.is_empty()) {
            let from = parent.as_ref().map_or(self.fd.as_fd(), AsFd::as_fd);
            let next = with_descriptors(|| fs::openat(from, part, on_the_way, Mode::empty()))?;
            parent = Some(next);
        }
        let from = parent.as_ref().map_or(self.fd.as_fd(), AsFd::as_fd);
        let name = if name.is_empty() { "." } else { name };
        with_descriptors(|| fs::openat(from, name, flags | always, mode))
    }
}

/// Splits a path into the folder above, empty at the top, and the last part.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Makes a file's bytes survive a power cut where [`Folder::sync_all`] cannot do it later.
pub(super) fn sync_written(file: &File) -> Result<(), Errno> {
    if cfg!(target_os = "linux") { Ok(()) } else { retry_on_intr(|| fs::fsync(file)) }
}

/// Opens something; while other threads hold all the descriptors that this process may have,
/// waits for one.
fn with_descriptors<T>(open: impl Fn() -> Result<T, Errno>) -> Result<T, Errno> {
    for _ in 0..DESCRIPTOR_ATTEMPTS {
        match retry_on_intr(&open) {
            Err(Errno::MFILE | Errno::NFILE) => std::thread::sleep(DESCRIPTOR_PAUSE),
            result => return result,
        }
    }
    open()
}
