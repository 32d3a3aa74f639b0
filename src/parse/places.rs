//! From places as the rooms know them to lines and columns.

use std::collections::BTreeMap;

use super::{front_matter, yaml};
use crate::diagnostics::{Diagnostic, LineIndex, Place, Position, Span};
use crate::paths::SourcePath;

/// Gives every diagnostic that knows a [`Place`] its span, reading each file and finding its
/// lines once. `text` gives a file's text; where it cannot be had, the place stays unknown.
pub(crate) fn resolve_places<'a>(
    diagnostics: impl IntoIterator<Item = &'a mut Diagnostic>,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let mut by_file: BTreeMap<SourcePath, Vec<&mut Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        if let (Some(file), Some(_)) = (&diagnostic.file, &diagnostic.place) {
            by_file.entry(file.clone()).or_default().push(diagnostic);
        }
    }
    for (file, diagnostics) in by_file {
        let Some(text) = text(&file) else { continue };
        let index = LineIndex::new(&text);
        let front_matter = front_matter::split(&text).ok().map(|split| &text[split.yaml]);
        for diagnostic in diagnostics {
            let place = diagnostic.place.take();
            diagnostic.span = place.and_then(|place| span(&index, front_matter, place));
        }
    }
}

fn span(index: &LineIndex<'_>, front_matter: Option<&str>, place: Place) -> Option<Span> {
    match place {
        Place::Bytes(range) => Some(index.span(range)),
        Place::Key(key_path) => {
            let position = yaml::locate(front_matter?, &key_path)?;
            let line = position.line + front_matter::FIRST_LINE - 1;
            Some(Position { line, ..position }.into())
        }
    }
}
