//! The HTML as it is written, before footnotes have their numbers.

use std::fmt::{self, Write as _};

use super::document::Piece;

/// A part of the HTML.
#[derive(Debug)]
pub(super) enum Part {
    /// A piece as the caller gets it.
    Piece(Piece),
    /// A reference to the footnote of this number.
    NoteReference(usize),
}

/// The HTML written so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// The parts that are complete.
    pub(super) parts: Vec<Part>,
    /// The HTML since the last of them.
    pub(super) html: String,
}

impl Output {
    /// Ends the current run of HTML and adds a part that is not HTML.
    pub(super) fn push(&mut self, part: Part) {
        self.end_run();
        self.parts.push(part);
    }

    /// Adds a piece that is not HTML.
    pub(super) fn piece(&mut self, piece: Piece) {
        self.push(Part::Piece(piece));
    }

    /// Gives the pieces; references to footnotes have been written before.
    pub(super) fn into_pieces(mut self) -> Vec<Piece> {
        self.end_run();
        let pieces = self.parts.into_iter().filter_map(|part| match part {
            Part::Piece(piece) => Some(piece),
            Part::NoteReference(_) => None,
        });
        pieces.collect()
    }

    /// Ends the current run of HTML. The next one is written to the same memory.
    pub(super) fn end_run(&mut self) {
        if !self.html.is_empty() {
            self.parts.push(Part::Piece(Piece::Html(self.html.as_str().into())));
            self.html.clear();
        }
    }
}

/// The name of the attribute that marks a place in HTML that is to be sanitised.
pub(super) const SLOT: &str = "data-slot";

/// What stands in the places of HTML that is to be sanitised.
#[derive(Debug)]
pub(super) enum Slot {
    /// The attributes of a tag that we wrote, with a leading space.
    Attributes(String),
    /// HTML in place of the whole tag.
    Fragment(String),
    /// A piece in place of the whole tag, or of an attribute.
    Piece(Piece),
}

/// Writes what only we may write: as it is, or where the HTML is sanitised afterwards, as a
/// place in it. A place carries the fingerprint of the body, which no body can contain.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// The mark of our places, if the HTML is sanitised afterwards.
    pub(super) mark: Option<String>,
    /// What belongs in them.
    pub(super) list: Vec<Slot>,
}

impl Slots {
    /// Writes a start tag of ours; the attributes begin with a space.
    pub(super) fn tag(&mut self, html: &mut String, name: &str, attributes: fmt::Arguments<'_>) {
        html.push('<');
        html.push_str(name);
        if self.mark.is_some() {
            self.place(html, Slot::Attributes(attributes.to_string()));
        } else {
            // Writing to a string cannot fail.
            let _ = html.write_fmt(attributes);
        }
        html.push('>');
    }

    /// Writes HTML of ours that stands within text.
    pub(super) fn fragment(&mut self, html: &mut String, fragment: &str) {
        if self.mark.is_some() {
            html.push_str("<wbr");
            self.place(html, Slot::Fragment(fragment.to_owned()));
            html.push('>');
        } else {
            html.push_str(fragment);
        }
    }

    /// Writes the attribute that marks the place of `slot`.
    pub(super) fn place(&mut self, html: &mut String, slot: Slot) {
        let _ = write!(html, " {SLOT}=\"");
        self.value(html, slot);
        html.push('"');
    }

    /// Writes the value that stands for `slot`.
    pub(super) fn value(&mut self, html: &mut String, slot: Slot) {
        let _ = write!(html, "{}-{}", self.mark.as_deref().unwrap_or_default(), self.list.len());
        self.list.push(slot);
    }

    /// Finds what belongs in the place that a value stands for.
    pub(super) fn get(&self, value: &str) -> Option<&Slot> {
        let number = value.strip_prefix(self.mark.as_deref()?)?.strip_prefix('-')?;
        self.list.get(number.parse::<usize>().ok()?)
    }
}
