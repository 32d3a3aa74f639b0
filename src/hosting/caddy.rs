//! What a site of Caddy imports: redirects, headers and error pages.

use std::fmt::Write;

use super::headers::{ASK_AGAIN, FINGERPRINTED, FOREVER, SPECULATION_RULES, general};
use super::rule::{Rule, RuleTarget};
use super::rules::Rules;
use crate::config::RedirectStatus;
use crate::media_type::essence;
use crate::paths::decoded;

/// The file, which Caddy reads from the output directory and never serves.
pub(super) const FILE: &str = "_caddyfile";

/// The file's text. All of it belongs in a site; `docs/hosting.md` shows one.
pub(super) fn text(rules: &Rules) -> String {
    let sub_path = rules.sub_path();
    let site = decoded(sub_path);
    let mut text =
        String::from("# Written by digest, to be imported in a site of Caddy.\nheader {\n");
    for (name, value) in general(sub_path) {
        // A text in memory takes whatever it is given.
        let _ = writeln!(text, "\t{name} {}", quoted(&value));
    }
    // Unless it is set: Caddy sets the headers of longer paths first.
    let _ = writeln!(text, "\t?Cache-Control {}\n}}", quoted(ASK_AGAIN));
    for directory in FINGERPRINTED {
        let path = quoted(&format!("{site}/{directory}/*"));
        let _ = writeln!(text, "header {path} Cache-Control {}", quoted(FOREVER));
    }
    for name in [SPECULATION_RULES, "site.webmanifest"] {
        let media_type = essence(name);
        let path = quoted(&format!("{site}/{name}"));
        let _ = writeln!(text, "header {path} Content-Type {media_type}");
    }
    // The manifest, this file, and whatever else is hidden.
    text += "@digest_hidden {\n\tpath_regexp \\/\\.|\\/_caddyfile$\n\tnot path */.well-known/*\n}\n\
             error @digest_hidden 404\n";
    for status in [
        RedirectStatus::MovedPermanently,
        RedirectStatus::Found,
        RedirectStatus::SeeOther,
        RedirectStatus::TemporaryRedirect,
        RedirectStatus::PermanentRedirect,
    ] {
        let to = |rule: &Rule| match &rule.target {
            RuleTarget::To(to, own) if *own == status => Some(to.clone()),
            _ => None,
        };
        let code = status.code();
        let name = format!("digest_{code}");
        if map(&mut text, &site, &name, rules, to) {
            let _ =
                writeln!(text, "@{name} not vars {{{name}}} \"\"\nredir @{name} {{{name}}} {code}");
        }
    }
    let gone = |rule: &Rule| match rule.target {
        RuleTarget::To(..) => None,
        RuleTarget::Gone | RuleTarget::Withdrawn => Some("gone".to_owned()),
    };
    if map(&mut text, &site, "digest_gone", rules, gone) {
        text += "@digest_gone vars {digest_gone} gone\nerror @digest_gone 410\n";
    }
    let not_found = quoted(&format!("{site}/404.html"));
    text += "file_server {\n\tprecompressed br gzip\n}\n";
    let _ = writeln!(
        text,
        "handle_errors {{\n\t@digest_410 expression {{err.status_code}} == 410\n\
         \thandle @digest_410 {{\n\
         \t\ttry_files {{path}}index.html {{path}}/index.html {not_found}\n\
         \t\tfile_server {{\n\t\t\tprecompressed br gzip\n\t\t}}\n\t}}\n\
         \thandle {{\n\t\trewrite * {not_found}\n\
         \t\tfile_server {{\n\t\t\tprecompressed br gzip\n\t\t}}\n\t}}\n}}"
    );
    text
}

/// A table from paths to what `value` gives for their rules, which a variable of this name is set
/// from. Caddy compares decoded paths, each with and without the slash at its end.
fn map(
    text: &mut String,
    site: &str,
    name: &str,
    rules: &Rules,
    value: impl Fn(&Rule) -> Option<String>,
) -> bool {
    let found: Vec<(&Rule, String)> =
        rules.iter().filter_map(|rule| Some((rule, value(rule)?))).collect();
    if found.is_empty() {
        return false;
    }
    let _ = writeln!(text, "map {{path}} {{{name}}} {{");
    for (rule, value) in &found {
        let from = format!("{site}{}", decoded(rule.from.as_str()));
        // Braces begin a variable.
        let value = quoted(&value.replace('{', "%7B").replace('}', "%7D"));
        let _ = writeln!(text, "\t{} {value}", quoted(&from));
        if let Some(without) = from.strip_suffix('/').filter(|without| !without.is_empty()) {
            let _ = writeln!(text, "\t{} {value}", quoted(without));
        }
    }
    text.push_str("\tdefault \"\"\n}\n");
    true
}

/// A text as one word.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
