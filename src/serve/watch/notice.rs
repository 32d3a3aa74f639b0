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
            Self::Remote { .. } => Some("keep the site on a disk of this machine while you write"),
            Self::Refused { .. } => None,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMoreWatches => {
                f.write_str("the system lets this user watch no more folders")?;
            }
            Self::NoMoreWatchers => {
                f.write_str("the system lets this user start no more watchers")?;
            }
            Self::Remote { folder, kind } if folder.is_empty() => {
                write!(f, "the site lies on a {kind} file system, where not every change is told")?;
            }
            Self::Remote { folder, kind } => {
                write!(
                    f,
                    "`{folder}` lies on a {kind} file system, where not every change is told"
                )?;
            }
            Self::Refused { why } => write!(f, "the site's folder cannot be watched: {why}")?,
        }
        f.write_str(", so all files are looked at about once a second")
    }
}
