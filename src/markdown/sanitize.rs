//! Sanitising a body for guests: the pieces become one HTML text with marked slots, which is
//! parsed and sanitised as a whole by `ammonia`, and split at the slots again.
//!
//! Every attribute that we write ourselves is in a slot, so guests cannot write classes, roles or
//! ids of the site's own. An address outside a slot is removed.
//! May import: `document`, `html_buffer`, `raw`.

use std::sync::LazyLock;

use ammonia::Builder;

use super::document::Piece;
use super::html_buffer::{HtmlBuffer, SLOT, Slot, Slots};
use super::raw::address_name;
use crate::html::{StartTag, Token, tokens};

/// What is allowed: ammonia's defaults, and the other elements that we write.
static RULES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut rules = Builder::default();
    rules.add_tags(["section", "label"]).add_generic_attributes([SLOT]).link_rel(None);
    rules
});

/// Sanitises the pieces of a body whose slots are `slots`.
pub(super) fn sanitize(pieces: Vec<Piece>, mut slots: Slots) -> Vec<Piece> {
    let mut html = String::new();
    for piece in pieces {
        let name = match &piece {
            Piece::Html(part) => {
                html.push_str(part);
                continue;
            }
            Piece::LinkEnd(_) => {
                html.push_str("</a>");
                continue;
            }
            Piece::LinkStart(_) => "<a",
            Piece::Image(_) => "<img",
            // A `<hr>` ends a paragraph that a guest has left open, as a block should.
            Piece::Component(_) => "<hr",
            Piece::Attribute(_) => continue,
        };
        html.push_str(name);
        slots.attribute(&mut html, Slot::Piece(piece));
        html.push('>');
    }
    if specials(&html).nth(MAX_SPECIALS).is_some() {
        html = with_breaks(&html, &mut slots);
    }
    split(&RULES.clean(&html).to_string(), &slots)
}

/// The most characters found by [`specials`] in one text.
const MAX_SPECIALS: usize = 256;

/// Finds `&`, and the byte that no-break spaces and guillemets begin with. For each of them
/// html5ever 0.40 searches the rest of its text when it writes it.
fn specials(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().enumerate().filter(|(_, b)| matches!(b, b'&' | 0xC2)).map(|(at, _)| at)
}

/// Cuts long texts with empty slots, so that sanitising them takes linear time.
fn with_breaks(html: &str, slots: &mut Slots) -> String {
    let mut cut = String::with_capacity(html.len() + html.len() / 8);
    for token in tokens(html) {
        match token {
            Token::Start(tag) => cut.push_str(tag.source),
            Token::End(source, _) | Token::Unfinished(source) => cut.push_str(source),
            Token::Text(text) => {
                let mut rest = 0;
                for at in specials(text).skip(MAX_SPECIALS).step_by(MAX_SPECIALS) {
                    cut.push_str(&text[rest..at]);
                    slots.fragment(&mut cut, "");
                    rest = at;
                }
                cut.push_str(&text[rest..]);
            }
        }
    }
    cut
}

/// Splits sanitised HTML at its slots.
fn split(html: &str, slots: &Slots) -> Vec<Piece> {
    let mut out = HtmlBuffer::default();
    // The open `<a>` elements: the number of our link, or none for a guest's.
    let mut open_links: Vec<Option<usize>> = Vec::new();
    for token in tokens(html) {
        match token {
            Token::Text(text) => out.html.push_str(text),
            Token::End(_, "a") => match open_links.pop().flatten() {
                Some(link) => out.piece(Piece::LinkEnd(link)),
                None => out.html.push_str("</a>"),
            },
            Token::End(source, _) => out.html.push_str(source),
            Token::Start(tag) => {
                let link = start_tag(&mut out, &tag, slots);
                if tag.name == "a" {
                    open_links.push(link);
                }
            }
            // `ammonia` writes no such thing.
            Token::Unfinished(_) => {}
        }
    }
    out.into_pieces()
}

/// Writes a start tag; returns the number of the link that it starts.
fn start_tag(out: &mut HtmlBuffer, tag: &StartTag<'_>, slots: &Slots) -> Option<usize> {
    let mark = tag.attributes.iter().find(|attribute| attribute.name == SLOT);
    match mark.and_then(|attribute| slots.get(attribute.value)) {
        Some(Slot::Fragment(html)) => {
            out.html.push_str(html);
            return None;
        }
        Some(Slot::Piece(piece)) => {
            out.piece(piece.clone());
            return match piece {
                Piece::LinkStart(link) => Some(*link),
                _ => None,
            };
        }
        Some(Slot::Attributes(attributes)) => {
            out.html.push('<');
            out.html.push_str(tag.name);
            out.html.push_str(attributes);
        }
        None => {
            out.html.push('<');
            out.html.push_str(tag.name);
            for attribute in &tag.attributes {
                if address_name(attribute).is_some() {
                    if let Some(Slot::Piece(piece)) = slots.get(attribute.value) {
                        out.piece(piece.clone());
                    }
                } else if attribute.name != SLOT {
                    out.html.push_str(&tag.source[attribute.whole.clone()]);
                }
            }
        }
    }
    out.html.push('>');
    None
}
