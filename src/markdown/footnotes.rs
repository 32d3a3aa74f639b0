//! Footnotes: numbered in the order in which a reader meets them, listed at the end.
//! May import: `document`, `html_buffer`, `ids`, `page_state`.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use super::document::Piece;
use super::html_buffer::{Chunk, HtmlBuffer, Slots};
use super::ids::Ids;
use super::page_state::BodyState;
use crate::diagnostics::{Code, MAX_SUGGESTIONS, nearest};

/// The footnotes of a body while it is read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    numbers: HashMap<String, usize>,
    /// The text of each, once it has been read.
    texts: Vec<Option<HtmlBuffer>>,
    /// The notes whose text is being read, with the output that was interrupted.
    open: Vec<(usize, HtmlBuffer)>,
    /// Whether each is referred to.
    is_used: Vec<bool>,
    /// Where each definition begins in the source, in order.
    definitions: Vec<(usize, String, Range<usize>)>,
    /// References without a definition, which are text, and their places.
    undefined: Vec<(String, Range<usize>)>,
}

impl Notes {
    /// The number of a label, in order of appearance: labels differ by more than case.
    fn number(&mut self, label: &str) -> usize {
        let number = *self.numbers.entry(label.to_lowercase()).or_insert(self.texts.len());
        if number == self.texts.len() {
            self.texts.push(None);
            self.is_used.push(false);
        }
        number
    }

    /// The number of a label that is referred to.
    pub(super) fn reference(&mut self, label: &str) -> usize {
        let number = self.number(label);
        self.is_used[number] = true;
        number
    }

    /// Notes a reference that has no definition.
    pub(super) fn undefined(&mut self, label: &str, range: Range<usize>) {
        self.undefined.push((label.to_owned(), range));
    }

    /// Starts a definition at `range`: what is written until its end is its text.
    pub(super) fn start(&mut self, label: &str, range: &Range<usize>, out: &mut HtmlBuffer) {
        let number = self.number(label);
        let marker = range.start..range.start + "[^]:".len() + label.len();
        self.definitions.push((number, label.to_owned(), marker));
        self.open.push((number, std::mem::take(out)));
    }

    /// Ends a definition. The first one of a label counts.
    pub(super) fn end(&mut self, out: &mut HtmlBuffer) {
        let Some((number, outer)) = self.open.pop() else { return };
        let text = std::mem::replace(out, outer);
        self.texts[number].get_or_insert(text);
    }
}

/// Reports references without a note, and notes that are not shown.
pub(super) fn check(notes: &Notes, body: &mut BodyState<'_, '_, '_>) {
    let BodyState { page, map, .. } = body;
    let labels = || notes.definitions.iter().map(|(_, label, _)| label.as_str());
    for (number, (label, range)) in notes.undefined.iter().enumerate() {
        let near = if number < MAX_SUGGESTIONS { nearest(label, labels()) } else { None };
        // Whoever writes one note and one reference means the one by the other.
        let only = || (notes.definitions.len() == 1).then(|| labels().next()).flatten();
        let help = match near.or_else(only) {
            Some(near) => format!("did you mean `[^{near}]`?"),
            None => format!("write the note in a paragraph of its own: `[^{label}]: …`"),
        };
        let message = format!("there is no note `{label}`, so readers see `[^{label}]`");
        page.problem(Code::UndefinedNote, map.range(range.clone()), message, help);
    }
    let mut defined = HashSet::new();
    for (number, label, range) in &notes.definitions {
        let is_first = defined.insert(number);
        if is_first && notes.is_used[*number] {
            continue;
        }
        let (message, help) = if is_first {
            (
                format!("no text refers to the note `{label}`, so it is not shown"),
                format!("write `[^{label}]` where it belongs, or remove the note"),
            )
        } else {
            (
                format!("the note `{label}` is defined twice, and only the first is shown"),
                "give one of them another name".to_owned(),
            )
        };
        page.problem(Code::UnusedNote, map.range(range.clone()), message, help);
    }
}

/// A footnote that is referred to.
#[derive(Debug)]
struct Note {
    id: String,
    references: Vec<String>,
    text: HtmlBuffer,
}

