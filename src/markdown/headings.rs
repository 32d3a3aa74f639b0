//! Headings: each gets an id, and is recorded in the document.
//!
//! In: the text of a heading that has ended. Out: its HTML, and an entry in the document. May
//! import: `document`, `heading_ids`, `html_buffer`, `page_state`, `text_writer`.

use std::ops::Range;

use super::document::ParsedHeading;
use super::heading_ids;
use super::html_buffer::HtmlBuffer;
use super::page_state::BodyState;
use super::text_writer::TextWriter;
use crate::danish;
use crate::html::push_named;

/// The id of a heading without letters and digits.
const NAMELESS: &str = "afsnit";

/// A heading whose text is being collected.
#[derive(Debug)]
pub(super) struct OpenHeading {
    level: u8,
    range: Range<usize>,
}

impl OpenHeading {
    /// A heading of Markdown; level 1 becomes 2, because the title of the page has level 1.
    pub(super) fn new(level: u8, range: Range<usize>) -> Self {
        Self { level: level.max(2), range }
    }

    /// Writes the heading, whose text is in `text`.
    pub(super) fn end<'a>(
        self,
        text: &mut TextWriter<'a>,
        body: &mut BodyState<'_, '_, 'a>,
        out: &mut HtmlBuffer,
    ) {
        let Self { level, range } = self;
        let own_id = heading_ids::take(&mut text.block, body);
        text.set(body, true);
        let line = text.line();
        let derived;
        let wanted = if let Some(id) = &own_id {
            id
        } else {
            derived = danish::heading_id(&line, body.page.settings.anchors);
            if derived.is_empty() { NAMELESS } else { &derived }
        };
        let id = body.page.ids.unique(wanted);
        let mut attributes = String::with_capacity(id.len() + 8);
        push_named(&mut attributes, "id", &id);
        let name = ["h2", "h3", "h4", "h5", "h6"][usize::from(level) - 2];
        body.page.slots.tag(&mut out.html, name, format_args!("{attributes}"));
        text.write(body, out);
        out.html.push_str("</");
        out.html.push_str(name);
        out.html.push_str(">\n");
        let range = body.map.range(range);
        body.page.document.headings.push(ParsedHeading { level, id, text: line, range });
    }
}
