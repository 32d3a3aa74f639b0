//! The plan of a commit: which steps lead from the old output to the new one.
//!
//! This is a pure function of the old manifest, the new files and the directory's entries.

use std::collections::{BTreeSet, HashSet};

use super::error::WriteRefusal;
use super::journal::Step;
use super::listing::Listing;
use super::manifest::{ManifestEntry, OutputManifest};
use super::names::{OWN_PREFIX, split};
use crate::dir::EntryKind;
use crate::paths::OutputPath;

/// A file of the new site.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) entry: ManifestEntry,
    /// Whether it is in the stage, because the output does not have it with these bytes.
    pub(super) staged: bool,
}

/// What a commit does.
#[derive(Debug, Default)]
pub(super) struct CommitPlan {
    /// The steps in order, without those for the manifest.
    pub(super) steps: Vec<Step>,
    /// How many files of the old site are removed for good.
    pub(super) deleted: usize,
    /// The foreign entries of the output, sorted; directories end in `/`.
    pub(super) foreign: Vec<String>,
}

/// The directories of the old and of the new site.
pub(super) fn directories<'a>(old: &'a [ManifestEntry], new: &'a [Output]) -> HashSet<&'a str> {
    let mut directories = HashSet::with_capacity(old.len().max(new.len()));
    for entry in new.iter().map(|output| &output.entry).chain(old) {
        let mut directory = split(entry.path.as_str()).0;
        // Once a directory is known, so are those above it.
        while !directory.is_empty() && directories.insert(directory) {
            directory = split(directory).0;
        }
    }
    directories
}

/// Plans a commit. `known` are the directories of both sites. With `force`, a foreign file is
/// replaced by an output.
pub(super) fn plan(
    old: &OutputManifest,
    new: &[Output],
    known: &HashSet<&str>,
    listing: &Listing<'_>,
    force: bool,
) -> Result<CommitPlan, WriteRefusal> {
    let mut planner = CommitPlanner {
        old,
        listing,
        force,
        paths: new.iter().map(|output| output.entry.path.as_str()).collect(),
        directories: directories(&[], new),
        removed: HashSet::new(),
        steps: Vec::new(),
        conflicts: BTreeSet::new(),
    };
    let foreign = planner.foreign(known);

    let mut staged: Vec<_> = new.iter().filter(|output| output.staged).collect();
    staged.sort_by_key(|output| output.entry.phase);
    for output in staged {
        planner.place(&output.entry);
    }
    let deleted = planner.delete(known);
    if planner.conflicts.is_empty() {
        let foreign = foreign.into_iter().filter(|path| !planner.removed.contains(path)).collect();
        Ok(CommitPlan { steps: planner.steps, deleted, foreign })
    } else {
        Err(WriteRefusal::Foreign(planner.conflicts.into_iter().collect()))
    }
}

struct CommitPlanner<'a> {
    old: &'a OutputManifest,
    listing: &'a Listing<'a>,
    force: bool,
    paths: HashSet<&'a str>,
    directories: HashSet<&'a str>,
    removed: HashSet<String>,
    steps: Vec<Step>,
    conflicts: BTreeSet<String>,
}

impl CommitPlanner<'_> {
    fn foreign(&self, known: &HashSet<&str>) -> Vec<String> {
        let ours = |path: &str, kind| match kind {
            EntryKind::Directory => known.contains(path),
            _ => self.paths.contains(path) || self.old.get(path).is_some(),
        };
        let mut foreign: Vec<String> = self
            .listing
            .found()
            .filter(|(path, kind)| !ours(path, *kind) && !path.starts_with(OWN_PREFIX))
            .map(|(path, kind)| describe(path, kind))
            .collect();
        foreign.sort_unstable();
        foreign
    }

    /// Plans to put a staged file in place, and to take away what is in its way.
    fn place(&mut self, entry: &ManifestEntry) {
        for directory in entry.path.directories() {
            match self.listing.get(directory) {
                Some(EntryKind::Directory) => {}
                Some(_) if self.removed.contains(directory) => break,
                Some(_) if self.yields(directory) => {
                    self.remove(directory);
                    break;
                }
                Some(_) => {
                    self.conflicts.insert(directory.into());
                    return;
                }
                None => break,
            }
        }
        let path = entry.path.as_str();
        match self.listing.get(path) {
            Some(EntryKind::Directory) => self.clear_directory(path),
            Some(_) if !self.yields(path) => {
                self.conflicts.insert(path.into());
            }
            _ => {}
        }
        self.steps.push(Step::Place {
            from: entry.path.clone(),
            to: entry.path.clone(),
            fingerprint: entry.fingerprint,
        });
    }

    /// Whether the file at `path` may be lost.
    fn yields(&self, path: &str) -> bool {
        self.force || self.old.get(path).is_some()
    }

    /// Plans to take away a directory where an output must lie. Only what is ours is taken, even
    /// by force: nobody who forces one file into place expects to lose a whole directory.
    fn clear_directory(&mut self, directory: &str) {
        let inside = self.listing.below(directory);
        let known = directories(self.old.entries(), &[]);
        let is_ours = |path: &str, kind| match kind {
            EntryKind::Directory => known.contains(path),
            _ => self.old.get(path).is_some(),
        };
        let foreign: Vec<_> = std::iter::once((directory, EntryKind::Directory))
            .chain(inside.iter().map(|(path, kind)| (*path, *kind)))
            .filter(|(path, kind)| !is_ours(path, *kind))
            .map(|(path, kind)| describe(path, kind))
            .collect();
        if !foreign.is_empty() {
            self.conflicts.extend(foreign);
            return;
        }
        for (path, _) in inside.iter().filter(|(_, kind)| **kind != EntryKind::Directory) {
            self.remove(path);
        }
        for (path, _) in inside.iter().rev().filter(|(_, kind)| **kind == EntryKind::Directory) {
            self.remove_directory(path);
        }
        self.remove_directory(directory);
    }

    /// Plans the deletes that nothing waits for: old files that the new site does not have,
    /// then the directories that they leave empty. Gives the number of all files that go for good.
    fn delete(&mut self, known: &HashSet<&str>) -> usize {
        let mut deleted = 0;
        for entry in self.old.entries() {
            let path = entry.path.as_str();
            let is_there =
                || matches!(self.listing.get(path), Some(EntryKind::File | EntryKind::Other));
            if self.paths.contains(path) || !is_there() {
                continue;
            }
            deleted += 1;
            if !self.removed.contains(path) {
                self.remove(path);
            }
        }
        let mut emptied: Vec<&str> = known
            .iter()
            .copied()
            .filter(|directory| {
                !self.directories.contains(directory) && !self.removed.contains(*directory)
            })
            .filter(|directory| self.listing.get(directory) == Some(EntryKind::Directory))
            .collect();
        // A directory comes after those in it.
        emptied.sort_unstable_by(|a, b| b.cmp(a));
        for directory in emptied {
            self.remove_directory(directory);
        }
        deleted
    }

    fn remove(&mut self, path: &str) {
        self.removed.insert(path.into());
        self.steps.extend(OutputPath::new(path).map(Step::Remove));
    }

    fn remove_directory(&mut self, path: &str) {
        self.removed.insert(path.into());
        self.steps.extend(OutputPath::new(path).map(Step::RemoveDirectory));
    }
}

fn describe(path: &str, kind: EntryKind) -> String {
    if kind == EntryKind::Directory { format!("{path}/") } else { path.into() }
}
