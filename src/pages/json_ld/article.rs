//! Articles: `NewsArticle`, or `AdvertiserContentArticle` for advertisements.

use serde_json::{Value as Json, json};

use super::object::{image_object, list, object};
use super::{author, publisher, text};
use crate::danish::{Moment, rfc3339};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::ArticleId;
use crate::markdown;
use crate::model::Credit;
use crate::site::Site;

/// The fingerprint of everything that [`value`] reads, but for the publisher.
pub(crate) fn fingerprint(site: &Site, id: ArticleId) -> Fingerprint {
    let entry = &site.index.articles[id];
    let article = &entry.content;
    let mut all = FingerprintBuilder::new("news article");
    all.fingerprint(site.card_fingerprint(id))
        .text(&rfc3339(&article.date.zoned))
        .text(&rfc3339(entry.last_change()))
        .number(article.body.words);
    all.number(entry.authors.len() as u64);
    for author in &entry.authors {
        all.number(u64::from(site.index.authors[*author].has_page()));
    }
    all.number(article.sources.len() as u64);
    for source in &article.sources {
        all.text(&source.name)
            .optional(source.url.as_deref())
            .optional(source.date.as_ref().map(Moment::machine).as_deref())
            .optional(source.language.as_deref())
            .number(u64::from(source.paywall));
    }
    all.number(article.corrections.len() as u64);
    for correction in &article.corrections {
        all.text(&correction.date.machine()).text(&correction.text);
    }
    all.finish()
}

pub(crate) fn value(site: &Site, id: ArticleId) -> Json {
    let entry = &site.index.articles[id];
    let article = &entry.content;
    let url = site.config.base_url.absolute(&entry.url);
    let tags = || entry.tags.iter().map(|tag| site.index.tags[*tag].name.as_str());
    let authors = entry.authors.iter().map(|id| author::short(site, &site.index.authors[*id]));
    let image = article.image.as_ref();
    let sponsor = article.sponsored.as_deref();
    let kind = if sponsor.is_some() { "AdvertiserContentArticle" } else { "NewsArticle" };
    let sponsor = sponsor.map(|name| object("Organization", [("name", Some(name.into()))]));
    // The publisher answers for unsigned articles.
    let answers = || sponsor.clone().unwrap_or_else(|| publisher::organization(site));
    let authors = list(authors).unwrap_or_else(|| json!([answers()]));
    let corrections = article.corrections.iter().map(|correction| {
        let html = markdown::inline_html(&correction.text, &site.markdown);
        object(
            "CorrectionComment",
            [
                ("text", Some(text::of_html(&html).into())),
                ("datePublished", Some(correction.date.machine().into())),
            ],
        )
    });
    let based_on = article.sources.iter().filter_map(|source| source.url.as_deref());
    object(
        kind,
        [
            ("url", Some(url.as_str().into())),
            ("mainEntityOfPage", Some(object("WebPage", [("@id", Some(url.as_str().into()))]))),
            ("headline", Some(article.meta.title.as_str().into())),
            ("description", article.description.as_deref().map(Json::from)),
            (
                "image",
                list(image.and_then(|image| image_object(site, &article.meta.source, image))),
            ),
            ("datePublished", Some(rfc3339(&article.date.zoned).into())),
            ("dateModified", Some(rfc3339(entry.last_change()).into())),
            ("author", Some(authors)),
            ("publisher", Some(publisher::organization(site))),
            ("sponsor", sponsor),
            ("inLanguage", Some(site.config.language.as_str().into())),
            ("articleSection", tags().next().map(Json::from)),
            ("keywords", list(tags().map(Json::from))),
            ("isAccessibleForFree", Some(true.into())),
            ("wordCount", Some(article.body.words.into())),
            ("citation", list(article.sources.iter().map(citation))),
            ("isBasedOn", list(based_on.map(Json::from))),
            ("correction", list(corrections)),
        ],
    )
}

/// A source, whose name is that of a medium.
fn citation(source: &Credit) -> Json {
    let medium = object("Organization", [("name", Some(source.name.as_str().into()))]);
    object(
        "CreativeWork",
        [
            ("name", Some(source.name.as_str().into())),
            ("publisher", Some(medium)),
            ("url", source.url.as_deref().map(Json::from)),
            ("datePublished", source.date.as_ref().map(|date| date.machine().into())),
            ("inLanguage", source.language.as_deref().map(Json::from)),
            ("isAccessibleForFree", Some((!source.paywall).into())),
        ],
    )
}
