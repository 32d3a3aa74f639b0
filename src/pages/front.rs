//! The front page and its numbered pages.

use super::json_ld::{Described, Trail, publisher};
use super::listing::{ListPage, page_url};
use super::parts::{self, PageFacts};
use crate::fingerprint::FingerprintBuilder;
use crate::index::ArticleId;
use crate::output::{PageAddress, PageOutput, Planner};
use crate::site::Site;
use crate::view::{Value, View};
use crate::write::Phase;

/// The front page itself, or a numbered page of its list.
#[derive(Debug)]
struct FrontPage(Option<usize>);

pub(crate) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    for number in list(site, None).numbers() {
        let url = page_url(&site.home, number);
        planner.page(FrontPage(number), &url, "the front page's list");
    }
}

fn list(site: &Site, number: Option<usize>) -> ListPage<'_> {
    let per_page = site.config.front_page.per_page;
    ListPage { url: &site.home, articles: &site.index.listed, per_page, number }
}

impl PageOutput for FrontPage {
    fn name(&self) -> &'static str {
        "front page"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    /// Numbered pages must not depend on what the front page shows in addition to its list.
    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        if self.0.is_some() { "older.html" } else { "front.html" }
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let page = list(site, self.0);
        let description = Some(site.config.description.as_str()).filter(|text| !text.is_empty());
        let facts = PageFacts {
            kind: "front",
            title: site.config.title.clone(),
            description,
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        let lead = lead(site, page);
        let mut fingerprint = FingerprintBuilder::new("lead");
        if let Some(lead) = lead {
            fingerprint.fingerprint(site.card_fingerprint(lead));
        }
        let view = parts::view(site, self.template(site), [], facts).part(
            "lead",
            fingerprint.finish(),
            move || lead.map_or_else(Value::none, |lead| site.card(lead)),
        );
        page.add_to(view, site)
    }
}

impl Described for FrontPage {
    fn trail(&self, site: &Site) -> Trail {
        Trail::new().page(&site.home, self.0)
    }

    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        match self.0 {
            None => vec![publisher::organization(site), publisher::web_site(site)],
            Some(_) => Vec::new(),
        }
    }
}

/// The newest featured article on the front page itself. It stays in the list as well.
fn lead(site: &Site, page: ListPage<'_>) -> Option<ArticleId> {
    if page.number.is_some() || !site.config.front_page.lead {
        return None;
    }
    let featured = |id: &&ArticleId| site.index.articles[**id].content.featured;
    page.shown().iter().find(featured).copied()
}
