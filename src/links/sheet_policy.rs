//! What browsers would not load of the site's own style sheets, because the pages'
//! Content-Security-Policy blocks it.

use super::policy::{blocked_font, blocked_url};
use crate::diagnostics::Diagnostic;
use crate::html::{Sheet, loaded};
use crate::paths::SourcePath;
use crate::site::Site;

/// What is blocked, each at its place in a style sheet of the theme or another one below `static`.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    if site.config.csp.policy.is_none() {
        return Vec::new();
    }
    let theme = site.theme.own_style_sheets.iter();
    let theme = theme.flat_map(|(file, text)| of_sheet(site, file, text));
    let is_sheet = |file: &&SourcePath| file.extension() == Some("css");
    let limit = site.config.limits.static_bytes as u64;
    let others = site.statics.keys().filter(is_sheet);
    // What cannot be read was reported, and what is no text loads nothing.
    let others = others.filter_map(|file| Some((file, site.files.read_text(file, limit).ok()?)));
    theme.chain(others.flat_map(|(file, text)| of_sheet(site, file, &text))).collect()
}

fn of_sheet(site: &Site, file: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let found = loaded(text).into_iter().filter_map(|it| {
        let url = &text[it.range.clone()];
        let problem = match it.kind {
            Sheet::Url(directive) => blocked_url(site, None, directive, url)?,
            Sheet::Font => blocked_font(site, url)?,
        };
        Some(problem.in_file(file).at_bytes(it.range))
    });
    found.collect()
}
