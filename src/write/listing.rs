//! The entries of an output folder before a commit.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use rustix::io::Errno;

use super::error::WriteError;
use super::folder::Folder;
use super::folder_cache::ListedFolder;
use super::manifest::OutputManifest;
use super::names::split;
use crate::dir::{EntryKind, FileMetadata};

/// The entries of an output folder and of the folders below it that the old or the new site has.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    old: &'a OutputManifest,
    /// The entries of the folders that were listed, by path.
    found: HashMap<String, EntryKind>,
    pub(super) listed: Vec<ListedFolder<'a>>,
    /// The folders that were not listed, because they hold just what the old manifest lists.
    pub(super) unmodified: HashMap<&'a str, FileMetadata>,
}

/// Lists `folder` and those of `known` that exist below it, except those of `cached` that still
/// have the metadata that they had when they held what the manifest `old` lists.
pub(super) fn list<'a>(
    folder: &Folder,
    old: &'a OutputManifest,
    known: &HashSet<&'a str>,
    cached: Vec<(&'a str, FileMetadata)>,
) -> Result<Listing<'a>, WriteError> {
    let is_same =
        |(path, metadata): &(&str, FileMetadata)| folder.folder_metadata(path) == Some(*metadata);
    let unmodified: Vec<(&str, FileMetadata)> =
        cached.into_par_iter().with_min_len(64).filter(is_same).collect();
    let skipped: HashSet<&str> = unmodified.iter().map(|(path, _)| *path).collect();
    let mut to_list = vec![""];
    to_list.extend(known.iter().copied().filter(|path| !skipped.contains(path)));
    let lists: Vec<DirectoryEntries<'_>> =
        to_list.into_par_iter().map(|path| list_one(folder, path)).collect::<Result<_, _>>()?;
    let mut listing = Listing {
        old,
        found: HashMap::with_capacity(lists.iter().map(|list| list.entries.len()).sum()),
        listed: Vec::with_capacity(lists.len()),
        unmodified: HashMap::with_capacity(unmodified.len()),
    };
    for list in lists {
        listing.found.extend(list.entries);
        listing.listed.extend(list.folder);
    }
    // The look-up of metadata followed links, so a folder counts only if the one above does.
    for (path, metadata) in unmodified {
        if listing.unmodified.contains_key(split(path).0)
            || listing.found.get(path) == Some(&EntryKind::Folder)
        {
            listing.unmodified.insert(path, metadata);
        }
    }
    Ok(listing)
}

/// One folder's entries, by path.
struct DirectoryEntries<'a> {
    folder: Option<ListedFolder<'a>>,
    entries: Vec<(String, EntryKind)>,
}

fn list_one<'a>(root: &Folder, path: &'a str) -> Result<DirectoryEntries<'a>, WriteError> {
    let with_metadata = |folder: Folder| {
        let metadata = folder.own_metadata();
        Ok((metadata, folder.into_entries()?))
    };
    match root.open_folder(path).and_then(with_metadata) {
        Ok((metadata, entries)) => {
            let length = entries.len();
            let folder = metadata.map(|metadata| ListedFolder { path, metadata, length });
            let entries = entries.into_iter().map(|entry| {
                let path = if path.is_empty() { entry.name } else { join(path, &entry.name) };
                (path, entry.kind)
            });
            Ok(DirectoryEntries { folder, entries: entries.collect() })
        }
        // It does not exist, or is no folder, or is below a link: the list of the folder above
        // shows which.
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => {
            Ok(DirectoryEntries { folder: None, entries: Vec::new() })
        }
        Err(errno) => Err(root.error("list", path, errno)),
    }
}

fn join(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

impl Listing<'_> {
    pub(super) fn get(&self, path: &str) -> Option<EntryKind> {
        if !self.unmodified.contains_key(split(path).0) {
            return self.found.get(path).copied();
        }
        if self.old.get(path).is_some() {
            return Some(EntryKind::File);
        }
        self.old.has_folder(path).then_some(EntryKind::Folder)
    }

    /// The entries of the folders that were listed; all foreign ones are among them.
    pub(super) fn found(&self) -> impl Iterator<Item = (&str, EntryKind)> {
        self.found.iter().map(|(path, kind)| (path.as_str(), *kind))
    }

    /// The entries below a folder, sorted by path.
    pub(super) fn below(&self, folder: &str) -> BTreeMap<&str, EntryKind> {
        let above = join(folder, "");
        let old = self.old.entries().iter().flat_map(|entry| {
            let path = entry.path.as_str();
            entry.path.folders().chain(std::iter::once(path))
        });
        let known = old.filter_map(|path| Some((path, self.get(path)?)));
        self.found().chain(known).filter(|(path, _)| path.starts_with(&above)).collect()
    }
}
