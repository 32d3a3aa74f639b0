//! What whoever runs the program should know of the watching.

use std::fmt;

/// Why not every change is seen at once, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The system gives this user no more watches.
    NoMoreWatches,
    /// The system gives this user no more watchers, or this process no more files.
    NoMoreWatchers,
    /// A folder lies on a file system of this kind, which others may write to.
    Remote {
        /// The path of the folder in the site; empty for the site's own.
        folder: String,
        /// The kind of file system.
        kind: &'static str,
    },
    /// The system refuses for another reason.
    Refused {
        /// Its message.
        why: String,
    },
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
                f.write_str("the system's limit on watched directories is reached")?;
            }
            Self::NoMoreWatchers => {
                f.write_str("the system's limit on watchers is reached")?;
            }
            Self::Remote { folder, kind } if folder.is_empty() => {
                write!(
                    f,
                    "the site is on a {kind} file system, which does not report every change"
                )?;
            }
            Self::Remote { folder, kind } => {
                write!(
                    f,
                    "`{folder}` is on a {kind} file system, which does not report every change"
                )?;
            }
            Self::Refused { why } => write!(f, "the site's directory cannot be watched: {why}")?,
        }
        f.write_str(", so all files are scanned about once a second")
    }
}
