//! Why a publish did not happen, or not to its end.

use super::holder::Holder;
use super::target::{TargetError, TargetErrorKind};
use crate::write::WriteError;

/// Why a publish failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// The target did not do what it was asked.
    #[error("{error}")]
    Target {
        error: TargetError,
        /// What readers see now, if something has been sent.
        live: Option<String>,
    },
    /// Another publish is under way.
    #[error("another publish to {location} is under way")]
    Locked { location: String, by: Option<Holder> },
    /// A guard refused before anything was sent.
    #[error("{message}")]
    Refused {
        message: String,
        /// Some of what it is about.
        paths: Vec<String>,
        help: String,
    },
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted { live: Option<String> },
    /// Our own state could not be written.
    #[error(transparent)]
    State(#[from] WriteError),
}

impl From<TargetError> for PublishError {
    fn from(error: TargetError) -> Self {
        match error.kind {
            TargetErrorKind::Interrupted => Self::Interrupted { live: None },
            _ => Self::Target { error, live: None },
        }
    }
}
