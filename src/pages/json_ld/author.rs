//! Authors: in bylines, and on their own pages.

use serde_json::Value as Json;

use super::object::{image_object, list, object};
use super::publisher;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::AuthorEntry;
use crate::site::{self, Site};

/// The fingerprint of everything that [`page`] reads, but for the publisher.
pub(crate) fn fingerprint(site: &Site, author: &AuthorEntry) -> Fingerprint {
    let mut all = FingerprintBuilder::new("author");
    all.text(&author.name).text(author.url.as_str()).number(u64::from(author.has_page()));
    if let Some(profile) = &author.profile {
        all.optional(profile.role.as_deref())
            .optional(profile.description.as_deref())
            .optional(profile.url.as_deref())
            .optional(profile.email.as_deref())
            .fingerprint(site::image_fingerprint(
                site,
                &profile.meta.source,
                profile.image.as_ref(),
            ));
    }
    all.finish()
}

/// An author in a byline: a person, or an organization if a desk signs.
pub(crate) fn short(site: &Site, author: &AuthorEntry) -> Json {
    let url = author.has_page().then(|| site.config.base_url.absolute(&author.url));
    object(
        kind(site, author),
        [("name", Some(author.name.as_str().into())), ("url", url.map(Json::from))],
    )
}

pub(crate) fn page(site: &Site, author: &AuthorEntry) -> Json {
    let profile = author.profile.as_deref();
    let url = site.config.base_url.absolute(&author.url);
    let kind = kind(site, author);
    let role = profile.and_then(|profile| profile.role.as_deref()).filter(|_| kind == "Person");
    let image = profile.and_then(|p| image_object(site, &p.meta.source, p.image.as_ref()?));
    let description = profile.and_then(|profile| profile.description.as_deref());
    let email = profile.and_then(|profile| profile.email.as_deref());
    let website = profile.and_then(|profile| profile.url.as_deref());
    let entity = object(
        kind,
        [
            ("name", Some(author.name.as_str().into())),
            ("url", Some(url.as_str().into())),
            ("jobTitle", role.map(Json::from)),
            ("description", description.map(Json::from)),
            ("image", image),
            ("email", email.map(Json::from)),
            ("sameAs", list(website.map(Json::from))),
        ],
    );
    object("ProfilePage", [("url", Some(url.into())), ("mainEntity", Some(entity))])
}

fn kind(site: &Site, author: &AuthorEntry) -> &'static str {
    if publisher::is_desk(site, &author.name) { "Organization" } else { "Person" }
}
