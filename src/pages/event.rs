//! Events: their pages, and the list of all.

use super::content_page::ContentPage;
use super::json_ld::{self, Described, Trail};
use super::parts::{self, PageFacts};
use crate::danish::{DateStyle, Moment};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::EventEntry;
use crate::model::{Body, Event, Meta};
use crate::output::{Page, PageAddress, Planner};
use crate::paths::UrlPath;
use crate::site::{self, Site};
use crate::view::{Record, Value, View};
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Arrangementer", "events");

#[derive(Debug)]
struct EventPage(usize);

#[derive(Debug)]
struct EventList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.site.index.events.iter().enumerate() {
        planner.content(EventPage(id), &entry.url, (&entry.event.meta, entry.state), "event");
    }
}

/// A site that has never had an event needs no list of them.
pub(crate) fn plan_list(planner: &mut Planner<'_>) {
    if planner.site.index.has_events() {
        planner.page(EventList, &UrlPath::folder([LIST.1]), "the list of all events");
    }
}

impl Page for EventPage {
    fn name(&self) -> &'static str {
        "event"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, site: &'a Site) -> &'a str {
        site.index.events[self.0].event.meta.template_or("event.html")
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let event = &site.index.events[self.0].event;
        Some((&event.meta, &event.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let entry = &site.index.events[self.0];
        let event = &entry.event;
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
        Trail::new().section(LIST.0, LIST.1).step(entry.event.meta.title.as_str(), &entry.url)
    }

    fn fingerprint(&self, site: &Site) -> Option<Fingerprint> {
        Some(json_ld::event::fingerprint(site, &site.index.events[self.0]))
    }

    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        vec![json_ld::event::value(site, &site.index.events[self.0])]
    }
}

impl Page for EventList {
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

/// The fingerprint of everything that [`value`] reads.
pub(crate) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = FingerprintBuilder::new("all events");
    for entry in site.index.listed_events() {
        all.fingerprint(fingerprint(site, entry));
    }
    all.finish()
}

/// `all_events`: those to come, the next first, and those that are over, the latest first.
pub(crate) fn value(site: &Site) -> Value {
    let is_past = |entry: &&EventEntry| entry.is_past;
    let value = |entry: &EventEntry| Value::from(record(site, entry));
    let events = site.index.listed_events();
    let coming = events.clone().filter(|entry| !is_past(entry)).map(value);
    let past = events.rev().filter(is_past).map(value);
    Record::new().set("coming", Value::list(coming)).set("past", Value::list(past)).into()
}

/// The fingerprint of everything that [`record`] reads.
fn fingerprint(site: &Site, entry: &EventEntry) -> Fingerprint {
    let event = &entry.event;
    let mut all = FingerprintBuilder::new("event card");
    all.text(&event.meta.title)
        .text(entry.url.as_str())
        .text(&event.start.machine())
        .optional(event.end.as_ref().map(Moment::machine).as_deref())
        .optional(event.description.as_deref())
        .number(u64::from(event.online))
        .optional(event.price.as_deref())
        .optional(event.organizer.as_deref())
        .optional(event.url.as_deref())
        .optional(event.category.as_deref())
        .number(u64::from(event.meta.draft))
        .number(u64::from(entry.is_past));
    if let Some(place) = &event.place {
        for part in [&place.name, &place.address, &place.city] {
            all.optional(part.as_deref());
        }
    }
    all.fingerprint(site::image_fingerprint(site, &event.meta.source, event.image.as_ref()));
    all.finish()
}

/// The fields of an event, as `docs/templates.md` lists them.
fn record(site: &Site, entry: &EventEntry) -> Record {
    let event = &entry.event;
    let place = event.place.as_ref().map(|place| {
        Record::new()
            .set("name", place.name.as_ref())
            .set("address", place.address.as_ref())
            .set("city", place.city.as_ref())
            .set("text", place.parts().collect::<Vec<_>>().join(", "))
    });
    Record::new()
        .set("title", &event.meta.title)
        .set("description", event.description.as_ref())
        .set("url", entry.url.under(site.config.base_url.sub_path()))
        .set("start", event.start.machine())
        .set("end", event.end.as_ref().map(Moment::machine))
        .set("span", span(event))
        .set("place", place)
        .set("online", event.online)
        .set("price", event.price.as_ref())
        .set("organizer", event.organizer.as_ref())
        .set("website", event.url.as_ref())
        .set("category", event.category.as_ref())
        .set("image", site::image_value(site, &event.meta.source, event.image.as_ref()))
        .set("past", entry.is_past)
        .set("draft", event.meta.draft)
}

/// From when to when, for readers: `22. januar 2026 kl. 9.00-16.30`.
pub(crate) fn span(event: &Event) -> String {
    match &event.end {
        Some(end) if *end != event.start => event.start.range(end),
        _ => event.start.format(DateStyle::Stamp),
    }
}
