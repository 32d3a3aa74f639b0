//! Raw HTML: passed through without its comments. The addresses in it become pieces, and its ids
//! are recorded. May import: `address`, `document`, `html_buffer`, `page_state`, `source`,
//! `source_set`.

use std::ops::Range;

use super::address;
use super::document::{LinkSyntax, ParsedGoverned, ParsedLink, Piece};
use super::html_buffer::{HtmlBuffer, Slot};
use super::page_state::{BodyState, PageState};
use super::source::SourceMap;
use super::source_set;
use crate::diagnostics::Code;
use crate::html::{Attribute, StartTag, Token, decode, inline, of_url, push_text, tokens};

/// The most raw HTML tags in a body for guests: the time that the parser of HTML takes for a tag
/// grows with the number of open ones.
const MAX_GUEST_TAGS: usize = 2_000;

/// The most bytes of a guest's attribute; a longer one is left out, for the same reason.
const MAX_GUEST_ATTRIBUTE: usize = 2_048;

/// The elements with addresses that sanitising keeps. What it removes leads nowhere.
const SANITIZED: [&str; 6] = ["a", "img", "blockquote", "q", "del", "ins"];

/// Where raw HTML is written.
pub(super) struct RawWriter<'w, 'p, 's, 'a> {
    pub(super) body: &'w mut BodyState<'p, 's, 'a>,
    pub(super) out: &'w mut HtmlBuffer,
}

impl RawWriter<'_, '_, '_, '_> {
    /// Writes raw HTML; `map` leads from it to the body of the page.
    pub(super) fn write(&mut self, html: &str, map: &SourceMap) {
        for token in tokens(html) {
            match token {
                Token::Text(text) => self.out.html.push_str(text),
                Token::End(source, _) if counts_tag(self.body.page, map) => {
                    self.out.html.push_str(source);
                }
                Token::Start(tag) if counts_tag(self.body.page, map) => self.start_tag(&tag, map),
                Token::Unfinished(source) => push_text(&mut self.out.html, source),
                Token::Start(_) | Token::End(..) => {}
            }
        }
    }

    fn start_tag(&mut self, tag: &StartTag<'_>, map: &SourceMap) {
        let mut written = 0;
        if !self.body.page.is_sanitized() {
            for (kind, range) in inline(tag) {
                let range = map.range(tag.at + range.start..tag.at + range.end);
                let governed = ParsedGoverned { kind, url: String::new(), range };
                self.body.page.document.governed.push(governed);
            }
        }
        for attribute in &tag.attributes {
            let is_title = is_title(attribute) && !self.body.page.is_sanitized();
            if let Some(name) = address_name(tag.name, attribute).filter(|_| !is_title) {
                self.out.html.push_str(&tag.source[written..attribute.whole.start]);
                written = attribute.whole.end;
                match name {
                    "srcset" | "imagesrcset" => self.source_set(tag, attribute, name, map),
                    _ => self.address(tag, attribute, name, map),
                }
            } else if self.body.page.is_sanitized() {
                if attribute.value.len() > MAX_GUEST_ATTRIBUTE {
                    self.out.html.push_str(&tag.source[written..attribute.whole.start]);
                    written = attribute.whole.end;
                }
            } else {
                let is_anchor = attribute.name.eq_ignore_ascii_case("id")
                    || attribute.name.eq_ignore_ascii_case("name")
                        && tag.name.eq_ignore_ascii_case("a");
                let id = decode(attribute.value);
                if is_anchor && !id.is_empty() {
                    self.body.page.ids.claim(&id);
                }
            }
        }
        self.out.html.push_str(&tag.source[written..]);
    }

    /// Writes an attribute that contains an address, as a piece.
    fn address(
        &mut self,
        tag: &StartTag<'_>,
        written: &Attribute<'_>,
        attribute: &'static str,
        map: &SourceMap,
    ) {
        let target = decode(written.value);
        let target = target.trim_matches(|c: char| c.is_ascii_whitespace());
        let value = &written.value_range;
        let range = map.range(tag.at + value.start..tag.at + value.end);
        let is_sanitized = self.body.page.is_sanitized();
        if is_sanitized && !address::is_safe(target) {
            return self.body.page.unsafe_address(target, range);
        }
        if is_sanitized && !SANITIZED.iter().any(|kept| tag.name.eq_ignore_ascii_case(kept)) {
            return;
        }
        self.governed(tag, attribute, target, &range);
        let links = &mut self.body.page.document.links;
        let piece = Piece::Attribute(links.len());
        links.push(link(tag, attribute, (target, ""), range));
        self.attribute(attribute, piece);
    }

