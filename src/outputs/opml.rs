//! `/feeds.opml`: all feeds in one list (OPML 2.0), for reading programs to take in at once.

use std::io;

use super::feed::{self, Format};
use super::parts;
use super::site::Site;
use super::xml::{self, Writer, clean, empty, text};
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Combiner;
use crate::index::TagEntry;
use crate::view::View;

/// What the list is written from: the tags with articles, not their articles.
pub(super) fn view(site: &Site) -> View<'_> {
    let config = &site.config;
    let mut all = Combiner::new("feeds");
    all.text(&config.title)
        .text(&config.description)
        .text(&config.base_url.as_text())
        .text(&config.language)
        .optional(config.publisher.name.as_deref());
    for tag in tags(site) {
        all.text(&tag.name).text(tag.url.as_str()).optional(tag.description.as_deref());
    }
    View::new().input("feeds", all.finish())
}

/// Writes the list: the feed of all articles, then those of tags, A–Å.
pub(super) fn write(site: &Site) -> Result<Vec<u8>, Diagnostics> {
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
                // Reading programs make a folder of it.
                let title = clean(&config.title);
                writer
                    .create_element("outline")
                    .with_attribute(("text", &*title))
                    .write_inner_content(|writer| {
                        outline(writer, site, None)?;
                        tags(site).try_for_each(|tag| outline(writer, site, Some(tag)))
                    })?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })
}

fn tags(site: &Site) -> impl Iterator<Item = &TagEntry> {
    parts::used_tags(site).filter(|tag| feed::has_feed(site, tag))
}

fn outline(writer: &mut Writer, site: &Site, tag: Option<&TagEntry>) -> io::Result<()> {
    let config = &site.config;
    let title = feed::title(site, tag);
    let own = tag.map(|tag| tag.description.as_deref().unwrap_or_default());
    let description = own.unwrap_or(&config.description);
    let source = config.base_url.absolute(&feed::url(tag, Format::Rss));
    let page = config.base_url.absolute(tag.map_or(&site.home, |tag| &tag.url));
    let mut attributes = vec![("text", &*title), ("title", &*title)];
    if !description.is_empty() {
        attributes.push(("description", description));
    }
    attributes.extend([("type", "rss"), ("version", "RSS2"), ("language", &*config.language)]);
    attributes.extend([("xmlUrl", &*source), ("htmlUrl", &*page)]);
    empty(writer, "outline", &attributes)
}
