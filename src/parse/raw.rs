//! Front matter as authors write it: every key there is.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};

/// The keys that all kinds of content share.
pub(super) const SHARED_KEYS: &[&str] = &[
    "title",
    "id",
    "slug",
    "draft",
    "expires",
    "aliases",
    "sort_key",
    "noindex",
    "template",
    "withdrawn",
    "extra",
];

/// All keys of all kinds. Values are text wherever YAML might reinterpret what was written:
/// `no`, `1e3` and `012` are titles and tags like any other.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    pub(super) title: Option<String>,
    pub(super) id: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) draft: Option<bool>,
    pub(super) expires: Option<String>,
    pub(super) aliases: Option<Vec<String>>,
    pub(super) sort_key: Option<String>,
    pub(super) noindex: Option<bool>,
    pub(super) template: Option<String>,
    pub(super) withdrawn: Option<RawNote>,
    pub(super) extra: Option<serde_json::Map<String, serde_json::Value>>,

    pub(super) description: Option<String>,
    pub(super) image: Option<RawImage>,

    pub(super) date: Option<String>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) authors: Option<Vec<String>>,
    pub(super) sources: Option<Vec<RawCredit>>,
    pub(super) read_also: Option<Vec<RawReference>>,
    pub(super) story: Option<String>,
    pub(super) featured: Option<bool>,
    pub(super) sponsored: Option<String>,
    pub(super) feeds: Option<bool>,
    pub(super) updated: Option<String>,
    pub(super) corrections: Option<Vec<RawNote>>,

    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) place: Option<RawVenue>,
    pub(super) online: Option<bool>,
    pub(super) price: Option<String>,
    pub(super) organizer: Option<String>,
    pub(super) category: Option<String>,

    pub(super) person: Option<String>,
    pub(super) position: Option<String>,
    pub(super) company: Option<String>,
    pub(super) started: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) education: Option<String>,

    pub(super) picks: Option<Vec<String>>,

    pub(super) name: Option<String>,
    pub(super) role: Option<String>,
    pub(super) url: Option<String>,
    pub(super) email: Option<String>,
}

/// A dated note: `withdrawn`, and the entries of `corrections`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNote {
    pub(super) date: String,
    pub(super) text: String,
}

/// `image`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawImage {
    pub(super) src: String,
    #[serde(default)]
    pub(super) alt: Option<String>,
    #[serde(default)]
    pub(super) caption: Option<String>,
    #[serde(default)]
    pub(super) credit: Option<String>,
}

/// An entry of `sources`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCredit {
    pub(super) name: String,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) paywall: Option<bool>,
}

/// `place` of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawVenue {
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) city: Option<String>,
}

/// An entry of `read_also`: a slug or path, or a page elsewhere.
#[derive(Debug)]
pub(super) enum RawReference {
    Article(String),
    Elsewhere(RawLink),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLink {
    pub(super) title: String,
    pub(super) url: String,
}

impl<'de> Deserialize<'de> for RawReference {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawReference;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a slug, a file path, or `{title: …, url: …}`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RawReference, E> {
                Ok(RawReference::Article(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawReference, A::Error> {
                let map = de::value::MapAccessDeserializer::new(map);
                RawLink::deserialize(map).map(RawReference::Elsewhere)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
