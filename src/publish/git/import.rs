//! A new commit: what git's `fast-import` reads.
//!
//! It takes files and commit in one stream and writes one pack, whatever the number of files. Each file
//! is read here, and compared with what the build wrote, so a build that runs meanwhile is noticed.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::repository::{Oid, Repository};
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;
use crate::publish::target::TargetError;

/// The ref of the newest commit, which keeps it and what it needs when our repository is cleaned up.
const NEW: &str = "refs/digest/new";

/// What becomes of a path.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// It gets this file of the output directory.
    Put {
        fingerprint: Fingerprint,
        size: u64,
    },
    /// It gets a file that the repository has.
    Restore(Oid),
    Delete,
}

/// What a commit is made of.
pub(super) struct NewCommit<'a> {
    pub(super) message: String,
    /// `Name <address> time zone`.
    pub(super) author: &'a str,
    pub(super) committer: &'a str,
    pub(super) base: Base<'a>,
    pub(super) changes: BTreeMap<String, Change>,
}

/// What a commit begins with.
#[derive(Clone, Copy)]
pub(super) enum Base<'a> {
    Nothing,
    /// This commit is its parent.
    Parent(&'a Oid),
    /// It has this tree, and no parent.
    Tree(&'a Oid),
}

/// Makes a commit.
pub(super) fn commit(
    repository: &Repository,
    output: Option<Files>,
    new: NewCommit<'_>,
) -> Result<Oid, TargetError> {
    let options = ["fast-import", "--quiet", "--force", "--done", "--date-format=raw"];
    let program = repository.git(options).stdin_from(Stream::new(output, new));
    repository.object(program, "make a commit")
}

/// The stream, made a file at a time.
struct Stream {
    output: Option<Files>,
    puts: std::vec::IntoIter<(String, Fingerprint, u64)>,
    /// How many files came already; each has its number as its mark.
    count: usize,
    commit: Option<Vec<u8>>,
    current: io::Cursor<Vec<u8>>,
}

impl Stream {
    fn new(output: Option<Files>, new: NewCommit<'_>) -> Self {
        let NewCommit { message, author, committer, base, changes } = new;
        let mut puts = Vec::new();
        // What goes comes first, so that a directory may take the place of a file.
        let (mut deletes, mut additions) = (Vec::new(), Vec::new());
        for (path, change) in changes {
            match change {
                Change::Put { fingerprint, size } => {
                    additions.push(format!("M 100644 :{} {path}\n", puts.len() + 1));
                    puts.push((path, fingerprint, size));
                }
                Change::Restore(object) => additions.push(format!("M 100644 {object} {path}\n")),
                Change::Delete => deletes.push(format!("D {path}\n")),
            }
        }
        let (deletes, additions) = (deletes.concat(), additions.concat());
        let mark = puts.len() + 1;
        let start = match base {
            Base::Nothing => String::new(),
            Base::Parent(commit) => format!("from {commit}\n"),
            Base::Tree(tree) => format!("M 040000 {tree} \"\"\n"),
        };
        let commit = format!(
            "commit {NEW}\nmark :{mark}\nauthor {author}\ncommitter {committer}\ndata {}\n{message}\n\
             {start}{deletes}{additions}\nget-mark :{mark}\ndone\n",
            message.len()
        );
        Self {
            output,
            puts: puts.into_iter(),
            count: 0,
            commit: Some(commit.into_bytes()),
            current: io::Cursor::default(),
        }
    }

    /// The next part of the stream; empty at its end.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        let Some((path, fingerprint, size)) = self.puts.next() else {
            return Ok(self.commit.take().unwrap_or_default());
        };
        self.count += 1;
        let bytes = self.read_file(&path, fingerprint, size)?;
        let mut part = format!("blob\nmark :{}\ndata {}\n", self.count, bytes.len()).into_bytes();
        part.extend(bytes);
        part.push(b'\n');
        Ok(part)
    }

    fn read_file(&self, path: &str, fingerprint: Fingerprint, size: u64) -> io::Result<Vec<u8>> {
        let changed = |why: &str| io::Error::other(format!("cannot publish `{path}`: {why}"));
        let (Some(output), Some(source)) = (&self.output, SourcePath::new(path)) else {
            return Err(changed("there is no output directory"));
        };
        let contents =
            output.read(&source, size).map_err(|diagnostic| changed(&diagnostic.message))?;
        if contents.fingerprint != fingerprint {
            return Err(changed("it has changed since the build"));
        }
        Ok(contents.bytes)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.current.read(buffer)?;
        if bytes > 0 {
            return Ok(bytes);
        }
        self.current = io::Cursor::new(self.next()?);
        self.current.read(buffer)
    }
}
