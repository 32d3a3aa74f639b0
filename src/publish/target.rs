//! The one thing that publishing needs of a host.
//!
//! In: records and objects. Out: what became of them. May import: `paths`, `fingerprint`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// A place that a site is published to.
///
/// There are two sorts. At a *store* (S3, GCS, Azure) readers see each object as soon as it is put, so
/// the order matters. A target that *releases* (a directory, rsync, git) collects what is put and
/// deleted since [`begin`](Self::begin), on top of what is live, and shows it all at once in
/// [`finish`](Self::finish).
pub(crate) trait Target: Send + Sync {
    /// Where that is, for messages, without credentials: `s3://bucket/prefix`.
    fn location(&self) -> &str;

    /// Whether readers see nothing of a publish before `finish`.
    fn is_atomic(&self) -> bool;

    /// How many calls of [`put`](Self::put) and [`delete`](Self::delete) may run at once.
    fn parallelism(&self) -> usize {
        1
    }

    /// Verifies everything that can be verified before something changes: that the place exists, that
    /// the credentials are valid, and that they permit everything that a publish needs.
    fn preflight(&self) -> Result<(), TargetError>;

    /// What the user should know about the target, once [`preflight`](Self::preflight) has passed.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Reads a record; `None` if there is none.
    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError>;

    /// Writes a record if it still has the revision `expected`, or if there is none with `None`.
    /// Otherwise the error is [`TargetErrorKind::Conflict`].
    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError>;

    /// Removes a record. It is no error if there is none.
    fn remove(&self, record: Record) -> Result<(), TargetError>;

    /// What the target has at a path, whoever put it there: its size. `None` if there is nothing.
    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError>;

    /// Everything that the target has, records left out, sorted by path.
    fn list(&self) -> Result<Vec<Listed>, TargetError>;

    /// Begins to collect a release. Stores have nothing to do.
    fn begin(&self) -> Result<(), TargetError> {
        Ok(())
    }

    /// Puts an object, replacing any that is there, with its headers where the target has such.
    fn put(&self, object: &Object<'_>) -> Result<(), TargetError>;

    /// Deletes an object. It is no error if there is none.
    fn delete(&self, path: &OutputPath) -> Result<(), TargetError>;

    /// Writes the manifest as [`write`](Self::write) does, and shows the release to readers, where
    /// the target has releases.
    fn finish(&self, manifest: &[u8], expected: Option<&Revision>)
    -> Result<Revision, TargetError>;

    /// Shows the release before the current one again; gives its name.
    fn rollback(&self) -> Result<String, TargetError> {
        let message =
            format!("{} keeps no releases, so there is none to go back to", self.location());
        Err(TargetError::new(TargetErrorKind::Unsupported, message))
    }
}

/// What a publish keeps at a target for the next one, out of readers' sight where the target permits that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// Who is publishing.
    Lock,
    /// What is there that is ours.
    Manifest,
    /// What the current publish is about to change.
    Journal,
}

impl Record {
    /// Its file name: in `_digest/` at a store.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Manifest => "manifest.json",
            Self::Journal => "journal.json",
        }
    }
}

/// A record as a target has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) bytes: Vec<u8>,
    pub(crate) revision: Revision,
}

/// A version of a record, as its target names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) etag: Option<String>,
    /// GCS compares its generations instead.
    pub(crate) version: Option<String>,
}

/// An output that is to be sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'a> {
    pub(crate) path: &'a OutputPath,
    /// The file with its bytes.
    pub(crate) file: &'a Path,
    pub(crate) size: u64,
    pub(crate) fingerprint: Fingerprint,
    #[cfg_attr(
        not(any(feature = "network", test)),
        expect(dead_code, reason = "only stores keep headers")
    )]
    pub(crate) headers: &'a Headers,
}

/// What a host is to say of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Headers {
    pub(crate) content_type: String,
    pub(crate) cache_control: String,
    pub(crate) content_encoding: Option<String>,
}

/// An object that a target has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    /// As the target names it, which need not be a path that a build could write.
    pub(crate) path: String,
    pub(crate) size: u64,
}

/// Why a target did not do what it was asked. Says nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct TargetError {
    pub(crate) kind: TargetErrorKind,
    /// What happened, with the place: `cannot write s3://bucket/index.html: access denied`.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

/// What sort of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetErrorKind {
    /// A record is not as expected: another publish was here.
    Conflict,
    /// A permission is missing, or the credentials are.
    Denied,
    /// The target has a state that a publish must not touch.
    Refused,
    /// This sort of target cannot do that.
    Unsupported,
    /// The network, the host, or a program failed, after all retries.
    Failed,
    /// The user stopped it.
    Interrupted,
}

impl TargetError {
    pub(crate) fn new(kind: TargetErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
