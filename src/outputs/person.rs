//! People news (»Navnenyt«): its pages, and the list of all.

use super::content_page::ContentPage;
use super::json_ld::About;
use super::parts::{self, PageFacts};
use super::site::Site;
use super::{article, pictures};
use crate::danish::Moment;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::PersonEntry;
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "person.html";
pub(super) const ALL_TEMPLATE: &str = "people.html";

/// The template of a piece of people news: the one that it names, or the usual one.
pub(super) fn template(entry: &PersonEntry) -> &str {
    entry.person.meta.template.as_deref().unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(site: &'a Site, entry: &'a PersonEntry, label: &'a str) -> View<'a> {
    let person = &entry.person;
    let page = ContentPage {
        kind: "person",
        template: template(entry),
        meta: &person.meta,
        body: &person.body,
        url: &entry.url,
        description: person.description.as_deref(),
        image: person.image.as_ref(),
        about: About::Person(entry),
    };
    let make = move || record(site, entry).set("sources", article::sources(&person.sources));
    page.view(site, "person", fingerprint(site, entry), make, label)
}

/// The list of all people news.
pub(super) fn all<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "people",
        title: "Navnenyt".into(),
        url: Some(url),
        about: About::People,
        ..PageFacts::default()
    };
    parts::view(site, ALL_TEMPLATE, [], facts)
}

/// The fingerprint of everything that [`value`] reads.
pub(super) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = Combiner::new("all people");
    for entry in site.index.listed_people() {
        all.fingerprint(fingerprint(site, entry));
    }
    all.finish()
}

/// `all_people`, the newest first.
pub(super) fn value(site: &Site) -> Value {
    Value::list(site.index.listed_people().map(|entry| record(site, entry).into()))
}

/// The fingerprint of everything that [`record`] reads.
fn fingerprint(site: &Site, entry: &PersonEntry) -> Fingerprint {
    let person = &entry.person;
    Combiner::new("person card")
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
        .fingerprint(pictures::fingerprint(site, &person.meta.source, person.image.as_ref()))
        .finish()
}

/// The fields of a card of people news, as `docs/templates.md` lists them.
fn record(site: &Site, entry: &PersonEntry) -> Record {
    let person = &entry.person;
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
        .set("image", pictures::value(site, &person.meta.source, person.image.as_ref()))
        .set("draft", person.meta.draft)
}