/// Gives the references their numbers and adds the list of notes. A note that nothing refers to
/// is left out.
pub(super) fn assemble(
    out: HtmlBuffer,
    notes: Notes,
    slots: &mut Slots,
    ids: &mut Ids,
) -> Vec<Piece> {
    let mut assembly = Assembly {
        order: vec![None; notes.texts.len()],
        waiting: notes.texts,
        notes: Vec::new(),
        slots,
        ids,
    };
    let mut out = assembly.number(out);
    let mut next = 0;
    while next < assembly.notes.len() {
        let text = std::mem::take(&mut assembly.notes[next].text);
        assembly.notes[next].text = assembly.number(text);
        next += 1;
    }
    if !assembly.notes.is_empty() {
        assembly.list(&mut out);
    }
    out.into_pieces()
}

/// The work of [`assemble`].
struct Assembly<'o> {
    /// The place of each label's note among `notes`.
    order: Vec<Option<usize>>,
    /// The text of each label's note, until it is referred to.
    waiting: Vec<Option<HtmlBuffer>>,
    notes: Vec<Note>,
    slots: &'o mut Slots,
    ids: &'o mut Ids,
}

impl Assembly<'_> {
    /// Writes the references in `out`.
    fn number(&mut self, mut out: HtmlBuffer) -> HtmlBuffer {
        let is_reference = |chunk: &Chunk| matches!(chunk, Chunk::NoteReference(_));
        if !out.chunks.iter().any(is_reference) {
            return out;
        }
        out.end_run();
        let mut numbered = HtmlBuffer::default();
        for chunk in out.chunks {
            match chunk {
                Chunk::Piece(Piece::Html(html)) if numbered.html.is_empty() => numbered.html = html,
                Chunk::Piece(Piece::Html(html)) => numbered.html.push_str(&html),
                Chunk::Piece(piece) => numbered.piece(piece),
                Chunk::NoteReference(note) => self.reference(note, &mut numbered.html),
            }
        }
        numbered
    }

    fn reference(&mut self, label: usize, html: &mut String) {
        if let Some(text) = self.waiting[label].take() {
            self.order[label] = Some(self.notes.len());
            let id = self.ids.unique(&format!("fn-{}", self.notes.len() + 1));
            self.notes.push(Note { id, references: Vec::new(), text });
        }
        let Some(place) = self.order[label] else { return };
        let number = place + 1;
        let note = &mut self.notes[place];
        let id = self.ids.unique(&format!("fnref-{number}"));
        html.push_str("<sup>");
        let attributes = format_args!(
            " class=\"footnote-ref\" id=\"{id}\" href=\"#{}\" role=\"doc-noteref\" \
             aria-label=\"Note {number}\"",
            note.id
        );
        self.slots.tag(html, "a", attributes);
        let _ = write!(html, "{number}</a></sup>");
        note.references.push(id);
    }

    /// Writes the list of notes.
    fn list(&mut self, out: &mut HtmlBuffer) {
        let attributes =
            format_args!(" class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Noter\"");
        self.slots.tag(&mut out.html, "section", attributes);
        out.html.push_str("\n<ol>\n");
        for (index, note) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            self.slots.tag(&mut out.html, "li", format_args!(" id=\"{}\"", note.id));
            for chunk in note.text.chunks {
                out.push(chunk);
            }
            let mut end = note.text.html;
            let in_paragraph = end.ends_with("</p>\n");
            if in_paragraph {
                end.truncate(end.len() - "</p>\n".len());
            }
            out.html.push_str(&end);
            for (nth, reference) in note.references.iter().enumerate() {
                self.back(&mut out.html, reference, index + 1, nth + 1);
            }
            out.html.push_str(if in_paragraph { "</p>\n</li>\n" } else { "</li>\n" });
        }
        out.html.push_str("</ol>\n</section>\n");
    }

    /// Writes the link from a note back to its `nth` reference.
    fn back(&mut self, html: &mut String, reference: &str, number: usize, nth: usize) {
        let mut label = format!("Tilbage til henvisning {number}");
        if nth > 1 {
            let _ = write!(label, ", sted {nth}");
        }
        html.push(' ');
        let attributes = format_args!(
            " class=\"footnote-back\" href=\"#{reference}\" role=\"doc-backlink\" \
             aria-label=\"{label}\""
        );
        self.slots.tag(html, "a", attributes);
        html.push('↩');
        if nth > 1 {
            let _ = write!(html, "<sup>{nth}</sup>");
        }
        html.push_str("</a>");
    }
}
