//! Links and pictures of Markdown: they become places, and what they lead to is noted.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::address;
use super::document::{Image, Link, Origin};
use super::inline::Inline;
use super::settings::RawHtml;
use super::writer::{Writer, one_line};
use crate::danish::Run;
use crate::diagnostics::Code;

/// A link that is open.
#[derive(Debug)]
pub(super) struct OpenLink {
    /// Its number; none if it is not written.
    number: Option<usize>,
    /// Whether its text is its address.
    is_address: bool,
}

/// A picture whose alternative text is being collected.
#[derive(Debug)]
pub(super) struct AltText {
    /// How many pictures are open, one in the alternative text of the other.
    depth: usize,
    text: String,
    src: String,
    title: String,
}

impl<'a> Writer<'_, '_, 'a> {
    pub(super) fn start_link(
        &mut self,
        kind: LinkType,
        target: &str,
        title: &str,
        range: Range<usize>,
    ) {
        let is_address = matches!(kind, LinkType::Autolink | LinkType::Email);
        if is_address {
            self.text.start_verbatim();
        }
        let is_safe = self.page.settings.html == RawHtml::Allow || address::is_safe(target);
        if !is_safe && kind != LinkType::Email {
            self.unsafe_address(target, self.map.range(range));
            self.open_links.push(OpenLink { number: None, is_address });
            return;
        }
        let number = self.document.links.len();
        self.open_links.push(OpenLink { number: Some(number), is_address });
        self.text.items.push(Inline::LinkStart(number));
        let is_email = kind == LinkType::Email;
        self.document.links.push(Link {
            target: if is_email { format!("mailto:{target}") } else { target.to_owned() },
            title: title.to_owned(),
            text: String::new(),
            range: 0..0,
            origin: Origin::Markdown,
        });
    }

    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let Some(OpenLink { number, is_address }) = self.open_links.pop() else { return };
        if is_address {
            self.text.end_verbatim();
        }
        let Some(number) = number else { return };
        self.text.items.push(Inline::LinkEnd(number));
        let place = self.target_range(&self.document.links[number].target, range);
        self.document.links[number].range = place;
    }

    pub(super) fn start_image(&mut self, src: CowStr<'a>, title: CowStr<'a>) {
        if let Some(alt) = &mut self.alt {
            alt.depth += 1;
        } else {
            let (src, title) = (src.into_string(), title.into_string());
            self.alt = Some(AltText { depth: 1, text: String::new(), src, title });
        }
    }

    pub(super) fn alt_event(&mut self, event: &Event<'a>) {
        let Some(alt) = &mut self.alt else { return };
        match event {
            Event::Text(text) | Event::Code(text) => alt.text.push_str(text),
            Event::SoftBreak | Event::HardBreak => alt.text.push(' '),
            _ => {}
        }
    }

    pub(super) fn end_image(&mut self, range: Range<usize>) {
        let Some(mut alt) = self.alt.take() else { return };
        alt.depth -= 1;
        if alt.depth > 0 {
            self.alt = Some(alt);
            return;
        }
        let mut text = [Run::Text(Cow::Owned(one_line(&alt.text)))];
        self.page.settings.typography.apply(&mut text);
        let [Run::Text(text)] = text else { return };
        if self.page.settings.html == RawHtml::Sanitize && !address::is_safe(&alt.src) {
            self.unsafe_address(&alt.src, self.map.range(range));
            self.text.opaque(Inline::Verbatim(text));
            return;
        }
        self.text.opaque(Inline::Image(self.document.images.len()));
        let range = self.target_range(&alt.src, range);
        let AltText { src, title, .. } = alt;
        self.document.images.push(Image { src, alt: text.into_owned(), title, range });
    }

    /// Finds where the target stands within a link or picture: after the text in brackets.
    fn target_range(&self, target: &str, range: Range<usize>) -> Range<usize> {
        let after = self.inner_end.clamp(range.start, range.end);
        let found = self.source.get(after..range.end).and_then(|rest| rest.find(target));
        self.map.range(match found {
            Some(at) if !target.is_empty() => after + at..after + at + target.len(),
            _ => range,
        })
    }

    /// Tells the author that an address has been left out.
    pub(super) fn unsafe_address(&mut self, target: &str, range: Range<usize>) {
        let shown: String = target.chars().take(60).collect();
        self.page.problem(
            Code::UnsafeLink,
            range,
            format!("the URL `{shown}` is not allowed here and was removed"),
            "write a URL of this site, or one that begins with https:, http:, mailto: or tel:",
        );
    }
}
