//! The whole pipeline: the only place that knows the order.
//!
//! In: a site's folder and a configuration. Out: a prepared site, and on request its bytes in a
//! sink. May import: all rows above.

mod prepare;
mod render;
mod verify;

use crate::builtin;
use crate::diagnostics::{Code, Diagnostics, Severity};
use crate::files::Files;
use crate::parse;
use crate::paths::SourcePath;

pub use prepare::{Draft, Known, Prepared, assemble, prepare, put_together};
pub use render::{Discard, Failure, Progress, Sink, render};
pub use verify::verify;

/// A file larger than this is named without an excerpt.
const MAX_EXCERPT_BYTES: u64 = 64 << 20;

/// What stands before a built-in template's name in messages.
const BUILT_IN: &str = "<built-in>/templates/";

/// The text of a file that a diagnostic names, for its excerpt.
pub fn text_of(files: &Files, path: &SourcePath) -> Option<String> {
    if let Some(name) = path.as_str().strip_prefix(BUILT_IN) {
        let builtin = builtin::TEMPLATES.iter().find(|(other, _)| *other == name);
        return builtin.map(|(_, text)| (*text).to_owned());
    }
    let bytes = files.read(path, MAX_EXCERPT_BYTES).ok()?.bytes;
    let text = String::from_utf8_lossy(&bytes);
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Gives every diagnostic its line and column.
pub fn placed(files: &Files, mut problems: Diagnostics) -> Diagnostics {
    parse::resolve_places(problems.iter_mut(), &|path| text_of(files, path));
    problems
}

/// Whether the problems say only that files changed while they were read, so that another try
/// may succeed.
pub fn is_worth_another_try(problems: &Diagnostics) -> bool {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    problems.has_errors() && errors.all(|problem| problem.code == Code::FileChanged)
}
