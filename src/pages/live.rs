//! `/lige-nu/`: everything that changes all the time. A script on article pages fetches its
//! content, so that they need not change themselves.

use super::parts::{self, PageFacts};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

#[derive(Debug)]
struct LivePage;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.page(LivePage, &UrlPath::directory(["lige-nu"]), "the page `/lige-nu/`");
}

impl PageOutput for LivePage {
    fn name(&self) -> &'static str {
        "now"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "now.html"
    }

    /// A whole page, which search engines leave out.
    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "now",
            title: "Lige nu".into(),
            url: Some(at.url),
            noindex: true,
            ..PageFacts::default()
        };
        parts::view(site, self.template(site), [], facts)
    }
}
