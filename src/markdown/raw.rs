//! Raw HTML: it passes through, but for comments; the addresses in it become places, and its
//! ids are noted.

use super::address;
use super::document::{Link, Origin, Piece};
use super::escape;
use super::inline::Inline;
use super::output::Slot;
use super::settings::RawHtml;
use super::source::SourceMap;
use super::tokens::{Attribute, Tag, Token, tokens};
use super::writer::Writer;
use crate::diagnostics::Code;

/// How many tags of raw HTML a body for guests may have: the parser of HTML takes a time for
/// each that grows with the number of open ones.
const MAX_GUEST_TAGS: usize = 2_000;

/// How long a guest's attribute may be, in bytes; a longer one is left out, for the same reason.
const MAX_GUEST_ATTRIBUTE: usize = 2_048;

impl Writer<'_, '_, '_> {
    /// Writes raw HTML; `map` leads from it to the body.
    pub(super) fn raw(&mut self, html: &str, map: &SourceMap) {
        for token in tokens(html) {
            match token {
                Token::Text(text) => self.out.html.push_str(text),
                Token::End(source, _) if self.counts_tag(map) => self.out.html.push_str(source),
                Token::Start(tag) if self.counts_tag(map) => self.raw_tag(&tag, map),
                Token::Unfinished(source) => escape::push_text(&mut self.out.html, source),
                Token::Start(_) | Token::End(..) => {}
            }
        }
    }

    /// Ends the raw elements that a guest's text leaves open, so that they end with its block.
    pub(super) fn close_raw(&mut self, items: &[Inline<'_>]) {
        let mut open: Vec<&str> = Vec::new();
        for item in items {
            let Inline::Raw(tag, _) = item else { continue };
            // What is over the limit is not written, and need not be closed.
            if self.page.raw_tags > MAX_GUEST_TAGS && open.len() > MAX_GUEST_TAGS {
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
        let open = open.into_iter().rev().take(MAX_GUEST_TAGS);
        for name in open {
            self.out.html.push_str("</");
            self.out.html.push_str(name);
            self.out.html.push('>');
        }
    }

    /// Counts a tag; whether it is within the limit, so that it is written.
    fn counts_tag(&mut self, map: &SourceMap) -> bool {
        if self.page.settings.html == RawHtml::Allow {
            return true;
        }
        self.page.raw_tags += 1;
        if self.page.raw_tags == MAX_GUEST_TAGS + 1 {
            self.page.problem(
                Code::MarkdownLimit,
                map.range(0..0),
                format!("the body has more than {MAX_GUEST_TAGS} raw HTML tags"),
                "write Markdown instead",
            );
        }
        self.page.raw_tags <= MAX_GUEST_TAGS
    }

    fn raw_tag(&mut self, tag: &Tag<'_>, map: &SourceMap) {
        let mut written = 0;
        for attribute in &tag.attributes {
            if let Some(name) = address_name(attribute) {
                self.out.html.push_str(&tag.source[written..attribute.whole.start]);
                written = attribute.whole.end;
                self.raw_address(tag, attribute, name, map);
            } else if self.page.settings.html == RawHtml::Sanitize {
                if attribute.value.len() > MAX_GUEST_ATTRIBUTE {
                    self.out.html.push_str(&tag.source[written..attribute.whole.start]);
                    written = attribute.whole.end;
                }
            } else {
                let is_anchor = attribute.name.eq_ignore_ascii_case("id")
                    || attribute.name.eq_ignore_ascii_case("name")
                        && tag.name.eq_ignore_ascii_case("a");
                let id = escape::decode(attribute.value);
                if is_anchor && !id.is_empty() {
                    self.page.ids.claim(&id);
                }
            }
        }
        self.out.html.push_str(&tag.source[written..]);
    }

    fn raw_address(
        &mut self,
        tag: &Tag<'_>,
        written: &Attribute<'_>,
        attribute: &'static str,
        map: &SourceMap,
    ) {
        let target = escape::decode(written.value);
        let target = target.trim_matches(|c: char| c.is_ascii_whitespace());
        let place = &written.value_range;
        let range = map.range(tag.at + place.start..tag.at + place.end);
        let is_cleaned = self.page.settings.html == RawHtml::Sanitize;
        if is_cleaned && !address::is_safe(target) {
            return self.unsafe_address(target, range);
        }
        let piece = Piece::Attribute(self.document.links.len());
        self.document.links.push(Link {
            target: target.to_owned(),
            title: String::new(),
            text: String::new(),
            range,
            origin: Origin::RawHtml { element: tag.name.to_ascii_lowercase(), attribute },
        });
        if is_cleaned {
            self.out.html.push(' ');
            self.out.html.push_str(attribute);
            self.out.html.push_str("=\"");
            self.slots.value(&mut self.out.html, Slot::Piece(piece));
            self.out.html.push('"');
        } else {
            self.out.piece(piece);
        }
    }
}

/// Elements without content that stand within text.
const VOID: [&str; 4] = ["br", "img", "wbr", "input"];

/// The name of an attribute that holds an address, unless the address is empty.
pub(super) fn address_name(attribute: &Attribute<'_>) -> Option<&'static str> {
    let is_named = |name: &&str| attribute.name.eq_ignore_ascii_case(name);
    ["href", "src", "poster"].into_iter().find(is_named).filter(|_| !attribute.value.is_empty())
}
