//! Diagnostics: what an author can fix, many at once, as data until the very end.
//!
//! In: problems found anywhere. Out: a sorted list, drawn by [`render`]. May import: `paths`.

mod baseline;
mod code;
mod escape;
mod policy;
mod position;
pub(crate) mod render;
mod rules;

pub(crate) use baseline::Baseline;
pub(crate) use code::Scope;
pub use code::{Code, Severity};
pub(crate) use escape::{
    control_help, escape_for_terminal, escape_in_json, is_forbidden, is_invisible,
    is_surely_allowed,
};
pub use policy::Policy;
pub(crate) use policy::Report;
pub(crate) use position::{KeySegment, LineIndex, Position, SourceLocation, Span};
pub(crate) use rules::{Level, Levels, SeverityRules};

use std::any::Any;

use serde::{Deserialize, Serialize};

use crate::paths::SourcePath;

/// One problem: where it is, what is wrong, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether it stops the build.
    pub severity: Severity,
    /// Its kind, stable across releases.
    pub code: Code,
    /// The file to fix, if there is one.
    pub file: Option<SourcePath>,
    /// The position in the file, if it is known.
    pub span: Option<Span>,
    /// The place as the module that found the problem knew it, without lines and columns. It is
    /// turned into `span` before anything is shown, because that needs the file.
    pub location: Option<SourceLocation>,
    /// What is wrong: one line, no capital at the start, no full stop at the end.
    pub message: String,
    /// The fix, in one line.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic of the severity that its code usually has.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: code.severity(),
            code,
            file: None,
            span: None,
            location: None,
            message: message.into(),
            help: None,
        }
    }

    /// Whether it leaves nothing to render, so that it is an error whatever a site says.
    pub fn is_fatal(&self) -> bool {
        self.code.is_fatal() && self.severity == Severity::Error
    }

    /// Makes one of a panic that was caught during some work, such as »rendering the front page«.
    pub(crate) fn of_panic(work: &str, panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Self::new(Code::InternalBug, format!("a bug in digest while {work}: {text}"))
            .help("please report it, with the page's source if you can share it")
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: &SourcePath) -> Self {
        self.file = Some(file.clone());
        self
    }

    /// Names the place in the file.
    #[must_use]
    pub fn at(mut self, span: impl Into<Span>) -> Self {
        self.span = Some(span.into());
        self
    }

    /// Names the front matter key to fix.
    #[must_use]
    pub fn at_key(mut self, key: impl IntoIterator<Item = KeySegment>) -> Self {
        self.location = Some(SourceLocation::Key(key.into_iter().collect()));
        self
    }

    /// Names the bytes of the file's text to fix.
    #[must_use]
    pub fn at_bytes(mut self, range: std::ops::Range<usize>) -> Self {
        self.location = Some(SourceLocation::Bytes(range));
        self
    }

    /// Names the place in the file, if it is known.
    #[must_use]
    pub fn at_maybe(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Says how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says how to fix it, if that is known.
    #[must_use]
    pub fn help_maybe(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// A growing list of diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Whether one of them stops the build.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether one of them leaves nothing to render.
    pub fn has_fatal(&self) -> bool {
        self.list.iter().any(Diagnostic::is_fatal)
    }

    /// All of them, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// All of them, for those who turn a [`SourceLocation`] into a span.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Makes every warning an error, as `check --strict` asks for.
    pub fn make_strict(&mut self) {
        for diagnostic in &mut self.list {
            diagnostic.severity = Severity::Error;
        }
    }

    /// Gives them in the order in which they are shown, each once: by file, place, then code.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let place = |d: &Diagnostic| d.span.map(|span| span.start);
            (&a.file, place(a), a.code, &a.message).cmp(&(&b.file, place(b), b.code, &b.message))
        });
        self.list.dedup();
        self.list
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { list: vec![diagnostic] }
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self { list: diagnostics.into_iter().collect() }
    }
}

/// With more problems than these nobody reads suggestions, and each takes a search of all
/// candidates.
pub(crate) const MAX_SUGGESTIONS: usize = 50;

/// Finds the candidate that the author most likely meant, for "did you mean" lines: the nearest
/// by edit distance, if it is near.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// The time and memory of a comparison grow with the product of the lengths.
    const MAX_CHARS: usize = 1_000;

    let written = written.to_lowercase();
    let written_chars = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let most = 1 + candidate.chars().count() / 4;
            let lowercase = candidate.to_lowercase();
            let chars = lowercase.chars().count();
            // Texts are at least as far apart as their lengths.
            if chars > MAX_CHARS || chars.abs_diff(written_chars) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&written, &lowercase);
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_is_suggested() {
        assert_eq!(nearest("titel", ["date", "title", "tags"]), Some("title"));
        assert_eq!(nearest("kunstig-intelligens", ["ai", "5g"]), None);
        assert_eq!(nearest("AI", ["ai"]), Some("ai"));
        assert_eq!(nearest("titles", ["title", "titler"]), Some("title"));
        let long = "x".repeat(1 << 20);
        assert_eq!(nearest(&long, [long.as_str(), "x"]), None);
    }

    #[test]
    fn diagnostics_are_sorted_by_position_and_reported_once() {
        let file = SourcePath::new("b.md").unwrap();
        let late = Diagnostic::new(Code::UnknownKey, "x").in_file(&file).at(Position::new(9, 1));
        let early = Diagnostic::new(Code::UnknownKey, "x").in_file(&file).at(Position::new(2, 7));
        let list: Diagnostics = [late.clone(), early.clone(), late.clone()].into_iter().collect();
        assert_eq!(list.sorted(), [early, late]);
    }
}
