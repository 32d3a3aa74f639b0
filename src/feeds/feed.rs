//! A feed of anything, as it is before it has a format.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Zoned;

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
    /// Its publisher.
    pub(super) publisher: &'a str,
    /// The `WebSub` hub that announces news.
    pub(super) hub: Option<&'a str>,
    /// The entries, the newest first.
    pub(super) entries: Vec<FeedEntry<'a>>,
}

/// An entry of a feed.
pub(super) struct FeedEntry<'a> {
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

/// The author of an entry.
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

/// The lead image of an entry.
pub(super) struct Image<'a> {
    pub(super) url: String,
    /// The media type, if the name shows it.
    pub(super) media_type: Option<&'static str>,
    /// Pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) alt: &'a str,
    pub(super) credit: Option<&'a str>,
}

impl Feed<'_> {
    /// The latest change of an entry, never the time of the build.
    pub(super) fn updated(&self) -> Option<&Zoned> {
        self.entries.iter().map(|entry| entry.updated).max()
    }
}
