//! Where sources are below the site's directory.
//!
//! In: paths of events. Out: the [`Location`] of each. May import: `files`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Component, Path};

use crate::files;

/// The directories that contain sources.
pub(super) const SOURCE_DIRECTORIES: &[&str] = &["content", "data", "static", "templates"];
/// The only source outside them.
const CONFIG: &str = "site.toml";

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location<'a> {
    Root,
    /// A source, or a directory that may contain sources.
    Source {
        directory: &'a str,
        path: &'a str,
    },
    /// Never a source.
    Elsewhere,
    /// Not UTF-8, so it cannot be named in a rescan.
    NotText,
}

/// Locates a path relative to the site's directory.
pub(super) fn locate(path: &Path) -> Location<'_> {
    let mut parts = path.components().map(Component::as_os_str);
    let Some(first) = parts.next() else { return Location::Root };
    let is_below_source = SOURCE_DIRECTORIES.iter().any(|name| first == OsStr::new(name));
    if !is_below_source && path != Path::new(CONFIG) {
        return Location::Elsewhere;
    }
    let Some(text) = path.to_str() else { return Location::NotText };
    let may_be_source = |part: &OsStr| part.to_str().is_some_and(|n| files::may_be_source(text, n));
    if !parts.all(may_be_source) {
        return Location::Elsewhere;
    }
    let directory = text.rsplit_once('/').map_or("", |(directory, _)| directory);
    Location::Source { directory, path: text }
}

pub(super) fn is_source_directory(path: &str) -> bool {
    SOURCE_DIRECTORIES.contains(&path)
}

/// Whether a path is one of the directories or below one.
pub(super) fn is_within(path: &str, directories: &BTreeSet<String>) -> bool {
    let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    ends.into_iter().any(|end| directories.contains(&path[..end]))
}
