//! The page that hosts show for an address without a page.

use super::parts::{self, PageFacts};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

#[derive(Debug)]
struct NotFound;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.generated_page(NotFound, UrlPath::file("404.html"));
}

impl PageOutput for NotFound {
    fn name(&self) -> &'static str {
        "not found"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "404.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "404",
            title: "Siden findes ikke (404)".into(),
            url: Some(at.url),
            noindex: true,
            ..PageFacts::default()
        };
        parts::view(site, self.template(site), [], facts)
    }
}
