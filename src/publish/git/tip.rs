//! What the remote has: the branch, and the record of what was published.

use std::time::Duration;

use super::failure;
use super::repository::{Oid, REMOTE, Repository};
use crate::publish::target::{TargetError, TargetErrorKind};

const ASK_LIMIT: Duration = Duration::from_secs(120);
const FETCH_LIMIT: Duration = Duration::from_secs(1_800);

/// The names of the refs of one target.
#[derive(Clone, Debug)]
pub(super) struct Refs {
    pub(super) branch: String,
    /// Where the record is, which nothing shows: the first of these that is there. Hosts that allow
    /// only branches get the second.
    pub(super) records: [String; 2],
}

impl Refs {
    pub(super) fn of(branch: &str) -> Self {
        Self {
            branch: format!("refs/heads/{branch}"),
            records: [
                format!("refs/digest/{branch}"),
                format!("refs/heads/digest-record/{branch}"),
            ],
        }
    }
}

/// What a remote had when it was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Tip {
    pub(super) branch: Option<Oid>,
    /// The name of its ref, and its commit.
    pub(super) record: Option<(String, Oid)>,
}

impl Tip {
    /// Asks the remote.
    pub(super) fn ask(repository: &Repository, refs: &Refs) -> Result<Self, TargetError> {
        let [first, second] = &refs.records;
        let program = repository.git(["ls-remote", REMOTE, &refs.branch, first, second]);
        let output = program.run(ASK_LIMIT)?;
        if output.code != Some(0) {
            return Err(failure::at_remote(&output, "ask the remote"));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let find = |wanted: &str| {
            let line = text.lines().find_map(|line| {
                line.split_once('\t').filter(|(_, name)| *name == wanted).map(|(oid, _)| oid)
            });
            line.map(|oid| {
                Oid::parse(oid).ok_or_else(|| {
                    let message = "the remote uses SHA-256, which git cannot fetch from here";
                    TargetError::new(TargetErrorKind::Unsupported, message)
                })
            })
        };
        let mut record = None;
        for name in &refs.records {
            if record.is_none() {
                record = find(name).transpose()?.map(|oid| (name.clone(), oid));
            }
        }
        Ok(Self { branch: find(&refs.branch).transpose()?, record })
    }

    /// Makes sure that the commits and trees are on this machine; files are fetched where they are needed.
    pub(super) fn fetch(&self, repository: &Repository, refs: &Refs) -> Result<(), TargetError> {
        let branch = self.branch.iter().map(|oid| (refs.branch.as_str(), oid));
        let record = self.record.iter().map(|(name, oid)| (name.as_str(), oid));
        let mut missing = Vec::new();
        for (name, oid) in branch.chain(record) {
            if !repository.has(oid)? {
                missing.push((name, oid));
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        fetch_refs(repository, missing.iter().map(|(name, _)| *name), "1")?;
        for (name, oid) in missing {
            if !repository.has(oid)? {
                let message = format!("`{name}` of the remote has changed meanwhile");
                return Err(
                    TargetError::new(TargetErrorKind::Conflict, message).help("publish again")
                );
            }
        }
        Ok(())
    }
}

/// Fetches the newest commits of some refs, without the files.
pub(super) fn fetch_refs<'a>(
    repository: &Repository,
    names: impl IntoIterator<Item = &'a str>,
    depth: &str,
) -> Result<(), TargetError> {
    let depth = format!("--depth={depth}");
    let options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", &depth];
    let program = repository.git(["fetch"]).args(options).args([REMOTE]).args(names);
    let output = program.run(FETCH_LIMIT)?;
    if output.code == Some(0) { Ok(()) } else { Err(failure::at_remote(&output, "fetch")) }
}

/// Fetches files that are in a tree and not on this machine.
pub(super) fn fetch_files(repository: &Repository, tree: &Oid) -> Result<(), TargetError> {
    let arguments =
        ["rev-list", "--objects", "--no-object-names", "--missing=print", tree.as_str()];
    let listed = repository.local(repository.git(arguments), "find what is missing")?;
    let listed = String::from_utf8_lossy(&listed);
    let missing: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix('?')).collect();
    fetch_objects(repository, &missing)
}

/// Fetches objects by their names.
pub(super) fn fetch_objects(repository: &Repository, names: &[&str]) -> Result<(), TargetError> {
    if names.is_empty() {
        return Ok(());
    }
    let arguments = [
        "-c",
        "fetch.negotiationAlgorithm=noop",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--filter=blob:none",
        "--stdin",
        REMOTE,
    ];
    let program = repository.git(arguments).stdin(names.join("\n") + "\n");
    let output = program.run(FETCH_LIMIT)?;
    if output.code == Some(0) { Ok(()) } else { Err(failure::at_remote(&output, "fetch files")) }
}
