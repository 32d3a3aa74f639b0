//! The site's Atom feed (RFC 4287).

use std::io;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::body;
use super::pictures;
use super::site::Site;
use super::sitemap::last_change;
use crate::danish::rfc3339;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Combiner;
use crate::index::ArticleEntry;
use crate::paths::UrlPath;
use crate::view::View;

/// What a feed says when it has no entry: it was never updated.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// Writes the feed of the newest articles, in full or as descriptions. An advertisement says so
/// in its title. `updated` is the latest change of an entry, never the time of the build.
pub(super) fn atom(site: &Site, url: &UrlPath, home: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
    let entries: Vec<&ArticleEntry> =
        site.index.listed_entries().take(site.config.feeds.limit).collect();
    let mut texts = Vec::with_capacity(entries.len());
    for entry in &entries {
        texts.push(if site.config.feeds.full_text { Some(content(site, entry)?) } else { None });
    }
    write(site, url, home, &entries, &texts).map_err(|error| {
        Diagnostic::new(Code::InternalBug, format!("the feed cannot be written: {error}")).into()
    })
}

/// What the feed is written from.
pub(super) fn view<'a>(site: &'a Site, url: &UrlPath) -> View<'a> {
    let config = &site.config;
    let mut entries = Combiner::new("entries");
    entries.number(u64::from(config.feeds.full_text));
    for entry_id in site.index.listed.iter().take(config.feeds.limit) {
        let entry = &site.index.articles[*entry_id];
        let article = &entry.article;
        entries
            .fingerprint(site.card_fingerprint(*entry_id))
            .text(&entry.id)
            .text(&rfc3339(&article.date.zoned))
            .text(&rfc3339(last_change(entry)));
        if config.feeds.full_text {
            let links = site.links_fingerprint(*entry_id);
            entries.fingerprint(body::fingerprint(site, &article.meta, &article.body, links));
        }
    }
    View::new()
        .input("site", config.site_fingerprint())
        .input("id", Combiner::new("feed id").text(&id(site, url.as_str())).finish())
        .input("entries", entries.finish())
}

pub(super) fn declaration() -> Event<'static> {
    Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))
}

fn write(
    site: &Site,
    url: &UrlPath,
    home: &UrlPath,
    entries: &[&ArticleEntry],
    texts: &[Option<String>],
) -> io::Result<Vec<u8>> {
    let config = &site.config;
    let base = &config.base_url;
    let updated = entries.iter().map(|entry| last_change(entry)).max();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(declaration())?;
    writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", config.language.as_str()))
        .write_inner_content(|writer| {
            text(writer, "id", &id(site, url.as_str()))?;
            text(writer, "title", &config.title)?;
            if !config.description.is_empty() {
                text(writer, "subtitle", &config.description)?;
            }
            text(writer, "updated", &updated.map_or(NEVER.into(), rfc3339))?;
            link(writer, "self", "application/atom+xml", &base.absolute(url))?;
            link(writer, "alternate", "text/html", &base.absolute(home))?;
            let publisher = config.publisher.name.as_ref().unwrap_or(&config.title);
            person(writer, publisher)?;
            for (entry, content) in entries.iter().zip(texts) {
                writer.create_element("entry").write_inner_content(|writer| {
                    write_entry(writer, site, entry, content.as_deref())
                })?;
            }
            Ok(())
        })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn write_entry(
    writer: &mut Writer<Vec<u8>>,
    site: &Site,
    entry: &ArticleEntry,
    content: Option<&str>,
) -> io::Result<()> {
    let article = &entry.article;
    let title = match article.sponsored {
        Some(_) => format!("Annonce: {}", article.meta.title),
        None => article.meta.title.clone(),
    };
    text(writer, "id", &id(site, &entry.id))?;
    text(writer, "title", &title)?;
    text(writer, "published", &rfc3339(&article.date.zoned))?;
    text(writer, "updated", &rfc3339(last_change(entry)))?;
    link(writer, "alternate", "text/html", &site.config.base_url.absolute(&entry.url))?;
    let names: Vec<&str> = match &article.sponsored {
        Some(advertiser) => vec![advertiser],
        None => entry.authors.iter().map(|id| site.index.authors[*id].name.as_str()).collect(),
    };
    for name in names {
        person(writer, name)?;
    }
    for tag in &entry.tags {
        let tag = &site.index.tags[*tag];
        writer
            .create_element("category")
            .with_attribute(("term", tag.slug.as_str()))
            .with_attribute(("label", tag.name.as_str()))
            .write_empty()?;
    }
    if let Some(description) = &article.description {
        text(writer, "summary", description)?;
    }
    if let Some(content) = content {
        writer
            .create_element("content")
            .with_attribute(("type", "html"))
            .write_text_content(BytesText::new(content))?;
    }
    Ok(())
}

/// An id that never changes: the base of the site's ids, and the content's own.
pub(super) fn id(site: &Site, own: &str) -> String {
    let base = site.config.feeds.id_base.clone().unwrap_or_else(|| {
        let oldest = site.index.articles.last();
        let year = oldest.map_or(1970, |entry| entry.article.date.date().year());
        format!("tag:{},{year}:", site.config.own_host)
    });
    format!("{base}{own}")
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    writer
        .create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("type", kind))
        .with_attribute(("href", href))
        .write_empty()?;
    Ok(())
}

fn person(writer: &mut Writer<Vec<u8>>, name: &str) -> io::Result<()> {
    writer.create_element("author").write_inner_content(|writer| text(writer, "name", name))?;
    Ok(())
}

/// An article's text for a feed reader: its picture, its body, and its sources, with absolute
/// addresses throughout.
fn content(site: &Site, entry: &ArticleEntry) -> Result<String, Diagnostics> {
    let article = &entry.article;
    let label = format!("the feed's entry {}", entry.url);
    let mut html = String::new();
    if let Some(picture) = &article.image
        && let Some(file) = pictures::find(site, &article.meta.source, &picture.src)
    {
        let src = file.url.under(site.config.base_url.sub_path());
        let (src, alt) = (super::html::escape(&src), super::html::escape(&picture.alt));
        let (width, height) = (file.width, file.height);
        html = format!(
            "<p><img src=\"{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\"></p>\n"
        );
    }
    html.push_str(&body::render(site, &article.meta, &article.body, &label)?);
    absolute(site, &entry.url, &html).map_err(|error| {
        let message = format!("the HTML of {label} cannot be read: {error}");
        Diagnostic::new(Code::InternalBug, message).in_file(&article.meta.source).into()
    })
}

/// Makes the addresses in a page's HTML absolute; `page` is the URL that fragments belong to.
fn absolute(
    site: &Site,
    page: &UrlPath,
    html: &str,
) -> Result<String, lol_html::errors::RewritingError> {
    let base = &site.config.base_url;
    let origin = base.origin();
    let page = base.absolute(page);
    let rewrite = |attribute: &'static str| {
        let page = page.clone();
        element!(format!("[{attribute}]"), move |element| {
            if let Some(value) = element.get_attribute(attribute) {
                if value.starts_with('/') && !value.starts_with("//") {
                    element.set_attribute(attribute, &format!("{origin}{value}"))?;
                } else if value.starts_with('#') {
                    element.set_attribute(attribute, &format!("{page}{value}"))?;
                }
            }
            Ok(())
        })
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(rewrite("href"))
        .append_element_content_handler(rewrite("src"))
        .append_element_content_handler(rewrite("poster"));
    rewrite_str(html, settings)
}
