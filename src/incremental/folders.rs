//! What is known of the output's folders, so that few of them are listed.

use std::path::Path;

use super::outputs;
use super::seal;
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::paths::SourcePath;
use crate::write::Folders;

/// Reads what the last build knew of the folders of an output. What cannot be used is told, and
/// the folders are listed.
pub fn load_folders(files: &Files, output: &Path) -> (Folders, Option<Diagnostic>) {
    match seal::load(files, &path(output)) {
        Ok(folders) => (folders.unwrap_or_default(), None),
        Err(problem) => (Folders::default(), Some(problem)),
    }
}

/// Writes what is known of the folders of an output into the site's folder.
pub fn save_folders(root: &Path, output: &Path, folders: &Folders) -> Result<(), Diagnostic> {
    seal::save(root, &path(output), folders)
}

fn path(output: &Path) -> SourcePath {
    let path = format!("{}-folders", outputs::path(output));
    SourcePath::new(&path).unwrap_or_else(SourcePath::top)
}
