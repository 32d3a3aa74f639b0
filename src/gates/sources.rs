//! Whose reporting an article digests: that it says so, and that its sources lead to a page.

use super::editorial::editorial;
use super::web;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::site::{self, Site};

pub(super) fn check(site: &Site, found: &mut Diagnostics) {
    for entry in editorial(site) {
        let article = &entry.content;
        let file = &article.meta.source;
        if article.sources.is_empty() {
            let problem = Diagnostic::new(Code::NoSource, "the article names no source");
            let help = "list under `sources` whose reporting it digests; for your own reporting, \
                        set `no-source = \"off\"` for the file in a `[[check.paths]]`";
            found.push(problem.in_file(file).at_key(["title".into()]).help(help));
        }
        for (item, source) in article.sources.iter().enumerate() {
            let Some(address) = &source.url else { continue };
            let is_bare = web::read(address).is_some_and(|url| web::is_front_page(&url));
            if is_bare && site::is_elsewhere(&site.config, address) {
                let message = format!("the source `{address}` is a front page, not a report");
                let problem = Diagnostic::new(Code::BareSource, message).in_file(file);
                let help = "write the address of the report itself, or remove `url`";
                let key = ["sources".into(), item.into(), "url".into()];
                found.push(problem.at_key(key).help(help));
            }
        }
    }
}
