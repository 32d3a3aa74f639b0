//! People news: an article about a person and a position.

use serde_json::Value as Json;

use super::object::{image_object, list, object};
use super::publisher;
use crate::danish::rfc3339;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::Placed;
use crate::model::PeopleNews;
use crate::site::{self, Site};

/// The fingerprint of everything that [`value`] reads; all of it comes from the file.
pub(crate) fn fingerprint(site: &Site, entry: &Placed<PeopleNews>) -> Fingerprint {
    let person = &entry.content;
    FingerprintBuilder::new("person")
        .fingerprint(person.meta.fingerprint)
        .text(entry.url.as_str())
        .text(&rfc3339(&person.date.zoned))
        .fingerprint(site::image_fingerprint(site, &person.meta.source, person.image.as_ref()))
        .finish()
}

/// The article.
pub(crate) fn value(site: &Site, entry: &Placed<PeopleNews>) -> Json {
    let person = &entry.content;
    let url = site.config.base_url.absolute(&entry.url);
    let image =
        person.image.as_ref().and_then(|image| image_object(site, &person.meta.source, image));
    let company = person.company.as_deref();
    let company = company.map(|name| object("Organization", [("name", Some(name.into()))]));
    let about = person.person.as_deref().map(|name| {
        object(
            "Person",
            [
                ("name", Some(name.into())),
                ("jobTitle", person.position.as_deref().map(Json::from)),
                ("worksFor", company),
                ("image", image.clone()),
            ],
        )
    });
    let date = rfc3339(&person.date.zoned);
    let based_on = person.sources.iter().filter_map(|source| source.url.as_deref());
    object(
        "NewsArticle",
        [
            ("url", Some(url.as_str().into())),
            ("mainEntityOfPage", Some(object("WebPage", [("@id", Some(url.as_str().into()))]))),
            ("headline", Some(person.meta.title.as_str().into())),
            ("description", person.description.as_deref().map(Json::from)),
            ("image", list(image)),
            ("datePublished", Some(date.as_str().into())),
            ("dateModified", Some(date.as_str().into())),
            ("author", list([publisher::organization(site)])),
            ("publisher", Some(publisher::organization(site))),
            ("inLanguage", Some(site.config.language.as_str().into())),
            ("articleSection", Some("Navnenyt".into())),
            ("isAccessibleForFree", Some(true.into())),
            ("wordCount", Some(person.body.words.into())),
            ("isBasedOn", list(based_on.map(Json::from))),
            ("about", about),
        ],
    )
}
