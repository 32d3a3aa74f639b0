//! The record of a publish: a commit under a ref of its own, which no host shows as a page.
//!
//! Its tree has the manifest and, as `site`, the tree that was published. So it takes no room, and shows
//! what others have changed on the branch since. Its parent is the record of the publish before.

use std::collections::BTreeSet;
use std::time::Duration;

use super::failure;
use super::identity::Identity;
use super::repository::{Oid, Repository};
use crate::publish::manifest::PublishedManifest;
use crate::publish::target::{TargetError, TargetErrorKind};

const MANIFEST: &str = "manifest.json";
const SITE: &str = "site";
/// The line that names the commit of the branch.
const COMMIT: &str = "Commit: ";
const FETCH_LIMIT: Duration = Duration::from_secs(600);
const MAX_MANIFEST: usize = 512 << 20;

/// What a new record has.
pub(super) struct NewRecord<'a> {
    pub(super) manifest: &'a [u8],
    /// The commit of the branch, if there is a branch.
    pub(super) commit: Option<&'a Oid>,
    /// Its tree.
    pub(super) site: &'a Oid,
    /// The record of the publish before, if it is kept.
    pub(super) before: Option<&'a Oid>,
}

/// Makes a record.
pub(super) fn make(
    repository: &Repository,
    new: &NewRecord<'_>,
    identity: &Identity,
) -> Result<Oid, TargetError> {
    let what = "make the record of the publish";
    let blob = repository.git(["hash-object", "-w", "--stdin"]).stdin(new.manifest);
    let blob = repository.object(blob, what)?;
    let entries =
        format!("100644 blob {blob}\t{MANIFEST}\n040000 tree {}\t{SITE}\n", new.site.as_str());
    let tree = repository.object(repository.git(["mktree"]).stdin(entries), what)?;
    let Identity { author, committer } = identity;
    let parent = new.before.map(|oid| format!("parent {oid}\n")).unwrap_or_default();
    let line = new.commit.map(|oid| format!("\n{COMMIT}{oid}\n")).unwrap_or_default();
    let commit = format!(
        "tree {tree}\n{parent}author {author}\ncommitter {committer}\n\nWhat digest has published\n{line}"
    );
    let program = repository.git(["hash-object", "-t", "commit", "-w", "--stdin"]).stdin(commit);
    repository.object(program, what)
}

/// A record that is on this machine.
pub(super) struct PublishRecord {
    pub(super) oid: Oid,
    /// The commit that was published.
    pub(super) commit: Option<Oid>,
    /// The tree that was published.
    pub(super) site: Oid,
    /// The record of the publish before.
    pub(super) before: Option<Oid>,
}

impl PublishRecord {
    pub(super) fn open(repository: &Repository, oid: &Oid) -> Result<Self, TargetError> {
        let what = "read the record of the last publish";
        let text = repository.local(repository.git(["cat-file", "commit", oid.as_str()]), what)?;
        let text = String::from_utf8_lossy(&text);
        let find = |start: &str| {
            let rest = text.lines().find_map(|line| line.strip_prefix(start));
            rest.and_then(Oid::parse)
        };
        let name = format!("{oid}:{SITE}");
        let program = repository.git(["rev-parse", "--verify", "--end-of-options", &name]);
        let site = repository.object(program, what)?;
        Ok(Self { oid: oid.clone(), commit: find(COMMIT), site, before: find("parent ") })
    }

    /// Its manifest.
    pub(super) fn manifest(&self, repository: &Repository) -> Result<Vec<u8>, TargetError> {
        let name = format!("{}:{MANIFEST}", self.oid);
        // The one file that git fetches by itself, if it is not here.
        let program = repository.git(["cat-file", "blob", &name]).env("GIT_NO_LAZY_FETCH", "0");
        let output = program.max_output(MAX_MANIFEST).run(FETCH_LIMIT)?;
        if output.code == Some(0) {
            return Ok(output.stdout);
        }
        Err(failure::at_remote(&output, "read the manifest"))
    }
}

/// A manifest in which the bytes at some paths are unknown, because others have changed them.
pub(super) fn with_unknown(manifest: Vec<u8>, paths: &[String]) -> Vec<u8> {
    let paths: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let Ok(mut parsed) = PublishedManifest::parse(&manifest) else { return manifest };
    for (path, file) in &mut parsed.files {
        if paths.contains(path.as_str()) {
            file.fingerprint = None;
        }
    }
    parsed.to_json()
}

/// Reads a manifest that is needed.
pub(super) fn parse(manifest: &[u8]) -> Result<PublishedManifest, TargetError> {
    PublishedManifest::parse(manifest).map_err(|error| {
        let message = format!("the manifest is damaged: {error}");
        TargetError::new(TargetErrorKind::Refused, message)
    })
}
