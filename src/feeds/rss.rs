//! RSS 2.0, with the modules `content`, `dc`, `atom` and `media`.

use std::io;

use quick_xml::events::BytesText;

use super::feed::{Feed, FeedEntry, Image};
use crate::danish::rfc2822;
use crate::diagnostics::Diagnostics;
use crate::site::FeedFormat;
use crate::xml::{self, Writer, empty, text};

pub(super) fn write(feed: &Feed<'_>) -> Result<Vec<u8>, Diagnostics> {
    xml::document("the RSS feed", |writer| {
        writer
            .create_element("rss")
            .with_attribute(("version", "2.0"))
            .with_attribute(("xmlns:atom", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xmlns:content", "http://purl.org/rss/1.0/modules/content/"))
            .with_attribute(("xmlns:dc", "http://purl.org/dc/elements/1.1/"))
            .with_attribute(("xmlns:media", "http://search.yahoo.com/mrss/"))
            .write_inner_content(|writer| {
                writer
                    .create_element("channel")
                    .write_inner_content(|writer| write_channel(writer, feed))?;
                Ok(())
            })?;
        Ok(())
    })
}

fn write_channel(writer: &mut Writer, feed: &Feed<'_>) -> io::Result<()> {
    text(writer, "title", &feed.title)?;
    text(writer, "link", &feed.home)?;
    // The element is required.
    text(writer, "description", feed.description.unwrap_or(&feed.title))?;
    text(writer, "language", feed.language)?;
    if let Some(updated) = feed.updated() {
        text(writer, "pubDate", &rfc2822(updated))?;
    }
    let own = ("type", FeedFormat::Rss.media_type());
    empty(writer, "atom:link", &[("rel", "self"), own, ("href", &feed.url)])?;
    if let Some(hub) = feed.hub {
        empty(writer, "atom:link", &[("rel", "hub"), ("href", hub)])?;
    }
    for entry in &feed.entries {
        writer.create_element("item").write_inner_content(|writer| write_item(writer, entry))?;
    }
    Ok(())
}

fn write_item(writer: &mut Writer, entry: &FeedEntry<'_>) -> io::Result<()> {
    text(writer, "title", &entry.title)?;
    text(writer, "link", &entry.url)?;
    // The id is no address that could be opened.
    writer
        .create_element("guid")
        .with_attribute(("isPermaLink", "false"))
        .write_text_content(BytesText::new(&xml::clean(&entry.id)))?;
    text(writer, "pubDate", &rfc2822(entry.published))?;
    for author in &entry.authors {
        text(writer, "dc:creator", author.name)?;
    }
    for tag in &entry.tags {
        text(writer, "category", tag.name)?;
    }
    if let Some(summary) = entry.summary {
        text(writer, "description", summary)?;
    }
    if let Some(content) = &entry.content {
        text(writer, "content:encoded", content)?;
    }
    if let Some(image) = &entry.image {
        write_image(writer, image)?;
    }
    Ok(())
}

fn write_image(writer: &mut Writer, image: &Image<'_>) -> io::Result<()> {
    let (width, height) = (image.width.to_string(), image.height.to_string());
    let mut attributes = vec![("url", image.url.as_str())];
    attributes.extend(image.media_type.map(|media_type| ("type", media_type)));
    attributes.extend([("medium", "image"), ("width", &*width), ("height", &*height)]);
    writer.create_element("media:content").with_attributes(attributes).write_inner_content(
        |writer| {
            text(writer, "media:description", image.alt)?;
            match image.credit {
                Some(credit) => text(writer, "media:credit", credit),
                None => Ok(()),
            }
        },
    )?;
    Ok(())
}
