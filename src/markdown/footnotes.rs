//! Footnotes: numbered in the order in which a reader meets them, listed at the end.
//! A component shares the notes of the page that it is on. May import: `document`, `html_buffer`,
//! `ids`.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use indexmap::IndexMap;

use super::document::{BodyProblem, Piece};
use super::html_buffer::{Chunk, HtmlBuffer, Slots};
use super::ids::Ids;
use crate::diagnostics::{Code, MAX_SUGGESTIONS, nearest};
use crate::html::push_text;

/// The footnotes of a page while it is read. A label belongs to the body that defines it, else to
/// the body around that.
#[derive(Debug)]
pub(super) struct Notes {
    of_labels: Vec<NoteOfLabel>,
    /// The labels of the bodies that are open, the innermost last, each with its note's number.
    scopes: Vec<IndexMap<String, usize>>,
    /// The notes whose text is being read, with the output that was interrupted.
    open: Vec<(usize, HtmlBuffer)>,
    /// Where each definition begins in the body of the page, in order.
    definitions: Vec<(usize, String, Range<usize>)>,
    /// References without a definition, which are text, and their places.
    undefined: Vec<(String, Range<usize>)>,
}

/// What a label stands for in one body.
#[derive(Debug)]
struct NoteOfLabel {
    label: String,
    /// The text, once it has been read.
    text: Option<HtmlBuffer>,
    /// The note of the same label around the component, if that does not define it.
    outer: Option<usize>,
    /// Where it is first referred to.
    reference: Option<Range<usize>>,
}

impl Default for Notes {
    fn default() -> Self {
        let scopes = vec![IndexMap::new()];
        let (definitions, undefined) = (Vec::new(), Vec::new());
        Self { of_labels: Vec::new(), scopes, open: Vec::new(), definitions, undefined }
    }
}

impl Notes {
    /// The number of a label in the current body: labels differ by more than case.
    fn number(&mut self, label: &str) -> usize {
        let next = self.of_labels.len();
        let Some(scope) = self.scopes.last_mut() else { return next };
        let number = *scope.entry(label.to_lowercase()).or_insert(next);
        if number == next {
            let label = label.to_owned();
            self.of_labels.push(NoteOfLabel { label, text: None, outer: None, reference: None });
        }
        number
    }

    /// The number of a label that is referred to, at `range` of the page.
    pub(super) fn reference(&mut self, label: &str, range: Range<usize>) -> usize {
        let number = self.number(label);
        self.of_labels[number].reference.get_or_insert(range);
        number
    }

    /// Notes a reference that has no definition.
    pub(super) fn undefined(&mut self, label: &str, range: Range<usize>) {
        self.undefined.push((label.to_owned(), range));
    }

    /// Starts a definition, whose marker is at `range` of the page: what is written until its end
    /// is its text.
    pub(super) fn start(&mut self, label: &str, range: Range<usize>, out: &mut HtmlBuffer) {
        let number = self.number(label);
        self.definitions.push((number, label.to_owned(), range));
        self.open.push((number, std::mem::take(out)));
    }

    /// Ends a definition. The first one of a label counts.
    pub(super) fn end(&mut self, out: &mut HtmlBuffer) {
        let Some((number, outer)) = self.open.pop() else { return };
        let text = std::mem::replace(out, outer);
        self.of_labels[number].text.get_or_insert(text);
    }

    /// Starts the body of a component, with labels of its own.
    pub(super) fn enter_component(&mut self) {
        self.scopes.push(IndexMap::new());
    }

    /// Ends the body of a component: a label that it does not define is one of the body around it.
    pub(super) fn leave_component(&mut self) {
        for number in self.scopes.pop().unwrap_or_default().into_values() {
            if self.of_labels[number].text.is_none() {
                let label = self.of_labels[number].label.clone();
                self.of_labels[number].outer = Some(self.number(&label));
            }
        }
    }
}

/// Finds references without a note, and notes that are not shown.
pub(super) fn problems(notes: &Notes) -> Vec<BodyProblem> {
    let mut is_used = vec![false; notes.of_labels.len()];
    let mut undefined = notes.undefined.clone();
    for (number, note) in notes.of_labels.iter().enumerate() {
        let Some(range) = &note.reference else { continue };
        let defined = defined(&notes.of_labels, number);
        is_used[defined] = true;
        if notes.of_labels[defined].text.is_none() {
            undefined.push((note.label.clone(), range.clone()));
        }
    }
    let labels = || notes.definitions.iter().map(|(_, label, _)| label.as_str());
    let mut problems = Vec::new();
    for (number, (label, range)) in undefined.into_iter().enumerate() {
        let near = if number < MAX_SUGGESTIONS { nearest(&label, labels()) } else { None };
        // An author of one note and one reference means them to belong together.
        let only = || (notes.definitions.len() == 1).then(|| labels().next()).flatten();
        let help = match near.or_else(only) {
            Some(near) => format!("did you mean `[^{near}]`?"),
            None => format!("write the note in a paragraph of its own: `[^{label}]: …`"),
        };
        let message = format!("there is no note `{label}`, so readers see `[^{label}]`");
        problems.push(BodyProblem { code: Code::UndefinedNote, range, message, help: Some(help) });
    }
    let mut seen = HashSet::new();
    for (number, label, range) in &notes.definitions {
        let is_first = seen.insert(number);
        if is_first && is_used[*number] {
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
        let (range, help) = (range.clone(), Some(help));
        problems.push(BodyProblem { code: Code::UnusedNote, range, message, help });
    }
    problems
}

/// The number of the note that a label stands for: its own, or one around the component.
fn defined(notes: &[NoteOfLabel], mut number: usize) -> usize {
    while let NoteOfLabel { text: None, outer: Some(outer), .. } = notes[number] {
        number = outer;
    }
    number
}

/// The labels `x` in a text that are written `[^x]`, and what follows each.
fn labels(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("[^").filter_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let end = rest.find([']', '[', '\n', '\\'])?;
        let after = rest[end..].strip_prefix(']')?;
        (end > 0).then_some((&rest[..end], after))
    })
}

