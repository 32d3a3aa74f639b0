//! Which directories of the output hold only what the manifest lists, so that not all of them are
//! listed each time.
//!
//! A directory that had no foreign entries and was not modified since has none now. Foreign files
//! are never in a cached directory, so every commit finds and reports them again.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::manifest::ManifestEntry;
use super::names::split;
use crate::dir::FileMetadata;
use crate::fingerprint::Fingerprint;

/// The directories of an output that held only what its manifest lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryCache {
    /// The digest of that manifest.
    manifest: Option<Fingerprint>,
    /// The metadata of each directory, in the order of [`in_order`]; none of one that is not
    /// cached.
    metadata: Vec<Option<FileMetadata>>,
}

impl DirectoryCache {
    /// The cached directories, if these are the entries of the manifest with this digest. Each
    /// directory comes after those above it.
    pub(super) fn directories<'a>(
        &self,
        manifest: Option<Fingerprint>,
        entries: &'a [ManifestEntry],
    ) -> Vec<(&'a str, FileMetadata)> {
        if self.manifest.is_none() || self.manifest != manifest {
            return Vec::new();
        }
        let mut cached = Vec::new();
        for (directory, metadata) in in_order(entries).into_iter().zip(&self.metadata) {
            if let Some(metadata) = metadata {
                cached.push((directory, *metadata));
            }
        }
        cached
    }

    /// Makes the cache for a manifest with these entries, sorted by path.
    pub(super) fn new(
        manifest: Fingerprint,
        entries: &[ManifestEntry],
        directories: &HashMap<&str, FileMetadata>,
    ) -> Self {
        let in_order = in_order(entries).into_iter();
        let metadata = in_order.map(|directory| directories.get(directory).copied()).collect();
        Self { manifest: Some(manifest), metadata }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.metadata.iter().all(Option::is_none)
    }
}

/// A directory that was listed.
#[derive(Debug)]
pub(super) struct ListedDirectory<'a> {
    pub(super) path: &'a str,
    /// As it was before the listing.
    pub(super) metadata: FileMetadata,
    /// The number of its entries.
    pub(super) length: usize,
}

/// The listed directories that can be cached: those whose entries are what the manifest's entries,
/// sorted by path, say, and whose metadata is settled. `listing_started` is a time before any of
/// them was listed.
pub(super) fn cacheable<'a>(
    listed: &[ListedDirectory<'a>],
    entries: &[ManifestEntry],
    foreign: &[String],
    listing_started: SystemTime,
) -> HashMap<&'a str, FileMetadata> {
    let with_foreign: HashSet<&str> =
        foreign.iter().map(|path| split(path.trim_end_matches('/')).0).collect();
    let mut cacheable = HashMap::new();
    for directory in listed {
        // The top directory changes with each manifest.
        if !directory.path.is_empty()
            && directory.metadata.is_settled(listing_started)
            && !with_foreign.contains(directory.path)
            && directory.length == length(entries, directory.path)
        {
            cacheable.insert(directory.path, directory.metadata);
        }
    }
    cacheable
}

/// The directories of entries that are sorted by path, each after those above it.
fn in_order(entries: &[ManifestEntry]) -> Vec<&str> {
    let mut directories = Vec::new();
    let mut previous = "";
    for entry in entries {
        for directory in entry.path.directories() {
            // The entries of a directory are next to each other.
            let rest = previous.strip_prefix(directory);
            if !rest.is_some_and(|rest| rest.starts_with('/')) {
                directories.push(directory);
            }
        }
        previous = entry.path.as_str();
    }
    directories
}

/// How many of these files and of their directories are directly in a directory.
fn length(entries: &[ManifestEntry], directory: &str) -> usize {
    let above = format!("{directory}/");
    let start = entries.partition_point(|entry| entry.path.as_str() < above.as_str());
    let mut length = 0;
    let mut previous = None;
    for entry in &entries[start..] {
        let Some(path) = entry.path.as_str().strip_prefix(&above) else { break };
        let name = path.split('/').next();
        if name != previous {
            length += 1;
            previous = name;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::OutputPath;
    use crate::write::Phase;

    fn entries(paths: &[&str]) -> Vec<ManifestEntry> {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        let entry = |path: &&str| ManifestEntry {
            path: OutputPath::new(path).unwrap(),
            fingerprint: Fingerprint::of(b""),
            size: 0,
            phase: Phase::Page,
        };
        paths.iter().map(entry).collect()
    }

    #[test]
    fn directories_come_once_and_after_those_above() {
        let entries = entries(&["a/b/x", "a/b/y", "a-b/x", "a/b-c/x", "a/x", "x", "aa/b/c/d"]);
        assert_eq!(in_order(&entries), ["a-b", "a", "a/b-c", "a/b", "aa", "aa/b", "aa/b/c"]);
        for (directory, expected) in [("a", 3), ("a/b", 2), ("a-b", 1), ("aa", 1), ("b", 0)] {
            assert_eq!(length(&entries, directory), expected, "{directory}");
        }
    }

    #[test]
    fn a_cache_counts_for_one_manifest() {
        let entries = entries(&["a/x", "b/x"]);
        let metadata = FileMetadata { size: 0, inode: 1, modified: (0, 1), changed: (0, 1) };
        let (one, other) = (Fingerprint::of(b"one"), Fingerprint::of(b"other"));
        let cache = DirectoryCache::new(one, &entries, &HashMap::from([("b", metadata)]));
        assert_eq!(cache.directories(Some(one), &entries), [("b", metadata)]);
        assert_eq!(cache.directories(Some(other), &entries), []);
        assert_eq!(cache.directories(None, &entries), []);
        assert_eq!(DirectoryCache::default().directories(None, &entries), []);
    }
}
