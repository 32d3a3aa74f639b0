//! From Tera's errors to diagnostics.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, ReportError};

use super::component;
use super::filters::FILTERS;
use crate::diagnostics::{Code, Diagnostic, Position, Span, nearest};
use crate::paths::SourcePath;

/// The problems that loading found.
pub(super) fn load(error: &Error, files: &BTreeMap<String, SourcePath>) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            vec![located(Code::TemplateSyntax, report.message().to_owned(), report, files)]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            vec![circle("extends", tpl, inheritance_chain, files)]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            vec![circle("includes", tpl, include_chain, files)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("extends `{parent}`, which does not exist");
            let problem = Diagnostic::new(Code::TemplateSyntax, message);
            let problem = problem.help_maybe(near(parent, files.keys().map(String::as_str)));
            vec![in_template(problem, current, files)]
        }
        _ => drawn(&error.to_string(), files),
    }
}

/// A problem that arose while a page was rendered.
pub(super) fn render(
    error: &Error,
    template: &str,
    files: &BTreeMap<String, SourcePath>,
    page: &str,
) -> Diagnostic {
    let message = |what: &str| format!("{what} (while rendering {page})");
    match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
            let what = with_cause(report.message(), error);
            located(Code::TemplateRender, message(&what), report, files)
        }
        _ => {
            let what = with_cause(&error.to_string(), error);
            in_template(Diagnostic::new(Code::TemplateRender, message(&what)), template, files)
        }
    }
}

/// Tera tells what a filter or function objected to as the error's source.
fn with_cause(what: &str, error: &Error) -> String {
    let mut text = what.to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let reason = error.to_string();
        if !text.contains(&reason) {
            text = format!("{text}: {reason}");
        }
        cause = error.source();
    }
    text
}

fn located(
    code: Code,
    message: String,
    report: &ReportError,
    files: &BTreeMap<String, SourcePath>,
) -> Diagnostic {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let span = report.span();
    // Tera counts lines from 1 and columns from 0.
    let start = Position::new(count(span.start_line), count(span.start_col + 1));
    let end = Position::new(count(span.end_line), count(span.end_col + 1));
    let problem = Diagnostic::new(code, message).at(Span { start, end });
    in_template(problem, report.filename(), files)
}

fn in_template(
    problem: Diagnostic,
    template: &str,
    files: &BTreeMap<String, SourcePath>,
) -> Diagnostic {
    match files.get(template) {
        Some(file) => problem.in_file(file),
        None => problem,
    }
}

fn circle(
    verb: &str,
    template: &str,
    chain: &[String],
    files: &BTreeMap<String, SourcePath>,
) -> Diagnostic {
    let chain = chain.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" -> ");
    let message = format!("`{template}` {verb} itself: {chain}");
    in_template(Diagnostic::new(Code::TemplateSyntax, message), template, files)
}

/// Errors about references come as one drawn text, several reports one after the other: a line
/// `error: …`, then a line ` --> template:line:column`.
fn drawn(text: &str, files: &BTreeMap<String, SourcePath>) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = Vec::new();
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            let help = near_unknown(message, files);
            problems.push(Diagnostic::new(Code::TemplateSyntax, message).help_maybe(help));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(problem) = problems.pop()
        {
            problems.push(at_place(problem, place, files));
        }
    }
    if problems.is_empty() {
        problems.push(Diagnostic::new(Code::TemplateSyntax, text.replace('\n', " ")));
    }
    problems
}

/// Suggests a name for one that a message calls unknown.
fn near_unknown(message: &str, files: &BTreeMap<String, SourcePath>) -> Option<String> {
    let (what, name) = message.strip_prefix("Unknown ")?.split_once(" `")?;
    let name = name.strip_suffix('`')?;
    let templates = files.keys().map(String::as_str);
    match what {
        "template" => near(name, templates),
        "component" => {
            let file = |path: &str| -> Option<String> {
                let name = path.strip_prefix("components/")?.strip_suffix(".html")?;
                Some(component::tera_name(name))
            };
            let names: Vec<String> = templates.filter_map(file).collect();
            near(name, names.iter().map(String::as_str))
        }
        "filter" => near(name, FILTERS.iter().copied()),
        _ => None,
    }
}

fn near<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, names).map(|near| format!("did you mean `{near}`?"))
}

fn at_place(problem: Diagnostic, place: &str, files: &BTreeMap<String, SourcePath>) -> Diagnostic {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.trim().parse().ok());
    let line = parts.next().and_then(|part| part.parse().ok());
    let problem = in_template(problem, parts.next().unwrap_or_default(), files);
    match line.zip(column) {
        Some((line, column)) => problem.at(Position::new(line, column)),
        None => problem,
    }
}
