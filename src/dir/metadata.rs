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

/// Seconds since 1970, and nanoseconds.
pub(crate) type FileTime = (i64, u32);

/// File metadata (size, inode, times) for cheap change detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMetadata {
    /// The size in bytes; 0 for a directory, where its meaning depends on the file system.
    pub(crate) size: u64,
    pub(crate) inode: u64,
    /// `st_mtime`. Programs can set it back.
    pub(crate) modified: FileTime,
    /// `st_ctime`. Nothing can set it back, and a rename changes it too.
    pub(crate) changed: FileTime,
}

impl FileMetadata {
    // The types of these numbers differ between systems.
    #[allow(
        clippy::unnecessary_cast,
        clippy::cast_sign_loss,
        clippy::cast_possible_wrap,
        clippy::cast_possible_truncation
    )]
    fn new(stat: &Stat, file_type: FileType) -> Self {
        let size = if file_type == FileType::Directory { 0 } else { stat.st_size as u64 };
        Self {
            size,
            inode: stat.st_ino as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u32),
            changed: (stat.st_ctime as i64, stat.st_ctime_nsec as u32),
        }
    }

    /// Whether a file has the contents that it had `earlier`, if nothing but renames happened to it
    /// until `renamed`. Later changes show even if the file's size and time were kept.
    pub(crate) fn is_same_but_for_renames(
        &self,
        earlier: &Self,
        renamed: Option<FileTime>,
    ) -> bool {
        self.size == earlier.size
            && self.inode == earlier.inode
            && self.modified == earlier.modified
            && (self.changed == earlier.changed || Some(self.changed) <= renamed)
    }

    /// Whether the last change was long enough ago at `now` that any later one shows.
    pub(crate) fn is_settled(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let latest_allowed = now.saturating_sub(SETTLED);
        let (seconds, nanoseconds) = self.modified.max(self.changed);
        u64::try_from(seconds)
            .is_ok_and(|seconds| Duration::new(seconds, nanoseconds) <= latest_allowed)
    }

    /// Adds the metadata to a combination.
    pub fn add_to(self, all: &mut FingerprintBuilder) {
        for (seconds, nanoseconds) in [self.modified, self.changed] {
            all.number(seconds.cast_unsigned()).number(nanoseconds.into());
        }
        all.number(self.size).number(self.inode);
    }
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

    fn metadata(modified: FileTime, changed: FileTime) -> FileMetadata {
        FileMetadata { size: 1, inode: 1, modified, changed }
    }

    #[test]
    fn metadata_is_settled_two_seconds_after_the_last_change() {
        let now = UNIX_EPOCH + Duration::new(100, 5);
        assert!(metadata((98, 5), (98, 5)).is_settled(now));
        assert!(!metadata((98, 6), (98, 5)).is_settled(now));
        assert!(!metadata((98, 5), (98, 6)).is_settled(now));
        assert!(!metadata((1, 0), (99, 0)).is_settled(now));
        assert!(!metadata((1_000, 0), (1, 0)).is_settled(now), "from the future");
        assert!(!metadata((-1, 999_999_999), (-1, 999_999_999)).is_settled(now), "before 1970");
    }

    #[test]
    fn a_rename_is_no_change_of_contents() {
        let earlier = metadata((0, 1), (0, 1));
        let same = |now: FileMetadata, renamed| now.is_same_but_for_renames(&earlier, renamed);
        let (renamed, later) = (Some((0, 2)), metadata((0, 1), (0, 3)));
        assert!(same(earlier, None) && !same(metadata((0, 1), (0, 2)), None));
        assert!(!same(later, renamed) && !same(later, None));
        assert!(same(metadata((0, 1), (0, 2)), renamed));
        assert!(!same(metadata((0, 2), (0, 1)), renamed));
        assert!(!same(FileMetadata { size: 2, ..earlier }, renamed));
        assert!(!same(FileMetadata { inode: 2, ..earlier }, renamed));
    }
}
