//! A directory on this machine, as releases with a link to the current one.
//!
//! In: records and objects. Out: releases, which `write` makes. May import: `config`, `paths`, `write`.

use std::fmt::Display;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;

use super::target::{
    Listed, Object, Record, Revision, Stored, Target, TargetError, TargetErrorKind,
};
use crate::config::DirectoryConfig;
use crate::paths::OutputPath;
use crate::write::{
    NewRelease, ReleaseError, ReleaseFile, ReleasePlace, ReleaseRecord, WriteError, roll_back,
};

/// How many files are copied at once at most.
const PARALLELISM: usize = 8;

/// A target of the kind `directory`.
#[derive(Debug)]
pub(crate) struct DirectoryTarget {
    place: ReleasePlace,
    location: String,
    keep: usize,
    now: Timestamp,
    release: RwLock<Option<NewRelease>>,
}

impl DirectoryTarget {
    /// A target of the site in `root`, which is built in `output`. Releases are named for the time
    /// `now`.
    pub(crate) fn new(
        root: &Path,
        output: &Path,
        config: &DirectoryConfig,
        now: Timestamp,
    ) -> Result<Self, TargetError> {
        let place = ReleasePlace::new(root, output, &config.path)?;
        let location = place.link().display().to_string();
        // With one release, a page that is being loaded would lose its files at the switch.
        let keep = config.keep.max(2);
        Ok(Self { place, location, keep, now, release: RwLock::default() })
    }

    /// Does something with the release that has begun.
    fn with_release<T>(
        &self,
        act: impl FnOnce(&NewRelease) -> Result<T, ReleaseError>,
    ) -> Result<T, TargetError> {
        let release = self.release.read().unwrap_or_else(PoisonError::into_inner);
        let release = release.as_ref().ok_or_else(|| self.not_begun())?;
        Ok(act(release)?)
    }

    fn not_begun(&self) -> TargetError {
        let message = format!("no release of `{}` has begun", self.location);
        TargetError::new(TargetErrorKind::Failed, message)
    }
}

impl Target for DirectoryTarget {
    fn location(&self) -> &str {
        &self.location
    }

    fn is_atomic(&self) -> bool {
        true
    }

    fn parallelism(&self) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from).min(PARALLELISM)
    }

    fn preflight(&self) -> Result<(), TargetError> {
        Ok(self.place.check()?)
    }

    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError> {
        let found = match record {
            Record::Manifest => self.place.read_manifest()?,
            Record::Lock | Record::Journal => self.place.read_record(record.file_name())?,
        };
        let stored = |ReleaseRecord { bytes, revision }| Stored { bytes, revision: etag(revision) };
        Ok(found.map(stored))
    }

    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let expected = expected.and_then(|revision| revision.etag.as_deref());
        let revision = match record {
            Record::Manifest => self.place.write_manifest(bytes, expected)?,
            Record::Lock | Record::Journal => {
                self.place.write_record(record.file_name(), bytes, expected)?
            }
        };
        Ok(etag(revision))
    }

    fn remove(&self, record: Record) -> Result<(), TargetError> {
        match record {
            // That of the live release: the target then looks like one that somebody else filled.
            Record::Manifest => Ok(self.place.remove_live_manifest()?),
            Record::Lock | Record::Journal => Ok(self.place.remove_record(record.file_name())?),
        }
    }

    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError> {
        Ok(self.place.size_of(path)?)
    }

    fn list(&self) -> Result<Vec<Listed>, TargetError> {
        let found = self.place.list()?.into_iter();
        Ok(found.map(|entry| Listed { path: entry.path, size: entry.size }).collect())
    }

    fn begin(&self) -> Result<(), TargetError> {
        let release = NewRelease::begin(&self.place, self.now)?;
        *self.release.write().unwrap_or_else(PoisonError::into_inner) = Some(release);
        Ok(())
    }

    fn put(&self, object: &Object<'_>) -> Result<(), TargetError> {
        let file = ReleaseFile {
            path: object.path.clone(),
            file: object.file.to_path_buf(),
            size: object.size,
            fingerprint: object.fingerprint,
        };
        self.with_release(|release| release.put(file))
    }

    fn delete(&self, path: &OutputPath) -> Result<(), TargetError> {
        self.with_release(|release| {
            release.delete(path);
            Ok(())
        })
    }

    fn finish(
        &self,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let release = self.release.write().unwrap_or_else(PoisonError::into_inner).take();
        let release = release.ok_or_else(|| self.not_begun())?;
        let expected = expected.and_then(|revision| revision.etag.as_deref());
        Ok(etag(release.finish(&self.place, manifest, expected, self.keep)?))
    }

    fn rollback(&self) -> Result<String, TargetError> {
        Ok(roll_back(&self.place)?.to_string())
    }
}

fn etag(revision: impl Display) -> Revision {
    Revision { etag: Some(revision.to_string()), version: None }
}

impl From<ReleaseError> for TargetError {
    fn from(error: ReleaseError) -> Self {
        let message = error.to_string();
        let (kind, help) = match error {
            ReleaseError::Refused { help, .. } => (TargetErrorKind::Refused, help),
            ReleaseError::Conflict(_) | ReleaseError::Write(WriteError::Locked { .. }) => (
                TargetErrorKind::Conflict,
                "wait for the other publish to finish, then publish again",
            ),
            ReleaseError::Changed(_) => (
                TargetErrorKind::Failed,
                "wait until nothing else builds the site or edits its output, then publish again",
            ),
            ReleaseError::Write(WriteError::NoSpace { .. }) => (
                TargetErrorKind::Failed,
                "free some disk space, then publish again; readers still see the old release",
            ),
            ReleaseError::Write(WriteError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::PermissionDenied =>
            {
                let help = "give the user who publishes the right to write to the directory of the \
                            link and to its releases";
                (TargetErrorKind::Denied, help)
            }
            ReleaseError::Write(_) => (
                TargetErrorKind::Failed,
                "fix the cause, then publish again; readers still see the old release",
            ),
        };
        Self::new(kind, message).help(help)
    }
}

#[cfg(test)]
mod tests;
