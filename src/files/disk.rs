//! Opening and reading below a handle of the site's folder.

#![expect(clippy::disallowed_methods, reason = "this room is the only reader of the disk")]

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, Stat};
use rustix::io::Errno;

use super::beneath;
use super::memory::Stamp;
use crate::diagnostics::{Code, Diagnostic};
use crate::paths::SourcePath;

/// How often a file that changes while it is read is read again.
const TRIES: usize = 3;

/// The site's folder: its path, and a handle that all reads start from.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) path: PathBuf,
    handle: OwnedFd,
}

impl Root {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let path = std::fs::canonicalize(path)?;
        let handle = rustix::fs::open(&path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { path, handle })
    }

    /// Reads a regular file of at most `limit` bytes, again if it changes meanwhile. Gives its
    /// bytes, and the stamp that it had.
    pub(super) fn read(
        &self,
        path: &SourcePath,
        limit: u64,
    ) -> Result<(Vec<u8>, Stamp), Diagnostic> {
        for _ in 0..TRIES {
            let mut file = File::from(self.open_file(path)?);
            let failed = |error: io::Error| unreadable(path, &error.to_string());
            let before = rustix::fs::fstat(&file).map_err(|error| failed(error.into()))?;
            check_kind(path, &before)?;
            let size = u64::try_from(before.st_size).unwrap_or(0);
            if size > limit {
                return Err(too_large(path, size, limit));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
            // One byte more than the limit tells a file that grows past it.
            (&mut file).take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
            let after = rustix::fs::fstat(&file).map_err(|error| failed(error.into()))?;
            if same(&before, &after) && bytes.len() as u64 == size {
                return Ok((bytes, Stamp::of(&after)));
            }
        }
        Err(Diagnostic::new(Code::FileChanged, "the file kept changing while it was read")
            .in_file(path)
            .help("wait for the program that is writing it to finish, then build again"))
    }

    pub(super) fn is_file(&self, path: &SourcePath) -> bool {
        self.open_file(path)
            .ok()
            .and_then(|file| rustix::fs::fstat(file).ok())
            .is_some_and(|stat| kind(&stat).is_file())
    }

    /// Opens without blocking and without ever leaving the site's folder.
    fn open_file(&self, path: &SourcePath) -> Result<OwnedFd, Diagnostic> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        loop {
            match beneath::open(&self.handle, path.as_str(), flags) {
                Ok(file) => return Ok(file),
                // AGAIN: a rename elsewhere made the kernel unsure whether it stayed beneath.
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(self.explain(path, error)),
            }
        }
    }

    /// Says why a file could not be opened, in the author's terms.
    fn explain(&self, path: &SourcePath, error: Errno) -> Diagnostic {
        if let Some((link, target)) = self.first_link(path) {
            let what = match error {
                Errno::NOENT => "points to a file that does not exist",
                Errno::LOOP => "is part of a loop",
                Errno::XDEV => "points outside the site's directory",
                _ => "cannot be followed",
            };
            return bad_link(path, &link, &target, what);
        }
        match error {
            Errno::NOENT | Errno::NOTDIR => missing(path),
            Errno::NXIO => not_a_file(path, "a socket"),
            error => unreadable(path, &io::Error::from(error).to_string()),
        }
    }

    /// The first symbolic link on the way to a file, and where it points.
    fn first_link(&self, path: &SourcePath) -> Option<(String, String)> {
        let mut way = String::new();
        for part in path.as_str().split('/') {
            if !way.is_empty() {
                way.push('/');
            }
            way.push_str(part);
            if let Ok(target) = std::fs::read_link(self.path.join(&way)) {
                return Some((way, target.to_string_lossy().into_owned()));
            }
        }
        None
    }

    /// The stamp of a file that a walk found, if it is a plain file still.
    pub(super) fn stamp(&self, path: &SourcePath) -> Option<Stamp> {
        let flags = rustix::fs::AtFlags::SYMLINK_NOFOLLOW;
        let stat = rustix::fs::statat(&self.handle, path.as_str(), flags).ok()?;
        kind(&stat).is_file().then(|| Stamp::of(&stat))
    }

    /// Says where a symbolic link points, for messages.
    pub(super) fn link_target(&self, path: &SourcePath) -> String {
        let target = std::fs::read_link(self.path.join(path.as_str()));
        target.map_or_else(|_| String::from("?"), |target| target.to_string_lossy().into_owned())
    }

    /// Looks at what a symbolic link leads to, without leaving the site's folder.
    pub(super) fn follow(&self, path: &SourcePath) -> Result<(), Diagnostic> {
        let file = self.open_file(path)?;
        let stat = rustix::fs::fstat(file).map_err(|error| self.explain(path, error))?;
        if kind(&stat).is_dir() {
            let target = self.link_target(path);
            let what = "points to a directory; links to directories are not followed";
            return Err(bad_link(path, path.as_str(), &target, what));
        }
        check_kind(path, &stat)
    }
}

/// The names of everything in a folder of any place.
pub(super) fn names(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// Whether a path outside any site names a file; follows links.
pub(super) fn is_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn kind(stat: &Stat) -> rustix::fs::FileType {
    rustix::fs::FileType::from_raw_mode(stat.st_mode)
}

fn same(before: &Stat, after: &Stat) -> bool {
    Stamp::of(before) == Stamp::of(after)
}

/// Refuses everything but regular files.
fn check_kind(path: &SourcePath, stat: &Stat) -> Result<(), Diagnostic> {
    use rustix::fs::FileType;
    let what = match kind(stat) {
        FileType::RegularFile => return Ok(()),
        FileType::Directory => "a directory",
        FileType::Fifo => "a pipe",
        FileType::Socket => "a socket",
        _ => "a device",
    };
    Err(not_a_file(path, what))
}

pub(super) fn not_a_file(path: &SourcePath, what: &str) -> Diagnostic {
    Diagnostic::new(Code::NotAFile, format!("{what}, not a file"))
        .in_file(path)
        .help("move it out of the site's directory, or rename it")
}

pub(super) fn missing(path: &SourcePath) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, "the file does not exist").in_file(path)
}

pub(super) fn unreadable(path: &SourcePath, why: &str) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, format!("the file cannot be read: {why}"))
        .in_file(path)
        .help("give yourself permission to read it")
}

fn too_large(path: &SourcePath, size: u64, limit: u64) -> Diagnostic {
    let message = format!("the file has {size} bytes; the limit is {limit}");
    Diagnostic::new(Code::FileSize, message)
        .in_file(path)
        .help("make it smaller, or raise the limit under `[limits]` in site.toml")
}

fn bad_link(path: &SourcePath, link: &str, target: &str, what: &str) -> Diagnostic {
    let message = format!("the symbolic link `{link}` -> `{target}` {what}");
    Diagnostic::new(Code::BadLink, message)
        .in_file(path)
        .help("replace the link with the file itself")
}
