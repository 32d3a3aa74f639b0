//! `/feeds.opml`: all feeds in one list (OPML 2.0), for reading programs to take in at once.

use std::borrow::Cow;
use std::io;

use crate::diagnostics::Diagnostics;
use crate::feeds::ABOUT_EDITIONS;
use crate::fingerprint::FingerprintBuilder;
use crate::index::TagEntry;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Site};
use crate::view::View;
use crate::xml::{self, Writer, clean, empty, text};

/// A feed as the list has it.
struct Outline<'a> {
    title: Cow<'a, str>,
    description: &'a str,
    /// The feed, and the `version` of RSS that it is, if it is.
    feed: UrlPath,
    version: Option<&'static str>,
    /// The page that shows the same.
    page: UrlPath,
}

#[derive(Debug)]
struct FeedList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.generated(FeedList, UrlPath::file("feeds.opml"));
}

impl FileOutput for FeedList {
    fn name(&self) -> &'static str {
        "list of feeds"
    }

    /// Which feeds exist, not what they hold.
    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        let config = &site.config;
        let mut all = FingerprintBuilder::new("feeds");
        all.text(&config.title)
            .text(&config.description)
            .text(&config.base_url.as_text())
            .text(&config.language)
            .optional(config.publisher.name.as_deref());
        for outline in outlines(site) {
            all.text(&outline.title).text(outline.description);
            all.text(outline.feed.as_str()).text(outline.page.as_str());
        }
        View::new().input("feeds", all.finish())
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let config = &site.config;
        xml::document("the list of feeds", |writer| {
            let opml = writer.create_element("opml").with_attribute(("version", "2.0"));
            opml.write_inner_content(|writer| {
                writer.create_element("head").write_inner_content(|writer| {
                    text(writer, "title", &config.title)?;
                    match &config.publisher.name {
                        Some(name) => text(writer, "ownerName", name),
                        None => Ok(()),
                    }
                })?;
                writer.create_element("body").write_inner_content(|writer| {
                    // Reading programs make a directory of it.
                    let title = clean(&config.title);
                    writer
                        .create_element("outline")
                        .with_attribute(("text", &*title))
                        .write_inner_content(|writer| {
                            outlines(site).try_for_each(|outline| outline.write(writer, site))
                        })?;
                    Ok(())
                })?;
                Ok(())
            })?;
            Ok(())
        })
    }
}

/// The feed of all articles, that of editions, then those of tags, A–Å.
fn outlines(site: &Site) -> impl Iterator<Item = Outline<'_>> {
    let editions = site::has_edition_feed(site).then(|| Outline {
        title: site::edition_feed_title(site).into(),
        description: ABOUT_EDITIONS,
        feed: site::edition_feed_url(),
        version: None,
        page: UrlPath::directory(["udgaver"]),
    });
    let tags = site.index.used_tags().filter(|tag| site::has_feed(site, tag));
    let of_tags = tags.map(|tag| of_articles(site, Some(tag)));
    std::iter::once(of_articles(site, None)).chain(editions).chain(of_tags)
}

fn of_articles<'a>(site: &'a Site, tag: Option<&'a TagEntry>) -> Outline<'a> {
    let own = tag.map(|tag| tag.description.as_deref().unwrap_or_default());
    Outline {
        title: site::feed_title(site, tag),
        description: own.unwrap_or(&site.config.description),
        feed: site::feed_url(tag, FeedFormat::Rss),
        version: Some("RSS2"),
        page: tag.map_or(&site.home, |tag| &tag.url).clone(),
    }
}

impl Outline<'_> {
    fn write(&self, writer: &mut Writer, site: &Site) -> io::Result<()> {
        let base = &site.config.base_url;
        let (source, page) = (base.absolute(&self.feed), base.absolute(&self.page));
        let mut attributes = vec![("text", &*self.title), ("title", &*self.title)];
        if !self.description.is_empty() {
            attributes.push(("description", self.description));
        }
        // Also of Atom: OPML 2.0 knows no other type of feed.
        attributes.push(("type", "rss"));
        attributes.extend(self.version.map(|version| ("version", version)));
        attributes.push(("language", &*site.config.language));
        attributes.extend([("xmlUrl", &*source), ("htmlUrl", &*page)]);
        empty(writer, "outline", &attributes)
    }
}
