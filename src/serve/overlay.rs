//! What is wrong with the sources, as HTML: over the last good page, or instead of one.

use std::fmt::Write as _;

use super::site::Problems;
use super::token::Token;
use crate::diagnostics::Severity;
use crate::html::escape;

/// The policy of these pages: nothing inline, nothing from elsewhere.
pub(super) const POLICY: &str = "default-src 'self'";

/// What the script lays over the page that is open; nothing if nothing is wrong.
pub(super) fn overlay(problems: &Problems, token: &Token) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let (kind, counts) = (kind(problems), counts(problems));
    format!(
        "<link rel=\"stylesheet\" href=\"/_digest/{token}/live.css\">\n\
         <button type=\"button\" class=\"badge {kind}\" aria-haspopup=\"dialog\">{counts}</button>\n\
         <dialog class=\"{kind}\" aria-labelledby=\"heading\">\n\
         <form method=\"dialog\"><h1 id=\"heading\">{counts}</h1>\
         <button autofocus>Close</button></form>\n{}</dialog>\n",
        list(problems)
    )
}

/// The page that stands for one that cannot be made at all.
pub(super) fn unmade(problems: &Problems, token: &Token, script: &str) -> String {
    let list = if problems.is_empty() {
        "<p>The page could not be rendered.</p>\n".to_owned()
    } else {
        list(problems)
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>This page cannot be shown</title>\n\
         <link rel=\"stylesheet\" href=\"/_digest/{token}/live.css\">\n</head>\n\
         <body class=\"unmade\">\n<main>\n<h1>This page cannot be shown</h1>\n{list}</main>\n\
         {script}\n</body>\n</html>\n"
    )
}

fn list(problems: &Problems) -> String {
    problems.iter().fold(String::new(), |mut list, problem| {
        let text = escape(&problem.text);
        // Writing to a string cannot fail.
        let _ = writeln!(list, "<pre class=\"{}\" tabindex=\"0\">{text}</pre>", problem.severity);
        list
    })
}

fn kind(problems: &Problems) -> Severity {
    match problems.count(Severity::Error) {
        0 => Severity::Warning,
        _ => Severity::Error,
    }
}

/// How many problems there are: `2 errors, 1 warning`.
fn counts(problems: &Problems) -> String {
    let count = |severity: Severity| match problems.count(severity) {
        0 => None,
        1 => Some(format!("1 {severity}")),
        more => Some(format!("{more} {severity}s")),
    };
    let counts = [Severity::Error, Severity::Warning].into_iter().filter_map(count);
    counts.collect::<Vec<_>>().join(", ")
}
