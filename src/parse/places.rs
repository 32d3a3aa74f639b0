//! From places as the rooms know them to lines and columns.

use std::collections::BTreeMap;

use super::{front_matter, yaml};
use crate::diagnostics::{Diagnostic, LineIndex, Place, Position, Span};
use crate::paths::SourcePath;

/// Gives every diagnostic that knows a [`Place`] its span, reading each file at most once.
/// `text` gives a file's text; where it cannot be had, the place stays unknown.
pub fn resolve_places<'a>(
    diagnostics: impl IntoIterator<Item = &'a mut Diagnostic>,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) {
    let mut texts: BTreeMap<SourcePath, Option<String>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let Some(place) = diagnostic.place.take() else { continue };
        let Some(file) = &diagnostic.file else { continue };
        let text = texts.entry(file.clone()).or_insert_with(|| text(file));
        diagnostic.span = text.as_deref().and_then(|text| span(text, &place));
    }
}

fn span(text: &str, place: &Place) -> Option<Span> {
    match place {
        Place::Bytes(range) => Some(LineIndex::new(text).span(range.clone())),
        Place::Key(way) => {
            let split = front_matter::split(text).ok()?;
            let position = yaml::locate(&text[split.yaml], way)?;
            let line = position.line + front_matter::FIRST_LINE - 1;
            Some(Position { line, ..position }.into())
        }
    }
}
