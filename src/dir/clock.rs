//! The clock that file times are compared with.

use std::time::{Duration, SystemTime};

/// The system's clock, or one that runs ahead of it.
///
/// File systems stamp files with the system's time, so nothing else may be used to tell how old a
/// change is. A clock that runs ahead lets tests treat fresh files as settled without waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileClock {
    ahead: Duration,
}

impl FileClock {
    /// A clock that runs ahead of the system's.
    pub fn ahead_by(ahead: Duration) -> Self {
        Self { ahead }
    }

    /// The current time.
    pub(crate) fn now(self) -> SystemTime {
        SystemTime::now() + self.ahead
    }
}
