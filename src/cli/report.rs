//! Telling problems.

use std::path::Path;

use super::args::MessageFormat;
use super::exit::{self, CommandError};
use super::signals;
use super::terminal::Terminal;
use crate::build::{BuildError, text_of};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, render};
use crate::files::Files;
use crate::index::LeftOut;
use crate::paths::SourcePath;
use crate::write::{OutputTarget, WriteError, pending_journal};

/// At most this many problems are shown to people.
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

/// Draws problems in their order, and then how many there are. For people, the first 50; a program
/// gets all of them.
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
    let most = if format == MessageFormat::Human { MAX_SHOWN } else { usize::MAX };
    for problem in sorted.iter().take(most) {
        let drawn = render::draw(problem, drawing, text);
        match format {
            MessageFormat::Human => terminal.tell(&format!("{drawn}\n")),
            MessageFormat::Short => terminal.tell(&drawn),
            MessageFormat::Json => terminal.print(&drawn),
        }
    }
    let left_out = sorted.len().saturating_sub(most);
    if left_out > 0 {
        let more = counted(left_out, "more problem");
        terminal.tell(&format!("and {more}; `--format short` prints all of them"));
    }
    total(&Total::of(&sorted), format, terminal);
}

/// How many problems there are of each severity.
struct Total {
    errors: usize,
    warnings: usize,
}

impl Total {
    fn of(problems: &[Diagnostic]) -> Self {
        let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }
}

/// Closes the list of problems. A program gets a total even if it is 0.
fn total(total: &Total, format: MessageFormat, terminal: &Terminal) {
    let Total { errors, warnings } = *total;
    if format == MessageFormat::Json {
        let total = serde_json::json!({ "total": { "errors": errors, "warnings": warnings } });
        terminal.print(&total.to_string());
        return;
    }
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| counted(number, word))
        .collect();
    if parts.is_empty() {
        return;
    }
    match format {
        // A line that `--quiet` leaves out: it is not a problem.
        MessageFormat::Short => terminal.say(&parts.join(", ")),
        _ => terminal.tell(&parts.join(", ")),
    }
}

/// What closing lines add about content that is not shown; nothing if all is.
pub(super) fn not_shown(left_out: LeftOut) -> String {
    if left_out.is_empty() { String::new() } else { format!("; {left_out}") }
}

/// A number with its word, in English.
pub(super) fn counted(number: usize, word: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {word}{ending}")
}
