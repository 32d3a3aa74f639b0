//! What is remembered of files that were read before, so that they need not be read again.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::Stat;
use serde::{Deserialize, Serialize};

use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::paths::SourcePath;

/// How old the last change of a file must be before its stamp is believed: within one tick of
/// the file system's clock a file can change twice and look the same. FAT ticks every 2 s.
const SETTLED: Duration = Duration::from_secs(2);

/// What tells that a file was not changed since: cheaper to look at than its bytes. The time of
/// the last change of its entry is there because programs can set back that of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The size in bytes.
    size: u64,
    /// When its bytes changed: nanoseconds since 1970.
    modified: i128,
    /// When its entry changed: nanoseconds since 1970.
    changed: i128,
    /// The number of the file in its file system.
    inode: u64,
}

impl Stamp {
    // The types of these numbers differ between systems.
    #[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, clippy::cast_possible_wrap)]
    pub(super) fn of(stat: &Stat) -> Self {
        let nanoseconds =
            |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: stat.st_size as u64,
            modified: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
            inode: stat.st_ino as u64,
        }
    }

    /// Adds the stamp to a combination.
    pub fn add_to(self, all: &mut FingerprintBuilder) {
        for number in [self.modified, self.changed] {
            all.bytes(&number.to_le_bytes());
        }
        all.number(self.size).number(self.inode);
    }

    /// The size in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file's last change lay far enough back at `now`.
    fn is_settled(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let oldest = now.saturating_sub(SETTLED).as_nanos();
        let last = self.modified.max(self.changed);
        u128::try_from(last).is_ok_and(|last| last <= oldest)
    }
}

/// The fingerprints of files by path, each with the stamp that the file had when it was read.
#[derive(Debug, Default)]
pub struct Memory {
    known: RwLock<HashMap<SourcePath, (Stamp, Fingerprint)>>,
}

impl Memory {
    /// What an earlier run knew.
    pub fn new(known: HashMap<SourcePath, (Stamp, Fingerprint)>) -> Self {
        Self { known: RwLock::new(known) }
    }

    /// The fingerprint of a file that has this stamp, if it was read when it had.
    pub(super) fn recall(&self, path: &SourcePath, stamp: Stamp) -> Option<Fingerprint> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(path).filter(|(known, _)| *known == stamp).map(|(_, fingerprint)| *fingerprint)
    }

    /// Notes what a file's bytes were when it had this stamp, if the stamp can be believed. The
    /// reading had not begun at `before`: a process that is stopped behind it must not take the
    /// pause for an age of the file.
    pub(super) fn note(
        &self,
        path: &SourcePath,
        stamp: Stamp,
        fingerprint: Fingerprint,
        before: SystemTime,
    ) {
        let is_known = self.recall(path, stamp) == Some(fingerprint);
        if is_known || !stamp.is_settled(before) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.clone(), (stamp, fingerprint));
    }

    /// The stamp and fingerprint that are known of a file.
    pub fn get(&self, path: &SourcePath) -> Option<(Stamp, Fingerprint)> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }
}

/// The time, to be compared with the times of files.
#[expect(clippy::disallowed_methods, reason = "only compared with the times of files")]
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(modified: i128, changed: i128) -> Stamp {
        Stamp { size: 1, modified, changed, inode: 1 }
    }

    #[test]
    fn a_pause_behind_the_reading_makes_no_stamp_older() {
        let path = SourcePath::new("a.md").unwrap();
        let (memory, fingerprint) = (Memory::default(), Fingerprint::of(b"a"));
        let fresh = stamp(0, 1_000_000_000);
        memory.note(&path, fresh, fingerprint, UNIX_EPOCH + Duration::from_secs(2));
        assert_eq!(memory.recall(&path, fresh), None);
        memory.note(&path, fresh, fingerprint, UNIX_EPOCH + Duration::from_secs(3));
        assert_eq!(memory.recall(&path, fresh), Some(fingerprint));
    }

    #[test]
    fn a_stamp_is_believed_two_seconds_after_the_last_change() {
        let now = UNIX_EPOCH + Duration::from_secs(100);
        let seconds = |seconds: i128| seconds * 1_000_000_000;
        assert!(stamp(seconds(98), seconds(98)).is_settled(now));
        assert!(!stamp(seconds(98) + 1, seconds(98)).is_settled(now));
        assert!(!stamp(seconds(1), seconds(99)).is_settled(now));
        assert!(!stamp(seconds(1_000), seconds(1)).is_settled(now), "from the future");
        assert!(!stamp(-1, -1).is_settled(now), "from before 1970");
    }
}
