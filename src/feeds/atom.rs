//! Atom (RFC 4287).

use std::io;

use quick_xml::events::BytesText;

use super::feed::{Feed, FeedEntry, Person};
use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::site::FeedFormat;
use crate::xml::{self, Writer, clean, empty, text};

/// What a feed says when it has no entry: it was never updated.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(super) fn write(feed: &Feed<'_>) -> Result<Vec<u8>, Diagnostics> {
    xml::document("the Atom feed", |writer| {
        writer
            .create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", feed.language))
            .write_inner_content(|writer| write_feed(writer, feed))?;
        Ok(())
    })
}

fn write_feed(writer: &mut Writer, feed: &Feed<'_>) -> io::Result<()> {
    text(writer, "id", &feed.id)?;
    text(writer, "title", &feed.title)?;
    if let Some(description) = feed.description {
        text(writer, "subtitle", description)?;
    }
    text(writer, "updated", &feed.updated().map_or(NEVER.into(), rfc3339))?;
    link(writer, "self", FeedFormat::Atom.media_type(), &feed.url)?;
    link(writer, "alternate", "text/html", &feed.home)?;
    if let Some(hub) = feed.hub {
        empty(writer, "link", &[("rel", "hub"), ("href", hub)])?;
    }
    person(writer, &Person { name: feed.publisher, url: None })?;
    for entry in &feed.entries {
        writer.create_element("entry").write_inner_content(|writer| write_entry(writer, entry))?;
    }
    Ok(())
}

fn write_entry(writer: &mut Writer, entry: &FeedEntry<'_>) -> io::Result<()> {
    text(writer, "id", &entry.id)?;
    text(writer, "title", &entry.title)?;
    text(writer, "published", &rfc3339(entry.published))?;
    text(writer, "updated", &rfc3339(entry.updated))?;
    link(writer, "alternate", "text/html", &entry.url)?;
    for author in &entry.authors {
        person(writer, author)?;
    }
    for tag in &entry.tags {
        empty(writer, "category", &[("term", tag.slug), ("label", tag.name)])?;
    }
    if let Some(summary) = entry.summary {
        text(writer, "summary", summary)?;
    }
    if let Some(content) = &entry.content {
        writer
            .create_element("content")
            .with_attribute(("type", "html"))
            .write_text_content(BytesText::new(&clean(content)))?;
    }
    Ok(())
}

fn link(writer: &mut Writer, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    empty(writer, "link", &[("rel", rel), ("type", kind), ("href", href)])
}

fn person(writer: &mut Writer, person: &Person<'_>) -> io::Result<()> {
    writer.create_element("author").write_inner_content(|writer| {
        text(writer, "name", person.name)?;
        match &person.url {
            Some(url) => text(writer, "uri", url),
            None => Ok(()),
        }
    })?;
    Ok(())
}
