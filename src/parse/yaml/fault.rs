//! Problems within a YAML text.

use std::fmt::Display;

use crate::diagnostics::{Code, Diagnostic, Position};

/// A problem within a YAML text; positions count from the text's own first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Fault {
    pub(in crate::parse) code: Code,
    pub(in crate::parse) position: Option<Position>,
    pub(in crate::parse) message: String,
    pub(in crate::parse) help: Option<String>,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, position: None, message: message.into(), help: None }
    }

    pub(super) fn at(mut self, error: &serde_yaml::Error) -> Self {
        self.position = error.location().as_ref().map(position);
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Makes it a diagnostic of a file in which the YAML begins on line `first_line`.
    pub(in crate::parse) fn diagnostic(self, first_line: u32) -> Diagnostic {
        let position = self.position.unwrap_or(Position::new(1, 1));
        Diagnostic::new(self.code, self.message)
            .at(Position { line: position.line + first_line - 1, ..position })
            .help_maybe(self.help)
    }
}

impl From<Diagnostic> for Fault {
    fn from(problem: Diagnostic) -> Self {
        let Diagnostic { code, message, help, .. } = problem;
        Self { code, position: None, message, help }
    }
}

pub(super) fn position(location: &serde_yaml::Location) -> Position {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Position::new(count(location.line()), count(location.column()))
}

/// The position of an error from within a reading, where its type is not known, and so the text is
/// all there is. `serde_yaml` writes `at line 3 column 1` at the end, and nothing for the very start.
pub(super) fn position_in(error: &impl Display) -> Option<Position> {
    let text = error.to_string();
    let (line, column) = text.rsplit_once(" at line ")?.1.split_once(" column ")?;
    Some(Position::new(line.parse().ok()?, column.parse().ok()?))
}
