//! The execution of a decided commit, for the first time or again after a crash.

use std::io::Read;
use std::path::Path;

use rustix::io::Errno;

use super::error::WriteError;
use super::folder::Folder;
use super::journal::{Journal, Step};
use super::names::{MANIFEST, split};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// A decided commit and the folders in which it is carried out.
pub(super) struct Replay<'a> {
    journal: &'a Journal,
    path: &'a Path,
    /// The folder of the stage and the one of the output that were used last.
    last: [Option<(String, Folder)>; 2],
    /// The stage, which may be gone when all steps are done, and the output.
    roots: [Option<&'a Folder>; 2],
    output: &'a Folder,
}

const FROM: usize = 0;
const TO: usize = 1;

impl<'a> Replay<'a> {
    /// Prepares to carry out `journal`, which lies at `path`.
    pub(super) fn new(
        journal: &'a Journal,
        path: &'a Path,
        stage: Option<&'a Folder>,
        output: &'a Folder,
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
            Step::RemoveFolder(path) => self.remove_folder(path.as_str()),
            Step::Place { from, to, fingerprint } => {
                if self.place(from.as_str(), to.as_str())? {
                    return Ok(());
                }
                // Not staged any more: done before, or lost.
                self.check_placed(to, *fingerprint)
            }
        }
    }

    /// Removes a file. It is gone already if there is none, or if its path is a folder now.
    fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        self.last[TO] = None;
        let (above, name) = split(path);
        match self.output.open_folder(above).and_then(|folder| folder.remove_file(name)) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ISDIR) => Ok(()),
            // macOS says so of folders.
            Err(Errno::PERM) if self.output.open_folder(path).is_ok() => Ok(()),
            Err(errno) => Err(self.output.error("remove", path, errno)),
        }
    }

    /// Removes a folder unless somebody else keeps something in it.
    fn remove_folder(&mut self, path: &str) -> Result<(), WriteError> {
        self.last[TO] = None;
        let (above, name) = split(path);
        match self.output.open_folder(above).and_then(|folder| folder.remove_folder(name)) {
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
        match self.enter(FROM, from_above, Folder::open_folder) {
            Ok(()) => {}
            Err(Errno::NOENT) => return Ok(false),
            Err(errno) => return Err(WriteError::io("open", self.path, errno)),
        }
        self.enter(TO, to_above, Folder::open_or_create_folder)
            .map_err(|errno| self.output.error("create the directory", to_above, errno))?;
        let [Some((_, source)), Some((_, target))] = &self.last else { return Ok(false) };
        match source.rename(from_name, target, to_name) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(self.output.error("move into place", to, errno)),
        }
    }

    /// Opens a folder below one of the roots, unless it is the one used last.
    fn enter(
        &mut self,
        side: usize,
        path: &str,
        open: fn(&Folder, &str) -> Result<Folder, Errno>,
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

/// Reads a file below a folder.
pub(super) fn read(folder: &Folder, path: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    folder.open_file(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
