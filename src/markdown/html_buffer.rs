//! The HTML of a body while it is written: before footnotes have their numbers, and with slots
//! where it will be sanitised. May import: `document`.

use std::fmt::{self, Write as _};

use super::document::Piece;

/// A part of the HTML.
#[derive(Debug)]
pub(super) enum Chunk {
    /// A piece as the caller gets it.
    Piece(Piece),
    /// A reference to the footnote of this number.
    NoteReference(usize),
}

/// The HTML written so far.
#[derive(Debug, Default)]
pub(super) struct HtmlBuffer {
    /// The chunks that are complete.
    pub(super) chunks: Vec<Chunk>,
    /// The HTML since the last of them.
    pub(super) html: String,
}

impl HtmlBuffer {
    /// Ends the current run of HTML and adds a chunk.
    pub(super) fn push(&mut self, chunk: Chunk) {
        self.end_run();
        self.chunks.push(chunk);
    }

    pub(super) fn piece(&mut self, piece: Piece) {
        self.push(Chunk::Piece(piece));
    }

    /// The pieces of HTML whose footnote references have been written.
    pub(super) fn into_pieces(mut self) -> Vec<Piece> {
        self.end_run();
        let pieces = self.chunks.into_iter().filter_map(|chunk| match chunk {
            Chunk::Piece(piece) => Some(piece),
            Chunk::NoteReference(_) => None,
        });
        pieces.collect()
    }

    /// Ends the current run of HTML; the next one is written to the same memory.
    pub(super) fn end_run(&mut self) {
        if !self.html.is_empty() {
            self.chunks.push(Chunk::Piece(Piece::Html(self.html.as_str().into())));
            self.html.clear();
        }
    }
}

/// The attribute that marks a slot.
pub(super) const SLOT: &str = "data-slot";

/// What fills a slot in HTML that is sanitised.
#[derive(Debug)]
pub(super) enum Slot {
    /// The attributes of a tag that we wrote, with a leading space.
    Attributes(String),
    /// HTML in place of the whole tag.
    Fragment(String),
    /// A piece in place of the whole tag, or of an attribute.
    Piece(Piece),
}

/// Writes the HTML that a guest must not be able to write: directly, or as a slot where the HTML
/// is sanitised afterwards. A slot carries the fingerprint of the body, which no body can contain.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Marks our slots; none if the HTML is not sanitised.
    mark: Option<String>,
    filled: Vec<Slot>,
}

impl Slots {
    pub(super) fn new(mark: Option<String>) -> Self {
        Self { mark, filled: Vec::new() }
    }

    /// Whether the HTML is sanitised afterwards.
    pub(super) fn is_sanitized(&self) -> bool {
        self.mark.is_some()
    }

    /// Writes a start tag of ours; the attributes begin with a space.
    pub(super) fn tag(&mut self, html: &mut String, name: &str, attributes: fmt::Arguments<'_>) {
        html.push('<');
        html.push_str(name);
        if self.is_sanitized() {
            self.attribute(html, Slot::Attributes(attributes.to_string()));
        } else {
            // Writing to a string cannot fail.
            let _ = html.write_fmt(attributes);
        }
        html.push('>');
    }

    /// Writes HTML of ours within text.
    pub(super) fn fragment(&mut self, html: &mut String, fragment: &str) {
        if self.is_sanitized() {
            html.push_str("<wbr");
            self.attribute(html, Slot::Fragment(fragment.to_owned()));
            html.push('>');
        } else {
            html.push_str(fragment);
        }
    }

    /// Writes the attribute that marks a slot.
    pub(super) fn attribute(&mut self, html: &mut String, slot: Slot) {
        let _ = write!(html, " {SLOT}=\"");
        self.value(html, slot);
        html.push('"');
    }

    /// Writes the attribute value that stands for a slot.
    pub(super) fn value(&mut self, html: &mut String, slot: Slot) {
        let _ = write!(html, "{}-{}", self.mark.as_deref().unwrap_or_default(), self.filled.len());
        self.filled.push(slot);
    }

    /// Finds the slot that an attribute value stands for.
    pub(super) fn get(&self, value: &str) -> Option<&Slot> {
        let number = value.strip_prefix(self.mark.as_deref()?)?.strip_prefix('-')?;
        self.filled.get(number.parse::<usize>().ok()?)
    }
}
