//! The local side: what an output directory has that is to be at the target.
//!
//! In: a site and an output directory. Out: [`Outputs`], each with the bytes that the build gave it, or why
//! they must not be published. May import: `write`, `incremental`, `build`, `error`.
//!
//! Only what the manifest lists is published: neither the manifest itself nor foreign files. An output
//! whose file has the metadata that the build noted is not read again.

use std::path::{Path, PathBuf};

use super::error::PublishError;
use crate::build::OpenSite;
use crate::fingerprint::Fingerprint;
use crate::incremental::{OutputCache, OutputName};
use crate::index::Clock;
use crate::paths::OutputPath;
use crate::write::{BuiltOutputs, ManifestEntry, OutputTarget, Phase, WriteError, built_outputs};

/// At most this many files are named.
const MAX_NAMED: usize = 10;

/// The outputs of a build.
#[derive(Clone, Debug)]
pub(crate) struct Outputs {
    /// The output directory.
    pub(crate) root: PathBuf,
    /// The base URL that they were built for.
    pub(crate) base_url: String,
    /// Sorted by path.
    pub(crate) files: Vec<LocalFile>,
}

impl Outputs {
    /// The files as the manifest in the output directory has them.
    pub(crate) fn entries(&self) -> Vec<ManifestEntry> {
        let entry = |file: &LocalFile| ManifestEntry {
            path: file.path.clone(),
            fingerprint: file.fingerprint,
            size: file.size,
            phase: file.phase,
        };
        self.files.iter().map(entry).collect()
    }
}

/// One output, whose bytes are those of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFile {
    pub(crate) path: OutputPath,
    pub(crate) size: u64,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) phase: Phase,
}

/// What an output directory has of the last build into it.
#[derive(Debug)]
pub(crate) struct LastBuild {
    /// `None` if there has been none, as far as the directory shows.
    pub(crate) outputs: Option<BuiltOutputs>,
    /// The clock of that build, if it is known.
    clock: Option<Clock>,
}

impl LastBuild {
    /// Looks at an output directory.
    pub(crate) fn find(site: &OpenSite, output: &Path, clock: &Clock) -> Result<Self, WriteError> {
        let (cache, _) = OutputCache::load(&site.files, &OutputName::of(&site.root, output));
        let target = OutputTarget { site_root: site.root.clone(), output: output.to_owned() };
        let outputs = built_outputs(&target, &cache.files())?;
        let clock = cache.built_at(clock).filter(|_| outputs.is_some());
        Ok(Self { outputs, clock })
    }

    /// Refuses what nobody means to publish, and what a new build would silently overwrite.
    pub(crate) fn check(&self, now: &Clock) -> Result<(), PublishError> {
        let Some(outputs) = &self.outputs else { return Ok(()) };
        if !outputs.changed.is_empty() {
            let number = outputs.changed.len();
            let files =
                if number == 1 { "1 output was" } else { &format!("{number} outputs were") };
            return Err(PublishError::Refused {
                message: format!(
                    "{files} changed by hand or by another program since the last build"
                ),
                paths: named(&outputs.changed),
                help: "make the change in the site's sources; `digest build` replaces the files"
                    .into(),
            });
        }
        let Some(built) = &self.clock else { return Ok(()) };
        let what = match built {
            Clock { drafts: true, .. } => "with `--drafts`",
            Clock { future: true, .. } => "with `--future`",
            built if built.now > now.now => "for a later time than now",
            _ => return Ok(()),
        };
        Err(PublishError::Refused {
            message: format!(
                "the last build was made {what}, so it may contain what is not to be published yet"
            ),
            paths: Vec::new(),
            help: "run `digest build`, and have a look at it before you publish".into(),
        })
    }

    /// The outputs, if all that the last build wrote is there.
    pub(crate) fn complete(self, base_url: String) -> Result<Outputs, PublishError> {
        let Some(outputs) = self.outputs else { return Err(not_built()) };
        if !outputs.missing.is_empty() {
            return Err(PublishError::Refused {
                message: "outputs of the last build are missing".into(),
                paths: named(&outputs.missing),
                help: "run `digest build`".into(),
            });
        }
        let file = |entry: ManifestEntry| LocalFile {
            path: entry.path,
            size: entry.size,
            fingerprint: entry.fingerprint,
            phase: entry.phase,
        };
        let files = outputs.entries.into_iter().map(file).collect();
        Ok(Outputs { root: outputs.root, base_url, files })
    }
}

/// Refuses a build that is not what a build now would make.
pub(crate) fn check_fresh(stale: &[OutputPath]) -> Result<(), PublishError> {
    if stale.is_empty() {
        return Ok(());
    }
    let number = stale.len();
    let outputs = if number == 1 { "1 output" } else { &format!("{number} outputs") };
    Err(PublishError::Refused {
        message: format!("the build is outdated: one now would change {outputs}"),
        paths: named(stale),
        help: "run `digest build`, or publish without `--no-build`".into(),
    })
}

/// The error of publishing nothing.
pub(crate) fn not_built() -> PublishError {
    PublishError::Refused {
        message: "the site has not been built".into(),
        paths: Vec::new(),
        help: "run `digest build`, or publish without `--no-build`".into(),
    }
}

/// Some of many paths, with a line for the rest.
fn named(paths: &[OutputPath]) -> Vec<String> {
    let mut named: Vec<String> = paths.iter().take(MAX_NAMED).map(ToString::to_string).collect();
    if let Some(more) = paths.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
        named.push(format!("and {more} more"));
    }
    named
}
