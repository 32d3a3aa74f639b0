//! File metadata for cheap change detection.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fd::AsFd;
use rustix::fs::{FileType, Stat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::fingerprint::FingerprintBuilder;

/// The minimum age of the last change before metadata proves anything: within one tick of the file
/// system's clock a file can change twice and look the same. FAT has the longest tick, 2 s.
const SETTLED: Duration = Duration::from_secs(2);

/// File metadata (size, inode, times) for cheap change detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMetadata {
    /// The size in bytes; 0 for a directory, where its meaning depends on the file system.
    pub(crate) size: u64,
    pub(crate) inode: u64,
    /// `st_mtime` in nanoseconds since 1970. Programs can set it back.
    pub(crate) modified: i128,
    /// `st_ctime` in nanoseconds since 1970. Nothing can set it back, and a rename changes it too.
    pub(crate) changed: i128,
}

impl FileMetadata {
    // The types of these numbers differ between systems.
    #[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, clippy::cast_possible_wrap)]
    fn new(stat: &Stat, file_type: FileType) -> Self {
        let size = if file_type == FileType::Directory { 0 } else { stat.st_size as u64 };
        Self {
            size,
            inode: stat.st_ino as u64,
            modified: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
        }
    }

    /// Whether a file that may have been renamed since has the contents that it had `earlier`.
    pub(crate) fn is_same_but_for_renames(&self, earlier: &Self) -> bool {
        self.size == earlier.size
            && self.inode == earlier.inode
            && self.modified == earlier.modified
    }

    /// Whether the last change was long enough ago at `now` that any later one shows.
    pub(crate) fn is_settled(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let latest_allowed = now.saturating_sub(SETTLED).as_nanos();
        let last_change = self.modified.max(self.changed);
        u128::try_from(last_change).is_ok_and(|last_change| last_change <= latest_allowed)
    }

    /// Adds the metadata to a combination.
    pub fn add_to(self, all: &mut FingerprintBuilder) {
        for time in [self.modified, self.changed] {
            all.bytes(&time.to_le_bytes());
        }
        all.number(self.size).number(self.inode);
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}

/// The type and the metadata of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStat {
    pub(crate) file_type: FileType,
    pub(crate) metadata: FileMetadata,
}

impl FileStat {
    pub(super) fn new(stat: &Stat) -> Self {
        let file_type = FileType::from_raw_mode(stat.st_mode);
        Self { file_type, metadata: FileMetadata::new(stat, file_type) }
    }

    pub(crate) fn is_file(&self) -> bool {
        self.file_type == FileType::RegularFile
    }

    pub(crate) fn is_dir(&self) -> bool {
        self.file_type == FileType::Directory
    }
}

/// The type and the metadata of an open file or directory.
pub(crate) fn stat_open(file: impl AsFd) -> Result<FileStat, Errno> {
    rustix::fs::fstat(file).map(|stat| FileStat::new(&stat))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(modified: i128, changed: i128) -> FileMetadata {
        FileMetadata { size: 1, inode: 1, modified, changed }
    }

    #[test]
    fn metadata_is_settled_two_seconds_after_the_last_change() {
        let now = UNIX_EPOCH + Duration::new(100, 5);
        let seconds = |seconds: i128| seconds * 1_000_000_000;
        let last = seconds(98) + 5;
        assert!(metadata(last, last).is_settled(now));
        assert!(!metadata(last + 1, last).is_settled(now));
        assert!(!metadata(last, last + 1).is_settled(now));
        assert!(!metadata(seconds(1), seconds(99)).is_settled(now));
        assert!(!metadata(seconds(1_000), seconds(1)).is_settled(now), "from the future");
        assert!(!metadata(-1, -1).is_settled(now), "from before 1970");
    }

    #[test]
    fn a_rename_is_no_change_of_contents() {
        let earlier = metadata(1, 1);
        assert!(metadata(1, 2).is_same_but_for_renames(&earlier));
        assert!(!metadata(2, 1).is_same_but_for_renames(&earlier));
        assert!(!FileMetadata { size: 2, ..earlier }.is_same_but_for_renames(&earlier));
        assert!(!FileMetadata { inode: 2, ..earlier }.is_same_but_for_renames(&earlier));
    }
}
