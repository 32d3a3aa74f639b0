//! What browsers would not load or run of a body, because the page's Content-Security-Policy blocks
//! it.

use crate::diagnostics::{Code, Diagnostic};
use crate::html::{Directive, Governed};
use crate::model::{Body, Meta};
use crate::site::{Site, blocked_source, is_elsewhere};

/// The blocked parts of a body, each at its position.
pub(super) fn check(site: &Site, meta: &Meta, body: &Body) -> Vec<Diagnostic> {
    let config = &site.config;
    if config.csp.policy.is_none() {
        return Vec::new();
    }
    let images = body.images.iter().filter_map(|image| {
        let problem = blocked_url(site, Some(body), Directive::Img, &image.src)?;
        Some(problem.at_bytes(image.range.clone()))
    });
    let governed = body.governed.iter().filter_map(|used| {
        let problem = match used.kind {
            Governed::Url(directive) => blocked_url(site, Some(body), directive, &used.url)?,
            kind => blocked(site, kind)?,
        };
        Some(problem.at_bytes(used.range.clone()))
    });
    images.chain(governed).map(|problem| problem.in_file(&meta.source)).collect()
}

/// The problem of a URL that a page loads.
pub(super) fn blocked_url(
    site: &Site,
    body: Option<&Body>,
    directive: Directive,
    url: &str,
) -> Option<Diagnostic> {
    let source = blocked_source(&site.config, body, directive, url)?;
    let line = site.config.csp.line_with(directive, &source);
    let shown: String = url.chars().take(60).collect();
    let what = match directive {
        Directive::Img => "the image",
        Directive::Media => "the recording",
        Directive::Frame => "the frame",
        Directive::Script => "the script",
        Directive::Style => "the style sheet",
        Directive::Connect => "the request to",
        Directive::Form => "the form that is sent to",
    };
    let help = match (directive, source.as_str()) {
        (Directive::Script, "data:" | "blob:") => {
            "put the script into a file in `static/`".to_owned()
        }
        (Directive::Form | Directive::Frame | Directive::Connect, _) => {
            format!("add `{line}` to the table `[csp]` in site.toml")
        }
        _ => {
            format!("put the file on this site, or add `{line}` to the table `[csp]` in site.toml")
        }
    };
    let message = format!("{what} `{shown}` is blocked by the site's Content-Security-Policy");
    Some(Diagnostic::new(Code::BlockedByCsp, message).help(help))
}

/// The problem of the URL of a font.
pub(super) fn blocked_font(site: &Site, url: &str) -> Option<Diagnostic> {
    if !is_elsewhere(&site.config, url) {
        return None;
    }
    let shown: String = url.chars().take(60).collect();
    let message = format!("the font `{shown}` is blocked by the site's Content-Security-Policy");
    let help = "put the font into a file in `static/`; other origins cannot be allowed for fonts";
    Some(Diagnostic::new(Code::BlockedByCsp, message).help(help))
}

/// The problem of anything else that a policy blocks.
pub(super) fn blocked(site: &Site, kind: Governed) -> Option<Diagnostic> {
    let inline = "'unsafe-inline'";
    let csp = &site.config.csp;
    let (what, help) = match kind {
        Governed::Url(_) => return None,
        Governed::InlineStyle => {
            let styles = csp.sources(Directive::Style);
            if styles.iter().any(|source| source.to_string() == inline) {
                return None;
            }
            let line = csp.line_with(Directive::Style, inline);
            let help = format!(
                "use a class, with its rules in a style sheet in `static/tema/`, or add `{line}` to \
                 the table `[csp]` in site.toml"
            );
            ("the inline style", help)
        }
        Governed::InlineScript => (
            "the inline script",
            "put it into a file in `static/`, and load that with `<script src=\"/NAME.js\">`"
                .into(),
        ),
        Governed::Plugin => {
            ("`<object>` or `<embed>`", "show the file in an `<iframe>`, or link to it".to_owned())
        }
        Governed::Base => ("`<base>`", "remove it, and write complete URLs".to_owned()),
    };
    let message = format!("{what} is blocked by the site's Content-Security-Policy");
    Some(Diagnostic::new(Code::BlockedByCsp, message).help(help))
}
