//! What lies in an output folder before a commit.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use rustix::io::Errno;

use super::WriteError;
use super::disk::{Folder, Kind, split};
use super::folders::{FolderStamp, Listed};
use super::manifest::Manifest;

/// The names in a folder, with what each is.
type Entries = Vec<(String, Kind)>;

/// What lies where. Folders that neither the old nor the new site has are not looked into.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    old: &'a Manifest,
    /// What was found in the folders that were listed.
    found: HashMap<String, Kind>,
    /// The folders that were listed.
    pub(super) listed: Vec<Listed<'a>>,
    /// The folders that were not, for they hold just what the old manifest says.
    pub(super) settled: HashMap<&'a str, FolderStamp>,
}

/// Lists `folder` and those of `known` that exist below it, but for those that still have the
/// stamp that they had when they held what the manifest `old` says.
pub(super) fn list<'a>(
    folder: &Folder,
    old: &'a Manifest,
    known: &HashSet<&'a str>,
    stamps: Vec<(&'a str, FolderStamp)>,
) -> Result<Listing<'a>, WriteError> {
    let is_same = |(path, stamp): &(&str, FolderStamp)| folder.folder_stamp(path) == Some(*stamp);
    let mut settled: Vec<(&str, FolderStamp)> = stamps;
    settled = settled.into_par_iter().with_min_len(64).filter(is_same).collect();
    let same: HashSet<&str> = settled.iter().map(|(path, _)| *path).collect();
    let others = known.iter().copied().filter(|path| !same.contains(path));
    let others: Vec<&str> = std::iter::once("").chain(others).collect();
    let lists = others
        .into_par_iter()
        .map(|path| match folder.folder(path).and_then(with_stamp) {
            Ok((stamp, entries)) => {
                let listed = stamp.map(|stamp| Listed { path, stamp, length: entries.len() });
                let below = |name: String| if path.is_empty() { name } else { join(path, &name) };
                let entries = entries.into_iter().map(|(name, kind)| (below(name), kind));
                Ok((listed, entries.collect::<Vec<_>>()))
            }
            // Not there, or something else is there, or what is above it is a link: the list
            // of the folder above tells.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok((None, Vec::new())),
            Err(errno) => Err(folder.error("list", path, errno)),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (listed, found): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
    let mut listing = Listing {
        old,
        found: found.into_iter().flatten().collect(),
        listed: listed.into_iter().flatten().collect(),
        settled: HashMap::with_capacity(settled.len()),
    };
    for (path, stamp) in settled {
        // A link on the way was followed when it was looked at.
        if listing.settled.contains_key(split(path).0)
            || listing.found.get(path) == Some(&Kind::Folder)
        {
            listing.settled.insert(path, stamp);
        }
    }
    Ok(listing)
}

/// Lists a folder that had the stamp before.
fn with_stamp(folder: Folder) -> Result<(Option<FolderStamp>, Entries), Errno> {
    let stamp = folder.own_stamp();
    Ok((stamp, folder.into_entries()?))
}

fn join(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

impl Listing<'_> {
    /// What lies at a path.
    pub(super) fn get(&self, path: &str) -> Option<Kind> {
        if !self.settled.contains_key(split(path).0) {
            return self.found.get(path).copied();
        }
        if self.old.get(path).is_some() {
            return Some(Kind::File);
        }
        self.old.has_folder(path).then_some(Kind::Folder)
    }

    /// What lies in the folders that were listed, which is all that may not be ours.
    pub(super) fn found(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.found.iter().map(|(path, kind)| (path.as_str(), *kind))
    }

    /// What lies below a folder, sorted by path.
    pub(super) fn below(&self, folder: &str) -> BTreeMap<&str, Kind> {
        let above = join(folder, "");
        let old = self.old.entries().iter().flat_map(|entry| {
            let path = entry.path.as_str();
            entry.path.folders().chain(std::iter::once(path))
        });
        let known = old.filter_map(|path| Some((path, self.get(path)?)));
        self.found().chain(known).filter(|(path, _)| path.starts_with(&above)).collect()
    }
}
