//! Events as lists show them.

use crate::danish::{DateStyle, Moment};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::EventEntry;
use crate::model::Event;
use crate::site::{self, Site};
use crate::view::{Record, Value};

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
pub(crate) fn fingerprint(site: &Site, entry: &EventEntry) -> Fingerprint {
    let event = &entry.content;
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
pub(crate) fn record(site: &Site, entry: &EventEntry) -> Record {
    let event = &entry.content;
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
