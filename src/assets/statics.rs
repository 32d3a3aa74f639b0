//! The files below `static`, which are copied as they are.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{Files, SourceFile};
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

/// The files below `static`.
pub(crate) type StaticFiles = BTreeMap<SourcePath, StaticFile>;

/// A file that is copied as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaticFile {
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// How many there are.
    pub size: u64,
}

/// Finds out what the files hold; each may have `limit` bytes. Those that are known are not read.
pub(crate) fn static_files(
    files: &Files,
    entries: &[SourceFile],
    limit: u64,
) -> (StaticFiles, Diagnostics) {
    let read = |entry: &SourceFile| (entry.path.clone(), static_file(files, entry, limit));
    let read: Vec<(SourcePath, Result<StaticFile, Diagnostic>)> =
        entries.par_iter().map(read).collect();
    let (mut found, mut problems) = (StaticFiles::new(), Diagnostics::default());
    for (path, result) in read {
        match result {
            Ok(file) => drop(found.insert(path, file)),
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}

fn static_file(files: &Files, entry: &SourceFile, limit: u64) -> Result<StaticFile, Diagnostic> {
    let known = files.known_fingerprint(entry).zip(entry.metadata);
    if let Some((fingerprint, metadata)) = known.filter(|(_, metadata)| metadata.size <= limit) {
        return Ok(StaticFile { fingerprint, size: metadata.size });
    }
    let contents = files.read(&entry.path, limit)?;
    Ok(StaticFile { fingerprint: contents.fingerprint, size: contents.bytes.len() as u64 })
}
