//! Which folders of the output hold only what the manifest lists, so that not all of them are
//! listed each time.
//!
//! A folder that had no foreign entries and was not modified since has none now. Foreign files are
//! never in a cached folder, so every commit finds and reports them again.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::manifest::ManifestEntry;
use super::names::split;
use crate::dir::FileMetadata;
use crate::fingerprint::Fingerprint;

/// The folders of an output that held only what its manifest lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderCache {
    /// The digest of that manifest.
    manifest: Option<Fingerprint>,
    /// The metadata of each folder, in the order of [`in_order`]; none of one that is not cached.
    metadata: Vec<Option<FileMetadata>>,
}

impl FolderCache {
    /// The cached folders, if these are the entries of the manifest with this digest. Each folder
    /// comes after those above it.
    pub(super) fn folders<'a>(
        &self,
        manifest: Option<Fingerprint>,
        entries: &'a [ManifestEntry],
    ) -> Vec<(&'a str, FileMetadata)> {
        if self.manifest.is_none() || self.manifest != manifest {
            return Vec::new();
        }
        let mut cached = Vec::new();
        for (folder, metadata) in in_order(entries).into_iter().zip(&self.metadata) {
            if let Some(metadata) = metadata {
                cached.push((folder, *metadata));
            }
        }
        cached
    }

    /// Makes the cache for a manifest with these entries, sorted by path.
    pub(super) fn new(
        manifest: Fingerprint,
        entries: &[ManifestEntry],
        folders: &HashMap<&str, FileMetadata>,
    ) -> Self {
        let in_order = in_order(entries).into_iter();
        let metadata = in_order.map(|folder| folders.get(folder).copied()).collect();
        Self { manifest: Some(manifest), metadata }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.metadata.iter().all(Option::is_none)
    }
}

/// A folder that was listed.
#[derive(Debug)]
pub(super) struct ListedFolder<'a> {
    pub(super) path: &'a str,
    /// As it was before the listing.
    pub(super) metadata: FileMetadata,
    /// The number of its entries.
    pub(super) length: usize,
}

/// The listed folders that can be cached: those whose entries are what the manifest's entries,
/// sorted by path, say, and whose metadata is settled. `listing_started` is a time before any of
/// them was listed.
pub(super) fn cacheable<'a>(
    listed: &[ListedFolder<'a>],
    entries: &[ManifestEntry],
    foreign: &[String],
    listing_started: SystemTime,
) -> HashMap<&'a str, FileMetadata> {
    let with_foreign: HashSet<&str> =
        foreign.iter().map(|path| split(path.trim_end_matches('/')).0).collect();
    let mut cacheable = HashMap::new();
    for folder in listed {
        // The top folder changes with each manifest.
        if !folder.path.is_empty()
            && folder.metadata.is_settled(listing_started)
            && !with_foreign.contains(folder.path)
            && folder.length == length(entries, folder.path)
        {
            cacheable.insert(folder.path, folder.metadata);
        }
    }
    cacheable
}

/// The folders of entries that are sorted by path, each after those above it.
fn in_order(entries: &[ManifestEntry]) -> Vec<&str> {
    let mut folders = Vec::new();
    let mut previous = "";
    for entry in entries {
        for folder in entry.path.folders() {
            // The entries of a folder are next to each other.
            let rest = previous.strip_prefix(folder);
            if !rest.is_some_and(|rest| rest.starts_with('/')) {
                folders.push(folder);
            }
        }
        previous = entry.path.as_str();
    }
    folders
}

/// How many of these files and of their folders are directly in a folder.
fn length(entries: &[ManifestEntry], folder: &str) -> usize {
    let above = format!("{folder}/");
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

    fn entries(paths: &[&str]) -> Vec<ManifestEntry> {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        let entry = |path: &&str| ManifestEntry {
            path: OutputPath::new(path).unwrap(),
            fingerprint: Fingerprint::of(b""),
            size: 0,
        };
        paths.iter().map(entry).collect()
    }

    #[test]
    fn folders_come_once_and_after_those_above() {
        let entries = entries(&["a/b/x", "a/b/y", "a-b/x", "a/b-c/x", "a/x", "x", "aa/b/c/d"]);
        assert_eq!(in_order(&entries), ["a-b", "a", "a/b-c", "a/b", "aa", "aa/b", "aa/b/c"]);
        for (folder, expected) in [("a", 3), ("a/b", 2), ("a-b", 1), ("aa", 1), ("b", 0)] {
            assert_eq!(length(&entries, folder), expected, "{folder}");
        }
    }

    #[test]
    fn a_cache_counts_for_one_manifest() {
        let entries = entries(&["a/x", "b/x"]);
        let metadata = FileMetadata { size: 0, inode: 1, modified: 1, changed: 1 };
        let (one, other) = (Fingerprint::of(b"one"), Fingerprint::of(b"other"));
        let cache = FolderCache::new(one, &entries, &HashMap::from([("b", metadata)]));
        assert_eq!(cache.folders(Some(one), &entries), [("b", metadata)]);
        assert_eq!(cache.folders(Some(other), &entries), []);
        assert_eq!(cache.folders(None, &entries), []);
        assert_eq!(FolderCache::default().folders(None, &entries), []);
    }
}
