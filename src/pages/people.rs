//! People news (»Navnenyt«): its pages, and the list of all.

use super::content_page::{ContentPage, sources};
use super::json_ld::{self, Described, Trail};
use super::parts::{self, PageFacts};
use super::people_card::{fingerprint, record};
use crate::fingerprint::Fingerprint;
use crate::model::{Body, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Navnenyt", "navnenyt");

#[derive(Debug)]
struct PeopleNewsPage(usize);

#[derive(Debug)]
struct PeopleNewsList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.site.index.people.iter().enumerate() {
        let file = (&entry.content.meta, entry.state);
        planner.content(PeopleNewsPage(id), &entry.url, file, "people news");
    }
}

/// A site that has never had people news needs no list of it.
pub(crate) fn plan_list(planner: &mut Planner<'_>) {
    if planner.site.index.has_people() {
        planner.section(
            PeopleNewsList,
            UrlPath::directory([LIST.1]),
            "the list of all people news",
        );
    }
}

impl PageOutput for PeopleNewsPage {
    fn name(&self) -> &'static str {
        "person"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, site: &'a Site) -> &'a str {
        site.index.people[self.0].content.meta.template_or("person.html")
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let person = &site.index.people[self.0].content;
        Some((&person.meta, &person.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let entry = &site.index.people[self.0];
        let person = &entry.content;
        let page = ContentPage {
            kind: "person",
            template: self.template(site),
            meta: &person.meta,
            body: &person.body,
            url: &entry.url,
            description: person.description.as_deref(),
            image: person.image.as_ref(),
            about: Some(self),
        };
        let make = move || record(site, entry).set("sources", sources(&person.sources));
        page.view(site, "person", fingerprint(site, entry), make, at)
    }
}

impl Described for PeopleNewsPage {
    fn trail(&self, site: &Site) -> Trail {
        let entry = &site.index.people[self.0];
        Trail::new().section(LIST.0, LIST.1).step(entry.content.meta.title.as_str(), &entry.url)
    }

    fn fingerprint(&self, site: &Site) -> Option<Fingerprint> {
        Some(json_ld::people::fingerprint(site, &site.index.people[self.0]))
    }

    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        vec![json_ld::people::value(site, &site.index.people[self.0])]
    }
}

impl PageOutput for PeopleNewsList {
    fn name(&self) -> &'static str {
        "list of people news"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "people.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "people",
            title: LIST.0.into(),
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        parts::view(site, self.template(site), [], facts)
    }
}

impl Described for PeopleNewsList {
    fn trail(&self, _site: &Site) -> Trail {
        Trail::new().section(LIST.0, LIST.1)
    }
}
