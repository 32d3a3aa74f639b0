//! Files that are written or copied without a template.

use super::feed::{self, Format};
use super::site::Site;
use super::{calendar, copied, icons, llms, news_sitemap, opml, robots, security, sitemap};
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::index::TagId;
use crate::paths::{SourcePath, UrlPath};
use crate::view::View;
use crate::write::Phase;

/// The kinds of files. Numbers are those of the index's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// All events for calendars.
    Calendar,
    /// A feed, of the whole site or of a tag.
    Feed(Format, Option<TagId>),
    /// The feed of editions.
    EditionFeed,
    /// The list of all feeds.
    FeedList,
    /// The sitemap, or the index of several.
    Sitemap,
    /// One of several sitemaps, by its place among them.
    SitemapPart(usize),
    /// The sitemap of the newest articles.
    NewsSitemap,
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
    /// `security.txt`.
    Security,
    /// `site.webmanifest`.
    Manifest,
    /// One of the built-in icons, by its place among them.
    Icon(usize),
    /// The theme's style sheet.
    StyleSheet,
    /// The theme's script.
    Script,
    /// A file that is copied: a picture, or one below `static`.
    Copied(SourcePath, Fingerprint),
}

impl FileKind {
    /// When it is published: what pages use goes before them, what tells of them after.
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Manifest | Self::Icon(_) | Self::StyleSheet | Self::Script | Self::Copied(..) => {
                Phase::Asset
            }
            Self::Calendar
            | Self::Feed(..)
            | Self::EditionFeed
            | Self::FeedList
            | Self::Sitemap
            | Self::SitemapPart(_)
            | Self::NewsSitemap
            | Self::Robots
            | Self::Llms
            | Self::Security => Phase::Feed,
        }
    }

    /// The kind's name, as `explain` tells it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Feed(..) => "feed",
            Self::EditionFeed => "feed of editions",
            Self::FeedList => "list of feeds",
            Self::Sitemap | Self::SitemapPart(_) => "sitemap",
            Self::NewsSitemap => "news sitemap",
            Self::Robots => "robots.txt",
            Self::Llms => "llms.txt",
            Self::Security => "security.txt",
            Self::Manifest => "manifest",
            Self::Icon(_) => "icon",
            Self::StyleSheet => "style sheet",
            Self::Script => "script",
            Self::Copied(..) => "copied file",
        }
    }

    /// What the file at `url` is written from or copied.
    pub(super) fn view<'a>(&self, site: &'a Site, url: &UrlPath) -> View<'a> {
        match self {
            Self::Calendar => calendar::view(site, url),
            Self::Feed(_, tag) => feed::view(site, *tag, url),
            Self::EditionFeed => feed::editions_view(site),
            Self::FeedList => opml::view(site),
            Self::Sitemap => sitemap::view(site),
            Self::SitemapPart(number) => sitemap::part_view(site, *number),
            Self::NewsSitemap => news_sitemap::view(site),
            Self::Robots => robots::view(site),
            Self::Llms => llms::view(site),
            Self::Security => security::view(site),
            Self::Manifest => icons::manifest_view(site),
            Self::Icon(number) => icons::view(*number),
            Self::StyleSheet => {
                View::new().input("style_sheet", site.theme.style_sheet.fingerprint)
            }
            Self::Script => View::new().input("script", site.theme.script.fingerprint),
            Self::Copied(_, fingerprint) => View::new().input("file", *fingerprint),
        }
    }

    /// Makes the bytes of the file at `url`.
    pub(super) fn bytes(&self, site: &Site, url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        match self {
            Self::Calendar => Ok(calendar::text(site, url).into_bytes()),
            Self::Feed(format, tag) => feed::write(site, *format, *tag, url),
            Self::EditionFeed => feed::write_editions(site),
            Self::FeedList => opml::write(site),
            Self::Sitemap => sitemap::write(site),
            Self::SitemapPart(number) => sitemap::write_part(site, *number),
            Self::NewsSitemap => news_sitemap::write(site),
            Self::Robots => Ok(robots::text(site).into_bytes()),
            Self::Llms => Ok(llms::text(site).into_bytes()),
            Self::Security => Ok(security::text(site).into_bytes()),
            Self::Manifest => icons::manifest(site),
            Self::Icon(number) => Ok(icons::bytes(*number)),
            Self::StyleSheet => Ok(site.theme.style_sheet.text.clone().into_bytes()),
            Self::Script => Ok(site.theme.script.text.clone().into_bytes()),
            Self::Copied(source, fingerprint) => copied::bytes(site, source, *fingerprint),
        }
    }
}
