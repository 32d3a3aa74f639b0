//! What lies in an output folder before a commit.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use rustix::io::Errno;

use super::WriteError;
use super::disk::{Folder, Kind};

/// What lies where. Folders that neither the old nor the new site has are not looked into.
pub(super) type Listing = HashMap<String, Kind>;

/// Lists `folder` and those of `known` that exist below it.
pub(super) fn list(folder: &Folder, known: &HashSet<&str>) -> Result<Listing, WriteError> {
    let known: Vec<&str> = std::iter::once("").chain(known.iter().copied()).collect();
    let lists = known
        .into_par_iter()
        .map(|path| match folder.folder(path).and_then(Folder::into_entries) {
            Ok(entries) if path.is_empty() => Ok(entries),
            Ok(entries) => Ok(entries
                .into_iter()
                .map(|(name, kind)| (format!("{path}/{name}"), kind))
                .collect::<Vec<_>>()),
            // Not there, or something else is there, or what is above it is a link: the list
            // of the folder above tells.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(Vec::new()),
            Err(errno) => Err(folder.error("list", path, errno)),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(lists.into_iter().flatten().collect())
}
