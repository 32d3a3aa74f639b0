//! The files of a release: copied as hard links, listed, and removed.
//!
//! A release may contain whatever people have put there, so names are bytes, and no symbolic link is
//! followed.

use std::ffi::{CStr, CString};
use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{self as sys, AtFlags, FileType, Mode, OFlags, Stat, Timespec, Timestamps};
use rustix::io::{Errno, retry_on_intr};

use super::error::WriteError;

/// The permissions of what digest writes for readers, whatever the umask is: a web server usually
/// runs as another user.
pub(super) const FILE_MODE: Mode = Mode::from_raw_mode(0o644);
pub(super) const DIRECTORY_MODE: Mode = Mode::from_raw_mode(0o755);

/// The permissions that copies keep.
const PERMISSIONS: Mode = Mode::from_raw_mode(0o777);

const OPEN_DIRECTORY: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A file or link of a release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReleaseEntry {
    /// Its path in the release; bytes that are not UTF-8 are replaced.
    pub(crate) path: String,
    pub(crate) size: u64,
}

/// Fills the empty directory `to` with everything in `from`: directories are made, symbolic links are
/// made again, all other files get another hard link, or are copied where that is not possible.
pub(super) fn copy(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    path: &Path,
) -> Result<(), WriteError> {
    let error = |errno| WriteError::io("copy", path, errno);
    let permissions = Mode::from_raw_mode(sys::fstat(from).map_err(error)?.st_mode) & PERMISSIONS;
    for (name, file_type) in entries(from).map_err(error)? {
        let shown = path.join(&*name.to_string_lossy());
        let error = |errno| WriteError::io("copy", &shown, errno);
        match file_type {
            FileType::Directory => {
                let source = open_directory(from, &name).map_err(error)?;
                sys::mkdirat(to, &*name, Mode::RWXU).map_err(error)?;
                let target = open_directory(to, &name).map_err(error)?;
                copy(source.as_fd(), target.as_fd(), &shown)?;
            }
            FileType::Symlink => {
                let target = sys::readlinkat(from, &*name, Vec::new()).map_err(error)?;
                sys::symlinkat(target, to, &*name).map_err(error)?;
            }
            _ => match sys::linkat(from, &*name, to, &*name, AtFlags::empty()) {
                Ok(()) => {}
                // Another file system, one without hard links, a file of another user, or one that
                // has as many links as it can have.
                Err(Errno::XDEV | Errno::PERM | Errno::MLINK | Errno::NOTSUP | Errno::NOSYS)
                    if file_type == FileType::RegularFile =>
                {
                    copy_file(from, to, &name)
                        .map_err(|source| WriteError::io("copy", &shown, source))?;
                }
                Err(errno) => return Err(error(errno)),
            },
        }
    }
    sys::fchmod(to, permissions).map_err(error)
}

/// Copies one file with its permissions and times: servers tell by these whether it has changed.
fn copy_file(from: BorrowedFd<'_>, to: BorrowedFd<'_>, name: &CStr) -> io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut source = File::from(sys::openat(from, name, flags, Mode::empty())?);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let mut target = File::from(sys::openat(to, name, flags, Mode::RUSR | Mode::WUSR)?);
    io::copy(&mut source, &mut target)?;
    let stat = sys::fstat(&source)?;
    sys::fchmod(&target, Mode::from_raw_mode(stat.st_mode) & PERMISSIONS)?;
    Ok(sys::futimens(&target, &times(&stat))?)
}

// The types of these numbers differ between systems.
#[allow(clippy::unnecessary_cast, clippy::cast_possible_wrap, clippy::cast_lossless)]
fn times(stat: &Stat) -> Timestamps {
    let modified = Timespec { tv_sec: stat.st_mtime as _, tv_nsec: stat.st_mtime_nsec as _ };
    Timestamps { last_access: modified, last_modification: modified }
}

/// Lists the files and links below a directory, in no order.
pub(super) fn list(directory: BorrowedFd<'_>) -> Result<Vec<ReleaseEntry>, Errno> {
    let mut found = Vec::new();
    list_below(directory, "", &mut found)?;
    Ok(found)
}

fn list_below(
    directory: BorrowedFd<'_>,
    prefix: &str,
    found: &mut Vec<ReleaseEntry>,
) -> Result<(), Errno> {
    for (name, file_type) in entries(directory)? {
        let path = format!("{prefix}{}", name.to_string_lossy());
        if file_type == FileType::Directory {
            let below = open_directory(directory, &name)?;
            list_below(below.as_fd(), &format!("{path}/"), found)?;
        } else {
            let stat = sys::statat(directory, &*name, AtFlags::SYMLINK_NOFOLLOW)?;
            found.push(ReleaseEntry { path, size: u64::try_from(stat.st_size).unwrap_or(0) });
        }
    }
    Ok(())
}

fn open_directory(above: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, Errno> {
    retry_on_intr(|| sys::openat(above, name, OPEN_DIRECTORY, Mode::empty()))
}

fn entries(directory: BorrowedFd<'_>) -> Result<Vec<(CString, FileType)>, Errno> {
    let mut found = Vec::new();
    let mut entries = sys::Dir::read_from(directory)?;
    while let Some(entry) = entries.read() {
        let entry = entry?;
        let name = entry.file_name().to_owned();
        if name.as_bytes() == b"." || name.as_bytes() == b".." {
            continue;
        }
        // Some file systems do not keep the type in the directory.
        let file_type = match entry.file_type() {
            FileType::Unknown => {
                let stat = sys::statat(directory, &*name, AtFlags::SYMLINK_NOFOLLOW)?;
                FileType::from_raw_mode(stat.st_mode)
            }
            file_type => file_type,
        };
        found.push((name, file_type));
    }
    Ok(found)
}
