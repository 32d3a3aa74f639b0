//! Events: their pages, and the list of all.

use super::content_page::ContentPage;
use super::event_card::{fingerprint, record};
use super::json_ld::{self, Described, Trail};
use super::parts::{self, PageFacts};
use crate::fingerprint::Fingerprint;
use crate::model::{Body, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Arrangementer", "events");

#[derive(Debug)]
struct EventPage(usize);

#[derive(Debug)]
struct EventList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.site.index.events.iter().enumerate() {
        planner.content(EventPage(id), &entry.url, (&entry.content.meta, entry.state), "event");
    }
}

/// A site that has never had an event needs no list of them.
pub(crate) fn plan_list(planner: &mut Planner<'_>) {
    if planner.site.index.has_events() {
        planner.section(EventList, UrlPath::directory([LIST.1]), "the list of all events");
    }
}

impl PageOutput for EventPage {
    fn name(&self) -> &'static str {
        "event"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, site: &'a Site) -> &'a str {
        site.index.events[self.0].content.meta.template_or("event.html")
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let event = &site.index.events[self.0].content;
        Some((&event.meta, &event.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let entry = &site.index.events[self.0];
        let event = &entry.content;
        let page = ContentPage {
            kind: "event",
            template: self.template(site),
            meta: &event.meta,
            body: &event.body,
            url: &entry.url,
            description: event.description.as_deref(),
            image: event.image.as_ref(),
            about: Some(self),
        };
        page.view(site, "event", fingerprint(site, entry), move || record(site, entry), at)
    }
}

impl Described for EventPage {
    fn trail(&self, site: &Site) -> Trail {
        let entry = &site.index.events[self.0];
        Trail::new().section(LIST.0, LIST.1).step(entry.content.meta.title.as_str(), &entry.url)
    }

    fn fingerprint(&self, site: &Site) -> Option<Fingerprint> {
        Some(json_ld::event::fingerprint(site, &site.index.events[self.0]))
    }

    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        vec![json_ld::event::value(site, &site.index.events[self.0])]
    }
}

impl PageOutput for EventList {
    fn name(&self) -> &'static str {
        "list of events"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "events.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "events",
            title: LIST.0.into(),
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        parts::view(site, self.template(site), [], facts)
    }
}

impl Described for EventList {
    fn trail(&self, _site: &Site) -> Trail {
        Trail::new().section(LIST.0, LIST.1)
    }
}
