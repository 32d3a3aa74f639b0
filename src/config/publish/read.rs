//! How `[publish.NAME]` is read.
//!
//! In: the tables. Out: targets, sorted by name; problems are reported.

use super::secrets::is_secret;
use super::values::{self, STORE_HELP};
use super::{
    AfterPublish, AzureConfig, DirectoryConfig, GcsConfig, GitConfig, GitHistory, HeaderRule,
    PublishConfig, PublishKind, RsyncConfig, S3Config,
};
use crate::config::reader::{Complaint, Section};
use crate::diagnostics::Code;

/// How many releases are kept, unless the table says it. With fewer than two there is no way back.
const KEEP: usize = 5;
const KEEP_RANGE: std::ops::RangeInclusive<usize> = 2..=1_000;

/// The most that `max_deletes` may say.
const MAX_DELETES: usize = 1_000_000;

const HISTORY: [(&str, GitHistory); 2] =
    [("keep", GitHistory::Keep), ("squash", GitHistory::Squash)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    S3,
    Gcs,
    Azure,
    Directory,
    Rsync,
    Git,
}

impl Kind {
    /// The kinds with their names, and the keys that not all of them have.
    const ALL: [(&'static str, Self, &'static [&'static str]); 6] = [
        ("s3", Self::S3, &["bucket", "prefix", "region", "endpoint", "allow_http"]),
        ("gcs", Self::Gcs, &["bucket", "prefix", "endpoint", "allow_http"]),
        ("azure", Self::Azure, &["account", "container", "prefix", "endpoint", "allow_http"]),
        ("directory", Self::Directory, &["path", "keep"]),
        ("rsync", Self::Rsync, &["host", "path", "keep"]),
        ("git", Self::Git, &["remote", "branch", "history"]),
    ];

    /// Where credentials come from.
    fn credentials(self) -> &'static str {
        match self {
            Self::S3 => {
                "remove it, and set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the \
                 environment"
            }
            Self::Gcs => {
                "remove it, and set `GOOGLE_APPLICATION_CREDENTIALS` in the environment to the path \
                 of the key file"
            }
            Self::Azure => "remove it, and set `AZURE_STORAGE_ACCOUNT_KEY` in the environment",
            Self::Directory => "remove it; a directory needs no credentials",
            Self::Rsync => {
                "remove it, and use a key: `ssh` takes it from the agent or its configuration"
            }
            Self::Git => {
                "remove it; git has the credentials, from its credential helper or the SSH agent"
            }
        }
    }
}

/// Reads all targets.
pub(in crate::config) fn read(top: &mut Section<'_, '_>) -> Vec<PublishConfig> {
    let targets = top.named_sections(
        "publish",
        |name, source, table| {
            let is_named = match values::check_name(name) {
                Ok(()) => true,
                Err(complaint) => {
                    table.report(source, Code::ConfigValue, complaint);
                    false
                }
            };
            target(name, table).filter(|_| is_named)
        },
        is_secret,
    );
    targets.into_iter().flatten().collect()
}

fn target(name: &str, table: &mut Section<'_, '_>) -> Option<PublishConfig> {
    table.require("kind");
    let kinds = Kind::ALL.map(|(name, kind, _)| (name, Some(kind)));
    let known = table.one_of("kind", &kinds, None);
    let kind = match known {
        Some(Kind::S3) => s3(table),
        Some(Kind::Gcs) => gcs(table),
        Some(Kind::Azure) => azure(table),
        Some(Kind::Directory) => directory(table),
        Some(Kind::Rsync) => rsync(table),
        Some(Kind::Git) => git(table),
        None => {
            any(table);
            None
        }
    };
    reject_keys(table, known);
    let base_url = table.parsed("base_url", values::base_url);
    let max_deletes =
        table.has("max_deletes").then(|| table.integer("max_deletes", &(0..=MAX_DELETES), 0));
    let headers = table.sections("headers", header_rule).into_iter().flatten().collect();
    let purge = |text: &str| values::after_address(text).map(|url| AfterPublish::Purge { url });
    let after = table.texts_and_sections("after", purge, index_now);
    Some(PublishConfig {
        name: name.to_owned(),
        kind: kind?,
        base_url,
        max_deletes,
        headers,
        after,
    })
}

/// Reports keys that another kind has, and those that are no place for a secret.
fn reject_keys(table: &mut Section<'_, '_>, kind: Option<Kind>) {
    table.reject_keys(|key| {
        if is_secret(key) {
            let help = kind.map_or(STORE_HELP, Kind::credentials);
            let message = "is a secret, which has no place in this file";
            return Some((Code::ConfigSecret, Complaint::secret(message).help(help)));
        }
        let (kind_name, _, keys) = Kind::ALL.iter().find(|(_, known, _)| Some(*known) == kind)?;
        let has_key = |(_, _, keys): &&(_, _, &[&str])| keys.contains(&key);
        let others: Vec<String> =
            Kind::ALL.iter().filter(has_key).map(|(name, ..)| format!("`{name}`")).collect();
        if keys.contains(&key) || others.is_empty() {
            return None;
        }
        let message = format!(
            "is a key of targets of the kind {}, not of `{kind_name}`",
            others.join(" and ")
        );
        let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let help = format!("`{kind_name}` has {}", keys.join(", "));
        Some((Code::ConfigUnknownKey, Complaint::new(message).help(help)))
    });
}

/// Reads the keys of all kinds, where nobody knows which kind it is.
fn any(table: &mut Section<'_, '_>) {
    for (_, _, keys) in Kind::ALL {
        for key in keys {
            match *key {
                "allow_http" => _ = table.boolean(key, false),
                "keep" => _ = table.integer(key, &KEEP_RANGE, KEEP),
                "history" => _ = table.one_of(key, &HISTORY, GitHistory::Keep),
                _ => _ = table.text(key),
            }
        }
    }
}

fn s3(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("bucket");
    let bucket = table.parsed("bucket", |text| values::bucket(text, 63));
    let prefix = table.parsed("prefix", values::prefix).unwrap_or_default();
    let region = table.parsed("region", values::region);
    let (endpoint, allow_http) = endpoint(table);
    Some(PublishKind::S3(S3Config { bucket: bucket?, prefix, region, endpoint, allow_http }))
}

fn gcs(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("bucket");
    let bucket = table.parsed("bucket", |text| values::bucket(text, 222));
    let prefix = table.parsed("prefix", values::prefix).unwrap_or_default();
    let (endpoint, allow_http) = endpoint(table);
    Some(PublishKind::Gcs(GcsConfig { bucket: bucket?, prefix, endpoint, allow_http }))
}

fn azure(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("account");
    table.require("container");
    let account = table.parsed("account", values::account);
    let container = table.parsed("container", |text| values::bucket(text, 63));
    let prefix = table.parsed("prefix", values::prefix).unwrap_or_default();
    let (endpoint, allow_http) = endpoint(table);
    let (account, container) = (account?, container?);
    Some(PublishKind::Azure(AzureConfig { account, container, prefix, endpoint, allow_http }))
}

fn endpoint(table: &mut Section<'_, '_>) -> (Option<String>, bool) {
    let allow_http = table.boolean("allow_http", false);
    (table.parsed("endpoint", |text| values::endpoint(text, allow_http)), allow_http)
}

fn directory(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("path");
    let path = table.parsed("path", values::directory);
    let keep = table.integer("keep", &KEEP_RANGE, KEEP);
    Some(PublishKind::Directory(DirectoryConfig { path: path?, keep }))
}

fn rsync(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("host");
    table.require("path");
    let host = table.parsed("host", values::ssh_host);
    let path = table.parsed("path", values::far_path);
    let keep = table.integer("keep", &KEEP_RANGE, KEEP);
    Some(PublishKind::Rsync(RsyncConfig { host: host?, path: path?, keep }))
}

fn git(table: &mut Section<'_, '_>) -> Option<PublishKind> {
    table.require("branch");
    let remote = if table.has("remote") {
        table.parsed("remote", values::remote)
    } else {
        Some("origin".into())
    };
    let branch = table.parsed("branch", values::branch);
    let history = table.one_of("history", &HISTORY, GitHistory::Keep);
    Some(PublishKind::Git(GitConfig { remote: remote?, branch: branch?, history }))
}

fn header_rule(table: &mut Section<'_, '_>) -> Option<HeaderRule> {
    table.require("match");
    let matches = table.parsed("match", values::glob);
    let cache_control = table.parsed("cache_control", values::header);
    let content_type = table.parsed("content_type", values::media_type);
    let content_encoding = table.parsed("content_encoding", values::header);
    Some(HeaderRule { matches: matches?, content_type, cache_control, content_encoding })
}

fn index_now(table: &mut Section<'_, '_>) -> Option<AfterPublish> {
    table.require("indexnow");
    table.require("key");
    let endpoint = table.parsed("indexnow", values::after_address);
    let key = table.parsed("key", values::index_now_key);
    Some(AfterPublish::IndexNow { endpoint: endpoint?, key: key? })
}
