//! Why not every change is noticed at once, and what can be done about it.

use std::fmt;

/// Why everything is polled as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The system's limit on watches per user is reached.
    NoMoreWatches,
    /// The system's limit on watchers per user, or on this process's files, is reached.
    NoMoreWatchers,
    /// A directory is on a file system of this kind, which others may write to.
    Remote {
        /// Relative to the site's directory; empty for the site's own.
        directory: String,
        kind: &'static str,
    },
    /// The system refuses for another reason.
    Refused { why: String },
}

impl Notice {
    /// What to do about it, if anything can be done.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::NoMoreWatches => {
                Some("raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288`")
            }
            Self::NoMoreWatchers => Some(
                "raise the limits: `sudo sysctl fs.inotify.max_user_instances=1024`, `ulimit -n 4096`",
            ),
            Self::Remote { .. } => Some("keep the site on a local disk while you write"),
            Self::Refused { .. } => None,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMoreWatches => {
                f.write_str("the system's limit on watched directories has been reached")?;
            }
            Self::NoMoreWatchers => {
                f.write_str("the system's limit on watchers has been reached")?;
            }
            Self::Remote { directory, kind } => {
                match directory.as_str() {
                    "" => f.write_str("the site")?,
                    directory => write!(f, "`{directory}`")?,
                }
                write!(f, " is on a {kind} file system, which does not report every change")?;
            }
            Self::Refused { why } => write!(f, "the site's directory cannot be watched: {why}")?,
        }
        f.write_str(", so all files are scanned about once a second")
    }
}
