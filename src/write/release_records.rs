//! The records of a target of releases, in `PATH.releases/.digest/`, readable by its owner only.
//!
//! Each release has a manifest of its own, so that switching the link switches the manifest too: that
//! of the live release counts.

use std::io::Write;

use rustix::fs::{Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::directory::WritableDir;
use super::error::WriteError;
use super::release_error::ReleaseError;
use super::release_id::ReleaseId;
use super::release_place::{RECORDS, ReleasePlace};
use super::replay::read;
use crate::fingerprint::Fingerprint;

/// The permissions of records.
const MODE: Mode = Mode::RUSR.union(Mode::WUSR);

/// What the name of a record ends in while it is written.
const TEMPORARY: &str = ".new";

/// A record, and what tells its version from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReleaseRecord {
    pub(crate) bytes: Vec<u8>,
    pub(crate) revision: String,
}

impl ReleasePlace {
    /// Reads a record.
    pub(crate) fn read_record(&self, name: &str) -> Result<Option<ReleaseRecord>, ReleaseError> {
        let bytes = self.read_bytes(name)?;
        Ok(bytes.map(|bytes| ReleaseRecord { revision: revision(&bytes), bytes }))
    }

    /// Writes a record if it has the revision `expected`; gives the new one.
    pub(crate) fn write_record(
        &self,
        name: &str,
        bytes: &[u8],
        expected: Option<&str>,
    ) -> Result<String, ReleaseError> {
        self.create()?;
        let _lock = self.lock()?;
        let found = self.read_record(name)?;
        if found.as_ref().map(|found| found.revision.as_str()) != expected {
            let path = self.releases().join(RECORDS).join(name);
            return Err(ReleaseError::Conflict(format!(
                "`{}` was changed by another process",
                path.display()
            )));
        }
        self.replace_record(name, bytes)?;
        Ok(revision(bytes))
    }

    /// Removes a record, if there is one.
    pub(crate) fn remove_record(&self, name: &str) -> Result<(), ReleaseError> {
        let Some(records) = self.open_records()? else { return Ok(()) };
        match records.remove_file(name) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(records.error("remove", name, errno).into()),
        }
    }

    /// Reads the manifest of the live release.
    pub(crate) fn read_manifest(&self) -> Result<Option<ReleaseRecord>, ReleaseError> {
        let Some(live) = self.live()? else { return Ok(None) };
        let bytes = self.read_bytes(&manifest_name(&live))?;
        Ok(bytes.map(|bytes| ReleaseRecord { revision: manifest_revision(&live, &bytes), bytes }))
    }

    /// Replaces the manifest of the live release if it has the revision `expected`; gives the new
    /// one.
    pub(crate) fn write_manifest(
        &self,
        bytes: &[u8],
        expected: Option<&str>,
    ) -> Result<String, ReleaseError> {
        let Some(live) = self.live()? else {
            return Err(ReleaseError::refused(
                format!("nothing has been published to `{}` yet", self.link().display()),
                "publish to it first",
            ));
        };
        self.create()?;
        let _lock = self.lock()?;
        self.check_manifest(expected)?;
        self.replace_record(&manifest_name(&live), bytes)?;
        Ok(manifest_revision(&live, bytes))
    }

    /// Removes the manifest of the live release, if there is one.
    pub(crate) fn remove_live_manifest(&self) -> Result<(), ReleaseError> {
        self.live()?.map_or(Ok(()), |live| self.remove_manifest(&live))
    }

    /// Fails unless the manifest has the revision `expected`.
    pub(super) fn check_manifest(&self, expected: Option<&str>) -> Result<(), ReleaseError> {
        let found = self.read_manifest()?;
        if found.as_ref().map(|found| found.revision.as_str()) == expected {
            return Ok(());
        }
        let link = self.link();
        let message = format!("another process has published to `{}` meanwhile", link.display());
        Err(ReleaseError::Conflict(message))
    }

    /// Writes the manifest of a release that is not live yet; gives its revision.
    pub(super) fn add_manifest(
        &self,
        id: &ReleaseId,
        bytes: &[u8],
    ) -> Result<String, ReleaseError> {
        self.replace_record(&manifest_name(id), bytes)?;
        Ok(manifest_revision(id, bytes))
    }

    /// Removes the manifest of a release.
    pub(super) fn remove_manifest(&self, id: &ReleaseId) -> Result<(), ReleaseError> {
        self.remove_record(&manifest_name(id))
    }

    /// Removes the manifests of all releases but these, and those that were not finished.
    pub(super) fn remove_manifests_except(&self, ids: &[ReleaseId]) -> Result<(), ReleaseError> {
        let Some(records) = self.open_records()? else { return Ok(()) };
        let entries = records.open_directory("").and_then(WritableDir::into_entries);
        for entry in entries.map_err(|errno| records.error("list", "", errno))? {
            let whole = entry.name.strip_suffix(TEMPORARY).unwrap_or(&entry.name);
            let id = whole.strip_suffix(".json").and_then(ReleaseId::parse);
            if id.is_some_and(|id| !ids.contains(&id) || whole != entry.name) {
                self.remove_record(&entry.name)?;
            }
        }
        Ok(())
    }

    fn open_records(&self) -> Result<Option<WritableDir>, ReleaseError> {
        let path = self.releases().join(RECORDS);
        match WritableDir::open(&path) {
            Ok(records) => Ok(Some(records)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(WriteError::io("open", &path, errno).into()),
        }
    }

    fn read_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, ReleaseError> {
        let Some(records) = self.open_records()? else { return Ok(None) };
        match read(&records, name) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(WriteError::io("read", &records.path().join(name), error).into()),
        }
    }

    /// Writes a record so that it has its old or its new bytes whatever happens.
    fn replace_record(&self, name: &str, bytes: &[u8]) -> Result<(), ReleaseError> {
        let records = self.open_records()?.ok_or(Errno::NOENT);
        let path = self.releases().join(RECORDS).join(name);
        let error =
            |source: std::io::Error| WriteError::sized("write", &path, bytes.len() as u64, source);
        let records = records.map_err(|errno| error(errno.into()))?;
        let temporary = format!("{name}{TEMPORARY}");
        let write = || {
            match records.remove_file(&temporary) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(errno) => return Err(errno.into()),
            }
            let mut file = records.create_file_with(&temporary, OFlags::WRONLY, MODE)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            records.rename(&temporary, &records, name)?;
            retry_on_intr(|| records.sync())?;
            Ok(())
        };
        write().map_err(|source| {
            let _ = records.remove_file(&temporary);
            error(source).into()
        })
    }
}

fn manifest_name(id: &ReleaseId) -> String {
    format!("{id}.json")
}

fn revision(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).to_string()
}

/// Another release has another revision, even with the same manifest.
fn manifest_revision(id: &ReleaseId, bytes: &[u8]) -> String {
    format!("{id} {}", revision(bytes))
}
