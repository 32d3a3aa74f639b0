//! What an output directory has of the last build, compared with its manifest.
//!
//! In: a target, and the file metadata that the last build noted. Out: the manifest's entries, and the
//! outputs that are no longer as the build left them. Writes nothing. May import: `guard`,
//! `manifest_file`.

use std::collections::HashMap;
use std::io::Read;

use rayon::prelude::*;
use rustix::io::Errno;

use super::directory::WritableDir;
use super::error::WriteError;
use super::guard::{check, check_ours};
use super::manifest::ManifestEntry;
use super::manifest_file::ManifestFile;
use super::{KnownOutput, OutputTarget};
use crate::dir;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// The outputs of a build, as they are now.
#[derive(Debug)]
pub(crate) struct BuiltOutputs {
    /// The directory, with all links followed.
    pub(crate) root: std::path::PathBuf,
    /// What the build wrote, sorted by path.
    pub(crate) entries: Vec<ManifestEntry>,
    /// Outputs that have other bytes, or are no files, sorted.
    pub(crate) changed: Vec<OutputPath>,
    /// Outputs that are not there, sorted.
    pub(crate) missing: Vec<OutputPath>,
}

/// What is wrong with an output.
enum Fault {
    Changed,
    Missing,
}

/// Compares an output directory with its manifest. An output whose file has the metadata that the build
/// noted is not read. `None` if there is no directory, or no manifest that can be read.
pub(crate) fn built_outputs(
    target: &OutputTarget,
    known: &[(&str, KnownOutput)],
) -> Result<Option<BuiltOutputs>, WriteError> {
    let checked = check(target)?;
    if !checked.exists {
        return Ok(None);
    }
    let output = WritableDir::open(&checked.output)
        .map_err(|errno| WriteError::io("open", &checked.output, errno))?;
    check_ours(&output, false)?;
    let (manifest, file) = ManifestFile::load(&output)?;
    if file.is_damaged || file.digest.is_none() {
        return Ok(None);
    }
    let known: HashMap<&str, &KnownOutput> =
        known.iter().map(|(path, known)| (*path, known)).collect();
    let fault = |entry: &ManifestEntry| {
        let path = entry.path.as_str();
        let now = match output.file_metadata(path) {
            Err(Errno::NOENT | Errno::NOTDIR) => return Some(Fault::Missing),
            Err(_) => return Some(Fault::Changed),
            Ok(now) => now,
        };
        let is_unmodified = known.get(path).is_some_and(|known| {
            known.fingerprint == entry.fingerprint
                && now.is_same_but_for_renames(&known.metadata, file.renamed)
        });
        (!is_unmodified && !has_bytes(&output, entry)).then_some(Fault::Changed)
    };
    let entries = manifest.entries();
    let faults: Vec<_> = entries.par_iter().map(fault).collect();
    let (mut changed, mut missing) = (Vec::new(), Vec::new());
    for (entry, fault) in entries.iter().zip(faults) {
        match fault {
            Some(Fault::Changed) => changed.push(entry.path.clone()),
            Some(Fault::Missing) => missing.push(entry.path.clone()),
            None => {}
        }
    }
    Ok(Some(BuiltOutputs { root: checked.output, entries: entries.to_vec(), changed, missing }))
}

/// Whether a file has the bytes that the manifest says.
fn has_bytes(output: &WritableDir, entry: &ManifestEntry) -> bool {
    let Ok(file) = output.open_file(entry.path.as_str()) else { return false };
    let is_file =
        dir::stat_open(&file).is_ok_and(|stat| stat.is_file() && stat.metadata.size == entry.size);
    let mut bytes = Vec::new();
    is_file
        && file.take(entry.size + 1).read_to_end(&mut bytes).is_ok()
        && Fingerprint::of(&bytes) == entry.fingerprint
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::write::{Commit, CommitOptions, Phase};

    fn target(root: &Path) -> OutputTarget {
        OutputTarget { site_root: root.into(), output: root.join("public") }
    }

    fn build(root: &Path) -> Vec<(&'static str, KnownOutput)> {
        let commit = Commit::open(&target(root), &CommitOptions::default()).unwrap();
        let put = |path: &'static str| {
            let output = OutputPath::new(path).unwrap();
            (path, commit.put(&output, path.as_bytes(), Phase::List).unwrap())
        };
        let known = ["a/b.html", "c.css", "d"].map(put).to_vec();
        commit.finish(&|| false).unwrap();
        known
    }

    #[test]
    fn outputs_are_known_by_their_metadata_or_their_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let known = build(directory.path());
        let target = target(directory.path());
        for known in [&known[..], &[]] {
            let built = built_outputs(&target, known).unwrap().unwrap();
            assert_eq!((built.changed, built.missing), (vec![], vec![]));
            let [entry, ..] = &built.entries[..] else { panic!("no entries") };
            assert_eq!((entry.path.as_str(), entry.phase), ("a/b.html", Phase::List));
        }
    }

    #[test]
    fn what_was_changed_or_deleted_since_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let known = build(directory.path());
        let public = directory.path().join("public");
        fs::write(public.join("a/b.html"), "A/b.html").unwrap();
        fs::remove_file(public.join("c.css")).unwrap();
        fs::remove_file(public.join("d")).unwrap();
        fs::create_dir(public.join("d")).unwrap();
        for known in [&known[..], &[]] {
            let built = built_outputs(&target(directory.path()), known).unwrap().unwrap();
            let names = |paths: Vec<OutputPath>| -> Vec<String> {
                paths.into_iter().map(|path| path.to_string()).collect()
            };
            assert_eq!(names(built.changed), ["a/b.html", "d"]);
            assert_eq!(names(built.missing), ["c.css"]);
        }
    }

    #[test]
    fn without_a_manifest_nothing_is_built() {
        let directory = tempfile::tempdir().unwrap();
        let target = target(directory.path());
        assert!(built_outputs(&target, &[]).unwrap().is_none());
        fs::create_dir(&target.output).unwrap();
        assert!(built_outputs(&target, &[]).unwrap().is_none());
        fs::write(target.output.join("x"), "x").unwrap();
        assert!(matches!(built_outputs(&target, &[]), Err(WriteError::Refused(_))));
    }
}
