//! The page that hosts show when there is none.

use super::parts::{self, PageFacts};
use super::site::Site;
use crate::paths::UrlPath;
use crate::view::View;

pub(super) const TEMPLATE: &str = "404.html";

pub(super) fn view<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "404",
        title: "Siden findes ikke (404)".into(),
        url: Some(url),
        noindex: true,
        ..PageFacts::default()
    };
    parts::view(site, TEMPLATE, [], facts)
}
