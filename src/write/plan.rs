//! The plan of a commit: which steps lead from the old output to the new one.
//!
//! This is a pure function of the old manifest, the new files and what lies in the folder.

use std::collections::{BTreeSet, HashSet};

use super::Phase;
use super::disk::{Kind, split};
use super::guard::{OWN_PREFIX, Refusal};
use super::journal::Step;
use super::listing::Listing;
use super::manifest::{Entry, Manifest};
use crate::paths::OutputPath;

/// A file of the new site.
#[derive(Clone, Debug)]
pub(super) struct Output {
    /// Its path, digest and size.
    pub(super) entry: Entry,
    /// When it is put in place.
    pub(super) phase: Phase,
    /// Whether it waits in the stage, because other bytes or none stand at its path.
    pub(super) staged: bool,
}

/// What a commit does.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The steps in order, without those for the manifest.
    pub(super) steps: Vec<Step>,
    /// How many files of the old site are removed for good.
    pub(super) deleted: usize,
    /// What lies in the folder and is not ours, sorted; folders end in `/`.
    pub(super) foreign: Vec<String>,
}

/// The folders of the old and of the new site.
pub(super) fn folders<'a>(old: &'a [Entry], new: &'a [Output]) -> HashSet<&'a str> {
    let mut folders = HashSet::with_capacity(old.len().max(new.len()));
    for entry in new.iter().map(|output| &output.entry).chain(old) {
        let mut folder = split(entry.path.as_str()).0;
        // Once a folder is known, so are those above it.
        while !folder.is_empty() && folders.insert(folder) {
            folder = split(folder).0;
        }
    }
    folders
}

/// Plans a commit. `known` are the folders of both sites; with `force`, a foreign file gives way to an output.
pub(super) fn plan(
    old: &Manifest,
    new: &[Output],
    known: &HashSet<&str>,
    listing: &Listing<'_>,
    force: bool,
) -> Result<Plan, Refusal> {
    let mut planner = Planner {
        old,
        listing,
        force,
        paths: new.iter().map(|output| output.entry.path.as_str()).collect(),
        folders: folders(&[], new),
        removed: HashSet::new(),
        steps: Vec::new(),
        conflicts: BTreeSet::new(),
    };
    let foreign = planner.foreign(known);

    let mut staged: Vec<_> = new.iter().filter(|output| output.staged).collect();
    staged.sort_by_key(|output| output.phase);
    for output in staged {
        planner.place(&output.entry);
    }
    let deleted = planner.delete(known);
    if planner.conflicts.is_empty() {
        let foreign = foreign.into_iter().filter(|path| !planner.removed.contains(path)).collect();
        Ok(Plan { steps: planner.steps, deleted, foreign })
    } else {
        Err(Refusal::Foreign(planner.conflicts.into_iter().collect()))
    }
}

struct Planner<'a> {
    old: &'a Manifest,
    listing: &'a Listing<'a>,
    force: bool,
    paths: HashSet<&'a str>,
    folders: HashSet<&'a str>,
    removed: HashSet<String>,
    steps: Vec<Step>,
    conflicts: BTreeSet<String>,
}

impl Planner<'_> {
    fn foreign(&self, known: &HashSet<&str>) -> Vec<String> {
        let ours = |path: &str, kind| match kind {
            Kind::Folder => known.contains(path),
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
    fn place(&mut self, entry: &Entry) {
        for folder in entry.path.folders() {
            match self.listing.get(folder) {
                Some(Kind::Folder) => {}
                Some(_) if self.removed.contains(folder) => break,
                Some(_) if self.yields(folder) => {
                    self.remove(folder);
                    break;
                }
                Some(_) => {
                    self.conflicts.insert(folder.into());
                    return;
                }
                None => break,
            }
        }
        let path = entry.path.as_str();
        match self.listing.get(path) {
            Some(Kind::Folder) => self.clear_folder(path),
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

    /// Plans to take away a folder where an output must lie. Only what is ours is taken, even
    /// by force: nobody who forces one file into place expects to lose a whole folder.
    fn clear_folder(&mut self, folder: &str) {
        let inside = self.listing.below(folder);
        let known = folders(self.old.entries(), &[]);
        let is_ours = |path: &str, kind| match kind {
            Kind::Folder => known.contains(path),
            _ => self.old.get(path).is_some(),
        };
        let foreign: Vec<_> = std::iter::once((folder, Kind::Folder))
            .chain(inside.iter().map(|(path, kind)| (*path, *kind)))
            .filter(|(path, kind)| !is_ours(path, *kind))
            .map(|(path, kind)| describe(path, kind))
            .collect();
        if !foreign.is_empty() {
            self.conflicts.extend(foreign);
            return;
        }
        for (path, _) in inside.iter().filter(|(_, kind)| **kind != Kind::Folder) {
            self.remove(path);
        }
        for (path, _) in inside.iter().rev().filter(|(_, kind)| **kind == Kind::Folder) {
            self.remove_folder(path);
        }
        self.remove_folder(folder);
    }

    /// Plans the deletes that nothing waits for: old files that the new site does not have,
    /// then the folders that they leave empty. Gives the number of all files that go for good.
    fn delete(&mut self, known: &HashSet<&str>) -> usize {
        let mut deleted = 0;
        for entry in self.old.entries() {
            let path = entry.path.as_str();
            let is_there = || matches!(self.listing.get(path), Some(Kind::File | Kind::Other));
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
            .filter(|folder| !self.folders.contains(folder) && !self.removed.contains(*folder))
            .filter(|folder| self.listing.get(folder) == Some(Kind::Folder))
            .collect();
        // A folder comes after those in it.
        emptied.sort_unstable_by(|a, b| b.cmp(a));
        for folder in emptied {
            self.remove_folder(folder);
        }
        deleted
    }

    fn remove(&mut self, path: &str) {
        self.removed.insert(path.into());
        self.steps.extend(OutputPath::new(path).map(Step::Remove));
    }

    fn remove_folder(&mut self, path: &str) {
        self.removed.insert(path.into());
        self.steps.extend(OutputPath::new(path).map(Step::RemoveFolder));
    }
}

fn describe(path: &str, kind: Kind) -> String {
    if kind == Kind::Folder { format!("{path}/") } else { path.into() }
}
