//! The journal's file, and how an interrupted commit is finished.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::fd::AsFd;
use rustix::io::{Errno, retry_on_intr};

use super::directory::WritableDir;
use super::error::WriteError;
use super::journal::{Journal, StagePlace};
use super::manifest::OutputManifest;
use super::names::{MANIFEST, split};
use super::replay::{Replay, read};
use super::{CommitOptions, OutputTarget, guard, lock, stage};
use crate::fingerprint::Fingerprint;

/// The name of the directory of a site that contains our state.
pub(super) const HOME: &str = ".digest";

/// The place of a journal.
#[derive(Clone, Copy)]
pub(super) struct JournalFile<'a> {
    directory: &'a WritableDir,
    name: &'static str,
    temporary_name: &'static str,
}

impl<'a> JournalFile<'a> {
    /// The journal in the directory of our state.
    pub(super) fn in_home(directory: &'a WritableDir) -> Self {
        Self { directory, name: "journal", temporary_name: "journal.new" }
    }

    /// The journal in the output, for sites whose own directory cannot be written to.
    pub(super) fn in_output(directory: &'a WritableDir) -> Self {
        let (name, temporary_name) = (".digest-journal", ".digest-journal.new");
        Self { directory, name, temporary_name }
    }

    /// The full path.
    pub(super) fn path(&self) -> PathBuf {
        self.directory.path().join(self.name)
    }

    /// Writes the journal under its temporary name.
    pub(super) fn prepare(&self, journal: &Journal) -> Result<(), WriteError> {
        let text = journal.to_text();
        let error = |source: io::Error| {
            let path = self.directory.path().join(self.temporary_name);
            WriteError::sized("write", &path, text.len() as u64, source)
        };
        self.discard_prepared()?;
        let mut file =
            self.directory.create_file(self.temporary_name).map_err(|e| error(e.into()))?;
        let written = file.write_all(text.as_bytes()).and_then(|()| {
            retry_on_intr(|| rustix::fs::fsync(file.as_fd())).map_err(io::Error::from)
        });
        written.map_err(|source| {
            // On a full disk it would take what the next build needs.
            let _ = self.discard_prepared();
            error(source)
        })
    }

    /// Removes a journal that was prepared but never decided.
    pub(super) fn discard_prepared(&self) -> Result<(), WriteError> {
        match self.directory.remove_file(self.temporary_name) {
            Ok(()) | Err(Errno::NOENT | Errno::ROFS | Errno::ACCESS) => Ok(()),
            Err(errno) => Err(self.directory.error("remove", self.temporary_name, errno)),
        }
    }

    /// Gives the journal its final name: the commit is decided.
    pub(super) fn decide(&self) -> Result<(), WriteError> {
        self.directory
            .rename(self.temporary_name, self.directory, self.name)
            .map_err(|errno| self.directory.error("write", self.name, errno))
    }

    /// Makes the journal's name, or its absence, survive a power cut.
    pub(super) fn sync(&self) -> Result<(), WriteError> {
        self.directory.sync().map_err(|errno| self.directory.error("sync", "", errno))
    }

    /// Removes the journal: the commit is done.
    pub(super) fn remove(&self) -> Result<(), WriteError> {
        match self.directory.remove_file(self.name) {
            Ok(()) | Err(Errno::NOENT) => self.sync(),
            Err(errno) => Err(self.directory.error("remove", self.name, errno)),
        }
    }

    /// Reads the journal, if there is one.
    fn load(&self) -> Result<Option<Journal>, WriteError> {
        let bytes = match read(self.directory, self.name) {
            Ok(bytes) => bytes,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(WriteError::io("read", &self.path(), source)),
        };
        let damaged = |reason| WriteError::Journal { path: self.path(), reason };
        Journal::parse(&bytes).map(Some).map_err(damaged)
    }
}

/// Carries out all steps of a decided commit, makes them durable and removes the journal and
/// the stage. Whatever fails, the journal stays and this can be done again.
pub(super) fn complete(
    file: JournalFile<'_>,
    journal: &Journal,
    stage: Option<&WritableDir>,
    output: &WritableDir,
) -> Result<(), WriteError> {
    Replay::new(journal, &file.path(), stage, output).run(&journal.steps)?;
    output
        .sync_all(journal.directories().into_iter().flat_map(with_directories_above))
        .map_err(|errno| output.error("sync", "", errno))?;
    file.remove()?;
    // All is done; a stage that cannot be removed now is removed by the next commit.
    let _ = stage.map(|stage| stage::remove(stage.path()));
    Ok(())
}

/// Finishes the commit that a journal describes, if there is one; returns whether there was.
/// With `own_output`, the journal's output is locked by the caller already.
pub(super) fn recover(
    file: JournalFile<'_>,
    site: &Path,
    own_output: Option<&WritableDir>,
    options: &CommitOptions,
) -> Result<bool, WriteError> {
    let result = match file.load() {
        Ok(None) => return Ok(false),
        Ok(Some(journal)) => match own_output {
            Some(output) => finish(file, &journal, output),
            None => finish_elsewhere(file, &journal, site, options),
        },
        Err(error) => Err(error),
    };
    match result {
        Err(WriteError::Journal { .. }) if options.fresh => file.remove().map(|()| false),
        Err(error @ (WriteError::Journal { .. } | WriteError::Locked { .. })) => Err(error),
        Err(error) => Err(WriteError::Unfinished(Box::new(error))),
        Ok(()) => Ok(true),
    }
}

