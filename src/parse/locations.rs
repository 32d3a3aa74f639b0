//! From locations as diagnostics carry them to lines and columns.

use std::collections::BTreeMap;

use super::{front_matter, yaml};
use crate::diagnostics::{Diagnostic, KeySegment, LineIndex, Position, SourceLocation};
use crate::paths::SourcePath;

/// Gives every diagnostic that knows a [`SourceLocation`] its span, reading each file and finding
/// its lines once. `text` gives a file's text; where it cannot be had, the span stays unknown.
pub(crate) fn resolve_locations<'a>(
    diagnostics: impl IntoIterator<Item = &'a mut Diagnostic>,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let mut by_file: BTreeMap<SourcePath, Vec<&mut Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        if let (Some(file), Some(_)) = (&diagnostic.file, &diagnostic.location) {
            by_file.entry(file.clone()).or_default().push(diagnostic);
        }
    }
    for (file, diagnostics) in by_file {
        let Some(text) = text(&file) else { continue };
        let (of_keys, of_bytes): (Vec<_>, Vec<_>) = diagnostics
            .into_iter()
            .partition(|diagnostic| matches!(diagnostic.location, Some(SourceLocation::Key(_))));
        let front_matter = front_matter::split(&text).map(|split| &text[split.yaml]);
        resolve_keys(of_keys, front_matter.unwrap_or_default());
        let index = LineIndex::new(&text);
        for diagnostic in of_bytes {
            if let Some(SourceLocation::Bytes(range)) = diagnostic.location.take() {
                diagnostic.span = Some(index.span(range));
            }
        }
    }
}

/// Gives every diagnostic that names a key of this front matter its span, if the key is found.
pub(super) fn resolve_keys<'a>(
    diagnostics: impl IntoIterator<Item = &'a mut Diagnostic>,
    yaml: &str,
) {
    let mut of_keys = Vec::new();
    let mut key_paths = Vec::new();
    for diagnostic in diagnostics {
        match diagnostic.location.take() {
            Some(SourceLocation::Key(key_path)) => {
                of_keys.push(diagnostic);
                key_paths.push(key_path);
            }
            other => diagnostic.location = other,
        }
    }
    if of_keys.is_empty() {
        return;
    }
    let key_paths: Vec<&[KeySegment]> = key_paths.iter().map(Vec::as_slice).collect();
    for (diagnostic, position) in of_keys.into_iter().zip(yaml::locate(yaml, &key_paths)) {
        if let Some(position) = position {
            let line = position.line + front_matter::FIRST_LINE - 1;
            diagnostic.span = Some(Position { line, ..position }.into());
        }
    }
}
