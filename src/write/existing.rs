//! What a build would find in the output directory, for a check that writes nothing.
//!
//! In: a target. Out: why a build would refuse to write outputs there. May import: `guard`,
//! `manifest_file`.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::OutputTarget;
use super::commit::holds;
use super::directory::WritableDir;
use super::error::{WriteError, WriteRefusal};
use super::guard::{check, check_ours};
use super::manifest::OutputManifest;
use super::manifest_file::ManifestFile;
use super::names::check_name;
use crate::dir;
use crate::paths::OutputPath;

/// The output directory, and the outputs that a build would refuse to write into it.
#[derive(Debug)]
pub(crate) struct ExistingOutput {
    /// None if there is no directory, or if its manifest is damaged: a build may know which files
    /// it wrote all the same.
    listed: Option<(WritableDir, OutputManifest)>,
    foreign: Mutex<BTreeSet<String>>,
}

impl ExistingOutput {
    /// Opens the output directory of a target, or says why a build would refuse all of it.
    pub(crate) fn open(target: &OutputTarget) -> Result<Self, WriteError> {
        let checked = check(target)?;
        let mut listed = None;
        if checked.exists {
            let output = WritableDir::open(&checked.output)
                .map_err(|errno| WriteError::io("open", &checked.output, errno))?;
            check_ours(&output, false)?;
            let (manifest, file) = ManifestFile::load(&output)?;
            listed = Some((output, manifest)).filter(|_| !file.is_damaged);
        }
        Ok(Self { listed, foreign: Mutex::default() })
    }

    /// Whether the directory has a manifest that lists outputs.
    pub(crate) fn has_outputs(&self) -> bool {
        self.listed.as_ref().is_some_and(|(_, manifest)| !manifest.entries().is_empty())
    }

    /// Notes what an output with these bytes would overwrite. A file that has them already is no
    /// loss.
    pub(crate) fn compare(&self, path: &OutputPath, bytes: &[u8]) {
        let Some((output, manifest)) = &self.listed else { return };
        if manifest.get(path.as_str()).is_some() {
            return;
        }
        let is_file = |path: &str| output.is_directory(path) == Some(false);
        let mut directories = path.directories();
        let foreign =
            directories.find(|path| is_file(path) && manifest.get(path).is_none()).or_else(|| {
                let path = path.as_str();
                let is_lost = match output.is_directory(path) {
                    None => false,
                    Some(true) => !manifest.has_directory(path),
                    Some(false) => {
                        !output.open_file(path).is_ok_and(|mut file| holds_bytes(&mut file, bytes))
                    }
                };
                is_lost.then_some(path)
            });
        if let Some(path) = foreign {
            let mut all = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(path.to_owned());
        }
    }

    /// Why a build would refuse to write these outputs, once all were compared.
    pub(crate) fn refusal<'a>(
        &self,
        outputs: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), WriteError> {
        for path in outputs {
            check_name(path)?;
        }
        let foreign = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
        if foreign.is_empty() {
            return Ok(());
        }
        Err(WriteRefusal::Foreign(foreign.iter().cloned().collect()).into())
    }
}

fn holds_bytes(file: &mut std::fs::File, bytes: &[u8]) -> bool {
    dir::stat_open(&*file)
        .is_ok_and(|stat| stat.is_file() && stat.metadata.size == bytes.len() as u64)
        && holds(file, bytes).unwrap_or(false)
}
