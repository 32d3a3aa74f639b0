//! Errors of releases.

use super::error::WriteError;

/// Why a release was not made or shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReleaseError {
    /// The system refused an operation.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Something is in the way that must not be touched.
    #[error("{message}")]
    Refused {
        /// What it is, with its path.
        message: String,
        /// What to do about it.
        help: &'static str,
    },
    /// A record has been changed by another process.
    #[error("{0}")]
    Conflict(String),
    /// A file of the site was changed while it was copied.
    #[error("`{0}` was changed after it was built")]
    Changed(String),
}

impl ReleaseError {
    pub(super) fn refused(message: String, help: &'static str) -> Self {
        Self::Refused { message, help }
    }
}
