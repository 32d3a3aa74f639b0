//! Problems with the places that they name in the sources.

use crate::builtin;
use crate::diagnostics::Diagnostics;
use crate::files::Files;
use crate::parse;
use crate::paths::SourcePath;
use crate::template::BUILT_IN;

/// A file larger than this is named without an excerpt.
const MAX_EXCERPT_BYTES: u64 = 64 << 20;

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
pub fn located(files: &Files, mut problems: Diagnostics) -> Diagnostics {
    parse::resolve_locations(problems.iter_mut(), &|path| text_of(files, path));
    problems
}
