//! Reports problems.

use std::path::Path;

use super::args::MessageFormat;
use super::exit::{self, CommandError};
use super::terminal::Terminal;
use super::{sarif, signals};
use crate::build::{BuildError, OpenSite, text_of};
use crate::diagnostics::{
    Diagnostic, Diagnostics, Report, Scope, Severity, escape_for_terminal, render,
};
use crate::index::LeftOut;
use crate::paths::SourcePath;
use crate::watch::Watcher;
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
    site: &OpenSite,
    format: MessageFormat,
    terminal: &Terminal,
) -> CommandError {
    match error {
        BuildError::Problems(found) => {
            let report = site.policy.report_all(&found, Scope::Build);
            let code = exit::code(&report.problems);
            of_site(report, site, format, terminal);
            CommandError::Problems(code)
        }
        BuildError::Write(error) => error.into(),
        BuildError::Interrupted => {
            CommandError::Interrupted(signals::received().unwrap_or(signal_hook::consts::SIGINT))
        }
    }
}

/// Draws the problems of a site, those that are known only by their number.
pub(super) fn of_site(report: Report, site: &OpenSite, format: MessageFormat, terminal: &Terminal) {
    let known = site.policy.baseline.as_ref().map(|(file, _)| (&report.known, file));
    draw(report.problems, known, format, terminal, &|path| text_of(&site.files, path));
}

/// Draws problems as [`of_site`] does.
pub(super) fn problems(
    problems: Diagnostics,
    format: MessageFormat,
    terminal: &Terminal,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    draw(problems, None, format, terminal, text);
}

/// Draws some problems for people in this order, and says how many more there are.
pub(super) fn some(
    problems: &[&Diagnostic],
    terminal: &Terminal,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let style = render::DisplayStyle::Human { colour: terminal.colour() };
    for problem in problems.iter().take(MAX_SHOWN) {
        terminal.print_error(&format!("{}\n", render::draw(problem, style, text)));
    }
    left_out(problems.len().saturating_sub(MAX_SHOWN), terminal);
}

/// Says how many problems are not shown.
fn left_out(number: usize, terminal: &Terminal) {
    if number > 0 {
        let more = counted(number, "more problem");
        terminal.print_error(&format!("and {more}; `--format short` prints all of them"));
    }
}

/// Says what cannot be watched.
pub(super) fn notices(watcher: &mut Watcher, terminal: &Terminal) {
    for notice in watcher.notices() {
        terminal.say(&notice.to_string());
        if let Some(help) = notice.help() {
            terminal.say(&format!("help: {help}"));
        }
    }
}

/// Draws problems in their order, and then their number. People see the first 50; a program gets all
/// of them.
fn draw(
    problems: Diagnostics,
    known: Option<(&Diagnostics, &SourcePath)>,
    format: MessageFormat,
    terminal: &Terminal,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let drawing = match format {
        MessageFormat::Sarif => {
            return terminal.print(&sarif::document(problems, known, text));
        }
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
            MessageFormat::Human => terminal.print_error(&format!("{drawn}\n")),
            MessageFormat::Short => terminal.print_error(&drawn),
            MessageFormat::Json | MessageFormat::Sarif => terminal.print(&drawn),
        }
    }
    left_out(sorted.len().saturating_sub(most), terminal);
    let known = known.map(|(known, file)| (known.len(), file));
    total(&sorted, known, format, terminal);
}

/// Closes the list of problems: how many there are. Known ones count as warnings. A program gets a
/// total even if it is 0.
fn total(
    problems: &[Diagnostic],
    known: Option<(usize, &SourcePath)>,
    format: MessageFormat,
    terminal: &Terminal,
) {
    let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let known = known.filter(|(number, _)| *number > 0);
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning) + known.map_or(0, |(number, _)| number);
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
    let listed = known.map(|(number, file)| {
        let are = if number == 1 { "is" } else { "are" };
        format!(", of which {number} {are} listed in {}", escape_for_terminal(file.as_str()))
    });
    let line = parts.join(", ") + &listed.unwrap_or_default();
    // `--quiet` leaves the line out where it adds nothing.
    let is_needed = format == MessageFormat::Human && !problems.is_empty();
    if is_needed { terminal.print_error(&line) } else { terminal.say(&line) }
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
