//! The text of one block: collected until the block ends, because quotation marks pair across
//! emphasis and links, then given its typography and written.
//!
//! In: the inline events of the parser. Out: [`Inline`] parts, and the text without markup.
//! May import: nothing of `markdown`.

use std::borrow::Cow;
use std::ops::Range;

use crate::danish::{Run, Typography};
use crate::diagnostics::is_forbidden;

/// A part of a block's text.
#[derive(Debug)]
pub(super) enum Inline<'a> {
    /// Text, in the run of this number, and where it begins in the source.
    Text {
        run: usize,
        at: usize,
    },
    /// Text that is shown as written, such as an address.
    Verbatim(Cow<'a, str>),
    /// A code span.
    Code(Cow<'a, str>),
    /// A raw HTML tag, and its range in the source.
    Raw(Cow<'a, str>, Range<usize>),
    /// The start tag of an element without attributes.
    Open(&'static str),
    /// Its end tag.
    Close(&'static str),
    /// The start of a stretch in another language.
    LanguageStart(String),
    LanguageEnd,
    /// The start of the link of this number.
    LinkStart(usize),
    LinkEnd(usize),
    /// The image of this number.
    Image(usize),
    /// A reference to the footnote of this number.
    Note(usize),
    /// A line break.
    Break,
    /// A checkbox, and whether it is checked.
    Task(bool),
}

impl Inline<'_> {
    /// Whether it has a run, of text or of an unknown word.
    pub(super) fn has_run(&self) -> bool {
        matches!(
            self,
            Self::Text { .. } | Self::Verbatim(_) | Self::Code(_) | Self::Image(_) | Self::Break
        )
    }
}

#[derive(Debug, Default)]
pub(super) struct BlockText<'a> {
    pub(super) items: Vec<Inline<'a>>,
    /// The text of the items that have one, and a placeholder for those that count as an unknown
    /// word.
    pub(super) runs: Vec<Run<'a>>,
    /// The number of open elements whose text is shown as written.
    verbatim: usize,
}

impl<'a> BlockText<'a> {
    /// Adds the text at `range` of `source`.
    pub(super) fn text(&mut self, source: &'a str, text: Cow<'a, str>, range: &Range<usize>) {
        if self.verbatim > 0 {
            return self.opaque(Inline::Verbatim(text));
        }
        if let (
            Cow::Borrowed(new),
            Some(Inline::Text { at, .. }),
            Some(Run::Text(Cow::Borrowed(old))),
        ) = (&text, self.items.last(), self.runs.last_mut())
            && *at + old.len() == range.start
            && source.get(range.clone()) == Some(new)
            && let Some(joined) = source.get(*at..range.end)
        {
            *old = joined;
            return;
        }
        if let Some(mark) = escaped_mark(source, &text, range) {
            self.opaque(Inline::Verbatim(mark.into()));
            let rest = match text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[1..]),
                Cow::Owned(text) => Cow::Owned(text[1..].to_owned()),
            };
            if !rest.is_empty() {
                self.items.push(Inline::Text { run: self.runs.len(), at: range.start + 1 });
                self.runs.push(Run::Text(rest));
            }
            return;
        }
        self.items.push(Inline::Text { run: self.runs.len(), at: range.start });
        self.runs.push(Run::Text(text));
    }

    /// Adds an item that typography takes for an unknown word.
    pub(super) fn opaque(&mut self, part: Inline<'a>) {
        self.items.push(part);
        self.runs.push(Run::Opaque);
    }

    pub(super) fn line_break(&mut self) {
        self.items.push(Inline::Break);
        self.runs.push(Run::Text(Cow::Borrowed("\n")));
    }

    /// Text is shown as written until [`Self::end_verbatim`].
    pub(super) fn start_verbatim(&mut self) {
        self.verbatim += 1;
    }

    pub(super) fn end_verbatim(&mut self) {
        self.verbatim = self.verbatim.saturating_sub(1);
    }

    /// Removes as much of the beginning as `length` finds in it, if that is text.
    pub(super) fn drop_start(&mut self, length: impl Fn(&str) -> Option<usize>) {
        if let (Some(Inline::Text { at, .. }), Some(Run::Text(Cow::Borrowed(text)))) =
            (self.items.first_mut(), self.runs.first_mut())
            && let Some(length) = length(text)
        {
            *at += length;
            *text = &text[length..];
            if text.is_empty() && self.items.len() == 1 {
                self.clear();
            }
        }
    }

    /// Empties it, and keeps its memory for the next block.
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.runs.clear();
        self.verbatim = 0;
    }

    pub(super) fn raw(&mut self, tag: Cow<'a, str>, range: Range<usize>) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if VERBATIM_ELEMENTS.iter().any(|element| name.eq_ignore_ascii_case(element)) {
            if tag.starts_with("</") {
                self.end_verbatim();
            } else {
                self.start_verbatim();
            }
        }
        self.items.push(Inline::Raw(tag, range));
    }

    /// Applies typography: quotation marks, dashes, no-break spaces.
    pub(super) fn set(&mut self, typography: Typography) {
        typography.apply(&mut self.runs);
        self.verbatim = 0;
    }

    /// Leaves the text without typography.
    pub(super) fn unset(&mut self) {
        self.verbatim = 0;
    }

    /// Appends the text without markup, and with code spans if `code` is set.
    pub(super) fn push_plain(&self, out: &mut String, code: bool) {
        for item in &self.items {
            match item {
                Inline::Text { run, .. } => out.push_str(self.run(*run)),
                Inline::Code(text) | Inline::Verbatim(text) if code => out.push_str(text),
                Inline::Break => out.push('\n'),
                _ => {}
            }
        }
    }

    /// Adds a part of the run of a text that began at `at`.
    fn push_part(&mut self, run: &Run<'a>, part: Range<usize>, at: usize) {
        let Run::Text(text) = run else { return };
        let part = part.start..part.end.min(text.len());
        if part.is_empty() {
            return;
        }
        self.items.push(Inline::Text { run: self.runs.len(), at: at + part.start });
        self.runs.push(Run::Text(match text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[part]),
            Cow::Owned(text) => Cow::Owned(text[part].to_owned()),
        }));
    }

    /// Replaces parts of texts. The cuts are in order.
    pub(super) fn replace(&mut self, cuts: Vec<Cut<'a>>) {
        let mut cuts = cuts.into_iter().peekable();
        let items = std::mem::take(&mut self.items);
        let mut runs = std::mem::take(&mut self.runs).into_iter();
        for (index, item) in items.into_iter().enumerate() {
            let Inline::Text { at, .. } = item else {
                if item.has_run() {
                    self.runs.extend(runs.next());
                }
                self.items.push(item);
                continue;
            };
            let Some(run) = runs.next() else { continue };
            let mut rest = 0;
            while let Some(cut) = cuts.next_if(|cut| cut.item == index) {
                self.push_part(&run, rest..cut.range.start, at);
                for part in cut.parts {
                    if part.has_run() {
                        self.runs.push(Run::Opaque);
                    }
                    self.items.push(part);
                }
                rest = cut.range.end;
            }
            self.push_part(&run, rest..usize::MAX, at);
        }
    }

    pub(super) fn run(&self, run: usize) -> &str {
        match self.runs.get(run) {
            Some(Run::Text(text)) => text,
            _ => "",
        }
    }
}

/// What a part of a text becomes.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// The number of the item, which is a text.
    pub(super) item: usize,
    /// The part of its run.
    pub(super) range: Range<usize>,
    /// What is put there: no text.
    pub(super) parts: Vec<Inline<'a>>,
}

/// The character that a text begins with, if a backslash before it takes its meaning for the
/// typography.
fn escaped_mark(source: &str, text: &str, range: &Range<usize>) -> Option<&'static str> {
    let mark = match text.as_bytes().first()? {
        b'"' => "\"",
        b'\'' => "'",
        b'-' => "-",
        b'.' => ".",
        _ => return None,
    };
    let before = range.start.checked_sub(1)?;
    (source.as_bytes().get(before) == Some(&b'\\')).then_some(mark)
}

/// One line of a text, without soft hyphens and without characters that no page may contain.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n']).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        let shown = |c: char| if is_forbidden(c) { '\u{fffd}' } else { c };
        line.extend(word.chars().filter(|c| *c != '\u{ad}').map(shown));
    }
    line
}

/// Elements within text whose content is not prose.
const VERBATIM_ELEMENTS: [&str; 8] = ["code", "kbd", "samp", "var", "tt", "pre", "script", "style"];
