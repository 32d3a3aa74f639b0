//! What is known of links to other sites: what checks over the network found.

use std::path::Path;

use digest_network::external::KnownLinks;

use super::seal;
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::paths::SourcePath;

/// Reads what earlier checks found. What cannot be used is reported, and checked again.
pub(crate) fn load_known_links(files: &Files) -> (KnownLinks, Option<Diagnostic>) {
    match seal::load(files, &path()) {
        Ok(known) => (known.unwrap_or_default(), None),
        Err(problem) => (KnownLinks::default(), Some(problem)),
    }
}

/// Writes what is known into the site's directory.
pub(crate) fn save_known_links(root: &Path, known: &KnownLinks) -> Result<(), Diagnostic> {
    seal::save(root, &path(), known)
}

fn path() -> SourcePath {
    SourcePath::new(".digest/cache/external").unwrap_or_else(SourcePath::top)
}
