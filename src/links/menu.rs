//! The items of the menu whose targets are shown now.

use super::resolve::hidden_at;
use crate::config::{ConfigLink, MenuItem};
use crate::diagnostics::{Code, Diagnostic};
use crate::paths::SourcePath;
use crate::site::Site;

/// The items that lead somewhere: one whose target is not shown is left out, as in other lists.
pub(crate) fn menu(site: &Site) -> impl Iterator<Item = &MenuItem> {
    site.config.menu.iter().filter(|item| hidden(site, item).is_none())
}

/// Warns of the items that are left out.
pub(super) fn check(site: &Site) -> impl Iterator<Item = Diagnostic> {
    site.config.menu.iter().filter_map(|item| {
        let (title, why) = hidden(site, item)?;
        let message = format!("»{title}« {why} and is left out of the menu");
        let problem = Diagnostic::new(Code::HiddenTarget, message).at_maybe(item.span);
        let problem = problem.help("publish it first, or remove the item");
        Some(match SourcePath::new("site.toml") {
            Some(file) => problem.in_file(&file),
            None => problem,
        })
    })
}

fn hidden(site: &Site, item: &MenuItem) -> Option<(String, &'static str)> {
    match &item.url {
        ConfigLink::Site { path, .. } => hidden_at(site, path),
        ConfigLink::Web(_) => None,
    }
}
