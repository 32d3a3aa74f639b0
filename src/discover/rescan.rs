//! Rescanning some directories of a site that was read before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reading::Reading;
use super::readings::Readings;
use super::sorted;
use super::tree::Tree;
use crate::config::SiteConfig;
use crate::files::Files;
use crate::paths::SourcePath;

#[derive(Clone, Copy, Debug)]
pub(crate) struct RescanDirectories<'a> {
    /// Directories whose own files may have changed.
    pub flat: &'a BTreeSet<String>,
    /// Directories in which anything may have changed, at any depth.
    pub deep: &'a BTreeSet<String>,
}

/// The result of a rescan.
#[derive(Debug, Default)]
pub(crate) struct RescanResult {
    /// The content files that were changed, added or removed.
    pub changed: Vec<ContentChange>,
    /// Whether anything else may have changed: images, data, templates, files of the theme or
    /// below `static`.
    pub others: bool,
    /// Whether there is or was a file that cannot be a source. Then only a full scan is reliable.
    pub is_doubtful: bool,
}

/// A content file that was changed, added or removed.
#[derive(Clone, Debug)]
pub(crate) struct ContentChange {
    /// The file.
    pub path: SourcePath,
    /// The new state; none if the file was removed.
    pub now: Option<Arc<Reading>>,
}

/// The files below a directory now, and which of the files before they replace.
struct RescannedDirectory<'a> {
    directory: &'a str,
    is_replaced: &'a dyn Fn(&SourcePath) -> bool,
    now: Tree,
}

impl Tree {
    /// Rescans some directories, and brings the tree and the readings up to date.
    pub(crate) fn rescan(
        &mut self,
        files: &Files,
        config: &SiteConfig,
        readings: &mut Readings,
        directories: RescanDirectories<'_>,
    ) -> RescanResult {
        let mut rescan =
            RescanResult { is_doubtful: !self.problems.is_empty(), ..RescanResult::default() };
        let flat = directories.flat.iter().map(|directory| (directory, false));
        for (directory, is_deep) in
            flat.chain(directories.deep.iter().map(|directory| (directory, true)))
        {
            let Some(top) = super::SOURCE_DIRECTORIES.iter().find(|top| is_within(directory, top))
            else {
                continue;
            };
            let walk = if is_deep { files.walk(directory) } else { files.list(directory) };
            rescan.is_doubtful |= !walk.problems.is_empty();
            let is_replaced = |path: &SourcePath| {
                let Some(rest) = path.below(directory) else { return false };
                let is_kept = |below: &str| {
                    walk.directories.iter().any(|name| name.strip_prefix(directory) == Some(below))
                };
                is_deep
                    || rest.split_once('/').is_none_or(|(name, _)| !is_kept(&format!("/{name}")))
            };
            let mut now = Self::default();
            for entry in walk.files {
                now.add(top, entry);
            }
            rescan.is_doubtful |= !now.problems.is_empty();
            let rescanned = RescannedDirectory { directory, is_replaced: &is_replaced, now };
            self.replace(files, config, readings, rescanned, &mut rescan);
        }
        rescan
    }

    fn replace(
        &mut self,
        files: &Files,
        config: &SiteConfig,
        readings: &mut Readings,
        rescanned: RescannedDirectory<'_>,
        rescan: &mut RescanResult,
    ) {
        let RescannedDirectory { directory, is_replaced, now } = rescanned;
        for (list, now) in [
            (&mut self.images, now.images),
            (&mut self.data, now.data),
            (&mut self.static_files, now.static_files),
            (&mut self.theme_files, now.theme_files),
            (&mut self.templates, now.templates),
        ] {
            // A file that was changed twice within a tick of the clock may look the same.
            rescan.others |= now.iter().any(|entry| files.known_fingerprint(entry).is_none());
            rescan.others |= sorted::splice(list, directory, is_replaced, now);
        }
        let entries = now.content.iter().map(|entry| (entry, readings.get(&entry.1.path)));
        let read = readings.read(files, config, entries);
        let before = readings.below(directory);
        let before: Vec<_> =
            before.iter().filter(|reading| is_replaced(&reading.path)).cloned().collect();
        sorted::splice(&mut self.content, directory, is_replaced, now.content);
        rescan.changed.extend(changes(&before, &read));
        readings.splice(directory, is_replaced, read);
    }
}

/// The differences between two lists that are sorted by path.
fn changes(before: &[Arc<Reading>], now: &[Arc<Reading>]) -> Vec<ContentChange> {
    let find = |list: &[Arc<Reading>], path: &SourcePath| {
        list.binary_search_by(|reading| reading.path.cmp(path)).ok()
    };
    let mut changes = Vec::new();
    for new in now {
        let is_same = find(before, &new.path).is_some_and(|at| Arc::ptr_eq(&before[at], new));
        if !is_same {
            changes.push(ContentChange { path: new.path.clone(), now: Some(Arc::clone(new)) });
        }
    }
    for old in before {
        if find(now, &old.path).is_none() {
            changes.push(ContentChange { path: old.path.clone(), now: None });
        }
    }
    changes
}

fn is_within(directory: &str, top: &str) -> bool {
    directory.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
