//! What readers see as it was typed though it looks like markup: Markdown with a mistake in it, and
//! the syntax of other programs.
//!
//! In: the text of a block, before its typography. Out: problems. In code, nothing is looked for.
//! May import: `block_text`, `page_state`, `source`, `spans`.

mod bold;
mod foreign;
mod headings;
mod links;
mod stretch;

use super::block_text::BlockText;
use super::page_state::BodyState;
use super::source;
use crate::danish::Run;
use stretch::{Literal, Stretch, stretches};

/// Which marks a body contains at all, so that nothing is looked for in most texts.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is independent of the others")]
pub(super) struct Marks {
    bold: bool,
    braces: bool,
    brackets: bool,
    lines: bool,
}

impl Marks {
    pub(super) fn of(source: &str) -> Self {
        let has = |mark| source::contains(source, mark);
        Self {
            bold: has("**"),
            braces: has("{"),
            brackets: has("["),
            lines: [":::", "!!! ", "??? "].into_iter().any(has) || headings::is_possible(source),
        }
    }

    fn any(self) -> bool {
        self.bold || self.braces || self.brackets || self.lines
    }
}

/// Reports what looks like markup in the text of a block.
///
/// References to notes are collected: a note may be defined below.
pub(super) fn check(text: &BlockText<'_>, body: &mut BodyState<'_, '_, '_>, marks: Marks) {
    if !marks.any() || !marks.lines && !has_mark(text) {
        return;
    }
    let stretches = stretches(text, body.source);
    let mut problems = Vec::new();
    if marks.lines {
        headings::check(&stretches, &mut problems);
        foreign::check_lines(&stretches, &mut problems);
    }
    if marks.brackets {
        links::check(&stretches, &mut problems);
        note_references(&stretches, body);
        foreign::check_contents(text, &stretches, &mut problems);
    }
    if marks.braces {
        foreign::check_braces(&stretches, &mut problems);
    }
    if marks.bold {
        bold::check(&stretches, &mut problems);
    }
    for Literal { code, range, message, help } in problems {
        body.page.problem(code, body.map.range(range), message, help);
    }
}

/// Whether the text of a block has a mark that Markdown made nothing of.
fn has_mark(text: &BlockText<'_>) -> bool {
    text.runs.iter().any(|run| match run {
        Run::Text(text) => memchr::memchr3(b'[', b'{', b'*', text.as_bytes()).is_some(),
        Run::Opaque => false,
    })
}

/// Collects what would refer to a note if there were one: `[^1]`.
fn note_references(stretches: &[Stretch<'_>], body: &mut BodyState<'_, '_, '_>) {
    for stretch in stretches {
        for at in stretch.find("[^") {
            let rest = &stretch.text[at + 2..];
            let is_label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
            let length = rest.find(|c| !is_label(c)).unwrap_or(rest.len());
            let label = &rest[..length];
            let after = rest[length..].strip_prefix(']');
            // `[^a-z]+` is a regular expression.
            let is_range = label.split('-').all(|part| part.chars().count() == 1) && length > 1;
            if after.is_some_and(|after| !after.starts_with(['+', '*', '{', '?']))
                && !label.is_empty()
                && !is_range
            {
                let range = body.map.range(stretch.range(at..at + length + 3));
                body.page.notes.undefined(label, range);
            }
        }
    }
}
