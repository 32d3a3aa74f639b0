//! Events: their pages, and the list of all.

use super::json_ld::About;
use super::parts::{self, PageFacts};
use super::site::Site;
use super::{article, body, pictures};
use crate::danish::{DateStyle, Moment};
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{EventEntry, State};
use crate::model::Event;
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "event.html";
pub(super) const ALL_TEMPLATE: &str = "events.html";

/// The template of an event: the one that it names, or the usual one.
pub(super) fn template(entry: &EventEntry) -> &str {
    entry.event.meta.template.as_deref().unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(site: &'a Site, entry: &'a EventEntry, label: &'a str) -> View<'a> {
    let event = &entry.event;
    let is_withdrawn = entry.state == State::Withdrawn;
    let facts = PageFacts {
        kind: "event",
        title: event.meta.title.clone(),
        description: event.description.as_deref().filter(|_| !is_withdrawn),
        url: Some(&entry.url),
        noindex: event.meta.noindex || is_withdrawn,
        picture: event.image.as_ref().filter(|_| !is_withdrawn).map(|image| (&event.meta, image)),
        about: if is_withdrawn { About::Nothing } else { About::Event(entry) },
        ..PageFacts::default()
    };
    let components = event.body.components.iter().map(|component| component.name.as_str());
    let view = parts::view(site, template(entry), components, facts);
    let own = Combiner::new("event")
        .fingerprint(fingerprint(site, entry))
        .fingerprint(event.meta.fingerprint)
        .finish();
    let view = view.part("event", own, move || {
        record(site, entry)
            .set("withdrawn", article::withdrawn(site, &event.meta))
            .set("extra", Value::map(&event.meta.extra))
            .into()
    });
    body::add_to(view, site, &event.meta, &event.body, label)
}

/// The list of all events.
pub(super) fn all<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "events",
        title: "Arrangementer".into(),
        url: Some(url),
        about: About::Events,
        ..PageFacts::default()
    };
    parts::view(site, ALL_TEMPLATE, [], facts)
}

/// The fingerprint of everything that [`value`] reads.
pub(super) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = Combiner::new("all events");
    for entry in site.index.listed_events() {
        all.fingerprint(fingerprint(site, entry));
    }
    all.finish()
}

/// `all_events`: those to come, the next first, and those that are over, the latest first.
pub(super) fn value(site: &Site) -> Value {
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
    let mut all = Combiner::new("event card");
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
    all.fingerprint(pictures::fingerprint(site, &event.meta.source, event.image.as_ref()));
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
        .set("image", pictures::value(site, &event.meta.source, event.image.as_ref()))
        .set("past", entry.is_past)
        .set("draft", event.meta.draft)
}

/// From when to when, for readers: `22. januar 2026 kl. 9.00-16.30`.
pub(super) fn span(event: &Event) -> String {
    match &event.end {
        Some(end) if *end != event.start => event.start.range(end),
        _ => event.start.format(DateStyle::Stamp),
    }
}
