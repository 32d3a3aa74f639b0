//! The text of one block: collected until the block ends, because quotes pair over emphasis
//! and links, then set and written.

use std::borrow::Cow;
use std::ops::Range;

use crate::danish::{Run, Typography};

/// A part of a block's text.
#[derive(Debug)]
pub(super) enum Inline<'a> {
    /// Text, in the run of this number, and where it begins in the source.
    Text { run: usize, at: usize },
    /// Text that is shown as written, such as an address.
    Verbatim(Cow<'a, str>),
    /// A code span.
    Code(Cow<'a, str>),
    /// A raw HTML tag, and where it stands in the source.
    Raw(Cow<'a, str>, Range<usize>),
    /// The start tag of an element without attributes.
    Open(&'static str),
    /// Its end tag.
    Close(&'static str),
    /// The start of a stretch in another language.
    LanguageStart(String),
    /// Its end.
    LanguageEnd,
    /// The start of the link of this number.
    LinkStart(usize),
    /// Its end.
    LinkEnd(usize),
    /// The picture of this number.
    Image(usize),
    /// A reference to the footnote of this number.
    Note(usize),
    /// A line break.
    Break,
    /// A checkbox, and whether it is checked.
    Task(bool),
}

impl Inline<'_> {
    /// Whether a run belongs to it, text or a sign for an unknown word.
    pub(super) fn has_run(&self) -> bool {
        matches!(
            self,
            Self::Text { .. } | Self::Verbatim(_) | Self::Code(_) | Self::Image(_) | Self::Break
        )
    }
}

/// The text of one block.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    /// Its parts, in order.
    pub(super) items: Vec<Inline<'a>>,
    /// The text of its text parts, and a sign for each part that counts as an unknown word.
    pub(super) runs: Vec<Run<'a>>,
    /// How many raw elements are open whose text is shown as written.
    verbatim: usize,
}

impl<'a> Text<'a> {
    /// Adds text that stands at `range` of `source`.
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
        self.items.push(Inline::Text { run: self.runs.len(), at: range.start });
        self.runs.push(Run::Text(text));
    }

    /// Adds a part that counts as an unknown word between the quotes around it.
    pub(super) fn opaque(&mut self, part: Inline<'a>) {
        self.items.push(part);
        self.runs.push(Run::Opaque);
    }

    /// Adds a line break.
    pub(super) fn line_break(&mut self) {
        self.items.push(Inline::Break);
        self.runs.push(Run::Text(Cow::Borrowed("\n")));
    }

    /// Starts a stretch whose text is shown as written.
    pub(super) fn start_verbatim(&mut self) {
        self.verbatim += 1;
    }

    /// Ends the stretch.
    pub(super) fn end_verbatim(&mut self) {
        self.verbatim = self.verbatim.saturating_sub(1);
    }

    /// Removes the first character of the text.
    pub(super) fn drop_first_character(&mut self) {
        if let (Some(Inline::Text { at, .. }), Some(Run::Text(Cow::Borrowed(text)))) =
            (self.items.first_mut(), self.runs.first_mut())
        {
            let length = text.chars().next().map_or(0, char::len_utf8);
            *at += length;
            *text = &text[length..];
        }
    }

    /// Removes everything, but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.runs.clear();
        self.verbatim = 0;
    }

    /// Adds a raw HTML tag.
    pub(super) fn raw(&mut self, tag: Cow<'a, str>, range: Range<usize>) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if VERBATIM_ELEMENTS.iter().any(|element| name.eq_ignore_ascii_case(element)) {
            if tag.starts_with("</") {
                self.verbatim = self.verbatim.saturating_sub(1);
            } else {
                self.verbatim += 1;
            }
        }
        self.items.push(Inline::Raw(tag, range));
    }

    /// Sets the text: quotes, dashes, spaces that do not break.
    pub(super) fn set(&mut self, typography: Typography) {
        typography.apply(&mut self.runs);
        self.verbatim = 0;
    }

    /// Leaves the text as it was written.
    pub(super) fn unset(&mut self) {
        self.verbatim = 0;
    }

    /// Appends what readers read, without markup; `code` tells whether that includes code spans.
    pub(super) fn plain(&self, out: &mut String, code: bool) {
        for item in &self.items {
            match item {
                Inline::Text { run, .. } => out.push_str(self.run(*run)),
                Inline::Code(text) | Inline::Verbatim(text) if code => out.push_str(text),
                Inline::Break => out.push('\n'),
                _ => {}
            }
        }
    }

    /// The text of a run.
    pub(super) fn run(&self, run: usize) -> &str {
        match self.runs.get(run) {
            Some(Run::Text(text)) => text,
            _ => "",
        }
    }
}

/// Raw elements within text whose content is not prose.
const VERBATIM_ELEMENTS: [&str; 8] = ["code", "kbd", "samp", "var", "tt", "pre", "script", "style"];
