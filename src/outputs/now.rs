//! `/lige-nu/`: what changes all the time. Article pages take its content in by a script, so that
//! they need not change themselves.

use super::parts::{self, PageFacts};
use super::site::Site;
use crate::paths::UrlPath;
use crate::view::View;

pub(super) const TEMPLATE: &str = "now.html";

/// The page's URL.
pub(super) fn url() -> UrlPath {
    UrlPath::folder(["lige-nu"])
}

/// A whole page, which search engines leave out.
pub(super) fn view<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "now",
        title: "Lige nu".into(),
        url: Some(url),
        noindex: true,
        ..PageFacts::default()
    };
    parts::view(site, TEMPLATE, [], facts)
}
