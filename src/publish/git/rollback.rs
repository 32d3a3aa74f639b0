//! Back to the publish before: a new commit that gives our files the contents that they had then.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::identity::Identity;
use super::import::{self, Base, Change, NewCommit};
use super::record::{self, PublishRecord};
use super::repository::{Oid, Repository};
use super::tip::{self, Tip};
use super::tree::{self, Entry};
use crate::hosting::is_fingerprinted;
use crate::publish::manifest::{ObsoleteFile, PublishedManifest};
use crate::publish::target::{TargetError, TargetErrorKind};

/// What is pushed to go back.
pub(super) struct Back {
    pub(super) commit: Oid,
    pub(super) site: Oid,
    pub(super) manifest: Vec<u8>,
    /// The record of the publish before that one: the next to go back to.
    pub(super) before: Option<Oid>,
    /// The name of the publish that is live again.
    pub(super) name: String,
}

/// Makes the commit.
pub(super) fn prepare(
    repository: &Repository,
    tip: &Tip,
    live: &BTreeMap<String, Entry>,
    identity: &Identity,
    now: Timestamp,
) -> Result<Back, TargetError> {
    let none = || {
        let message = "there is no publish before the current one";
        TargetError::new(TargetErrorKind::Unsupported, message)
    };
    let (Some(branch), Some((name, current))) = (&tip.branch, &tip.record) else {
        return Err(none());
    };
    let current = PublishRecord::open(repository, current)?;
    let before = current.before.as_ref().ok_or_else(none)?;
    // That one, and the one before it, to which the next rollback leads.
    tip::fetch_refs(repository, [name.as_str()], "3")?;
    let before = PublishRecord::open(repository, before)?;
    let old = record::parse(&before.manifest(repository)?)?;
    let new = record::parse(&current.manifest(repository)?)?;

    let then = tree::files(repository, &before.site)?;
    let changes = changes(&old, &new, live, &then);
    let missing: Vec<&str> = changes
        .values()
        .filter_map(|change| match change {
            Change::Restore(object) => Some(object.as_str()),
            Change::Put { .. } | Change::Delete => None,
        })
        .collect();
    let missing = missing_objects(repository, &missing)?;
    tip::fetch_objects(repository, &missing.iter().map(Oid::as_str).collect::<Vec<_>>())?;

    let label = before.commit.as_ref().unwrap_or(&before.oid).short().to_owned();
    let label = format!("{label} of {}", old.time);
    let commit = NewCommit {
        message: format!("Go back to the publish {label}\n\n{}\n", old.base_url),
        author: &identity.author,
        committer: &identity.committer,
        base: Base::Parent(branch),
        changes,
    };
    let commit = import::commit(repository, None, commit)?;
    let site = repository.tree_of(&commit)?;
    let manifest = manifest(old, new, now).to_json();
    Ok(Back { commit, site, manifest, before: before.before, name: label })
}

/// What becomes of our files: each gets what it had then. What is new since then goes, except assets that
/// open pages may still load.
fn changes(
    old: &PublishedManifest,
    new: &PublishedManifest,
    live: &BTreeMap<String, Entry>,
    then: &BTreeMap<String, Entry>,
) -> BTreeMap<String, Change> {
    let mut changes = BTreeMap::new();
    for path in old.files.keys() {
        let Some(entry) = then.get(path.as_str()) else { continue };
        if live.get(path.as_str()) != Some(entry) {
            changes.insert(path.to_string(), Change::Restore(entry.object.clone()));
        }
    }
    for path in new.files.keys().filter(|path| !old.files.contains_key(*path)) {
        if !is_fingerprinted(path.as_str()) && live.contains_key(path.as_str()) {
            changes.insert(path.to_string(), Change::Delete);
        }
    }
    changes
}

/// The manifest of then, as the newest one.
fn manifest(old: PublishedManifest, new: PublishedManifest, now: Timestamp) -> PublishedManifest {
    let number = new.number + 1;
    let mut obsolete = new.obsolete;
    for (path, file) in new.files {
        if is_fingerprinted(path.as_str()) {
            obsolete.insert(path, ObsoleteFile { file, since: now, number });
        }
    }
    obsolete.retain(|path, _| !old.files.contains_key(path));
    PublishedManifest { number, time: now, obsolete, ..old }
}

/// Those of some objects that are not on this machine.
fn missing_objects(repository: &Repository, names: &[&str]) -> Result<Vec<Oid>, TargetError> {
    let program = repository.git(["cat-file", "--batch-check=%(objectname)"]);
    let listed =
        repository.local(program.stdin(names.join("\n") + "\n"), "find what is missing")?;
    let listed = String::from_utf8_lossy(&listed);
    let missing = listed.lines().filter_map(|line| line.strip_suffix(" missing"));
    Ok(missing.filter_map(Oid::parse).collect())
}
