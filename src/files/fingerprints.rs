//! Fingerprints of files that were read before, so that they need not be read again.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::SystemTime;

use crate::dir::FileMetadata;
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

/// The fingerprints of files by path, each with the metadata that the file had when it was read.
#[derive(Debug, Default)]
pub struct FingerprintCache {
    known: RwLock<HashMap<SourcePath, (FileMetadata, Fingerprint)>>,
}

impl FingerprintCache {
    /// A cache that begins with what an earlier run stored.
    pub fn new(known: HashMap<SourcePath, (FileMetadata, Fingerprint)>) -> Self {
        Self { known: RwLock::new(known) }
    }

    /// The fingerprint of a file, if it still has the metadata that it had when it was read.
    pub(super) fn lookup(&self, path: &SourcePath, metadata: FileMetadata) -> Option<Fingerprint> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (known_metadata, fingerprint) = known.get(path)?;
        (*known_metadata == metadata).then_some(*fingerprint)
    }

    /// Stores the fingerprint of a file that was read, if its metadata is settled. `read_started`
    /// is a time before the read: if the process is suspended after it, the pause must not count
    /// as the file's age.
    pub(super) fn store(
        &self,
        path: &SourcePath,
        metadata: FileMetadata,
        fingerprint: Fingerprint,
        read_started: SystemTime,
    ) {
        let is_known = self.lookup(path, metadata) == Some(fingerprint);
        if is_known || !metadata.is_settled(read_started) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.clone(), (metadata, fingerprint));
    }

    /// The metadata and the fingerprint of a file as it was read last.
    pub fn get(&self, path: &SourcePath) -> Option<(FileMetadata, Fingerprint)> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_pause_after_the_read_makes_no_file_older() {
        let path = SourcePath::new("a.md").unwrap();
        let (cache, fingerprint) = (FingerprintCache::default(), Fingerprint::of(b"a"));
        let fresh = FileMetadata { size: 1, inode: 1, modified: (0, 0), changed: (1, 0) };
        cache.store(&path, fresh, fingerprint, UNIX_EPOCH + Duration::from_secs(2));
        assert_eq!(cache.lookup(&path, fresh), None);
        cache.store(&path, fresh, fingerprint, UNIX_EPOCH + Duration::from_secs(3));
        assert_eq!(cache.lookup(&path, fresh), Some(fingerprint));
    }
}