    /// Writes an attribute that contains several addresses, each with a descriptor, as a piece.
    fn source_set(
        &mut self,
        tag: &StartTag<'_>,
        written: &Attribute<'_>,
        attribute: &'static str,
        map: &SourceMap,
    ) {
        let value = decode(written.value);
        let first = self.body.page.document.links.len();
        for candidate in source_set::candidates(&value) {
            let target = &value[candidate.address.clone()];
            let start = tag.at + written.value_range.start;
            // Decoding has moved the text.
            let range = if value == written.value {
                start + candidate.address.start..start + candidate.address.end
            } else {
                start..tag.at + written.value_range.end
            };
            let range = map.range(range);
            if self.body.page.is_sanitized() && !address::is_safe(target) {
                self.body.page.unsafe_address(target, range);
                continue;
            }
            self.governed(tag, attribute, target, &range);
            let link = link(tag, attribute, (target, candidate.descriptor), range);
            self.body.page.document.links.push(link);
        }
        let candidates = first..self.body.page.document.links.len();
        if !candidates.is_empty() {
            self.attribute(attribute, Piece::SourceSet(candidates));
        }
    }

    /// Notes a URL that a Content-Security-Policy may block.
    fn governed(&mut self, tag: &StartTag<'_>, attribute: &str, url: &str, range: &Range<usize>) {
        if let Some(kind) = of_url(tag, attribute, url) {
            let governed = ParsedGoverned { kind, url: url.to_owned(), range: range.clone() };
            self.body.page.document.governed.push(governed);
        }
    }

    /// Writes the place of an attribute.
    fn attribute(&mut self, attribute: &str, piece: Piece) {
        if self.body.page.is_sanitized() {
            let html = &mut self.out.html;
            html.push(' ');
            html.push_str(attribute);
            html.push_str("=\"");
            self.body.page.slots.value(html, Slot::Piece(piece));
            html.push('"');
        } else {
            self.out.piece(piece);
        }
    }
}

/// An address in an attribute, and what describes it there.
fn link(
    tag: &StartTag<'_>,
    attribute: &'static str,
    (target, text): (&str, &str),
    range: Range<usize>,
) -> ParsedLink {
    ParsedLink {
        target: target.to_owned(),
        title: String::new(),
        text: text.to_owned(),
        range,
        syntax: LinkSyntax::RawHtml { element: tag.name.to_ascii_lowercase(), attribute },
    }
}

/// Counts a tag of a guest; false if it is over the limit and must be left out.
fn counts_tag(page: &mut PageState<'_>, map: &SourceMap) -> bool {
    if !page.is_sanitized() {
        return true;
    }
    page.raw_tags += 1;
    if page.raw_tags == MAX_GUEST_TAGS + 1 {
        page.problem(
            Code::MarkdownLimit,
            map.range(0..0),
            format!("the body has more than {MAX_GUEST_TAGS} raw HTML tags"),
            "write Markdown instead",
        );
    }
    page.raw_tags <= MAX_GUEST_TAGS
}

/// Writes end tags for the raw elements that a guest's text leaves open, so that they end with
/// their block. `tags` are the raw tags of the text.
pub(super) fn close_open_elements<'t>(
    page: &PageState<'_>,
    tags: impl Iterator<Item = &'t str>,
    html: &mut String,
) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        // Tags over the limit are not written and need no end.
        if page.raw_tags > MAX_GUEST_TAGS && open.len() > MAX_GUEST_TAGS {
            break;
        }
        for token in tokens(tag) {
            match token {
                Token::Start(tag) if !VOID.contains(&tag.name) => open.push(tag.name),
                Token::End(_, name) => {
                    if let Some(at) = open.iter().rposition(|o| o.eq_ignore_ascii_case(name)) {
                        open.remove(at);
                    }
                }
                _ => {}
            }
        }
    }
    for name in open.into_iter().rev().take(MAX_GUEST_TAGS) {
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

/// Phrasing elements without content.
const VOID: [&str; 4] = ["br", "img", "wbr", "input"];

/// The attributes that contain addresses, and the elements on which they do; none means all.
const ADDRESSES: [(&str, &[&str]); 11] = [
    ("href", &[]),
    ("src", &[]),
    ("poster", &[]),
    ("srcset", &["img", "source"]),
    ("imagesrcset", &["link"]),
    ("data", &["object"]),
    ("cite", &["blockquote", "q", "ins", "del"]),
    ("action", &["form"]),
    ("formaction", &["button", "input"]),
    ("background", &["body", "table", "td", "th"]),
    ("xlink:href", &[]),
];

/// Whether an author has written a title where the address of a source should stand.
fn is_title(attribute: &Attribute<'_>) -> bool {
    attribute.name.eq_ignore_ascii_case("cite")
        && attribute.value.trim().contains(char::is_whitespace)
}

/// The name of an attribute that contains addresses, unless it is empty.
pub(super) fn address_name(element: &str, attribute: &Attribute<'_>) -> Option<&'static str> {
    if attribute.value.is_empty() {
        return None;
    }
    let is_meant = |(name, elements): &&(&'static str, &[&str])| {
        attribute.name.eq_ignore_ascii_case(name)
            && (elements.is_empty() || elements.iter().any(|e| element.eq_ignore_ascii_case(e)))
    };
    ADDRESSES.iter().find(is_meant).map(|(name, _)| *name)
}
