//! The entries of an output directory before a commit.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use rustix::io::Errno;

use super::directory::WritableDir;
use super::directory_cache::ListedDirectory;
use super::error::WriteError;
use super::manifest::OutputManifest;
use super::names::split;
use crate::dir::{EntryKind, FileMetadata};

/// The entries of an output directory and of the directories below it that the old or the new site
/// has.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    old: &'a OutputManifest,
    /// The entries of the directories that were listed, by path.
    found: HashMap<String, EntryKind>,
    pub(super) listed: Vec<ListedDirectory<'a>>,
    /// The directories that were not listed, because they hold just what the old manifest lists.
    pub(super) unmodified: HashMap<&'a str, FileMetadata>,
}

/// Lists `directory` and those of `known` that exist below it, except those of `cached` that still
/// have the metadata that they had when they held what the manifest `old` lists.
pub(super) fn list<'a>(
    directory: &WritableDir,
    old: &'a OutputManifest,
    known: &HashSet<&'a str>,
    cached: Vec<(&'a str, FileMetadata)>,
) -> Result<Listing<'a>, WriteError> {
    let is_same = |(path, metadata): &(&str, FileMetadata)| {
        directory.directory_metadata(path) == Some(*metadata)
    };
    let unmodified: Vec<(&str, FileMetadata)> =
        cached.into_par_iter().with_min_len(64).filter(is_same).collect();
    let skipped: HashSet<&str> = unmodified.iter().map(|(path, _)| *path).collect();
    let mut to_list = vec![""];
    to_list.extend(known.iter().copied().filter(|path| !skipped.contains(path)));
    let lists: Vec<DirectoryEntries<'_>> =
        to_list.into_par_iter().map(|path| list_one(directory, path)).collect::<Result<_, _>>()?;
    let mut listing = Listing {
        old,
        found: HashMap::with_capacity(lists.iter().map(|list| list.entries.len()).sum()),
        listed: Vec::with_capacity(lists.len()),
        unmodified: HashMap::with_capacity(unmodified.len()),
    };
    for list in lists {
        listing.found.extend(list.entries);
        listing.listed.extend(list.directory);
    }
    // The look-up of metadata followed links, so a directory counts only if the one above does.
    for (path, metadata) in unmodified {
        if listing.unmodified.contains_key(split(path).0)
            || listing.found.get(path) == Some(&EntryKind::Directory)
        {
            listing.unmodified.insert(path, metadata);
        }
    }
    Ok(listing)
}

/// One directory's entries, by path.
struct DirectoryEntries<'a> {
    directory: Option<ListedDirectory<'a>>,
    entries: Vec<(String, EntryKind)>,
}

fn list_one<'a>(root: &WritableDir, path: &'a str) -> Result<DirectoryEntries<'a>, WriteError> {
    let with_metadata = |directory: WritableDir| {
        let metadata = directory.own_metadata();
        Ok((metadata, directory.into_entries()?))
    };
    match root.open_directory(path).and_then(with_metadata) {
        Ok((metadata, entries)) => {
            let length = entries.len();
            let directory = metadata.map(|metadata| ListedDirectory { path, metadata, length });
            let entries = entries.into_iter().map(|entry| {
                let path = if path.is_empty() { entry.name } else { join(path, &entry.name) };
                (path, entry.kind)
            });
            Ok(DirectoryEntries { directory, entries: entries.collect() })
        }
        // It does not exist, or is no directory, or is below a link: the list of the directory
        // above shows which.
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => {
            Ok(DirectoryEntries { directory: None, entries: Vec::new() })
        }
        Err(errno) => Err(root.error("list", path, errno)),
    }
}

fn join(directory: &str, name: &str) -> String {
    format!("{directory}/{name}")
}

impl Listing<'_> {
    pub(super) fn get(&self, path: &str) -> Option<EntryKind> {
        if !self.unmodified.contains_key(split(path).0) {
            return self.found.get(path).copied();
        }
        if self.old.get(path).is_some() {
            return Some(EntryKind::File);
        }
        self.old.has_directory(path).then_some(EntryKind::Directory)
    }

    /// The entries of the directories that were listed; all foreign ones are among them.
    pub(super) fn found(&self) -> impl Iterator<Item = (&str, EntryKind)> {
        self.found.iter().map(|(path, kind)| (path.as_str(), *kind))
    }

    /// The entries below a directory, sorted by path.
    pub(super) fn below(&self, directory: &str) -> BTreeMap<&str, EntryKind> {
        let above = join(directory, "");
        let old = self.old.entries().iter().flat_map(|entry| {
            let path = entry.path.as_str();
            entry.path.directories().chain(std::iter::once(path))
        });
        let known = old.filter_map(|path| Some((path, self.get(path)?)));
        self.found().chain(known).filter(|(path, _)| path.starts_with(&above)).collect()
    }
}
