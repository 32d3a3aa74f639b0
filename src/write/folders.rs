//! What is known of the output's folders, so that not all of them are listed each time.
//!
//! A folder that held nothing but what is ours, and was not changed since, holds that still. So
//! what is not ours never lies in a folder that is known, and is found anew by each commit.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{FileType, Stat};
use serde::{Deserialize, Serialize};

use super::disk::split;
use super::manifest::Entry;
use crate::fingerprint::Fingerprint;

/// How old a folder's last change must be before its stamp is believed: within one tick of the
/// file system's clock a folder can change twice and look the same. FAT ticks every 2 s.
const SETTLED: Duration = Duration::from_secs(2);

/// What tells that nothing was added to a folder, removed or replaced since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderStamp {
    /// The times of the last change of its list and of its entry: seconds since 1970, and
    /// nanoseconds of that second.
    modified: (i64, i64),
    changed: (i64, i64),
    inode: u64,
}

impl FolderStamp {
    /// The stamp of a folder; none of anything else.
    // The types of these numbers differ between systems.
    #[allow(clippy::unnecessary_cast, clippy::cast_possible_wrap, clippy::cast_sign_loss)]
    pub(super) fn of(stat: &Stat) -> Option<Self> {
        let is_folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
        is_folder.then_some(Self {
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed: (stat.st_ctime as i64, stat.st_ctime_nsec as i64),
            inode: stat.st_ino as u64,
        })
    }

    /// Whether the folder's last change lay far enough back at `now`.
    fn is_settled(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let oldest = now.saturating_sub(SETTLED);
        let (seconds, rest) = self.modified.max(self.changed);
        u64::try_from(seconds).is_ok_and(|seconds| {
            (seconds, rest) <= (oldest.as_secs(), oldest.subsec_nanos().into())
        })
    }
}

/// The folders of an output that held nothing but what its manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folders {
    /// The digest of that manifest.
    manifest: Option<Fingerprint>,
    /// The stamp of each folder, in the order of [`in_order`]; none of one that is not known.
    stamps: Vec<Option<FolderStamp>>,
}

impl Folders {
    /// The folders that are known, if these are the entries of the manifest with this digest; those
    /// above a folder come before it.
    pub(super) fn of<'a>(
        &self,
        manifest: Option<Fingerprint>,
        entries: &'a [Entry],
    ) -> Vec<(&'a str, FolderStamp)> {
        if self.manifest.is_none() || self.manifest != manifest {
            return Vec::new();
        }
        let stamps = in_order(entries).into_iter().zip(&self.stamps);
        stamps.filter_map(|(folder, stamp)| Some((folder, (*stamp)?))).collect()
    }

    /// What is known when the manifest has these entries, sorted by path.
    pub(super) fn new(
        manifest: Fingerprint,
        entries: &[Entry],
        known: &HashMap<&str, FolderStamp>,
    ) -> Self {
        let stamps = in_order(entries).into_iter().map(|folder| known.get(folder).copied());
        Self { manifest: Some(manifest), stamps: stamps.collect() }
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.stamps.iter().all(Option::is_none)
    }
}

/// A folder that was listed.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    pub(super) path: &'a str,
    /// The stamp that it had before.
    pub(super) stamp: FolderStamp,
    /// How much it holds.
    pub(super) length: usize,
}

/// The stamps of those listed folders that hold what these entries, sorted by path, say. `foreign`
/// is all that is not ours; the listing had not begun at `before`.
pub(super) fn settled<'a>(
    listed: &[Listed<'a>],
    entries: &[Entry],
    foreign: &[String],
    before: SystemTime,
) -> HashMap<&'a str, FolderStamp> {
    let spoilt: HashSet<&str> =
        foreign.iter().map(|path| split(path.trim_end_matches('/')).0).collect();
    let is_ours = |folder: &&Listed<'_>| {
        // The top one changes with each manifest.
        !folder.path.is_empty()
            && folder.stamp.is_settled(before)
            && !spoilt.contains(folder.path)
            && folder.length == length(entries, folder.path)
    };
    listed.iter().filter(is_ours).map(|folder| (folder.path, folder.stamp)).collect()
}

/// The time, to be compared with the times of folders.
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

/// The folders of entries that are sorted by path, those above a folder before it.
fn in_order(entries: &[Entry]) -> Vec<&str> {
    let mut folders = Vec::new();
    let mut last = "";
    for entry in entries {
        // What lies in a folder stands together.
        let is_new =
            |folder: &&str| last.strip_prefix(folder).is_none_or(|rest| !rest.starts_with('/'));
        folders.extend(entry.path.folders().filter(is_new));
        last = entry.path.as_str();
    }
    folders
}

/// How many of these files and their folders lie in a folder itself.
fn length(entries: &[Entry], folder: &str) -> usize {
    let above = format!("{folder}/");
    let start = entries.partition_point(|entry| entry.path.as_str() < above.as_str());
    let below = entries[start..].iter().map_while(|entry| entry.path.as_str().strip_prefix(&above));
    let mut last = None;
    let names = below.map(|path| path.split('/').next());
    names.filter(|name| std::mem::replace(&mut last, *name) != *name).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::OutputPath;

    fn entries(paths: &[&str]) -> Vec<Entry> {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        let entry = |path: &&str| Entry {
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
    fn a_stamp_is_believed_two_seconds_after_the_last_change() {
        let now = UNIX_EPOCH + Duration::new(100, 5);
        let stamp = |modified, changed| FolderStamp { modified, changed, inode: 1 };
        assert!(stamp((98, 5), (98, 5)).is_settled(now));
        assert!(!stamp((98, 6), (98, 5)).is_settled(now));
        assert!(!stamp((1, 0), (99, 0)).is_settled(now));
        assert!(!stamp((-1, 0), (-1, 0)).is_settled(now), "from before 1970");
    }

    #[test]
    fn what_is_known_counts_for_one_manifest() {
        let entries = entries(&["a/x", "b/x"]);
        let stamp = FolderStamp { modified: (1, 0), changed: (1, 0), inode: 1 };
        let (one, other) = (Fingerprint::of(b"one"), Fingerprint::of(b"other"));
        let folders = Folders::new(one, &entries, &HashMap::from([("b", stamp)]));
        assert_eq!(folders.of(Some(one), &entries), [("b", stamp)]);
        assert_eq!(folders.of(Some(other), &entries), []);
        assert_eq!(folders.of(None, &entries), []);
        assert_eq!(Folders::default().of(None, &entries), []);
    }
}
