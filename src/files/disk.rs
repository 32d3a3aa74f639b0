//! Opening and reading below a handle of the site's directory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::diagnostics::{Code, Diagnostic};
use crate::dir::{self, Dir, FileMetadata, FileStat, Symlinks};
use crate::paths::SourcePath;

/// How often a file that changes while it is read is read again.
const TRIES: usize = 3;

/// The site's directory: all reads start from its handle.
#[derive(Debug)]
pub(super) struct Root(Dir);

impl Root {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Dir::open(&dir::canonicalize(path)?)?))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Reads a regular file of at most `limit` bytes, again if it changes meanwhile. Returns its
    /// bytes, and the metadata that it had.
    pub(super) fn read(
        &self,
        path: &SourcePath,
        limit: u64,
    ) -> Result<(Vec<u8>, FileMetadata), Diagnostic> {
        let failed = |error: io::Error| unreadable(path, &error.to_string());
        for _ in 0..TRIES {
            let mut file = File::from(self.open_file(path)?);
            let before = dir::stat_open(&file).map_err(|error| failed(error.into()))?;
            check_type(path, &before)?;
            let size = before.metadata.size;
            if size > limit {
                return Err(too_large(path, size, limit));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
            // One byte more than the limit shows that a file grew past it.
            (&mut file).take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
            let after = dir::stat_open(&file).map_err(|error| failed(error.into()))?;
            if before.metadata == after.metadata && bytes.len() as u64 == size {
                return Ok((bytes, after.metadata));
            }
        }
        Err(Diagnostic::new(Code::FileChanged, "the file kept changing while it was read")
            .in_file(path)
            .help("wait for the program that is writing to it to finish, then build again"))
    }

    pub(super) fn is_file(&self, path: &SourcePath) -> bool {
        let stat = self.open_file(path).ok().and_then(|file| dir::stat_open(file).ok());
        stat.is_some_and(|stat| stat.is_file())
    }

    /// Opens without blocking and without ever leaving the site's directory.
    fn open_file(&self, path: &SourcePath) -> Result<OwnedFd, Diagnostic> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        loop {
            match self.0.open_beneath(path.as_str(), flags, Mode::empty(), Symlinks::Follow) {
                Ok(file) => return Ok(file),
                // A rename elsewhere made the kernel unsure whether it stayed beneath.
                Err(Errno::AGAIN) => {}
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

    /// The first symbolic link in the path of a file, and its target.
    fn first_link(&self, path: &SourcePath) -> Option<(String, String)> {
        let mut prefix = String::new();
        for part in path.as_str().split('/') {
            if !prefix.is_empty() {
                prefix.push('/');
            }
            prefix.push_str(part);
            if let Ok(target) = dir::read_link(&self.path().join(&prefix)) {
                return Some((prefix, target.to_string_lossy().into_owned()));
            }
        }
        None
    }

    /// The metadata of a listed file, if it is still a regular file.
    pub(super) fn metadata(&self, path: &SourcePath) -> Option<FileMetadata> {
        let stat = self.0.stat(path.as_str()).ok()?;
        stat.is_file().then_some(stat.metadata)
    }

    /// Checks that a symbolic link leads to a regular file of the site.
    pub(super) fn check_link(&self, path: &SourcePath) -> Result<(), Diagnostic> {
        let file = self.open_file(path)?;
        let stat = dir::stat_open(file).map_err(|error| self.explain(path, error))?;
        if stat.is_dir() {
            let target = dir::read_link(&self.path().join(path.as_str()));
            let target = target.map_or_else(|_| "?".into(), |t| t.to_string_lossy().into_owned());
            let what = "points to a directory; links to directories are not followed";
            return Err(bad_link(path, path.as_str(), &target, what));
        }
        check_type(path, &stat)
    }
}

/// Rejects everything but regular files.
fn check_type(path: &SourcePath, stat: &FileStat) -> Result<(), Diagnostic> {
    let what = match stat.file_type {
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
        .help("check that you have permission to read it")
}

fn too_large(path: &SourcePath, size: u64, limit: u64) -> Diagnostic {
    let message = format!("the file is {size} bytes long; the limit is {limit}");
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
