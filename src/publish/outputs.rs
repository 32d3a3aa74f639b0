//! The local side: what an output directory has that is to be at the target.

use std::path::PathBuf;

use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;
use crate::write::Phase;

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

/// One output, whose bytes are those of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFile {
    pub(crate) path: OutputPath,
    pub(crate) size: u64,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) phase: Phase,
}
