//! What is found at a URL.

use serde::{Deserialize, Serialize};

/// What is found at a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Alive,
    /// Permanently at another URL, where it is alive.
    Moved(String),
    /// Gone, with the reason: status 404 or 410, or a host that does not exist.
    Dead(String),
    /// Neither certainly alive nor dead, with the reason.
    Unsure(String),
    /// `robots.txt` asks programs to stay away.
    Disallowed,
    /// At an address that is not public, or that leads to one.
    Private,
    /// The check ended before it was the URL's turn.
    NotReached,
}

/// Why a URL of a host that does not exist is dead.
const NO_HOST: &str = "there is no such host";

impl Outcome {
    pub(super) fn no_host() -> Self {
        Self::Dead(NO_HOST.into())
    }

    pub(super) fn is_no_host(&self) -> bool {
        matches!(self, Self::Dead(why) if why == NO_HOST)
    }

    /// Whether its host's name could be looked up.
    pub(super) fn has_address(&self) -> bool {
        match self {
            Self::Alive | Self::Moved(_) | Self::Disallowed | Self::Private => true,
            Self::Dead(_) => !self.is_no_host(),
            Self::Unsure(_) | Self::NotReached => false,
        }
    }

    /// Whether it is worth remembering: all else may be different a moment later.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(self, Self::Alive | Self::Moved(_) | Self::Disallowed)
    }
}
