//! Tests of whole commits: a site in a temporary directory, and trees written as lists.

mod commits;
mod crashes;
mod directory_cache;
mod guards;
mod kept;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;
use crate::paths::OutputPath;

/// A tree of files: path and content. A directory without files ends in `/` and has no content.
type Tree = BTreeMap<String, String>;

/// A site in a temporary directory.
struct Site {
    directory: tempfile::TempDir,
    output: PathBuf,
}

impl Site {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("content")).unwrap();
        let output = directory.path().join("public");
        Self { directory, output }
    }

    fn root(&self) -> &Path {
        self.directory.path()
    }

    fn target(&self) -> OutputTarget {
        OutputTarget { site_root: self.root().into(), output: self.output.clone() }
    }

    fn open(&self, options: CommitOptions) -> Result<Commit, WriteError> {
        Commit::open(&self.target(), &CommitOptions { wait: Duration::from_millis(30), ..options })
    }

    fn build(&self, files: &Tree, options: CommitOptions) -> Result<CommitReport, WriteError> {
        let commit = self.open(options)?;
        put_all(&commit, files)?;
        commit.finish(&|| false)
    }

    /// Builds a tree, which must succeed.
    fn built(&self, files: &[(&str, &str)]) -> CommitReport {
        self.build(&tree(files), CommitOptions::default()).unwrap()
    }

    /// Writes a file into the output that is not ours.
    fn plant(&self, path: &str, content: &str) {
        let path = self.output.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The output without the manifest.
    fn tree(&self) -> Tree {
        let mut tree = read_tree(&self.output);
        tree.remove(MANIFEST);
        tree
    }

    fn assert_tree(&self, files: &[(&str, &str)]) {
        assert_eq!(self.tree(), tree(files));
    }

    /// Neither a stage nor a journal is left over.
    fn assert_tidy(&self) {
        let left: Vec<_> = fs::read_dir(self.root().join(".digest"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["lock"]);
    }
}

fn put_all(commit: &Commit, files: &Tree) -> Result<(), WriteError> {
    files.iter().try_for_each(|(path, content)| {
        let phase = match path.rsplit_once('.') {
            Some((_, "css")) => Phase::Asset,
            Some((_, "xml")) => Phase::Feed,
            _ if path.contains("list") => Phase::List,
            _ => Phase::Page,
        };
        commit.put(&output_path(path), content.as_bytes(), phase).map(|_| ())
    })
}

fn output_path(path: &str) -> OutputPath {
    OutputPath::new(path).unwrap()
}

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, content)| ((*path).into(), (*content).into())).collect()
}

fn read_tree(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in walkdir::WalkDir::new(directory).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(directory).unwrap().to_str().unwrap().to_string();
        if entry.path_is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            tree.insert(path, format!("-> {}", target.display()));
        } else if entry.file_type().is_file() {
            tree.insert(path, fs::read_to_string(entry.path()).unwrap());
        } else if fs::read_dir(entry.path()).unwrap().next().is_none() {
            tree.insert(format!("{path}/"), String::new());
        }
    }
    tree
}

fn force() -> CommitOptions {
    CommitOptions { force: true, ..CommitOptions::default() }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, WriteError>) -> WriteRefusal {
    match result {
        Err(WriteError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
