//! The front page and its numbered pages.

use super::json_ld::About;
use super::listing::List;
use super::parts::{self, PageFacts};
use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::ArticleId;
use crate::paths::UrlPath;
use crate::view::{Value, View};

const TEMPLATE: &str = "front.html";
/// Of the numbered pages: they shall not depend on what the front page shows besides its list.
const OLDER_TEMPLATE: &str = "older.html";

/// The template of the front page or of a numbered one.
pub(super) fn template(number: Option<usize>) -> &'static str {
    if number.is_some() { OLDER_TEMPLATE } else { TEMPLATE }
}

pub(super) fn page<'a>(site: &'a Site, home: &'a UrlPath, number: Option<usize>) -> List<'a> {
    let per_page = site.config.front_page.per_page;
    List { url: home, articles: &site.index.listed, per_page, number }
}

pub(super) fn view<'a>(site: &'a Site, page: List<'a>, url: &'a UrlPath) -> View<'a> {
    let description = Some(site.config.description.as_str()).filter(|text| !text.is_empty());
    let facts = PageFacts {
        kind: "front",
        title: site.config.title.clone(),
        description,
        url: Some(url),
        about: About::Front(page.number),
        ..PageFacts::default()
    };
    let lead = lead(site, page);
    let mut fingerprint = Combiner::new("lead");
    if let Some(lead) = lead {
        fingerprint.fingerprint(site.card_fingerprint(lead));
    }
    let view = parts::view(site, template(page.number), [], facts).part(
        "lead",
        fingerprint.finish(),
        move || lead.map_or_else(Value::none, |lead| site.card(lead)),
    );
    page.add_to(view, site)
}

/// The newest featured article on the front page itself. It stays in the list as well.
fn lead(site: &Site, page: List<'_>) -> Option<ArticleId> {
    if page.number.is_some() || !site.config.front_page.lead {
        return None;
    }
    let featured = |id: &&ArticleId| site.index.articles[**id].article.featured;
    page.shown().iter().find(featured).copied()
}
