//! What can go wrong while writing.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::guard::Refusal;

/// Why something was not written. Every variant names the path that is at fault.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused an operation.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb: "write", "rename".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The disk, the quota or the table of files is full.
    #[error("no space left for `{}`: {needed} bytes are needed", path.display())]
    NoSpace {
        /// The file or folder that did not fit.
        path: PathBuf,
        /// The file's size in bytes; 0 for a folder.
        needed: u64,
    },
    /// Another process writes here.
    #[error("`{}` is locked by {}", path.display(), holder(*pid))]
    Locked {
        /// The lock file or folder.
        path: PathBuf,
        /// The other process, if it can be told.
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
    Refused(#[from] Refusal),
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

impl WriteError {
    /// Tells what was tried on which path, given the system's reason.
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
