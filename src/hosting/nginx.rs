//! What a `server` of nginx includes: redirects, headers and error pages.

use std::fmt::Write;

use super::headers::{ASK_AGAIN, FINGERPRINTED, FOREVER, SPECULATION_RULES, general};
use super::rule::{Rule, RuleTarget};
use super::rules::Rules;
use crate::media_type::essence;
use crate::paths::decoded;

/// The file, which nginx reads from the output directory and never serves.
pub(super) const FILE: &str = "_nginx.conf";

/// The file's text. All of it belongs in a `server`; `docs/hosting.md` shows one.
pub(super) fn text(rules: &Rules) -> String {
    let sub_path = rules.sub_path();
    let site = decoded(sub_path);
    let mut text = String::from("# Written by digest, to be included in a `server` of nginx.\n");
    text += "charset utf-8;\n\
             charset_types text/xml text/plain text/css text/javascript application/javascript \
             application/json application/manifest+json image/svg+xml text/calendar;\n\
             absolute_redirect off;\n\
             gzip_static on;\n";
    // A text in memory takes whatever it is given.
    let not_found = quoted(&format!("{site}/404.html"));
    // A directory without a page is forbidden to list, which is nobody's business.
    let _ = writeln!(text, "error_page 404 410 {not_found};\nerror_page 403 =404 {not_found};");
    text += &headers("", sub_path, ASK_AGAIN);
    for directory in FINGERPRINTED {
        let path = quoted(&format!("{site}/{directory}/"));
        let _ = writeln!(text, "location ^~ {path} {{");
        text += &headers("    ", sub_path, FOREVER);
        text += "}\n";
    }
    // Older lists of media types lack these.
    for name in [SPECULATION_RULES, "site.webmanifest", "events.ics"] {
        let media_type = essence(name);
        let path = quoted(&format!("{site}/{name}"));
        let _ = writeln!(text, "location = {path} {{ types {{ }} default_type {media_type}; }}");
    }
    // The manifest, this file, and whatever else is hidden.
    text += "location ~ /\\.(?!well-known/) { return 404; }\n";
    let own = quoted(&format!("{site}/{FILE}"));
    let _ = writeln!(text, "location = {own} {{ return 404; }}");
    for rule in rules.iter() {
        text += &locations(&site, rule);
    }
    text
}

fn headers(indent: &str, sub_path: &str, cache: &str) -> String {
    let mut text = String::new();
    for (name, value) in general(sub_path) {
        let _ = writeln!(text, "{indent}add_header {name} {} always;", quoted(&value));
    }
    let _ = writeln!(text, "{indent}add_header Cache-Control \"{cache}\";");
    text
}

/// A rule, for its path with and without the slash at its end. nginx compares decoded paths.
fn locations(site: &str, rule: &Rule) -> String {
    let from = format!("{site}{}", decoded(rule.from.as_str()));
    let action = match &rule.target {
        RuleTarget::To(to, status) => {
            // A dollar sign begins a variable, and nothing escapes it.
            let to = quoted(&to.replace('$', "%24"));
            format!("return {} {to};", status.code())
        }
        RuleTarget::Withdrawn if !from.contains('$') => {
            let page = quoted(&format!("{from}index.html"));
            format!("error_page 410 {page}; return 410;")
        }
        RuleTarget::Withdrawn | RuleTarget::Gone => "return 410;".into(),
    };
    let mut text = String::new();
    let without = from.strip_suffix('/').filter(|without| !without.is_empty());
    for path in [Some(from.as_str()), without].into_iter().flatten() {
        let _ = writeln!(text, "location = {} {{ {action} }}", quoted(path));
    }
    text
}

/// A text as one word.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
