//! Telling problems.

use std::path::Path;

use super::args::MessageFormat;
use super::exit::{self, CommandError};
use super::signals;
use super::terminal::Terminal;
use crate::build::{BuildError, text_of};
use crate::diagnostics::{self, Diagnostics, Severity, render};
use crate::files::Files;
use crate::paths::SourcePath;
use crate::write::{OutputTarget, WriteError, pending_journal};

/// More problems than this help nobody.
const MAX_SHOWN: usize = 50;

/// Says that an interrupted build waits to be finished, if one does.
pub(super) fn pending_build(root: &Path, terminal: &Terminal) -> Result<(), WriteError> {
    let target = OutputTarget { site_root: root.to_owned(), output: root.join("public") };
    if pending_journal(&target)?.is_some() {
        terminal.say("a build was interrupted; the next `digest build` will finish it");
    }
    Ok(())
}

/// Reports why a build failed, if its problems are not reported yet, and gives the command's error.
pub(super) fn failure(
    error: BuildError,
    files: &Files,
    format: MessageFormat,
    terminal: &Terminal,
) -> CommandError {
    match error {
        BuildError::Problems(found) => {
            let code = exit::code(&found);
            problems(found, format, terminal, &|path| text_of(files, path));
            CommandError::Problems(code)
        }
        BuildError::Write(error) => error.into(),
        BuildError::Interrupted => {
            CommandError::Interrupted(signals::received().unwrap_or(signal_hook::consts::SIGINT))
        }
    }
}

/// Draws problems in their order, 50 at most, and says how many there are.
pub(super) fn problems(
    problems: Diagnostics,
    format: MessageFormat,
    terminal: &Terminal,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let drawing = match format {
        MessageFormat::Human => render::DisplayStyle::Human { colour: terminal.colour() },
        MessageFormat::Short => render::DisplayStyle::Short,
        MessageFormat::Json => render::DisplayStyle::Json,
    };
    let mut sorted = problems.sorted();
    // Errors first: a flood of warnings must not hide the one that stops the build.
    sorted.sort_by_key(|problem| problem.severity);
    for problem in sorted.iter().take(MAX_SHOWN) {
        let drawn = diagnostics::render::draw(problem, drawing, text);
        match format {
            MessageFormat::Human => terminal.tell(&format!("{drawn}\n")),
            MessageFormat::Short => terminal.tell(&drawn),
            MessageFormat::Json => terminal.print(&drawn),
        }
    }
    let left_out = sorted.len().saturating_sub(MAX_SHOWN);
    if left_out > 0 && format != MessageFormat::Json {
        terminal.tell(&format!("and {left_out} more problems"));
    }
    if format == MessageFormat::Human {
        let count = |severity| sorted.iter().filter(|p| p.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| counted(number, word))
            .collect();
        if !parts.is_empty() {
            terminal.tell(&parts.join(", "));
        }
    }
}

/// A number with its word, in English.
pub(super) fn counted(number: usize, word: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {word}{ending}")
}
