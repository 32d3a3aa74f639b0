//! The execution of a decided commit, for the first time or again after a crash.

use std::io::Read;
use std::path::Path;

use rustix::io::Errno;

use super::directory::WritableDir;
use super::error::WriteError;
use super::journal::{Journal, Step};
use super::names::{MANIFEST, split};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// A decided commit and the directories in which it is carried out.
pub(super) struct Replay<'a> {
    journal: &'a Journal,
    path: &'a Path,
    /// The directory of the stage and the one of the output that were used last.
    last: [Option<(String, WritableDir)>; 2],
    /// The stage, which may be gone when all steps are done, and the output.
    roots: [Option<&'a WritableDir>; 2],
    output: &'a WritableDir,
}

const FROM: usize = 0;
const TO: usize = 1;

impl<'a> Replay<'a> {
    /// Prepares to carry out `journal`, which is at `path`.
    pub(super) fn new(
        journal: &'a Journal,
        path: &'a Path,
        stage: Option<&'a WritableDir>,
        output: &'a WritableDir,
    ) -> Self {
        Self { journal, path, last: [None, None], roots: [stage, Some(output)], output }
    }

    /// Does some steps in order.
    pub(super) fn run<'s>(
        &mut self,
        steps: impl IntoIterator<Item = &'s Step>,
    ) -> Result<(), WriteError> {
        steps.into_iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Result<(), WriteError> {
        match step {
            Step::Remove(path) => self.remove(path.as_str()),
            Step::RemoveDirectory(path) => self.remove_directory(path.as_str()),
            Step::Place { from, to, fingerprint } => {
                if self.place(from.as_str(), to.as_str())? {
                    return Ok(());
                }
                // Not staged any more: done before, or lost.
                self.check_placed(to, *fingerprint)
            }
        }
    }

    /// Removes a file. It is gone already if there is none, or if its path is a directory now.
    fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        self.last[TO] = None;
        let (above, name) = split(path);
        match self.output.open_directory(above).and_then(|directory| directory.remove_file(name)) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ISDIR) => Ok(()),
            // macOS says so of directories.
            Err(Errno::PERM) if self.output.open_directory(path).is_ok() => Ok(()),
            Err(errno) => Err(self.output.error("remove", path, errno)),
        }
    }

    /// Removes a directory unless somebody else keeps something in it.
    fn remove_directory(&mut self, path: &str) -> Result<(), WriteError> {
        self.last[TO] = None;
        let (above, name) = split(path);
        match self
            .output
            .open_directory(above)
            .and_then(|directory| directory.remove_directory(name))
        {
            Ok(())
            | Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NOTEMPTY | Errno::EXIST) => {
                Ok(())
            }
            Err(errno) => Err(self.output.error("remove the directory", path, errno)),
        }
    }

    /// Renames a staged file to its place; `false` if there is no such file in the stage.
    fn place(&mut self, from: &str, to: &str) -> Result<bool, WriteError> {
        let ((from_above, from_name), (to_above, to_name)) = (split(from), split(to));
        match self.enter(FROM, from_above, WritableDir::open_directory) {
            Ok(()) => {}
            Err(Errno::NOENT) => return Ok(false),
            Err(errno) => return Err(WriteError::io("open", self.path, errno)),
        }
        self.enter(TO, to_above, WritableDir::open_or_create_directory)
            .map_err(|errno| self.output.error("create the directory", to_above, errno))?;
        let [Some((_, source)), Some((_, target))] = &self.last else { return Ok(false) };
        match source.rename(from_name, target, to_name) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(self.output.error("move into place", to, errno)),
        }
    }

    /// Opens a directory below one of the roots, unless it is the one used last.
    fn enter(
        &mut self,
        side: usize,
        path: &str,
        open: fn(&WritableDir, &str) -> Result<WritableDir, Errno>,
    ) -> Result<(), Errno> {
        if self.last[side].as_ref().is_some_and(|(last, _)| last == path) {
            return Ok(());
        }
        // Closed first: descriptors may be few.
        self.last[side] = None;
        let root = self.roots[side].ok_or(Errno::NOENT)?;
        self.last[side] = Some((path.into(), open(root, path)?));
        Ok(())
    }

    fn check_placed(&self, path: &OutputPath, fingerprint: Fingerprint) -> Result<(), WriteError> {
        let found = read(self.output, path.as_str()).map(|bytes| Fingerprint::of(&bytes)).ok();
        let is_placed = match found {
            // The joint manifest may have been replaced by the final one.
            Some(found) if path.as_str() == MANIFEST => self.journal.manifests().contains(&found),
            found => found == Some(fingerprint),
        };
        if is_placed {
            return Ok(());
        }
        let reason = format!("cannot be finished: `{path}` is neither staged nor in place");
        Err(WriteError::Journal { path: self.path.into(), reason })
    }
}

/// Reads a file below a directory.
pub(super) fn read(directory: &WritableDir, path: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    directory.open_file(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
