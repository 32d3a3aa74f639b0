//! Sanitising a body for guests: the pieces become one HTML text with marked slots, which is
//! parsed and sanitised by `ammonia`, and split at the slots again. A long text is cut into parts.
//!
//! Every attribute that we write ourselves is in a slot, so guests cannot write classes, roles or
//! ids of the site's own. An address outside a slot is removed.
//! May import: `document`, `html_buffer`, `parts`, `raw`.

use std::ops::Range;
use std::sync::LazyLock;

use ammonia::Builder;

use super::document::{BodyProblem, Piece};
use super::html_buffer::{HtmlBuffer, SLOT, Slot, Slots};
use super::parts::parts;
use super::raw::address_name;
use crate::diagnostics::Code;
use crate::html::{StartTag, Token, tokens};

/// What is allowed: ammonia's defaults, and the other elements that we write.
static RULES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut rules = Builder::default();
    rules.add_tags(["section", "label"]).add_generic_attributes([SLOT]).link_rel(None);
    rules.add_tag_attributes("img", ["srcset", "sizes"]);
    rules
});

/// The length of HTML that is sanitised at once, if it can be cut.
const PART_BYTES: usize = 64 * 1024;
/// The most tags of HTML that is sanitised at once. Each takes about two kilobytes of memory.
const MAX_PART_TAGS: usize = 50_000;

/// Sanitises the pieces of a body whose slots are `slots`. `None` if too much of it can only be
/// sanitised at once.
pub(super) fn sanitize(pieces: Vec<Piece>, slots: &mut Slots) -> Option<Vec<Piece>> {
    sanitize_by_parts(pieces, slots, PART_BYTES)
}

/// The problem of a body at `range` of which too much can only be sanitised at once.
pub(super) fn limit_problem(range: Range<usize>) -> BodyProblem {
    BodyProblem {
        code: Code::MarkdownLimit,
        range,
        message: format!(
            "more than {MAX_PART_TAGS} tags follow raw HTML that is not closed in order, and \
             cannot be sanitized at once"
        ),
        help: Some("close the raw tags in order, write Markdown instead, or split the text".into()),
    }
}

fn sanitize_by_parts(
    pieces: Vec<Piece>,
    slots: &mut Slots,
    part_bytes: usize,
) -> Option<Vec<Piece>> {
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
            Piece::Attribute(_) | Piece::SourceSet(_) => continue,
        };
        html.push_str(name);
        slots.attribute(&mut html, Slot::Piece(piece));
        html.push('>');
    }
    if specials(&html).nth(MAX_SPECIALS).is_some() {
        html = with_breaks(&html, slots);
    }
    let mut sanitized = Splitter { out: HtmlBuffer::default(), open_links: Vec::new(), slots };
    for part in parts(&html, part_bytes) {
        if part.tags > MAX_PART_TAGS {
            return None;
        }
        let html = RULES.clean(&part.html).to_string();
        sanitized.split(html.strip_prefix(&*part.opened)?.strip_suffix(&*part.closed)?);
    }
    Some(sanitized.out.into_pieces())
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
struct Splitter<'s> {
    out: HtmlBuffer,
    slots: &'s Slots,
    /// The open `<a>` elements: the number of our link, or none for a guest's.
    open_links: Vec<Option<usize>>,
}

