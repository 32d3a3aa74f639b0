//! Feeds: one description, which is written as Atom, RSS and JSON Feed.
//!
//! In: a [`Feed`] with its entries, whatever they are. Out: bytes. What the feeds of articles hold
//! is described in `articles`; a feed of something else needs a description of its own, no writer.

mod articles;
mod atom;
mod content;
mod editions;
mod json;
mod rss;
mod shared;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Zoned;

pub(super) use articles::{has_feed, id, marked_title, title, url, urls, view, write};
pub(super) use editions::{
    EDITIONS, editions_title, editions_url, editions_view, has_editions, write_editions,
};
pub(super) use shared::Shared;

use crate::diagnostics::Diagnostics;
use crate::index::{ArticleEntry, TagEntry};
use crate::outputs::site::Site;
use crate::paths::UrlPath;

/// The forms in which each feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Atom (RFC 4287).
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// Every form, the first of which is named where there is room for one.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "atom.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// The name that readers know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// A feed. Addresses are absolute; texts are plain.
pub(super) struct Feed<'a> {
    /// An IRI that never changes.
    pub(super) id: String,
    pub(super) title: Cow<'a, str>,
    pub(super) description: Option<&'a str>,
    /// The language of everything in it, as BCP 47 names it.
    pub(super) language: &'a str,
    /// Its own address.
    pub(super) url: String,
    /// The page that shows the same.
    pub(super) home: String,
    /// Who publishes it.
    pub(super) publisher: &'a str,
    /// The `WebSub` hub that tells of news.
    pub(super) hub: Option<&'a str>,
    /// The entries, the newest first.
    pub(super) entries: Vec<Entry<'a>>,
}

/// An entry of a feed.
pub(super) struct Entry<'a> {
    /// An IRI that never changes.
    pub(super) id: String,
    pub(super) title: Cow<'a, str>,
    /// The address of its page.
    pub(super) url: String,
    pub(super) published: &'a Zoned,
    /// When it was last changed in substance; not before it was published.
    pub(super) updated: &'a Zoned,
    pub(super) authors: Vec<Person<'a>>,
    pub(super) tags: Vec<Tag<'a>>,
    pub(super) summary: Option<&'a str>,
    /// The whole text as HTML, in which every address is absolute.
    pub(super) content: Option<Arc<str>>,
    pub(super) image: Option<Image<'a>>,
}

/// Who wrote an entry.
pub(super) struct Person<'a> {
    pub(super) name: &'a str,
    /// The address of the page about them.
    pub(super) url: Option<String>,
}

/// What an entry is about.
pub(super) struct Tag<'a> {
    pub(super) slug: &'a str,
    pub(super) name: &'a str,
}

/// The lead picture of an entry.
pub(super) struct Image<'a> {
    pub(super) url: String,
    /// The media type, if the name tells it.
    pub(super) media_type: Option<&'static str>,
    /// Pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) alt: &'a str,
    pub(super) credit: Option<&'a str>,
}

impl Feed<'_> {
    /// Writes the feed.
    pub(super) fn render(&self, format: Format) -> Result<Vec<u8>, Diagnostics> {
        match format {
            Format::Atom => atom::write(self),
            Format::Rss => rss::write(self),
            Format::Json => json::write(self),
        }
    }

    /// The latest change of an entry, never the time of the build.
    fn updated(&self) -> Option<&Zoned> {
        self.entries.iter().map(|entry| entry.updated).max()
    }
}

/// Whether a URL is that of a feed that is not there now, but was or will be: its tag or the site has
/// no article for it at the moment.
pub(super) fn is_empty(site: &Site, url: &UrlPath) -> bool {
    let index = &site.index;
    let is_of = |tag: &&TagEntry| {
        Format::ALL.iter().any(|format| articles::url(Some(tag), *format) == *url)
    };
    let has_name = Format::ALL.iter().any(|format| url.as_str().ends_with(format.file_name()));
    let of_tag = || {
        site.config.feeds.tags
            && index.tags.iter().find(is_of).is_some_and(|tag| !has_feed(site, tag))
    };
    let of_editions = || *url == editions_url() && !has_editions(site);
    has_name && (of_tag() || of_editions())
}

/// When an article was last changed in substance: its date, its update, or a correction.
pub(super) fn last_change(entry: &ArticleEntry) -> &Zoned {
    let article = &entry.article;
    let corrections = article.corrections.iter().map(|correction| &correction.date);
    let moments = corrections.chain(article.updated.as_ref()).map(|moment| &moment.zoned);
    moments.fold(&article.date.zoned, |latest, moment| latest.max(moment))
}

#[cfg(test)]
mod tests;
