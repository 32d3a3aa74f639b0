//! Events.

use serde_json::{Value as Json, json};

use super::object::{image_object, object};
use crate::danish::{Moment, price_in_kroner};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::EventEntry;
use crate::model::{Event, Venue};
use crate::site::{self, Site};

/// The fingerprint of everything that [`value`] reads; all of it comes from the file.
pub(crate) fn fingerprint(site: &Site, entry: &EventEntry) -> Fingerprint {
    let event = &entry.content;
    FingerprintBuilder::new("event")
        .fingerprint(event.meta.fingerprint)
        .text(entry.url.as_str())
        .text(&event.start.machine())
        .fingerprint(site::image_fingerprint(site, &event.meta.source, event.image.as_ref()))
        .finish()
}

pub(crate) fn value(site: &Site, entry: &EventEntry) -> Json {
    let event = &entry.content;
    let url = site.config.base_url.absolute(&entry.url);
    let mode = match (event.online, &event.place) {
        (true, Some(_)) => Some("Mixed"),
        (true, None) => Some("Online"),
        (false, Some(_)) => Some("Offline"),
        (false, None) => None,
    };
    let mode = mode.map(|mode| format!("https://schema.org/{mode}EventAttendanceMode"));
    let image =
        event.image.as_ref().and_then(|image| image_object(site, &event.meta.source, image));
    let organizer = event.organizer.as_deref();
    let organizer = organizer.map(|name| object("Organization", [("name", Some(name.into()))]));
    object(
        "Event",
        [
            ("name", Some(event.meta.title.as_str().into())),
            ("url", Some(url.as_str().into())),
            ("description", event.description.as_deref().map(Json::from)),
            ("startDate", Some(event.start.machine().into())),
            ("endDate", event.end.as_ref().map(Moment::machine).map(Json::from)),
            ("eventStatus", Some("https://schema.org/EventScheduled".into())),
            ("eventAttendanceMode", mode.map(Json::from)),
            ("location", location(event, &url)),
            ("image", image.map(|image| json!([image]))),
            ("organizer", organizer),
            ("offers", offer(event, &url)),
            ("inLanguage", Some(site.config.language.as_str().into())),
        ],
    )
}

fn location(event: &Event, url: &str) -> Option<Json> {
    let url = event.url.as_deref().unwrap_or(url);
    let online = || object("VirtualLocation", [("url", Some(url.into()))]);
    match (event.place.as_ref().map(place), event.online) {
        (Some(place), true) => Some(json!([place, online()])),
        (Some(place), false) => Some(place),
        (None, true) => Some(online()),
        (None, false) => None,
    }
}

fn place(venue: &Venue) -> Json {
    let address = object(
        "PostalAddress",
        [
            ("streetAddress", venue.address.as_deref().map(Json::from)),
            ("addressLocality", venue.city.as_deref().map(Json::from)),
        ],
    );
    let name = venue.parts().next().unwrap_or_default();
    object("Place", [("name", Some(name.into())), ("address", Some(address))])
}

/// What it costs, if the price names one amount.
fn offer(event: &Event, url: &str) -> Option<Json> {
    let price = price_in_kroner(event.price.as_deref()?)?;
    let url = event.url.as_deref().unwrap_or(url);
    Some(object(
        "Offer",
        [
            ("price", Some(price.into())),
            ("priceCurrency", Some("DKK".into())),
            ("url", Some(url.into())),
        ],
    ))
}
