//! Plain pages.

use super::article::toc;
use super::body;
use super::parts::{self, PageFacts};
use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::PageEntry;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "page.html";

/// The template of a page: the one that it names, or the usual one.
pub(super) fn template(entry: &PageEntry) -> &str {
    entry.page.meta.template.as_deref().unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(site: &'a Site, entry: &'a PageEntry, label: &'a str) -> View<'a> {
    let page = &entry.page;
    let facts = PageFacts {
        kind: "page",
        title: page.meta.title.clone(),
        description: page.description.as_deref().filter(|_| page.meta.withdrawn.is_none()),
        url: Some(&entry.url),
        noindex: page.meta.noindex || page.meta.withdrawn.is_some(),
        ..PageFacts::default()
    };
    let components = page.body.components.iter().map(|component| component.name.as_str());
    let view = parts::view(site, template(entry), components, facts);
    let own = Combiner::new("plain")
        .fingerprint(page.meta.fingerprint)
        .text(entry.url.as_str())
        .text(site.config.base_url.sub_path())
        .finish();
    let view = view.part("plain", own, move || {
        Record::new()
            .set("title", &page.meta.title)
            .set("description", page.description.as_ref())
            .set("url", entry.url.under(site.config.base_url.sub_path()))
            .set("withdrawn", super::article::withdrawn(site, &page.meta))
            .set("extra", Value::map(&page.meta.extra))
            .set("toc", toc(&page.body))
            .into()
    });
    body::add_to(view, site, &page.meta, &page.body, label)
}
