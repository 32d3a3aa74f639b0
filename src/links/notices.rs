//! The texts of notices in front matter: corrections, and why a text was withdrawn.

use crate::diagnostics::KeySegment;
use crate::model::{Correction, Meta};

/// The texts of a file's notices, each with its place in the front matter.
pub(crate) fn texts<'a>(
    meta: &'a Meta,
    corrections: &'a [Correction],
) -> impl Iterator<Item = (Vec<KeySegment>, &'a str)> {
    let corrections = corrections.iter().enumerate().map(|(item, correction)| {
        (vec!["corrections".into(), item.into(), "text".into()], correction.text.as_str())
    });
    let withdrawn = meta.withdrawn.iter();
    corrections.chain(withdrawn.map(|w| (vec!["withdrawn".into(), "text".into()], w.text.as_str())))
}