fn finish_elsewhere(
    file: JournalFile<'_>,
    journal: &Journal,
    site: &Path,
    options: &CommitOptions,
) -> Result<(), WriteError> {
    let path = site.join(&journal.output);
    let output = match WritableDir::open(&path) {
        Ok(output) => output,
        // The directory was deleted, and with it all that the commit could finish.
        Err(Errno::NOENT | Errno::NOTDIR) => return file.remove(),
        Err(errno) => return Err(WriteError::io("open", &path, errno)),
    };
    let _lock = lock::output(&output, options.wait)?;
    finish(file, journal, &output)
}

fn finish(
    file: JournalFile<'_>,
    journal: &Journal,
    output: &WritableDir,
) -> Result<(), WriteError> {
    if is_superseded(journal, output) {
        return file.remove();
    }
    let (parent, name) = match journal.stage {
        StagePlace::Site => (file.directory, stage::IN_SITE),
        StagePlace::Output => (output, stage::IN_OUTPUT),
    };
    match parent.open_directory(name) {
        Ok(stage) => complete(file, journal, Some(&stage), output),
        Err(Errno::NOENT) => complete(file, journal, None, output),
        Err(errno) => Err(parent.error("open", name, errno)),
    }
}

/// Whether another site was written to the output after the commit was interrupted: there is
/// a sound manifest, and it is none of those that the commit passes through.
fn is_superseded(journal: &Journal, output: &WritableDir) -> bool {
    let Ok(bytes) = read(output, MANIFEST) else { return false };
    OutputManifest::parse(&bytes).is_ok() && !journal.manifests().contains(&Fingerprint::of(&bytes))
}

/// A directory and all those above it.
fn with_directories_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| (!path.is_empty()).then(|| split(path).0))
}

/// A commit that was interrupted and waits for the next one to finish it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PendingJournal {
    /// The journal.
    pub path: PathBuf,
    /// The output directory that is only partly in place; nothing if the journal is damaged.
    pub output: Option<PathBuf>,
}

/// Looks for an interrupted commit, without touching it. While another process commits, its
/// journal is seen too.
pub(crate) fn pending_journal(target: &OutputTarget) -> Result<Option<PendingJournal>, WriteError> {
    let checked = guard::check(target)?;
    let home = WritableDir::open(&checked.site.join(HOME)).ok();
    let output = WritableDir::open(&checked.output).ok();
    let files =
        [home.as_ref().map(JournalFile::in_home), output.as_ref().map(JournalFile::in_output)];
    for file in files.into_iter().flatten() {
        let output = match file.load() {
            Ok(None) => continue,
            Ok(Some(journal)) => Some(checked.site.join(journal.output)),
            Err(WriteError::Journal { .. }) => None,
            Err(error) => return Err(error),
        };
        return Ok(Some(PendingJournal { path: file.path(), output }));
    }
    Ok(None)
}

/// Finishes an interrupted commit into an output directory, as the next commit would; tells whether
/// there was one.
pub(crate) fn finish_interrupted(target: &OutputTarget) -> Result<bool, WriteError> {
    if pending_journal(target)?.is_none() {
        return Ok(false);
    }
    let options = CommitOptions::default();
    let checked = guard::check(target)?;
    let mut recovered = false;
    let home = open_home(&checked.site)?;
    let _site_lock = home.as_ref().map(|home| lock::site(home, options.wait)).transpose()?;
    if let Some(home) = &home {
        recovered |= recover(JournalFile::in_home(home), &checked.site, None, &options)?;
    }
    if checked.exists {
        let output = WritableDir::open(&checked.output)
            .map_err(|errno| WriteError::io("open", &checked.output, errno))?;
        let _lock = lock::output(&output, options.wait)?;
        let file = JournalFile::in_output(&output);
        recovered |= recover(file, &checked.site, Some(&output), &options)?;
    }
    Ok(recovered)
}

/// Makes the directory of our state in a site and opens it. Gives nothing where the site cannot be
/// written to: the commit then keeps all it needs in the output directory.
pub(super) fn open_home(site: &Path) -> Result<Option<WritableDir>, WriteError> {
    let path = site.join(HOME);
    let error = |errno| WriteError::io("open", &path, errno);
    // One that is there is opened, whatever a system says to making it again: it may contain the
    // journal of a commit that waits to be finished.
    let directory = match WritableDir::open(&path) {
        Err(Errno::NOENT) => {
            match fs::create_dir(&path).map_err(|source| (source.kind(), source)) {
                Ok(()) | Err((io::ErrorKind::AlreadyExists, _)) => {}
                Err((io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied, _)) => {
                    return Ok(None);
                }
                Err((_, source)) => {
                    return Err(WriteError::io("create the directory", &path, source));
                }
            }
            WritableDir::open(&path).map_err(error)?
        }
        directory => directory.map_err(error)?,
    };
    match directory.check_writable() {
        Ok(()) => Ok(Some(directory)),
        Err(Errno::ROFS | Errno::ACCESS) => Ok(None),
        Err(errno) => Err(error(errno)),
    }
}
