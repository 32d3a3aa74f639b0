//! Listing the files below a directory.

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{disk, ignore};
use crate::diagnostics::{Code, Diagnostic, is_invisible};
use crate::dir::FileMetadata;
use crate::paths::SourcePath;

/// A file that can be a source, not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub path: SourcePath,
    /// None for a symbolic link, and for a file in memory.
    pub metadata: Option<FileMetadata>,
}

/// The files below a directory.
#[derive(Clone, Debug, Default)]
pub struct SourceListing {
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    /// The paths of the directories that are directly in the directory.
    pub directories: Vec<String>,
    /// What is there but cannot be a source.
    pub problems: Vec<Diagnostic>,
}

/// Lists the regular files below `directory`, and links to regular files within the site; only
/// those in `directory` itself, and not those in directories below it, if `depth` is 1.
pub(super) fn walk(root: &disk::Root, directory: &str, depth: usize) -> SourceListing {
    let mut listing = SourceListing::default();
    let tree = WalkDir::new(root.path().join(directory))
        .follow_links(false)
        .follow_root_links(false)
        .max_depth(depth)
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0
                || !(ignore::is_ignored(&name) || ignore::is_hidden(directory, &name))
        });
    let mut candidates = Vec::new();
    for entry in tree {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let is_absent = error.depth() == 0
                    && error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
                if !is_absent {
                    let shown = lossy(root, error.path().unwrap_or(root.path()));
                    listing.problems.push(disk::unreadable(&shown, &reason(&error)));
                }
                continue;
            }
        };
        if entry.file_type().is_dir() {
            // A directory with a content file's name is most likely a bundle gone wrong.
            if entry.depth() > 0 && entry.path().extension().is_some_and(|e| e == "md") {
                listing.problems.push(disk::not_a_file(&lossy(root, entry.path()), "a directory"));
            }
            if entry.depth() == 1 {
                let name = entry.file_name().to_string_lossy();
                listing.directories.push(format!("{directory}/{name}"));
            }
            continue;
        }
        candidates.push(entry);
    }
    let files: Vec<Result<SourceFile, Diagnostic>> = candidates
        .into_par_iter()
        .with_min_len(256)
        .map(|candidate| source_file(root, &candidate))
        .collect();
    for file in files {
        match file {
            Ok(file) => listing.files.push(file),
            Err(problem) => listing.problems.push(problem),
        }
    }
    listing.files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    listing
}

/// Checks that an entry that is not a directory can be a source.
fn source_file(root: &disk::Root, entry: &walkdir::DirEntry) -> Result<SourceFile, Diagnostic> {
    let path = source_path(root, entry.path())?;
    let file_type = entry.file_type();
    if file_type.is_symlink() {
        root.check_link(&path)?;
    } else if !file_type.is_file() {
        return Err(disk::not_a_file(&path, special(file_type)));
    }
    Ok(SourceFile { metadata: root.metadata(&path), path })
}

fn special(file_type: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if file_type.is_fifo() {
        "a pipe"
    } else if file_type.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// The system's message without the path, which the diagnostic names already.
fn reason(error: &walkdir::Error) -> String {
    error
        .io_error()
        .map_or_else(|| String::from("it is part of a loop of symbolic links"), ToString::to_string)
}

/// Turns a path on disk into a source path, rejecting names that are unsafe in URLs and terminals.
fn source_path(root: &disk::Root, path: &std::path::Path) -> Result<SourcePath, Diagnostic> {
    let bad = |why: &str| {
        Diagnostic::new(Code::FileName, format!("the file name {why}"))
            .in_file(&lossy(root, path))
            .help("rename the file")
    };
    let relative = path.strip_prefix(root.path()).unwrap_or(path);
    let text = relative.to_str().ok_or_else(|| bad("is not UTF-8"))?;
    if text.chars().any(char::is_control) {
        return Err(bad("contains a control character"));
    }
    // Joiners make one emoji of several, and belong to the words of some scripts.
    let is_hidden = |c: &char| is_invisible(*c) && !matches!(c, '\u{200c}' | '\u{200d}');
    if let Some(hidden) = text.chars().find(is_hidden) {
        let why = format!("contains an invisible character, U+{:04X}", u32::from(hidden));
        return Err(bad(&why));
    }
    SourcePath::new(text).ok_or_else(|| bad("is not inside the site's directory"))
}

fn lossy(root: &disk::Root, path: &std::path::Path) -> SourcePath {
    let relative = path.strip_prefix(root.path()).unwrap_or(path).to_string_lossy();
    SourcePath::new(&relative).unwrap_or_else(SourcePath::top)
}
