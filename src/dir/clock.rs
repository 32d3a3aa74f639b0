//! The clock that file times are compared with.

use std::time::{Duration, SystemTime};

/// The system's clock, or one that runs ahead of it or behind.
///
/// File systems use the system's time for files, so nothing else may be used to find out how old a
/// change is. A clock that runs ahead lets tests treat fresh files as settled without waiting; one
/// that runs behind never does, however slow the machine is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileClock {
    ahead: Duration,
    behind: Duration,
}

impl FileClock {
    /// A clock that runs ahead of the system's.
    pub fn ahead_by(ahead: Duration) -> Self {
        Self { ahead, ..Self::default() }
    }

    /// A clock that runs behind the system's.
    pub fn behind_by(behind: Duration) -> Self {
        Self { behind, ..Self::default() }
    }

    /// The current time.
    pub(crate) fn now(self) -> SystemTime {
        SystemTime::now() + self.ahead - self.behind
    }
}
