//! Links and images of Markdown: each becomes a piece, and its target is recorded.
//!
//! In: the events of links and images. Out: entries in the document, and marks in the text of the
//! block. May import: `address`, `block_text`, `document`, `page_state`.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::address;
use super::block_text::{BlockText, Inline, one_line};
use super::document::{LinkSyntax, ParsedImage, ParsedLink};
use super::page_state::BodyState;
use crate::danish::Run;
use crate::diagnostics::Code;

/// The links and images that are open.
#[derive(Debug, Default)]
pub(super) struct OpenLinks {
    links: Vec<OpenLink>,
    image: Option<OpenImage>,
    /// Where the last event within a link or image ended in the source.
    inner_end: usize,
}

#[derive(Debug)]
struct OpenLink {
    /// Its number; none if it is left out.
    number: Option<usize>,
    /// Whether its text is its address.
    is_address: bool,
}

/// An image whose alternative text is being collected.
#[derive(Debug)]
struct OpenImage {
    /// The number of images that are open, each in the alternative text of the one before.
    depth: usize,
    alt: String,
    src: String,
    title: String,
}

impl OpenLinks {
    /// Notes where an event ended in the source.
    pub(super) fn advance(&mut self, end: usize) {
        self.inner_end = end;
    }

    pub(super) fn start_link<'a>(
        &mut self,
        body: &mut BodyState<'_, '_, 'a>,
        text: &mut BlockText<'a>,
        kind: LinkType,
        (target, title): (&str, &str),
        range: Range<usize>,
    ) {
        let is_address = matches!(kind, LinkType::Autolink | LinkType::Email);
        if is_address {
            text.start_verbatim();
        }
        if target.is_empty() {
            let message = "this link has no target, so only its text is shown";
            let help = "write where it leads between the parentheses, or only the text";
            body.page.problem(Code::EmptyLink, body.map.range(range), message, help);
            self.links.push(OpenLink { number: None, is_address });
            return;
        }
        let is_email = kind == LinkType::Email;
        if body.page.is_sanitized() && !is_email && !address::is_safe(target) {
            body.page.unsafe_address(target, body.map.range(range));
            self.links.push(OpenLink { number: None, is_address });
            return;
        }
        let number = body.page.document.links.len();
        self.links.push(OpenLink { number: Some(number), is_address });
        text.items.push(Inline::LinkStart(number));
        body.page.document.links.push(ParsedLink {
            target: if is_email { format!("mailto:{target}") } else { target.to_owned() },
            title: title.to_owned(),
            text: String::new(),
            range: 0..0,
            syntax: LinkSyntax::Markdown,
        });
    }

    pub(super) fn end_link(
        &mut self,
        body: &mut BodyState<'_, '_, '_>,
        text: &mut BlockText<'_>,
        range: Range<usize>,
    ) {
        let Some(OpenLink { number, is_address }) = self.links.pop() else { return };
        if is_address {
            text.end_verbatim();
        }
        let Some(number) = number else { return };
        text.items.push(Inline::LinkEnd(number));
        let target = &body.page.document.links[number].target;
        body.page.document.links[number].range = self.target_range(body, target, range);
    }

    pub(super) fn start_image(&mut self, src: CowStr<'_>, title: CowStr<'_>) {
        if let Some(image) = &mut self.image {
            image.depth += 1;
        } else {
            let (src, title) = (src.into_string(), title.into_string());
            self.image = Some(OpenImage { depth: 1, alt: String::new(), src, title });
        }
    }

    pub(super) fn is_in_image(&self) -> bool {
        self.image.is_some()
    }

    /// Adds to the alternative text of the open image.
    pub(super) fn alt_event(&mut self, event: &Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(text) | Event::Code(text) => image.alt.push_str(text),
            // Not markup where only text can be: it is shown as typed.
            Event::InlineHtml(tag) => image.alt.push_str(tag),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    pub(super) fn end_image(
        &mut self,
        body: &mut BodyState<'_, '_, '_>,
        text: &mut BlockText<'_>,
        range: Range<usize>,
    ) {
        let Some(mut image) = self.image.take() else { return };
        image.depth -= 1;
        if image.depth > 0 {
            self.image = Some(image);
            return;
        }
        let mut alt = [Run::Text(Cow::Owned(one_line(&image.alt)))];
        body.page.settings.typography.apply(&mut alt);
        let [Run::Text(alt)] = alt else { return };
        let alt = alt.into_owned();
        if body.page.is_sanitized() && !address::is_safe(&image.src) {
            body.page.unsafe_address(&image.src, body.map.range(range));
            text.opaque(Inline::Verbatim(alt.into()));
            return;
        }
        text.opaque(Inline::Image(body.page.document.images.len()));
        let range = self.target_range(body, &image.src, range);
        let OpenImage { src, title, .. } = image;
        body.page.document.images.push(ParsedImage { src, alt, title, range });
    }

    /// Finds the target within a link or image: after the text in brackets.
    fn target_range(
        &self,
        body: &BodyState<'_, '_, '_>,
        target: &str,
        range: Range<usize>,
    ) -> Range<usize> {
        let after = self.inner_end.clamp(range.start, range.end);
        let find = |rest: &str| {
            // Nearly always; a search costs more than all else that a link does.
            let is_next = rest.strip_prefix("](").is_some_and(|rest| rest.starts_with(target));
            if is_next { Some("](".len()) } else { rest.find(target) }
        };
        let found = body.source.get(after..range.end).and_then(find);
        body.map.range(match found {
            Some(at) if !target.is_empty() => after + at..after + at + target.len(),
            _ => range,
        })
    }
}
