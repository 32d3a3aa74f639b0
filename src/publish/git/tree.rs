//! What a tree has, and in what two trees differ.

use std::collections::BTreeMap;

use super::repository::{Oid, Repository};
use crate::publish::target::TargetError;

/// The paths of a tree, each with the object there.
pub(super) fn files(
    repository: &Repository,
    tree: &Oid,
) -> Result<BTreeMap<String, Entry>, TargetError> {
    let program = repository.git(["ls-tree", "-r", "-z", "--full-tree", tree.as_str()]);
    let listed = repository.local(program, "list what is published")?;
    let listed = String::from_utf8_lossy(&listed);
    // `MODE TYPE OBJECT`, a tab, and the path.
    let entries = listed.split('\0').filter_map(|line| {
        let (fields, path) = line.split_once('\t')?;
        let mut fields = fields.split(' ');
        let (mode, _, object) = (fields.next()?, fields.next()?, fields.next()?);
        Some((path.to_owned(), Entry { mode: mode.to_owned(), object: Oid::parse(object)? }))
    });
    Ok(entries.collect())
}

/// What is at a path of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    mode: String,
    pub(super) object: Oid,
}

impl Entry {
    /// Whether it is a commit of another repository, which is not here.
    pub(super) fn is_submodule(&self) -> bool {
        self.mode == "160000"
    }
}

/// The paths at which two trees differ.
pub(super) fn difference(
    repository: &Repository,
    old: &Oid,
    new: &Oid,
) -> Result<Vec<String>, TargetError> {
    let (old, new) = (old.as_str(), new.as_str());
    let options = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new];
    let listed = repository.local(repository.git(options), "compare with what is published")?;
    let listed = String::from_utf8_lossy(&listed);
    Ok(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// The size of each file of a tree; the files must be on this machine.
pub(super) fn sizes(
    repository: &Repository,
    files: &BTreeMap<String, Entry>,
) -> Result<Vec<u64>, TargetError> {
    let is_here = |entry: &&Entry| !entry.is_submodule();
    let names: String =
        files.values().filter(is_here).flat_map(|entry| [entry.object.as_str(), "\n"]).collect();
    let program = repository.git(["cat-file", "--batch-check=%(objectsize)"]).stdin(names);
    let listed = repository.local(program, "find the sizes of files")?;
    let listed = String::from_utf8_lossy(&listed);
    let mut sizes = listed.lines().map(|line| line.parse().unwrap_or_default());
    let size = |entry| if is_here(&entry) { sizes.next().unwrap_or_default() } else { 0 };
    Ok(files.values().map(size).collect())
}
