//! What every content file has.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::danish::Moment;
use crate::fingerprint::Fingerprint;
use crate::paths::{SourcePath, UrlPath};

/// The front matter keys that all kinds of content share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The content file.
    pub source: SourcePath,
    /// The fingerprint of the file's bytes.
    pub fingerprint: Fingerprint,
    /// The title; an author's name.
    pub title: String,
    /// The id as written; see [`Meta::public_id`].
    pub id: Option<String>,
    /// The last part of the URL: as written, or made from the file's name.
    pub slug: String,
    /// Whether it is left out unless drafts are asked for.
    pub draft: bool,
    /// The last day on which it is shown.
    #[serde(with = "super::stored::day")]
    pub expires: Option<Date>,
    /// Former URLs, which lead to this one.
    pub aliases: Vec<Alias>,
    /// The text to sort it by instead of its title.
    pub sort_key: Option<String>,
    /// Whether search engines shall leave it out.
    pub noindex: bool,
    /// The template to use instead of its kind's.
    pub template: Option<String>,
    /// Set when the text has been taken back: only a notice is shown.
    pub withdrawn: Option<Withdrawn>,
    /// Whatever the site's own templates want.
    #[serde(with = "super::stored::object")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Meta {
    /// The id that feeds and the calendar use: as written; else the oldest former URL, which stands
    /// first in `aliases`; else the URL.
    pub fn public_id(&self, url: &UrlPath) -> String {
        let oldest = || self.aliases.first().map_or(url, |alias| &alias.url).to_string();
        self.id.clone().unwrap_or_else(oldest)
    }

    /// The template that the file names, or its kind's.
    pub fn template_or<'a>(&'a self, usual: &'a str) -> &'a str {
        self.template.as_deref().unwrap_or(usual)
    }
}

/// A former URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    pub url: UrlPath,
    /// As the author wrote it.
    pub written: String,
}

/// Why and when a text was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The day.
    pub date: Moment,
    /// The reason, as readers see it.
    pub text: String,
}
