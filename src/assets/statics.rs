//! The files below `static`, which are copied as they are.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{Files, SourceFile};
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

/// The files below `static`, with the fingerprints of their bytes.
pub(crate) type StaticFiles = BTreeMap<SourcePath, Fingerprint>;

/// Finds out what the files hold; each may have `limit` bytes. Those that are known are not read.
pub(crate) fn static_files(
    files: &Files,
    entries: &[SourceFile],
    limit: u64,
) -> (StaticFiles, Diagnostics) {
    let read = |entry: &SourceFile| (entry.path.clone(), files.fingerprint(entry, limit));
    let read: Vec<(SourcePath, Result<Fingerprint, Diagnostic>)> =
        entries.par_iter().map(read).collect();
    let (mut found, mut problems) = (StaticFiles::new(), Diagnostics::default());
    for (path, result) in read {
        match result {
            Ok(fingerprint) => drop(found.insert(path, fingerprint)),
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}
