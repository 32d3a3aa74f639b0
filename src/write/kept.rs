//! Outputs that a commit keeps without being given their bytes.
//!
//! A file whose metadata is that of the last build has the same bytes. If it differs, as in a copy
//! of the site or a directory that was restored from an archive, its bytes are compared.

use std::io::Read;
use std::sync::PoisonError;

use rayon::prelude::*;

use super::commit::Commit;
use super::manifest::{ManifestEntry, OutputManifest};
use super::plan::Output;
use super::{KnownOutput, Phase};
use crate::dir::{self, FileMetadata};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

impl Commit {
    /// Whether a file of the output is unmodified since [`Commit::put`] returned this metadata.
    pub fn is_unmodified(&self, path: &str, earlier: FileMetadata) -> bool {
        let now = self.output.as_ref().and_then(|output| output.file_metadata(path).ok());
        now.is_some_and(|now| now.is_same_but_for_renames(&earlier, self.manifest.renamed))
    }

    /// Adds a file of the previous build that [is unmodified](Self::is_unmodified), without its
    /// bytes. `false` if the previous build did not have it, with these: then they are needed.
    pub fn keep(&self, path: &OutputPath, fingerprint: Fingerprint, phase: Phase) -> bool {
        let entry = self.listed(path.as_str(), fingerprint);
        if let Some(entry) = entry {
            let entry = ManifestEntry { phase, ..entry.clone() };
            self.add(Output { entry, staged: false });
        }
        entry.is_some()
    }

    /// Adds a file of the previous build, without its bytes, if it has those that it had then,
    /// whatever its metadata is. Returns what is known of it now.
    pub fn keep_restored(
        &self,
        path: &OutputPath,
        known: KnownOutput,
        phase: Phase,
    ) -> Option<KnownOutput> {
        let entry = self.listed(path.as_str(), known.fingerprint)?;
        let now = self.reread(path.as_str(), known)?;
        let entry = ManifestEntry { phase, ..entry.clone() };
        self.add(Output { entry, staged: false });
        Some(now)
    }

    /// Adds the files of the previous build without their bytes, if these are all that it had and
    /// each is unmodified. Else adds none.
    pub fn keep_all(&self, files: &[(&str, KnownOutput)]) -> bool {
        let keep = |(path, known): &(&str, KnownOutput)| {
            let entry = self.listed(path, known.fingerprint)?;
            let is_unmodified = self.is_unmodified(path, known.metadata);
            is_unmodified.then(|| Output { entry: entry.clone(), staged: false })
        };
        let outputs: Option<Vec<Output>> = files.par_iter().map(keep).collect();
        let Some(outputs) = outputs.filter(|all| all.len() == self.previous.entries().len()) else {
            return false;
        };
        *self.outputs.lock().unwrap_or_else(PoisonError::into_inner) = outputs;
        true
    }

    /// Whether the output has a manifest that is damaged or was written by another version.
    pub fn has_damaged_manifest(&self) -> bool {
        self.manifest.is_damaged
    }

    /// Makes the previous build's manifest again from the files that have the bytes that
    /// [`Commit::put`] gave them. The others are foreign. The phases are not known: no such file
    /// must be kept without its own.
    pub fn recover_manifest(&mut self, files: &[(&str, KnownOutput)]) {
        let recover = |(path, known): &(&str, KnownOutput)| {
            let KnownOutput { fingerprint, metadata } = self.reread(path, *known)?;
            let path = OutputPath::new(path).ok()?;
            Some(ManifestEntry { path, fingerprint, size: metadata.size, phase: Phase::Page })
        };
        self.previous = OutputManifest::new(files.par_iter().filter_map(recover).collect());
    }

    /// The manifest's entry of a path, if it has this fingerprint. What an earlier build noted may
    /// be of another time than the output: each may have been restored without the other.
    fn listed(&self, path: &str, fingerprint: Fingerprint) -> Option<&ManifestEntry> {
        self.previous.get(path).filter(|entry| entry.fingerprint == fingerprint)
    }

    /// Reads a file of the output. If it has the bytes that are known, returns its metadata with
    /// them; but if it was changed so recently that a later change may not show in its metadata,
    /// what was known, so that it is read the next time, too.
    fn reread(&self, path: &str, known: KnownOutput) -> Option<KnownOutput> {
        let started = self.clock.now();
        let mut file = self.output.as_ref()?.open_file(path).ok()?;
        let stat = dir::stat_open(&file).ok()?;
        let size = known.metadata.size;
        if !stat.is_file() || stat.metadata.size != size {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).ok()? + 1);
        (&mut file).take(size + 1).read_to_end(&mut bytes).ok()?;
        if Fingerprint::of(&bytes) != known.fingerprint {
            return None;
        }
        let is_settled = stat.metadata.is_settled(started);
        Some(if is_settled { KnownOutput { metadata: stat.metadata, ..known } } else { known })
    }
}
