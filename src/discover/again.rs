//! Looking again at some folders of a site that was read before.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::reading::{Reading, Readings};
use super::tree::Tree;
use crate::config::SiteConfig;
use crate::files::{Files, SourceFile};
use crate::parse::Kind;
use crate::paths::SourcePath;

/// Where to look again.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// Folders whose own files may have changed.
    pub flat: &'a BTreeSet<String>,
    /// Folders in which anything may have changed, at any depth.
    pub deep: &'a BTreeSet<String>,
}

/// What another look found.
#[derive(Debug, Default)]
pub struct Again {
    /// The content files that changed, came or went.
    pub changed: Vec<Change>,
    /// Whether anything else may have changed: pictures, data, templates, files of the theme or below
    /// `static`.
    pub others: bool,
    /// Whether there is or was what can be no source. Only a look at everything tells.
    pub is_doubtful: bool,
}

/// A content file that changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// The file.
    pub path: SourcePath,
    /// What it is now; nothing if it is gone.
    pub now: Option<Arc<Reading>>,
}

/// What is below a folder now, and what was there before and is to be replaced by it.
struct Below<'a> {
    folder: &'a str,
    is_gone: &'a dyn Fn(&SourcePath) -> bool,
    now: Tree,
}

impl Tree {
    /// Looks again at some folders, and brings the tree and the readings up to date.
    pub fn look_again(
        &mut self,
        files: &Files,
        config: &SiteConfig,
        readings: &mut Readings,
        places: Places<'_>,
    ) -> Again {
        let mut again = Again { is_doubtful: !self.problems.is_empty(), ..Again::default() };
        let flat = places.flat.iter().map(|folder| (folder, false));
        for (folder, is_deep) in flat.chain(places.deep.iter().map(|folder| (folder, true))) {
            let Some(top) = super::FOLDERS.iter().find(|top| is_within(folder, top)) else {
                continue;
            };
            let walk = if is_deep { files.walk(folder) } else { files.list(folder) };
            again.is_doubtful |= !walk.problems.is_empty();
            let is_gone = |path: &SourcePath| {
                let Some(rest) = path.below(folder) else { return false };
                let is_kept = |below: &str| {
                    walk.folders.iter().any(|name| name.strip_prefix(folder) == Some(below))
                };
                is_deep
                    || rest.split_once('/').is_none_or(|(name, _)| !is_kept(&format!("/{name}")))
            };
            let mut now = Self::default();
            for entry in walk.files {
                now.add(top, entry);
            }
            again.is_doubtful |= !now.problems.is_empty();
            let below = Below { folder, is_gone: &is_gone, now };
            self.replace(files, config, readings, below, &mut again);
        }
        again
    }

    fn replace(
        &mut self,
        files: &Files,
        config: &SiteConfig,
        readings: &mut Readings,
        below: Below<'_>,
        again: &mut Again,
    ) {
        let Below { folder, is_gone, now } = below;
        for (list, now) in [
            (&mut self.pictures, now.pictures),
            (&mut self.data, now.data),
            (&mut self.static_files, now.static_files),
            (&mut self.theme_files, now.theme_files),
            (&mut self.templates, now.templates),
        ] {
            // A file that was changed twice within a tick of the clock may look the same.
            again.others |= now.iter().any(|entry| files.known_fingerprint(entry).is_none());
            again.others |= splice(list, folder, is_gone, now, |entry| &entry.path);
        }
        let read = |(kind, entry): &(Kind, SourceFile)| readings.read(files, *kind, entry, config);
        let read: Vec<Arc<Reading>> = now.content.par_iter().map(read).collect();
        let before = readings.below(folder);
        let before: Vec<_> =
            before.iter().filter(|reading| is_gone(&reading.path)).cloned().collect();
        splice(&mut self.content, folder, is_gone, now.content, |(_, entry)| &entry.path);
        again.changed.extend(changes(&before, &read));
        readings.splice(folder, is_gone, read);
    }
}

/// What changed between two sorted lists.
fn changes(before: &[Arc<Reading>], now: &[Arc<Reading>]) -> Vec<Change> {
    let place = |list: &[Arc<Reading>], path: &SourcePath| {
        list.binary_search_by(|reading| reading.path.cmp(path)).ok()
    };
    let is_new = |reading: &&Arc<Reading>| {
        let old = place(before, &reading.path).map(|place| &before[place]);
        old.is_none_or(|old| !Arc::ptr_eq(old, reading))
    };
    let new = now.iter().filter(is_new);
    let new = new.map(|new| Change { path: new.path.clone(), now: Some(Arc::clone(new)) });
    let mut changes: Vec<Change> = new.collect();
    let gone = before.iter().filter(|old| place(now, &old.path).is_none());
    changes.extend(gone.map(|old| Change { path: old.path.clone(), now: None }));
    changes
}

/// Replaces what is gone below a folder in a sorted list by what is there now. Tells whether
/// anything differs.
pub(super) fn splice<T: State>(
    list: &mut Vec<T>,
    folder: &str,
    is_gone: &dyn Fn(&SourcePath) -> bool,
    mut now: Vec<T>,
    path: impl Fn(&T) -> &SourcePath,
) -> bool {
    let range = range_below(list, folder, &path);
    let (gone, kept): (Vec<T>, Vec<T>) =
        list[range.clone()].iter().cloned().partition(|item| is_gone(path(item)));
    let is_same =
        gone.len() == now.len() && gone.iter().zip(&now).all(|(old, now)| old.is_same(now));
    if !is_same {
        now.extend(kept);
        now.sort_by(|a, b| path(a).cmp(path(b)));
        list.splice(range, now);
    }
    !is_same
}

/// Where a sorted list holds the paths below a folder.
pub(super) fn range_below<T>(
    list: &[T],
    folder: &str,
    path: &impl Fn(&T) -> &SourcePath,
) -> Range<usize> {
    let first = format!("{folder}/");
    let start = list.partition_point(|item| path(item).as_str() < first.as_str());
    let length = list[start..].partition_point(|item| path(item).below(folder).is_some());
    start..start + length
}

/// What stands for the state of a file.
pub(super) trait State: Clone {
    /// Whether both stand for the same state.
    fn is_same(&self, other: &Self) -> bool;
}

impl State for SourceFile {
    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl State for (Kind, SourceFile) {
    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl State for Arc<Reading> {
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }
}

fn is_within(folder: &str, top: &str) -> bool {
    folder.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