/// The labels that a text may define, in lower case: those of all text that looks like a
/// definition.
pub(super) fn definable(text: &str) -> HashSet<String> {
    let definitions = labels(text).filter(|(_, after)| after.starts_with(':'));
    definitions.map(|(label, _)| label.to_lowercase()).collect()
}

/// Definitions for the labels that the body of a component refers to, to be put before it: the
/// parser takes `[^x]` for a reference only where `x` is defined, and the definition may stand
/// around the component. They end with a block of their own, so that they change nothing else.
pub(super) fn prelude(body: &str, definable: &HashSet<String>) -> String {
    let used = labels(body).map(|(label, _)| label);
    let used: BTreeSet<&str> = used.filter(|l| definable.contains(&l.to_lowercase())).collect();
    let mut prelude = String::new();
    for label in &used {
        let _ = writeln!(prelude, "[^{label}]: -");
    }
    if !prelude.is_empty() {
        prelude.push_str("***\n");
    }
    prelude
}

/// A footnote that is referred to.
#[derive(Debug)]
struct Note {
    id: String,
    references: Vec<String>,
    text: HtmlBuffer,
}

/// Gives the references in a page and in the bodies of its components their numbers, in the order
/// in which a reader meets them, and adds the list of notes to the page. A note that nothing refers
/// to is left out.
pub(super) fn assemble(
    mut out: HtmlBuffer,
    bodies: Vec<HtmlBuffer>,
    notes: Notes,
    slots: &mut Slots,
    ids: &mut Ids,
) -> (Vec<Piece>, Vec<Vec<Piece>>) {
    let mut bodies = bodies;
    if !notes.of_labels.is_empty() {
        let mut assembly = Assembly {
            order: vec![None; notes.of_labels.len()],
            waiting: notes.of_labels,
            notes: Vec::new(),
            bodies,
            slots,
            ids,
        };
        out = assembly.number(out);
        let mut next = 0;
        while next < assembly.notes.len() {
            let text = std::mem::take(&mut assembly.notes[next].text);
            assembly.notes[next].text = assembly.number(text);
            next += 1;
        }
        if !assembly.notes.is_empty() {
            assembly.list(&mut out);
        }
        bodies = assembly.bodies;
    }
    (out.into_pieces(), bodies.into_iter().map(HtmlBuffer::into_pieces).collect())
}

/// The work of [`assemble`].
struct Assembly<'o> {
    /// The place of each label's note among `notes`.
    order: Vec<Option<usize>>,
    /// What each label stands for; a text is taken out when it is first referred to.
    waiting: Vec<NoteOfLabel>,
    notes: Vec<Note>,
    /// The bodies of the components.
    bodies: Vec<HtmlBuffer>,
    slots: &'o mut Slots,
    ids: &'o mut Ids,
}

impl Assembly<'_> {
    /// Writes the references in `out` and in the components that it calls. Recurses as deep as
    /// components nest.
    fn number(&mut self, mut out: HtmlBuffer) -> HtmlBuffer {
        let is_concerned = |chunk: &Chunk| {
            matches!(chunk, Chunk::NoteReference(_) | Chunk::Piece(Piece::Component(_)))
        };
        if !out.chunks.iter().any(is_concerned) {
            return out;
        }
        out.end_run();
        let mut numbered = HtmlBuffer::default();
        for chunk in out.chunks {
            match chunk {
                Chunk::Piece(Piece::Html(html)) if numbered.html.is_empty() => numbered.html = html,
                Chunk::Piece(Piece::Html(html)) => numbered.html.push_str(&html),
                Chunk::Piece(piece) => {
                    if let Piece::Component(number) = piece {
                        let body = std::mem::take(&mut self.bodies[number]);
                        self.bodies[number] = self.number(body);
                    }
                    numbered.piece(piece);
                }
                Chunk::NoteReference(note) => self.reference(note, &mut numbered.html),
            }
        }
        numbered
    }

    fn reference(&mut self, label: usize, html: &mut String) {
        let label = defined(&self.waiting, label);
        if let Some(text) = self.waiting[label].text.take() {
            self.order[label] = Some(self.notes.len());
            let id = self.ids.unique(&format!("fn-{}", self.notes.len() + 1));
            self.notes.push(Note { id, references: Vec::new(), text });
        }
        let Some(place) = self.order[label] else {
            // In a component, a label that no body defines: as the author wrote it.
            return push_text(html, &format!("[^{}]", self.waiting[label].label));
        };
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
