//! The beginning of a commit: guard, locks, recovery, and the place of the stage.

use std::path::Path;
use std::sync::Mutex;

use rustix::io::Errno;

use super::commit::Commit;
use super::created_directory::{CreatedDirectory, open_directory};
use super::directory::WritableDir;
use super::directory_cache::DirectoryCache;
use super::error::WriteError;
use super::manifest_file::ManifestFile;
use super::recovery::{self, JournalFile};
use super::stage::{self, Stage};
use super::{CommitOptions, OutputTarget, create, guard, lock};

impl Commit {
    /// Checks that the output may be written to, locks it, finishes an interrupted commit and
    /// makes an empty stage.
    pub fn open(target: &OutputTarget, options: &CommitOptions) -> Result<Self, WriteError> {
        let mut checked = guard::check(target)?;
        let home = recovery::open_home(&checked.site)?;
        let mut locks = Vec::new();
        let mut recovered = false;
        if let Some(home) = &home {
            locks.push(lock::site(home, options.wait)?);
            let file = JournalFile::in_home(home);
            recovered |= recovery::recover(file, &checked.site, None, options)?;
            file.discard_prepared()?;
            create::remove_temporary_files(home);
            // Another process may have made the output while this one waited for the lock.
            checked = guard::check(target)?;
        }
        let mut output = None;
        let mut compares = false;
        if checked.exists {
            let directory = open_directory(&checked.output)?;
            locks.push(lock::output(&directory, options.wait)?);
            let file = JournalFile::in_output(&directory);
            recovered |= recovery::recover(file, &checked.site, Some(&directory), options)?;
            compares = guard::check_ours(&directory, options.force)?;
            file.discard_prepared()?;
            stage::remove(&directory.path().join(stage::IN_OUTPUT))?;
            output = Some(directory);
        }
        let manifest = output.as_ref().map(ManifestFile::load).transpose()?;
        let (previous, manifest) = manifest.unwrap_or_default();

        let staged = match (&home, &output) {
            (Some(home), Some(output)) => Stage::in_site(home, output, stage::IN_OUTPUT)?,
            (Some(home), None) => {
                Stage::in_site(home, &nearest_directory(&checked.output)?, stage::PROBE)?
            }
            (None, _) => None,
        };
        let mut made = None;
        let stage = if let Some(stage) = staged {
            stage
        } else if let Some(output) = &output {
            Stage::in_output(output)?
        } else {
            made = Some(CreatedDirectory::new(&checked.output)?);
            let directory = open_directory(&checked.output)?;
            locks.push(lock::output(&directory, options.wait)?);
            Stage::in_output(output.insert(directory))?
        };
        Ok(Self {
            force: options.force,
            site: checked.site,
            output_path: checked.output,
            outputs: Mutex::default(),
            previous,
            manifest,
            compares,
            recovered,
            directory_cache: DirectoryCache::default(),
            clock: options.clock,
            stage,
            output,
            home,
            _made: made,
            _locks: locks,
        })
    }
}

/// Opens the nearest directory above a path that does not exist.
fn nearest_directory(path: &Path) -> Result<WritableDir, WriteError> {
    let mut above = path;
    while let Some(next) = above.parent() {
        above = next;
        match WritableDir::open(above) {
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(WriteError::io("open", above, errno)),
            Ok(directory) => return Ok(directory),
        }
    }
    Err(WriteError::io("open", path, Errno::NOENT))
}
