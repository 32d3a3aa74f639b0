//! From locations as diagnostics carry them to lines and columns.

use std::collections::BTreeMap;

use super::{front_matter, yaml};
use crate::diagnostics::{Diagnostic, LineIndex, Position, SourceLocation, Span};
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
        let index = LineIndex::new(&text);
        let front_matter = front_matter::split(&text).ok().map(|split| &text[split.yaml]);
        for diagnostic in diagnostics {
            let location = diagnostic.location.take();
            diagnostic.span = location.and_then(|location| span(&index, front_matter, location));
        }
    }
}

fn span(
    index: &LineIndex<'_>,
    front_matter: Option<&str>,
    location: SourceLocation,
) -> Option<Span> {
    match location {
        SourceLocation::Bytes(range) => Some(index.span(range)),
        SourceLocation::Key(key_path) => {
            let position = yaml::locate(front_matter?, &key_path)?;
            let line = position.line + front_matter::FIRST_LINE - 1;
            Some(Position { line, ..position }.into())
        }
    }
}
