//! Markdown: the only place that knows `pulldown_cmark`.
//!
//! In: the body of a content file. Out: a [`Document`], the HTML in pieces with places for
//! links, pictures and components, and what the body says about itself: headings, links, words,
//! problems. May import: rows 0 to 2.
//!
//! The dialect is CommonMark with tables, footnotes, strikethrough, task lists, heading ids
//! (`## Title {#id}`), alerts (`> [!NOTE]`), component fences, and `[text]{lang=en}` for words
//! in another language. No template syntax: `{{` is text. The text is set by Danish rules.
//!
//! It does not recurse over the events and takes linear time. A body for guests is written with
//! marked places, cleaned as a whole by `ammonia`, and split at the marks again, so that no tag
//! leaks out of it.

mod address;
mod blocks;
mod component;
mod document;
mod escape;
mod footnotes;
mod ids;
mod inline;
mod limits;
mod links;
mod output;
mod raw;
mod sanitize;
mod settings;
mod source;
mod spans;
mod tables;
mod tokens;
mod writer;

#[cfg(test)]
mod tests;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub use document::{
    Component, ComponentOption, Document, Heading, Image, Link, Origin, Piece, Problem,
};
pub use settings::{RawHtml, Settings};

use source::SourceMap;
use writer::{Page, Purpose, Writer};

/// Turns the Markdown body of a content file into pieces of HTML.
///
/// `# Title` gives a heading of level 2, as `## Title` does. Comments of raw HTML are left out.
pub fn parse(body: &str, settings: &Settings) -> Document {
    parse_for(body, settings, Purpose::Both)
}

/// Parses a body for what the rest of the site must know of it. The document has no pieces, and
/// only its headings are set by the rules of Danish: that is half the work.
pub fn facts(body: &str, settings: &Settings) -> Document {
    let mut document = parse_for(body, settings, Purpose::Facts);
    document.pieces = Vec::new();
    document
}

/// Parses a body for its HTML. The document has no measure.
pub fn pieces(body: &str, settings: &Settings) -> Document {
    parse_for(body, settings, Purpose::Pieces)
}

fn parse_for(body: &str, settings: &Settings, purpose: Purpose) -> Document {
    let (text, map) = source::with_equal_line_ends(body);
    let mut page = Page::new(body, settings);
    page.purpose = purpose;
    let mut document = parse_part(&mut page, &text, &map);
    document.anchors = page.ids.in_order;
    document.measure = page.measure;
    document.terms = page.terms;
    document.problems = page.problems;
    document
}

/// Parses the body of a page, or of a component on it.
fn parse_part(page: &mut Page<'_>, text: &str, map: &SourceMap) -> Document {
    let limit = page.settings.max_nesting;
    if let Some(place) = limits::too_deep(text, limit) {
        page.too_deep(map.range(place), limit);
        return Document::default();
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut writer = Writer::new(page, text, map);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        writer.event(event, range);
    }
    writer.finish()
}

/// Turns a short text, such as a correction, into pieces of HTML without block elements: emphasis,
/// code, links and raw HTML. Line breaks are spaces, and nothing begins a list or heading. A
/// picture becomes its alternative text.
///
/// Ranges are of no use: they are not those of the text.
pub fn inline(text: &str, settings: &Settings) -> Document {
    // A line that begins with a full stop is a paragraph, whatever follows.
    let text = format!(".{}", text.trim().replace(['\r', '\n'], " "));
    let map = SourceMap::default();
    let mut page = Page::new(&text, settings);
    let mut writer = Writer::new(&mut page, &text, &map);
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
            writer.event(event, range);
        }
    }
    writer.text.drop_first_character();
    let mut document = writer.finish();
    for piece in &mut document.pieces {
        if let Piece::Image(image) = *piece {
            let mut alt = String::new();
            escape::push_text(&mut alt, &document.images[image].alt);
            *piece = Piece::Html(alt);
        }
    }
    document
}

/// Turns a short text into HTML as [`inline()`] does. A link is written if its address has a scheme,
/// because others need the site to be resolved; it becomes plain text otherwise.
pub fn inline_html(text: &str, settings: &Settings) -> String {
    let document = inline(text, settings);
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    for piece in &document.pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::Image(_) | Piece::Component(_) => {}
            Piece::LinkStart(link) | Piece::LinkEnd(link) | Piece::Attribute(link) => {
                let link = &document.links[*link];
                if address::is_external(&link.target) {
                    push_link(&mut html, piece, link);
                }
            }
        }
    }
    html
}

/// Writes a piece of a link, with its target as written.
fn push_link(html: &mut String, piece: &Piece, link: &Link) {
    match (piece, &link.origin) {
        (Piece::LinkEnd(_), _) => html.push_str("</a>"),
        (_, Origin::RawHtml { attribute, .. }) => {
            escape::push_named(html, attribute, &link.target);
        }
        (_, Origin::Markdown) => {
            html.push_str("<a");
            escape::push_named(html, "href", &link.target);
            if !link.title.is_empty() {
                escape::push_named(html, "title", &link.title);
            }
            html.push('>');
        }
    }
}
