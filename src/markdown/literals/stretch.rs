//! The stretches of text in which markup is looked for, and what is found there.

use std::borrow::Cow;
use std::ops::Range;

use super::super::block_text::{BlockText, Inline};
use super::super::spans::is_escaped;
use crate::danish::Run;
use crate::diagnostics::Code;

/// A stretch of text, spelled as in the source.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of what is around it")]
pub(super) struct Stretch<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the source.
    pub(super) at: usize,
    /// Whether it begins a line.
    pub(super) begins_line: bool,
    /// Whether it directly follows code, or the end of an emphasis.
    pub(super) follows_markup: bool,
    /// Whether it directly follows an image or a link.
    pub(super) follows_link: bool,
    /// Whether a backslash takes its meaning from the first character.
    pub(super) is_escaped: bool,
}

impl<'a> Stretch<'a> {
    /// Where `mark` is in the stretch and means something.
    pub(super) fn find(self, mark: &'a str) -> impl Iterator<Item = usize> + 'a {
        let first = usize::from(self.is_escaped);
        self.text.match_indices(mark).map(|(at, _)| at).filter(move |at| *at >= first)
    }

    /// The lines in the stretch that begin in it: where each does, and its text.
    pub(super) fn lines(self) -> impl Iterator<Item = (usize, &'a str)> {
        let mut at = 0;
        let lines = self.text.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        });
        lines.filter(move |(at, _)| *at > 0 || (self.begins_line && !self.is_escaped))
    }

    /// The range in the source of a range of the stretch.
    pub(super) fn range(self, range: Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
    }
}

/// The text of a block, spelled as in the source: without what entities stand for.
pub(super) fn stretches<'t>(text: &'t BlockText<'_>, source: &str) -> Vec<Stretch<'t>> {
    let mut stretches = Vec::new();
    let mut begins_line = true;
    let (mut follows_markup, mut follows_link) = (false, false);
    for item in &text.items {
        if let Inline::Text { run, at } = *item {
            if let Some(Run::Text(Cow::Borrowed(run))) = text.runs.get(run) {
                let is_escaped = is_escaped(source, at);
                stretches.push(Stretch {
                    text: run,
                    at,
                    begins_line,
                    follows_markup,
                    follows_link,
                    is_escaped,
                });
            }
            begins_line = text.run(run).ends_with('\n');
            (follows_markup, follows_link) = (false, false);
        } else {
            begins_line = matches!(item, Inline::Break);
            follows_markup = matches!(item, Inline::Close(_) | Inline::Code(_));
            follows_link = matches!(item, Inline::LinkEnd(_) | Inline::Image(_));
        }
    }
    stretches
}

/// Markup that is shown as it was typed; the range is in the source.
pub(super) struct Literal {
    pub(super) code: Code,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Literal {
    pub(super) fn markup(
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code: Code::LiteralMarkup, range, message: message.into(), help: help.into() }
    }

    pub(super) fn foreign(
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code: Code::ForeignSyntax, range, message: message.into(), help: help.into() }
    }
}

/// At most this much of a line is searched for the end of something.
const SEARCHED: usize = 400;

/// The beginning of the line that a text starts with: a line may have as many beginnings of
/// something as characters.
pub(super) fn line_start(text: &str) -> &str {
    let mut characters = text.char_indices().take(SEARCHED);
    let end = characters.find(|(_, c)| *c == '\n').map(|(at, _)| at);
    let limit = || text.char_indices().nth(SEARCHED).map_or(text.len(), |(at, _)| at);
    &text[..end.unwrap_or_else(limit)]
}

/// At most this much of a text is repeated in a message.
const SHOWN: usize = 60;

/// The beginning of a text, on one line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.replace('\n', " ")
}
