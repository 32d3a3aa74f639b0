//! People news as lists show it.

use crate::danish::Moment;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::Placed;
use crate::model::PeopleNews;
use crate::site::{self, Site};
use crate::view::{Record, Value};

/// The fingerprint of everything that [`value`] reads.
pub(crate) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = FingerprintBuilder::new("all people");
    for entry in site.index.listed_people() {
        all.fingerprint(fingerprint(site, entry));
    }
    all.finish()
}

/// `all_people`, the newest first.
pub(crate) fn value(site: &Site) -> Value {
    Value::list(site.index.listed_people().map(|entry| record(site, entry).into()))
}

/// The fingerprint of everything that [`record`] reads.
pub(crate) fn fingerprint(site: &Site, entry: &Placed<PeopleNews>) -> Fingerprint {
    let person = &entry.content;
    FingerprintBuilder::new("person card")
        .text(&person.meta.title)
        .text(entry.url.as_str())
        .text(&person.date.machine())
        .optional(person.description.as_deref())
        .optional(person.person.as_deref())
        .optional(person.position.as_deref())
        .optional(person.company.as_deref())
        .optional(person.started.as_ref().map(Moment::machine).as_deref())
        .optional(person.previous.as_deref())
        .optional(person.education.as_deref())
        .number(u64::from(person.meta.draft))
        .fingerprint(site::image_fingerprint(site, &person.meta.source, person.image.as_ref()))
        .finish()
}

/// The fields of a card of people news, as `docs/templates.md` lists them.
pub(crate) fn record(site: &Site, entry: &Placed<PeopleNews>) -> Record {
    let person = &entry.content;
    Record::new()
        .set("title", &person.meta.title)
        .set("description", person.description.as_ref())
        .set("url", entry.url.under(site.config.base_url.sub_path()))
        .set("date", person.date.machine())
        .set("name", person.person.as_ref())
        .set("position", person.position.as_ref())
        .set("company", person.company.as_ref())
        .set("started", person.started.as_ref().map(Moment::machine))
        .set("previous", person.previous.as_ref())
        .set("education", person.education.as_ref())
        .set("image", site::image_value(site, &person.meta.source, person.image.as_ref()))
        .set("draft", person.meta.draft)
}