impl Splitter<'_> {
    /// Splits a part of the HTML, which follows those that were split before.
    fn split(&mut self, html: &str) {
        for token in tokens(html) {
            match token {
                Token::Text(text) => self.out.html.push_str(text),
                Token::End(_, "a") => match self.open_links.pop().flatten() {
                    Some(link) => self.out.piece(Piece::LinkEnd(link)),
                    None => self.out.html.push_str("</a>"),
                },
                Token::End(source, _) => self.out.html.push_str(source),
                Token::Start(tag) => {
                    let link = self.start_tag(&tag);
                    if tag.name == "a" {
                        self.open_links.push(link);
                    }
                }
                // `ammonia` writes no such thing.
                Token::Unfinished(_) => {}
            }
        }
    }

    /// Writes a start tag; returns the number of the link that it starts.
    fn start_tag(&mut self, tag: &StartTag<'_>) -> Option<usize> {
        let Self { out, slots, .. } = self;
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
                    if address_name(tag.name, attribute).is_some() {
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    /// Tags of all kinds in any order, with text in between.
    fn soup() -> impl Strategy<Value = String> {
        const NAMES: &[&str] = &[
            "p",
            "li",
            "ul",
            "ol",
            "em",
            "strong",
            "a",
            "code",
            "wbr",
            "br",
            "td",
            "tr",
            "tbody",
            "thead",
            "table",
            "h2",
            "h3",
            "blockquote",
            "div",
            "section",
            "pre",
            "hr",
            "b",
            "i",
            "dl",
            "dd",
            "dt",
            "details",
            "summary",
            "svg",
            "select",
            "P",
            "caption",
        ];
        let tag = prop::sample::select(NAMES);
        let nested = "[a-z&\u{a0} \n]{0,3}".prop_recursive(5, 24, 4, move |inner| {
            prop_oneof![
                4 => (tag.clone(), prop::collection::vec(inner.clone(), 0..6)).prop_map(
                    |(name, inner)| match name {
                        "br" | "hr" | "wbr" => format!("<{name}>{}", inner.concat()),
                        name => format!("<{name}>{}</{name}>", inner.concat()),
                    }
                ),
                1 => (tag.clone(), inner.clone()).prop_map(|(name, x)| format!("<{name}>{x}")),
                1 => (tag.clone(), inner).prop_map(|(name, x)| format!("{x}</{name}>")),
                1 => Just("<table data-slot=\"\"><thead><tr><th>a</th></tr></thead><tbody><tr><td><em>b</em>\
                           </td></tr><tr><td>c</td></tr></tbody></table>".to_owned()),
            ]
        });
        prop::collection::vec(nested, 1..5).prop_map(|parts| parts.concat())
    }

    fn sanitized(html: &str, part_bytes: usize) -> Option<String> {
        let mut slots = Slots::new(Some("mark".into()));
        let html = vec![Piece::Html(html.into())];
        let pieces = sanitize_by_parts(html, &mut slots, part_bytes)?;
        let html = pieces.into_iter().map(|piece| match piece {
            Piece::Html(html) => html,
            other => panic!("no piece was put in: {other:?}"),
        });
        Some(html.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, ..seeded() })]

        #[test]
        fn parts_are_sanitized_as_the_whole(html in soup(), length in 0_usize..40) {
            prop_assert_eq!(sanitized(&html, length), sanitized(&html, usize::MAX));
        }
    }

    #[test]
    fn html_of_any_length_is_cut() {
        let rows = "<tr><td>a <em>b</em></td></tr>\n".repeat(4_000);
        for html in [
            "<p>a</p>\n".repeat(20_000),
            format!("<blockquote>\n<ul>\n{}</ul></blockquote>", "<li>a<br>b</li>\n".repeat(9_000)),
            format!("<p>{}</p>", "<sup><a href=\"/x\">1</a></sup> <em>x</em> ".repeat(4_000)),
            format!(
                "<table data-slot=\"\"><thead><tr><th>a</th></tr></thead><tbody>{rows}</tbody></table>"
            ),
            format!("<div>{}", "<h2>a</h2><p><b>a</b></p><ol><li><p>x</p></li></ol>".repeat(4_000)),
        ] {
            assert!(parts(&html, PART_BYTES).count() > 1);
            let longest = parts(&html, PART_BYTES).map(|part| part.html.len()).max().unwrap();
            assert!(longest < PART_BYTES + 1_000, "{longest}: {}", &html[..90]);
            assert_eq!(sanitized(&html, PART_BYTES), sanitized(&html, usize::MAX));
        }
    }

    #[test]
    fn what_cannot_be_cut_has_a_limit() {
        let tags = |count| format!("<em><p></em>{}", "<br>".repeat(count));
        assert!(sanitized(&tags(MAX_PART_TAGS - 10), PART_BYTES).is_some());
        assert_eq!(sanitized(&tags(MAX_PART_TAGS), PART_BYTES), None);
    }
}
