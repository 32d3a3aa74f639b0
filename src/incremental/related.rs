//! What is known of related articles: the lists that the last build found.

use std::path::Path;

use super::seal;
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::index::KeptLists;
use crate::paths::SourcePath;

/// Reads the lists that an earlier build left. Those that cannot be used are reported, and computed
/// again.
pub(crate) fn load_related(files: &Files) -> (Option<KeptLists>, Option<Diagnostic>) {
    match seal::load(files, &path()) {
        Ok(kept) => (kept, None),
        Err(problem) => (None, Some(problem)),
    }
}

/// Writes the lists into the site's directory.
pub(crate) fn save_related(root: &Path, kept: &KeptLists) -> Result<(), Diagnostic> {
    seal::save(root, &path(), kept)
}

fn path() -> SourcePath {
    SourcePath::new(".digest/cache/related").unwrap_or_else(SourcePath::top)
}
