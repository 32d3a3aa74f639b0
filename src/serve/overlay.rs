//! Problems as HTML: over the last good version of a page, or instead of it.

use std::fmt::Write as _;

use super::script::{ScriptTag, Token};
use super::site::Problems;
use crate::diagnostics::Severity;
use crate::html::escape;

/// The Content-Security-Policy of the server's own pages: nothing inline, nothing from elsewhere.
pub(super) const POLICY: &str = "default-src 'self'";

/// What the script lays over the open page; empty if there are no problems.
pub(super) fn overlay(problems: &Problems, token: &Token) -> String {
    if problems.shown.is_empty() {
        return String::new();
    }
    let kind =
        if problems.count(Severity::Error) > 0 { Severity::Error } else { Severity::Warning };
    format!(
        "<link rel=\"stylesheet\" href=\"/_digest/{token}/live.css\">\n\
         <button type=\"button\" class=\"badge {kind}\" aria-haspopup=\"dialog\">{problems}</button>\n\
         <dialog class=\"{kind}\" aria-labelledby=\"heading\">\n\
         <form method=\"dialog\"><h1 id=\"heading\">{problems}</h1>\
         <button autofocus>Close</button></form>\n{}</dialog>\n",
        list(problems)
    )
}

/// The page in place of one that cannot be rendered and has no earlier version.
pub(super) fn failed_page(problems: &Problems, script: &ScriptTag<'_>) -> String {
    let token = script.token;
    let list = if problems.shown.is_empty() {
        "<p>The page could not be rendered.</p>\n".to_owned()
    } else {
        list(problems)
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>This page cannot be shown</title>\n\
         <link rel=\"stylesheet\" href=\"/_digest/{token}/live.css\">\n</head>\n\
         <body class=\"failed\">\n<main>\n<h1>This page cannot be shown</h1>\n{list}</main>\n\
         {script}\n</body>\n</html>\n"
    )
}

fn list(problems: &Problems) -> String {
    problems.shown.iter().fold(String::new(), |mut list, problem| {
        let text = escape(&problem.text);
        // Writing to a string cannot fail.
        let _ = writeln!(list, "<pre class=\"{}\" tabindex=\"0\">{text}</pre>", problem.severity);
        list
    })
}
