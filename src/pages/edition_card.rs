//! Editions as lists show them.

use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::EditionEntry;
use crate::site::Site;
use crate::view::{Record, Value};

/// A link to an edition by its week: `{title, url}`.
pub(crate) fn link(site: &Site, entry: &EditionEntry) -> Record {
    Record::new()
        .set("title", &entry.name)
        .set("url", entry.url.under(site.config.base_url.sub_path()))
}

/// The fingerprint of everything that [`value`] reads.
pub(crate) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = FingerprintBuilder::new("all editions");
    for entry in site.index.listed_editions() {
        all.fingerprint(fingerprint(entry));
    }
    all.finish()
}

/// `all_editions`, the newest first.
pub(crate) fn value(site: &Site) -> Value {
    Value::list(site.index.listed_editions().map(|entry| record(site, entry).into()))
}

/// The fingerprint of everything that [`record`] reads.
pub(crate) fn fingerprint(entry: &EditionEntry) -> Fingerprint {
    let mut all = FingerprintBuilder::new("edition card");
    all.text(entry.url.as_str()).number(entry.articles.len() as u64);
    if let Some(file) = entry.shown_file() {
        all.text(&file.meta.title)
            .optional(file.description.as_deref())
            .number(u64::from(file.meta.draft));
    }
    all.finish()
}

/// The fields of an edition, as `docs/templates.md` lists them.
pub(crate) fn record(site: &Site, entry: &EditionEntry) -> Record {
    let file = entry.shown_file();
    Record::new()
        .set("title", entry.title())
        .set("headline", file.map(|file| &file.meta.title))
        .set("description", file.and_then(|file| file.description.as_ref()))
        .set("url", entry.url.under(site.config.base_url.sub_path()))
        .set("week", &entry.name)
        .set("number", u32::from(entry.week.number().unsigned_abs()))
        .set("year", entry.week.year().to_string())
        .set("span", entry.week.span())
        .set("count", entry.articles.len())
        .set("draft", file.is_some_and(|file| file.meta.draft))
}
