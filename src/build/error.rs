//! Why a build failed.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::write::WriteError;

/// Why a build failed. The published site is as it was, unless a [`WriteError`] says otherwise.
#[derive(Debug)]
pub enum BuildError {
    /// Problems of the site, warnings included, each with the severity of its code.
    Problems(Diagnostics),
    /// The output could not be written.
    Write(WriteError),
    /// The user stopped it.
    Interrupted,
}

impl BuildError {
    pub(super) fn bug(message: impl Into<String>) -> Self {
        Self::Problems(Diagnostic::new(Code::InternalBug, message).into())
    }

    /// Adds the problems that were found before, if these are problems of the site.
    pub(super) fn with_problems(self, others: Diagnostics) -> Self {
        match self {
            Self::Problems(mut problems) => {
                problems.extend(others);
                Self::Problems(problems)
            }
            other => other,
        }
    }
}

impl From<Diagnostics> for BuildError {
    fn from(problems: Diagnostics) -> Self {
        Self::Problems(problems)
    }
}

impl From<WriteError> for BuildError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Interrupted => Self::Interrupted,
            error => Self::Write(error),
        }
    }
}
