//! The manifest as a file in the output directory.

use std::io;

use super::directory::WritableDir;
use super::error::WriteError;
use super::manifest::OutputManifest;
use super::names::MANIFEST;
use super::replay::read;
use crate::dir::FileTime;
use crate::fingerprint::Fingerprint;

/// What there is of an output directory's manifest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ManifestFile {
    /// The digest of the file, whether it can be read or not; `None` if there is no file.
    pub(super) digest: Option<Fingerprint>,
    /// Whether it cannot be read.
    pub(super) is_damaged: bool,
    /// When it was put in place. It is the last file of a commit, so every other one was renamed
    /// before.
    pub(super) renamed: Option<FileTime>,
}

impl ManifestFile {
    /// Reads the manifest of an output directory; it is empty if there is none that can be trusted.
    pub(super) fn load(output: &WritableDir) -> Result<(OutputManifest, Self), WriteError> {
        let renamed = output.file_metadata(MANIFEST).ok().map(|metadata| metadata.changed);
        let bytes = match read(output, MANIFEST) {
            Ok(bytes) => bytes,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(<_>::default()),
            Err(source) => {
                return Err(WriteError::io("read", &output.path().join(MANIFEST), source));
            }
        };
        let manifest = OutputManifest::parse(&bytes);
        let (digest, is_damaged) = (Some(Fingerprint::of(&bytes)), manifest.is_err());
        Ok((manifest.unwrap_or_default(), Self { digest, is_damaged, renamed }))
    }
}
