//! From Tera's errors to diagnostics.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, ReportError};

use super::settings::Templates;
use super::suggest;
use super::tags::name_at;
use super::undefined::{self, Named, Scope};
use crate::diagnostics::{Code, Diagnostic, MAX_SUGGESTIONS, Position, Span};

/// The problems that loading found.
pub(super) fn load(error: &Error, templates: &Templates) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            vec![syntax(report, templates)]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            vec![circle("extends", tpl, inheritance_chain, templates)]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            vec![circle("includes", tpl, include_chain, templates)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("extends `{parent}`, which does not exist");
            let problem = Diagnostic::new(Code::TemplateSyntax, message);
            let problem = problem.help_maybe(suggest::unknown("template", parent, templates));
            vec![in_template(problem, current, templates)]
        }
        _ => drawn(&error.to_string(), templates),
    }
}

/// A problem that arose while a page was rendered.
pub(super) fn render(
    error: &Error,
    template: &str,
    scope: &Scope<'_>,
    templates: &Templates,
    page: &str,
) -> Diagnostic {
    let message = |what: &str| format!("{what} (while rendering {page})");
    match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
            let Named { message: what, help } = undefined::explain(report, scope, templates)
                .unwrap_or_else(|| plain(report, error));
            located(Code::TemplateRender, message(&what), report, templates).help_maybe(help)
        }
        _ => {
            let what = with_cause(&error.to_string(), error);
            in_template(Diagnostic::new(Code::TemplateRender, message(&what)), template, templates)
        }
    }
}

/// An error about something else than an undefined name.
fn plain(report: &ReportError, error: &Error) -> Named {
    let message = report.message();
    // Unknown argument(s) `a` in component call. Possible argument(s) are: `b`, `c`
    let argument = || {
        let rest = message.strip_prefix("Unknown argument(s) `")?;
        let (name, rest) = rest.split_once('`')?;
        let known = rest.split_once("are: ").map_or("", |(_, known)| known);
        suggest::near(name, known.split('`').skip(1).step_by(2))
    };
    Named { message: with_cause(message, error), help: argument() }
}

/// Text that is no template.
fn syntax(report: &ReportError, templates: &Templates) -> Diagnostic {
    let message = report.message();
    let text = templates.get(report.filename()).map_or("", |template| template.text.as_str());
    let name = text.get(report.span().range.start..).map(name_at).filter(|name| !name.is_empty());
    match name.filter(|_| message == "Unknown tag") {
        Some(name) => {
            located(Code::TemplateSyntax, format!("{message} `{name}`"), report, templates)
                .help_maybe(suggest::statement(name))
        }
        None => located(Code::TemplateSyntax, message.to_owned(), report, templates),
    }
}

/// Tera gives the reason of a filter or function as the source of its error.
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

fn located(code: Code, message: String, report: &ReportError, templates: &Templates) -> Diagnostic {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let span = report.span();
    // Tera counts lines from 1 and columns from 0.
    let start = Position::new(count(span.start_line), count(span.start_col + 1));
    let end = Position::new(count(span.end_line), count(span.end_col + 1));
    let problem = Diagnostic::new(code, message).at(Span { start, end });
    in_template(problem, report.filename(), templates)
}

fn in_template(problem: Diagnostic, template: &str, templates: &Templates) -> Diagnostic {
    match templates.get(template) {
        Some(template) => problem.in_file(&template.file),
        None => problem,
    }
}

fn circle(verb: &str, template: &str, chain: &[String], templates: &Templates) -> Diagnostic {
    let chain = chain.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" -> ");
    let message = format!("`{template}` {verb} itself: {chain}");
    in_template(Diagnostic::new(Code::TemplateSyntax, message), template, templates)
}

/// Errors about references come as one drawn text, several reports one after the other: a line
/// `error: …`, then a line ` --> template:line:column`.
fn drawn(text: &str, templates: &Templates) -> Vec<Diagnostic> {
    let problem = |message: &str| Diagnostic::new(Code::TemplateSyntax, message);
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut missing: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut open = None;
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            problems.extend(open.replace(message).map(problem));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(message) = open.take()
        {
            let (template, position) = place_of(place);
            if let Some(block) = unknown_block(message)
                && let Some(parent) = suggest::own_parent(template, templates)
            {
                missing.entry((parent, block)).or_default().push(template);
                continue;
            }
            let is_helpful = problems.len() < MAX_SUGGESTIONS;
            let help = || help_for(message, template, templates);
            let found = problem(message).help_maybe(is_helpful.then(help).flatten());
            let found = in_template(found, template, templates);
            problems.push(match position {
                Some(position) => found.at(position),
                None => found,
            });
        }
    }
    problems.extend(open.map(problem));
    for ((parent, block), children) in missing {
        problems.push(in_template(missing_block(block, &children), parent, templates));
    }
    if problems.is_empty() {
        problems.push(problem(&text.replace('\n', " ")));
    }
    problems
}

/// A block that built-in templates need in the author's own template that they extend.
fn missing_block(block: &str, children: &[&str]) -> Diagnostic {
    let listed = suggest::list(children.iter().copied());
    let message =
        format!("has no block `{block}`, which templates that extend it define: {listed}");
    Diagnostic::new(Code::TemplateSyntax, message)
        .help(format!("add `{{% block {block} %}}{{% endblock {block} %}}` where it belongs"))
}

/// The name in ``Block `x` is not defined in any parent template``.
fn unknown_block(message: &str) -> Option<&str> {
    message.strip_prefix("Block `")?.split('`').next()
}

/// Help for a name that a message calls unknown.
fn help_for(message: &str, template: &str, templates: &Templates) -> Option<String> {
    if let Some(block) = unknown_block(message) {
        return suggest::block(block, template, templates);
    }
    let (what, name) = message.strip_prefix("Unknown ")?.split_once(" `")?;
    suggest::unknown(what, name.strip_suffix('`')?, templates)
}

/// The parts of `template:line:column`.
fn place_of(place: &str) -> (&str, Option<Position>) {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.trim().parse().ok());
    let line = parts.next().and_then(|part| part.parse().ok());
    let position = line.zip(column).map(|(line, column)| Position::new(line, column));
    (parts.next().unwrap_or_default(), position)
}
