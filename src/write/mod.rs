//! Writing: the only module that changes the disk.
//!
//! In: outputs, as a path, bytes and a [`Phase`] each. Out: the output directory, changed all at
//! once, and a [`CommitReport`]. May import: row 0.
//!
//! A [`Commit`] collects the new files in a stage. When all are there it makes them durable,
//! writes a journal of what remains to be done, and renames them into place one by one. Until
//! the journal has its name, the output is untouched; from then on whatever stops the process,
//! the next commit first finishes this one. So a reader of the directory never meets half a file,
//! and a page never links to one that is not there yet.
//!
//! The directory is not exchanged as a whole: mount points, containers and network file systems
//! do not survive that, and files that are not ours would be lost.

#![expect(clippy::disallowed_methods, reason = "only `write` writes to the disk")]

mod built;
mod commit;
mod create;
mod created_directory;
mod directory;
mod directory_cache;
mod error;
mod existing;
mod guard;
mod journal;
mod kept;
mod listing;
mod lock;
mod manifest;
mod manifest_file;
mod names;
mod opening;
mod phase;
mod plan;
mod recovery;
mod release;
mod release_error;
mod release_id;
mod release_place;
mod release_records;
mod release_tree;
mod replay;
mod stage;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use crate::dir::FileClock;
use crate::dir::FileMetadata;
use crate::fingerprint::Fingerprint;
pub(crate) use built::{BuiltOutputs, built_outputs};
pub use commit::Commit;
pub(crate) use create::{create_new, make_directory, remove, replace};
pub(crate) use directory_cache::DirectoryCache;
pub use error::WriteError;
pub(crate) use error::WriteRefusal;
pub(crate) use existing::ExistingOutput;
pub(crate) use guard::relative_output;
pub(crate) use lock::{DirectoryLock, host_name};
pub(crate) use manifest::{ManifestEntry, OutputManifest};
pub use names::MANIFEST;
pub use phase::Phase;
pub(crate) use recovery::{finish_interrupted, pending_journal};
pub(crate) use release::{NewRelease, ReleaseFile, roll_back};
pub(crate) use release_error::ReleaseError;
pub(crate) use release_id::ReleaseId;
pub(crate) use release_place::ReleasePlace;
pub(crate) use release_records::ReleaseRecord;

/// Where a build writes.
#[derive(Clone, Debug)]
pub struct OutputTarget {
    /// The site's directory, whose `.digest` contains the lock, the stage and the journal.
    pub site_root: PathBuf,
    /// The output directory. It need not exist; it may be a symbolic link to a directory.
    pub output: PathBuf,
}

/// How a build writes.
#[derive(Clone, Copy, Debug)]
pub struct CommitOptions {
    /// Takes over a directory that is not ours, and replaces foreign files that are in the way.
    pub force: bool,
    /// Throws away a journal that is damaged or cannot be finished.
    pub fresh: bool,
    /// How long to wait for another process that writes here.
    pub wait: Duration,
    /// Compares the times of directories with this clock.
    pub clock: FileClock,
}

impl Default for CommitOptions {
    fn default() -> Self {
        let (wait, clock) = (Duration::from_secs(5), FileClock::default());
        Self { force: false, fresh: false, wait, clock }
    }
}

/// An output as an earlier build left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownOutput {
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// The metadata of its file.
    pub metadata: FileMetadata,
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitReport {
    /// How many files were written.
    pub written: usize,
    /// How many files the output had already, byte for byte.
    pub unchanged: usize,
    /// How many files of the old site were removed.
    pub deleted: usize,
    /// The foreign entries of the output directory, sorted; directories end in `/`. They are kept.
    pub foreign: Vec<String>,
    /// Whether an interrupted commit was finished first.
    pub recovered: bool,
    /// The directory cache for the next commit, if it differs from the one that this commit used.
    pub directory_cache: Option<DirectoryCache>,
}
