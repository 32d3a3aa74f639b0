//! Markdown: the only place that knows `pulldown_cmark`.
//!
//! In: the body of a content file. Out: a [`Document`]: the HTML in pieces, between which the
//! caller puts links, images and components, and what the body says about itself: headings, links,
//! words, problems. May import: row 0, `danish`.
//!
//! The dialect is CommonMark with tables, footnotes, strikethrough, task lists, heading ids
//! (`## Title {#id}`), alerts (`> [!NOTE]`), component fences, and `[text]{lang=en}` for words
//! in another language. No template syntax: `{{` is text. The text is set by Danish rules.
//!
//! It does not recurse over the events and takes linear time. A body for guests is written with
//! marked slots, sanitised by `ammonia` as one text, and split at the slots again, so that no tag
//! leaks out of it.

mod address;
mod alerts;
mod autolinks;
mod block_text;
mod component;
mod document;
mod footnotes;
mod heading_ids;
mod headings;
mod html_buffer;
mod ids;
mod limits;
mod links;
mod literals;
mod page_state;
mod parts;
mod quotes;
mod raw;
mod references;
mod sanitize;
mod settings;
mod source;
mod source_set;
mod spans;
mod tables;
mod text_writer;
mod writer;

#[cfg(test)]
mod tests;

pub(crate) use document::{ComponentCall, Document, LinkSyntax, ParsedImage, ParsedLink, Piece};
pub(crate) use settings::{MarkdownSettings, RawHtml};
pub(crate) use source_set::{Candidate, candidates, source_set_value};

use std::borrow::Cow;

use html_buffer::HtmlBuffer;
use page_state::{PageState, Purpose};

use crate::html::{push_named, push_text};
use crate::paths::external_address;

/// Turns the Markdown body of a content file into pieces of HTML, with all its facts.
///
/// `# Title` gives a heading of level 2, as `## Title` does. Comments of raw HTML are left out.
#[cfg(test)]
fn parse(body: &str, settings: &MarkdownSettings) -> Document {
    parse_for(body, settings, Purpose::Both)
}

/// Parses a body for what the rest of the site must know of it, which is half the work. The
/// document has no pieces, and only its headings have Danish typography.
pub(crate) fn facts(body: &str, settings: &MarkdownSettings) -> Document {
    let mut document = parse_for(body, settings, Purpose::Facts);
    document.pieces = Vec::new();
    for component in &mut document.components {
        component.body = Vec::new();
    }
    document
}

/// Parses a body for its HTML. The document has no measure.
pub(crate) fn pieces(body: &str, settings: &MarkdownSettings) -> Document {
    parse_for(body, settings, Purpose::Pieces)
}

fn parse_for(body: &str, settings: &MarkdownSettings, purpose: Purpose) -> Document {
    let (text, map) = source::with_equal_line_ends(body);
    let mut page = PageState::new(body, settings, purpose);
    let out = writer::parse_body(&mut page, &text, &map);
    finish(page, out)
}

/// Ends a page: `out` is its HTML, in which components and notes have places only.
fn finish(mut page: PageState<'_>, out: HtmlBuffer) -> Document {
    let is_sanitized = page.is_sanitized();
    let mut slots = page.slots;
    page.problems.extend(footnotes::problems(&page.notes));
    let (pieces, bodies) =
        footnotes::assemble(out, page.bodies, page.notes, &mut slots, &mut page.ids);
    let mut document = page.document;
    let mut limit_problem = None;
    let mut clean = |pieces, start: usize| {
        if !is_sanitized {
            return pieces;
        }
        sanitize::sanitize(pieces, &mut slots).unwrap_or_else(|| {
            limit_problem.get_or_insert(sanitize::limit_problem(start..start));
            Vec::new()
        })
    };
    document.pieces = clean(pieces, 0);
    for (call, body) in document.components.iter_mut().zip(bodies) {
        call.body = clean(body, call.source_range.start);
    }
    document.anchors = page.ids.in_order;
    document.measure = page.measure;
    document.terms = page.terms;
    document.problems = page.problems;
    document.limit_problem = limit_problem;
    document
}

/// Turns a short text, such as a correction, into pieces of HTML without block elements: emphasis,
/// code, links and raw HTML. Line breaks are spaces, and nothing begins a list or heading. An
/// image becomes its alternative text.
///
/// Ranges are of no use: they are not those of the text.
pub(crate) fn inline(text: &str, settings: &MarkdownSettings) -> Document {
    let text = text.trim().replace(['\r', '\n'], " ");
    let mut page = PageState::new(&text, settings, Purpose::Both);
    let out = writer::parse_inline(&mut page, &text);
    let mut document = finish(page, out);
    for piece in &mut document.pieces {
        if let Piece::Image(image) = *piece {
            let mut alt = String::new();
            push_text(&mut alt, &document.images[image].alt);
            *piece = Piece::Html(alt);
        }
    }
    document
}

/// Turns a short text into HTML as [`inline()`] does. A link is written if its address has a
/// scheme, because others need the site to be resolved, and is well-formed; it becomes plain text
/// otherwise.
pub(crate) fn inline_html(text: &str, settings: &MarkdownSettings) -> String {
    let document = inline(text, settings);
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    for piece in &document.pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::Image(_) | Piece::Component(_) => {}
            Piece::SourceSet(candidates) => {
                let links = &document.links[candidates.clone()];
                if links.iter().all(|link| published(link).is_some()) {
                    push_source_set(&mut html, links, |link| published(link).map(Cow::into_owned));
                }
            }
            Piece::LinkStart(link) | Piece::LinkEnd(link) | Piece::Attribute(link) => {
                let link = &document.links[*link];
                if let Some(target) = published(link) {
                    push_link(&mut html, piece, link, &target);
                }
            }
        }
    }
    html
}

/// The target of a link that leads out of the site, as it can be published.
fn published(link: &ParsedLink) -> Option<Cow<'_, str>> {
    let target = link.target.trim_matches(' ');
    external_address(target).ok().filter(|_| address::is_external(target))
}

/// Writes the candidates of a `srcset` that have a target.
fn push_source_set(
    html: &mut String,
    links: &[ParsedLink],
    target: impl Fn(&ParsedLink) -> Option<String>,
) {
    if let Some(LinkSyntax::RawHtml { attribute, .. }) = links.first().map(|link| &link.syntax) {
        push_named(html, attribute, &source_set_value(links, target));
    }
}

/// Writes a piece of a link whose target is not resolved.
fn push_link(html: &mut String, piece: &Piece, link: &ParsedLink, target: &str) {
    match (piece, &link.syntax) {
        (Piece::LinkEnd(_), _) => html.push_str("</a>"),
        (_, LinkSyntax::RawHtml { attribute, .. }) => {
            push_named(html, attribute, target);
        }
        (_, LinkSyntax::Markdown) => {
            html.push_str("<a");
            push_named(html, "href", target);
            if !link.title.is_empty() {
                push_named(html, "title", &link.title);
            }
            html.push('>');
        }
    }
}
