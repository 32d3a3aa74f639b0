//! Former addresses, which lead to the present one.

use super::parts::{self, PageFacts};
use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::Target;
use crate::view::{Record, View};

pub(super) const TEMPLATE: &str = "redirect.html";

pub(super) fn view(site: &Site, target: Target) -> View<'_> {
    let lookup = site.index.lookup();
    let (title, url) = (lookup.title(target), lookup.url(target));
    let facts = PageFacts {
        kind: "redirect",
        title: title.to_owned(),
        url: Some(url),
        noindex: true,
        ..PageFacts::default()
    };
    let fingerprint = Combiner::new("target").text(title).text(url.as_str()).finish();
    parts::view(site, TEMPLATE, [], facts).part("target", fingerprint, move || {
        let base = &site.config.base_url;
        Record::new()
            .set("title", title)
            .set("url", url.under(base.sub_path()))
            .set("canonical", base.absolute(url))
            .into()
    })
}
