//! Configuration: what `site.toml` says, checked.
//!
//! In: the text of `site.toml`, and the environment variables that override it. Out: a
//! [`SiteConfig`] and warnings, or everything that is wrong. The file is read key by key
//! (`reader`); nothing of its raw form leaves this module. May import: `danish`, `diagnostics`,
//! `fingerprint`, `paths`.

mod address;
mod extra;
mod limits;
mod list_length;
mod reader;
mod sections;
mod security;
mod tags;

pub use address::{BaseUrl, Link};
pub use limits::{BadLimit, Limits};
pub use sections::{
    Archive, Feeds, FrontPage, Html, Markdown, MenuItem, Publisher, Related, Robots,
};
pub use security::SecurityTxt;
pub use tags::{DeclaredTag, Tags};

use jiff::tz::TimeZone;

use crate::danish::Typography;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::paths::SourcePath;
use reader::Reader;

/// The settings of a site, all of them checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteConfig {
    /// The name of the site.
    pub title: String,
    /// What the site is about; may be empty.
    pub description: String,
    /// Where the site is published.
    pub base_url: BaseUrl,
    /// The host of the `base_url` that stands in the file, whatever a variable says, so that
    /// the ids made from it are the same in a preview.
    pub own_host: String,
    /// The language of the site, as BCP 47 names it.
    pub language: String,
    /// The time zone of dates without one.
    pub timezone: TimeZone,
    /// Who publishes the site.
    pub publisher: Publisher,
    /// How articles are tagged, and the declared tags.
    pub tags: Tags,
    /// The front page.
    pub front_page: FrontPage,
    /// The lists of an author's articles.
    pub archive: Archive,
    /// The feeds.
    pub feeds: Feeds,
    /// What robots are told.
    pub robots: Robots,
    /// Whom to tell of a hole.
    pub security_txt: Option<SecurityTxt>,
    /// »Læs også«: `[related]`.
    pub related: Related,
    /// Danish typography: `[typography]`.
    pub typography: Typography,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// The menu's items, in order.
    pub menu: Vec<MenuItem>,
    /// How much of anything is accepted.
    pub limits: Limits,
    /// The free table `[extra]`: an object.
    pub extra: serde_json::Value,
}

impl SiteConfig {
    /// Reads the text of `file`, overridden by `variables` (name and value), of which those count
    /// whose name begins with `DIGEST_`. Gives the settings with warnings, or every problem.
    pub fn read(
        file: &SourcePath,
        text: &str,
        variables: &[(String, String)],
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let (config, diagnostics) = Reader::run(file, text, variables, sections::read);
        match config {
            Some(config) if !diagnostics.has_errors() => Ok((config, diagnostics)),
            _ => Err(diagnostics),
        }
    }

    /// The fingerprint of the settings on which parsing a content file depends.
    pub fn parsing_fingerprint(&self) -> Fingerprint {
        FingerprintBuilder::new("parsing settings")
            .optional(self.timezone.iana_name())
            .number(self.typography.quotes as u64)
            .number(u64::from(self.typography.no_break))
            .number(self.markdown.html as u64)
            .number(self.markdown.anchors as u64)
            .fingerprint(self.limits.fingerprint())
            .finish()
    }

    /// The fingerprint of the values that every template may show.
    pub fn site_fingerprint(&self) -> Fingerprint {
        let publisher = &self.publisher;
        let logo = publisher.logo.as_ref().map(|logo| logo.href(&self.base_url));
        FingerprintBuilder::new("site values")
            .text(&self.title)
            .text(&self.description)
            .text(&self.base_url.as_text())
            .text(&self.language)
            .optional(publisher.name.as_deref())
            .optional(logo.as_deref())
            .optional(publisher.url.as_deref())
            .optional(publisher.email.as_deref())
            .text(&self.extra.to_string())
            .finish()
    }
}

#[cfg(test)]
mod tests;
