//! Plain pages.

use super::content_page::{ContentPage, toc};
use crate::fingerprint::FingerprintBuilder;
use crate::model::{Body, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::site::Site;
use crate::view::{Record, View};
use crate::write::Phase;

#[derive(Debug)]
struct PlainPage(usize);

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.site.index.pages.iter().enumerate() {
        planner.content(PlainPage(id), &entry.url, (&entry.content.meta, entry.state), "page");
    }
}

impl PageOutput for PlainPage {
    fn name(&self) -> &'static str {
        "page"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, site: &'a Site) -> &'a str {
        site.index.pages[self.0].content.meta.template_or("page.html")
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let page = &site.index.pages[self.0].content;
        Some((&page.meta, &page.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let entry = &site.index.pages[self.0];
        let plain = &entry.content;
        let page = ContentPage {
            kind: "page",
            template: self.template(site),
            meta: &plain.meta,
            body: &plain.body,
            url: &entry.url,
            description: plain.description.as_deref(),
            image: None,
            about: None,
        };
        let sub_path = site.config.base_url.sub_path();
        let own =
            FingerprintBuilder::new("plain card").text(entry.url.as_str()).text(sub_path).finish();
        let make = move || {
            Record::new()
                .set("title", &plain.meta.title)
                .set("description", plain.description.as_ref())
                .set("url", entry.url.under(sub_path))
                .set("toc", toc(&plain.body))
        };
        page.view(site, "plain", own, make, at)
    }
}
