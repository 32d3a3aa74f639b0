//! Which feeds the site has, with their titles and URLs: what pages and links say of feeds.

use std::borrow::Cow;

use super::Site;
use crate::danish::capitalize_first;
use crate::index::TagEntry;
use crate::media_type::essence;
use crate::paths::UrlPath;
use crate::view::{Record, Value};

/// The formats in which each feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Every format, the first of which is named where there is room for one.
    pub(crate) const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "atom.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// The name that readers know it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        essence(self.file_name())
    }
}

/// The URL of the site's feed, or of a tag's.
pub(crate) fn feed_url(tag: Option<&TagEntry>, format: FeedFormat) -> UrlPath {
    match tag {
        Some(tag) => tag.url.file_below(format.file_name()),
        None => UrlPath::file(format.file_name()),
    }
}

/// Whether a tag has feeds: one without an article that may appear in them has none.
pub(crate) fn has_feed(site: &Site, tag: &TagEntry) -> bool {
    site.config.feeds.tags && tag.articles.iter().any(|id| site.index.articles[*id].content.feeds)
}

/// The title of the site's feed, or of a tag's.
pub(crate) fn feed_title<'a>(site: &'a Site, tag: Option<&TagEntry>) -> Cow<'a, str> {
    match tag {
        Some(tag) => format!("{}: {}", site.config.title, capitalize_first(&tag.name)).into(),
        None => site.config.title.as_str().into(),
    }
}

/// The site's feed, or a tag's, in each format: `{name, type, url}`.
pub(crate) fn feed_links(sub_path: &str, tag: Option<&TagEntry>) -> Value {
    Value::list(FeedFormat::ALL.map(|format| {
        Record::new()
            .set("name", format.name())
            .set("type", format.media_type())
            .set("url", feed_url(tag, format).under(sub_path))
            .into()
    }))
}

pub(crate) fn edition_feed_url() -> UrlPath {
    UrlPath::directory(["udgaver"]).file_below(FeedFormat::Atom.file_name())
}

/// Whether there is a feed of editions: a site without an edition has none.
pub(crate) fn has_edition_feed(site: &Site) -> bool {
    site.index.listed_editions().next().is_some()
}

pub(crate) fn edition_feed_title(site: &Site) -> String {
    format!("{}: udgaver", site.config.title)
}

/// Whether a URL is that of a feed that does not exist now, but did or will: its tag or the site
/// has no article for it at the moment.
pub(crate) fn is_empty_feed(site: &Site, url: &UrlPath) -> bool {
    let is_of =
        |tag: &&TagEntry| FeedFormat::ALL.iter().any(|format| feed_url(Some(tag), *format) == *url);
    let has_name = FeedFormat::ALL.iter().any(|format| url.as_str().ends_with(format.file_name()));
    let of_tag = || {
        site.config.feeds.tags
            && site.index.tags.iter().find(is_of).is_some_and(|tag| !has_feed(site, tag))
    };
    let of_editions = || *url == edition_feed_url() && !has_edition_feed(site);
    has_name && (of_tag() || of_editions())
}
