//! Plain pages.

use super::article::toc;
use super::content_page::ContentPage;
use super::json_ld::About;
use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::PageEntry;
use crate::view::{Record, View};

pub(super) const TEMPLATE: &str = "page.html";

/// The template of a page: the one that it names, or the usual one.
pub(super) fn template(entry: &PageEntry) -> &str {
    entry.page.meta.template.as_deref().unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(site: &'a Site, entry: &'a PageEntry, label: &'a str) -> View<'a> {
    let plain = &entry.page;
    let page = ContentPage {
        kind: "page",
        template: template(entry),
        meta: &plain.meta,
        body: &plain.body,
        url: &entry.url,
        description: plain.description.as_deref(),
        image: None,
        about: About::Nothing,
    };
    let sub_path = site.config.base_url.sub_path();
    let own = Combiner::new("plain card").text(entry.url.as_str()).text(sub_path).finish();
    let make = move || {
        Record::new()
            .set("title", &plain.meta.title)
            .set("description", plain.description.as_ref())
            .set("url", entry.url.under(sub_path))
            .set("toc", toc(&plain.body))
    };
    page.view(site, "plain", own, make, label)
}
