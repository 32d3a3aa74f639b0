//! Errors of writing.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

/// Why something was not written. Every variant names the path that is at fault.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused an operation.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb: "write", "rename".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The disk, the quota or the table of files is full.
    #[error("no space left for `{}`: {needed} bytes are needed", path.display())]
    NoSpace {
        /// The file or directory that did not fit.
        path: PathBuf,
        /// The file's size in bytes; 0 for a directory.
        needed: u64,
    },
    /// Another process writes here.
    #[error("`{}` is locked by {}", path.display(), holder(*pid))]
    Locked {
        /// The lock file or directory.
        path: PathBuf,
        /// The other process, if it is known.
        pid: Option<u32>,
    },
    /// The journal of an interrupted commit cannot be carried out.
    #[error("the journal `{}` {reason}", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// What is wrong with it, as a predicate.
        reason: String,
    },
    /// The commit is decided but a step of it failed; the next commit finishes it first.
    #[error("the site is only partly published until the next build finishes it: {0}")]
    Unfinished(#[source] Box<WriteError>),
    /// Something that is not ours would be lost.
    #[error(transparent)]
    Refused(#[from] WriteRefusal),
    /// A file that was to be new exists already.
    #[error("`{}` already exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The user stopped the build in time; the output is untouched.
    #[error("interrupted; the output is unchanged")]
    Interrupted,
}

/// Why a build refuses to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// The output directory is, contains or is within a directory that must not be written over.
    #[error(
        "the output directory `{}` would overwrite `{}`", output.display(), protected.display()
    )]
    Protected {
        /// The output directory, with all links followed.
        output: PathBuf,
        /// The site's directory or one of its source directories.
        protected: PathBuf,
    },
    /// A file is in the place of the output directory.
    #[error("the output `{}` is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// The output directory is a symbolic link that leads nowhere.
    #[error("the output `{}` is a broken symbolic link", .0.display())]
    BrokenLink(PathBuf),
    /// The output directory contains files, but no manifest of ours.
    #[error("the output directory `{}` was not created by digest", .0.display())]
    NotOurs(PathBuf),
    /// Files in the output directory that are not ours lie where outputs must.
    #[error("the output would overwrite files not written by digest: {}", .0.join(", "))]
    Foreign(Vec<String>),
    /// The same, but the manifest that lists the files that are ours cannot be read.
    #[error(
        "`{}` is damaged or of another version, so digest cannot tell whether it wrote these \
         files, which the output would overwrite: {}", manifest.display(), paths.join(", ")
    )]
    Damaged {
        /// The manifest.
        manifest: PathBuf,
        /// The files, relative to the output directory.
        paths: Vec<String>,
    },
    /// An output has a name that we keep for ourselves.
    #[error("the output path `{0}` is reserved for digest")]
    Reserved(String),
    /// Two outputs have one path.
    #[error("the output path `{0}` is written twice")]
    Twice(String),
}

impl WriteError {
    /// Names the operation and the path, given the system's reason.
    pub(super) fn io(action: &'static str, path: &Path, source: impl Into<io::Error>) -> Self {
        Self::sized(action, path, 0, source)
    }

    /// Like [`WriteError::io`], for a file of `needed` bytes.
    pub(super) fn sized(
        action: &'static str,
        path: &Path,
        needed: u64,
        source: impl Into<io::Error>,
    ) -> Self {
        let (path, source) = (path.to_path_buf(), source.into());
        match source.raw_os_error().map(Errno::from_raw_os_error) {
            Some(Errno::NOSPC | Errno::DQUOT) => Self::NoSpace { path, needed },
            _ => Self::Io { action, path, source },
        }
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".into(), |pid| format!("process {pid}"))
}
