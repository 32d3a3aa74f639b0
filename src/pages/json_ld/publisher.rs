//! The publisher, and the site as a whole.

use serde_json::{Value as Json, json};

use super::object::object;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::site::{Memo, Site};

/// The fingerprint of everything that any page says of publisher and site.
pub(super) fn fingerprint(site: &Site) -> Fingerprint {
    site.memo(|site| Publisher(computed(site))).0
}

struct Publisher(Fingerprint);

impl Memo for Publisher {
    /// An edit of texts changes nothing of it.
    fn carried_over(&self) -> Option<Self> {
        Some(Self(self.0))
    }
}

fn computed(site: &Site) -> Fingerprint {
    let config = &site.config;
    let publisher = &config.publisher;
    let logo = publisher.logo.as_ref().map(|logo| logo.link.absolute(&config.base_url));
    FingerprintBuilder::new("publisher")
        .text(&config.title)
        .text(&config.description)
        .text(&config.base_url.as_text())
        .text(&config.language)
        .optional(publisher.name.as_deref())
        .optional(logo.as_deref())
        .optional(publisher.url.as_deref())
        .optional(publisher.email.as_deref())
        .finish()
}

/// The publisher: by its own name, else by that of the site.
pub(crate) fn organization(site: &Site) -> Json {
    let config = &site.config;
    let publisher = &config.publisher;
    let logo = publisher.logo.as_ref().map(|logo| {
        object("ImageObject", [("url", Some(logo.link.absolute(&config.base_url).into()))])
    });
    let url = publisher.url.clone().unwrap_or_else(|| home(site));
    object(
        "Organization",
        [
            ("@id", Some(id(site, "udgiver").into())),
            ("name", Some(name(site).into())),
            ("url", Some(url.into())),
            ("logo", logo),
            ("email", publisher.email.as_deref().map(Json::from)),
        ],
    )
}

pub(crate) fn web_site(site: &Site) -> Json {
    let config = &site.config;
    let description = Some(config.description.as_str()).filter(|text| !text.is_empty());
    object(
        "WebSite",
        [
            ("@id", Some(id(site, "websted").into())),
            ("name", Some(config.title.as_str().into())),
            ("url", Some(home(site).into())),
            ("description", description.map(Json::from)),
            ("inLanguage", Some(config.language.as_str().into())),
            ("publisher", Some(json!({ "@id": id(site, "udgiver") }))),
        ],
    )
}

/// The publisher's name.
fn name(site: &Site) -> &str {
    site.config.publisher.name.as_deref().unwrap_or(&site.config.title)
}

/// Whether a name in a byline is that of the publisher or of a desk, and of no person.
pub(super) fn is_desk(site: &Site, author: &str) -> bool {
    author == name(site)
        || author == site.config.title
        || author.to_lowercase().ends_with("redaktionen")
}

fn home(site: &Site) -> String {
    site.config.base_url.absolute(&site.home)
}

/// The `@id` of a thing that all pages describe in the same words.
fn id(site: &Site, name: &str) -> String {
    format!("{}#{name}", home(site))
}
