//! Listing the files below a folder.

use rayon::prelude::*;
use walkdir::WalkDir;

use super::memory::Stamp;
use super::{disk, ignore};
use crate::diagnostics::{Code, Diagnostic};
use crate::paths::SourcePath;

/// A file that a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: SourcePath,
    /// Its stamp; none for a symbolic link, and for what lies in memory.
    pub stamp: Option<Stamp>,
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The files, sorted by path.
    pub entries: Vec<Entry>,
    /// The paths of the folders that the folder itself holds.
    pub folders: Vec<String>,
    /// What is there but can be no source.
    pub problems: Vec<Diagnostic>,
}

/// Lists the regular files below `folder`, and links to regular files within the site; only
/// those in `folder` itself, and not those in folders below it, if `depth` is 1.
pub(super) fn walk(root: &disk::Root, folder: &str, depth: usize) -> Walk {
    let mut walk = Walk::default();
    let tree = WalkDir::new(root.path.join(folder)).follow_links(false).max_depth(depth);
    let tree = tree.follow_root_links(false).into_iter();
    let wanted = tree.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(ignore::is_ignored(&name) || ignore::is_hidden(folder, &name))
    });
    let mut files = Vec::new();
    for entry in wanted {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let is_absent = error.depth() == 0
                    && error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
                if !is_absent {
                    let path = error.path().unwrap_or(&root.path);
                    let shown = lossy(root, path);
                    walk.problems.push(disk::unreadable(&shown, &plain(&error)));
                }
                continue;
            }
        };
        if entry.file_type().is_dir() {
            // A folder with a content file's name is most likely a bundle gone wrong.
            if entry.depth() > 0 && entry.path().extension().is_some_and(|e| e == "md") {
                walk.problems.push(disk::not_a_file(&lossy(root, entry.path()), "a directory"));
            }
            if entry.depth() == 1 {
                let name = entry.file_name().to_string_lossy();
                walk.folders.push(format!("{folder}/{name}"));
            }
            continue;
        }
        files.push(entry);
    }
    let files: Vec<Result<Entry, Diagnostic>> =
        files.into_par_iter().with_min_len(256).map(|file| look(root, &file)).collect();
    for file in files {
        match file {
            Ok(entry) => walk.entries.push(entry),
            Err(problem) => walk.problems.push(problem),
        }
    }
    walk.entries.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    walk
}

/// Looks at what is no folder.
fn look(root: &disk::Root, file: &walkdir::DirEntry) -> Result<Entry, Diagnostic> {
    let path = source_path(root, file.path())?;
    let kind = file.file_type();
    if kind.is_symlink() {
        root.follow(&path)?;
    } else if !kind.is_file() {
        return Err(disk::not_a_file(&path, special(kind)));
    }
    Ok(Entry { stamp: root.stamp(&path), path })
}

fn special(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

/// The system's message without the path, which the diagnostic names already.
fn plain(error: &walkdir::Error) -> String {
    error
        .io_error()
        .map_or_else(|| String::from("it is part of a loop of symbolic links"), ToString::to_string)
}

/// Turns a path on disk into a source path, refusing names that no URL or terminal should meet.
fn source_path(root: &disk::Root, path: &std::path::Path) -> Result<SourcePath, Diagnostic> {
    let bad = |why: &str| {
        Diagnostic::new(Code::FileName, format!("the file name {why}"))
            .in_file(&lossy(root, path))
            .help("rename the file")
    };
    let relative = path.strip_prefix(&root.path).unwrap_or(path);
    let text = relative.to_str().ok_or_else(|| bad("is not UTF-8"))?;
    let is_mark = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| c.is_control() || is_mark(c)) {
        return Err(bad("has a control character"));
    }
    SourcePath::new(text).ok_or_else(|| bad("is not inside the site's directory"))
}

fn lossy(root: &disk::Root, path: &std::path::Path) -> SourcePath {
    let relative = path.strip_prefix(&root.path).unwrap_or(path).to_string_lossy();
    SourcePath::new(&relative).unwrap_or_else(SourcePath::top)
}
