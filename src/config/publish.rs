//! Where the site is published: the tables `[publish.NAME]`.

mod read;
mod secrets;
mod values;

pub(super) use read::read;

use super::address::BaseUrl;
use crate::paths::Glob;

/// A target of `digest publish`: `[publish.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishConfig {
    /// What the table calls it.
    pub(crate) name: String,
    pub(crate) kind: PublishKind,
    /// The base URL of the site at this target, if it differs from `base_url` of the site.
    pub(crate) base_url: Option<BaseUrl>,
    /// The most files that one publish may delete.
    pub(crate) max_deletes: Option<usize>,
    /// Of several rules that match, the last one counts.
    pub(crate) headers: Vec<HeaderRule>,
    /// What is requested after a publish.
    pub(crate) after: Vec<AfterPublish>,
}

/// The kind of a target, with what only that kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PublishKind {
    S3(S3Config),
    Gcs(GcsConfig),
    Azure(AzureConfig),
    Directory(DirectoryConfig),
    Rsync(RsyncConfig),
    Git(GitConfig),
}

/// A bucket of S3 or of a service with its interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct S3Config {
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) allow_http: bool,
}

/// A bucket of Google Cloud Storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GcsConfig {
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) allow_http: bool,
}

/// A container of Azure Blob Storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AzureConfig {
    pub(crate) account: String,
    pub(crate) container: String,
    pub(crate) prefix: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) allow_http: bool,
}

/// A directory on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DirectoryConfig {
    /// The symbolic link to the current release; relative to the site's directory.
    pub(crate) path: String,
    /// How many releases are kept.
    pub(crate) keep: usize,
}

/// A directory on another machine, over SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RsyncConfig {
    /// As `ssh` knows it.
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) keep: usize,
}

/// A branch of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GitConfig {
    pub(crate) remote: String,
    pub(crate) branch: String,
    pub(crate) history: GitHistory,
}

/// What becomes of the former commits of a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum GitHistory {
    /// Each publish is a commit on top of the last one; nothing is forced.
    #[default]
    Keep,
    /// The branch has only the commit of the last publish.
    Squash,
}

/// Headers for the files that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderRule {
    pub(crate) matches: Glob,
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_encoding: Option<String>,
}

/// What is requested after a publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AfterPublish {
    /// The changed URLs are sent to this address as `IndexNow` specifies (indexnow.org).
    IndexNow { endpoint: String, key: String },
    /// This address is requested with `POST`; the JSON body has the changed URLs.
    Purge { url: String },
}
