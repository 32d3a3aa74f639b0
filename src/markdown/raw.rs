//! Raw HTML: passed through without its comments. The addresses in it become pieces, and its ids
//! are recorded. May import: `address`, `document`, `html_buffer`, `page_state`, `source`.

use super::address;
use super::document::{LinkSyntax, ParsedLink, Piece};
use super::html_buffer::{HtmlBuffer, Slot};
use super::page_state::{BodyState, PageState};
use super::source::SourceMap;
use crate::diagnostics::Code;
use crate::html::{Attribute, StartTag, Token, decode, push_text, tokens};

/// The most raw HTML tags in a body for guests: the time that the parser of HTML takes for a tag
/// grows with the number of open ones.
const MAX_GUEST_TAGS: usize = 2_000;

/// The most bytes of a guest's attribute; a longer one is left out, for the same reason.
const MAX_GUEST_ATTRIBUTE: usize = 2_048;

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
        for attribute in &tag.attributes {
            if let Some(name) = address_name(attribute) {
                self.out.html.push_str(&tag.source[written..attribute.whole.start]);
                written = attribute.whole.end;
                self.address(tag, attribute, name, map);
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

    /// Writes an attribute that holds an address, as a piece.
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
        let links = &mut self.body.page.document.links;
        let piece = Piece::Attribute(links.len());
        links.push(ParsedLink {
            target: target.to_owned(),
            title: String::new(),
            text: String::new(),
            range,
            syntax: LinkSyntax::RawHtml { element: tag.name.to_ascii_lowercase(), attribute },
        });
        if is_sanitized {
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

/// The name of an attribute that holds an address, unless the address is empty.
pub(super) fn address_name(attribute: &Attribute<'_>) -> Option<&'static str> {
    let is_named = |name: &&str| attribute.name.eq_ignore_ascii_case(name);
    ["href", "src", "poster"].into_iter().find(is_named).filter(|_| !attribute.value.is_empty())
}
