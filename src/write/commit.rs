//! One commit, from its first file to its last rename.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;
use rustix::io::Errno;

use super::created_directory::{CreatedDirectory, open_directory};
use super::directory::WritableDir;
use super::directory_cache::{self, DirectoryCache};
use super::error::{WriteError, WriteRefusal};
use super::journal::{Journal, Step};
use super::listing::{self, Listing};
use super::lock::Lock;
use super::manifest::{ManifestEntry, OutputManifest};
use super::manifest_file::ManifestFile;
use super::names::{MANIFEST, check_name, split};
use super::plan::{self, CommitPlan, Output};
use super::recovery::{self, JournalFile};
use super::stage::{self, Stage};
use super::{CommitReport, KnownOutput, Phase};
use crate::dir::{self, EntryKind, FileClock, FileMetadata};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// The stage's name of the joint manifest, which lists the files of both builds.
const JOINT_MANIFEST: &str = ".digest-manifest-joint";

/// A build that is being written. Dropped before it is finished, it leaves the output untouched.
#[derive(Debug)]
pub struct Commit {
    pub(super) force: bool,
    pub(super) site: PathBuf,
    pub(super) output_path: PathBuf,
    pub(super) outputs: Mutex<Vec<Output>>,
    pub(super) previous: OutputManifest,
    pub(super) manifest: ManifestFile,
    /// Whether the output directory contains anything that could equal a new file.
    pub(super) compares: bool,
    pub(super) recovered: bool,
    pub(super) directory_cache: DirectoryCache,
    pub(super) clock: FileClock,
    // These are dropped in this order: the stage while the locks are still held.
    pub(super) stage: Stage,
    pub(super) output: Option<WritableDir>,
    pub(super) home: Option<WritableDir>,
    pub(super) _made: Option<CreatedDirectory>,
    pub(super) _locks: Vec<Lock>,
}

impl Commit {
    /// What the output directory has from the previous build; empty if its manifest cannot be
    /// trusted.
    pub fn previous(&self) -> &OutputManifest {
        &self.previous
    }

    /// Adds a file. If the output has it with these bytes already it is left alone, else it goes
    /// to the stage. Many threads may add files at once.
    pub fn put(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        phase: Phase,
    ) -> Result<KnownOutput, WriteError> {
        check_name(path.as_str())?;
        let fingerprint = Fingerprint::of(bytes);
        let entry =
            ManifestEntry { path: path.clone(), fingerprint, size: bytes.len() as u64, phase };
        let unchanged = self.unchanged(&entry, bytes);
        let staged = unchanged.is_none();
        let metadata = match unchanged {
            Some(metadata) => metadata,
            None => self.stage.write(path.as_str(), bytes)?,
        };
        self.add(Output { entry, staged });
        Ok(KnownOutput { fingerprint, metadata })
    }

    /// Uses the directory cache that the last commit reported.
    #[must_use]
    pub fn with_directory_cache(self, directory_cache: DirectoryCache) -> Self {
        Self { directory_cache, ..self }
    }

    /// Whether a file that was added has these bytes.
    pub fn holds(&self, path: &OutputPath, bytes: &[u8]) -> bool {
        let staged = self.stage.directory().open_file(path.as_str()).ok();
        let kept = || self.output.as_ref().and_then(|output| output.open_file(path.as_str()).ok());
        staged.or_else(kept).is_some_and(|mut file| holds(&mut file, bytes).unwrap_or(false))
    }

    /// The paths of all files that were added.
    pub fn outputs(&self) -> BTreeSet<OutputPath> {
        let outputs = self.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        outputs.iter().map(|output| output.entry.path.clone()).collect()
    }

    /// Puts all added files in place and removes those of the previous build that were not
    /// added. `interrupted` is asked once, just before the point of no return.
    pub fn finish(mut self, interrupted: &dyn Fn() -> bool) -> Result<CommitReport, WriteError> {
        let outputs = self.sorted_outputs()?;
        let Some(output) = self.output.take() else {
            return self.publish_whole(outputs, interrupted);
        };
        let (report, journal) = self.decide(&output, &outputs, interrupted)?;
        if let Some(journal) = journal {
            let file = self.journal_file(&output);
            file.sync()
                .and_then(|()| {
                    recovery::complete(file, &journal, Some(self.stage.directory()), &output)
                })
                .map_err(|error| WriteError::Unfinished(Box::new(error)))?;
        }
        Ok(report)
    }

    /// Does all that comes before the point of no return, and passes it by giving the journal
    /// its name. Without a journal there is nothing to do.
    pub(super) fn decide(
        &mut self,
        output: &WritableDir,
        outputs: &[Output],
        interrupted: &dyn Fn() -> bool,
    ) -> Result<(CommitReport, Option<Journal>), WriteError> {
        let known = plan::directories(self.previous.entries(), outputs);
        let cached =
            self.directory_cache.directories(self.manifest.digest, self.previous.entries());
        let listing_started = self.clock.now();
        let listing = listing::list(output, &self.previous, &known, cached)?;
        check_kept(output, outputs, &listing)?;
        let CommitPlan { steps, deleted, foreign } =
            plan::plan(&self.previous, outputs, &known, &listing, self.force)
                .map_err(|refusal| self.with_damage(refusal))?;
        let written = outputs.iter().filter(|output| output.staged).count();
        let unchanged = outputs.len() - written;
        let entries = outputs.iter().map(|output| output.entry.clone());
        let manifest = OutputManifest::new(entries.collect());
        let text = manifest.to_text();
        let fingerprint = Fingerprint::of(text.as_bytes());
        let directory_cache =
            self.new_directory_cache(fingerprint, &manifest, &listing, &foreign, listing_started);
        let recovered = self.recovered;
        let report =
            CommitReport { written, unchanged, deleted, foreign, recovered, directory_cache };
        if steps.is_empty() && self.manifest.digest == Some(fingerprint) {
            return Ok((report, None));
        }
        // Where no file goes, both builds own what the new one has.
        let joint = (!manifest.covers(&self.previous))
            .then(|| manifest.joined_with(&self.previous).to_text());
        let joint = joint.as_ref().unwrap_or(&text);
        let mut all_steps = vec![self.stage_manifest(JOINT_MANIFEST, joint)?];
        all_steps.extend(steps);
        all_steps.push(self.stage_manifest(MANIFEST, &text)?);
        let relative = self.output_path.strip_prefix(&self.site).unwrap_or(&self.output_path);
        let journal = Journal {
            output: relative.to_path_buf(),
            stage: self.stage.place(),
            base: self.manifest.digest,
            steps: all_steps,
        };
        check_directories(output, &journal, &listing)?;
        self.sync_stage()?;
        let file = self.journal_file(output);
        file.prepare(&journal)?;
        if interrupted() {
            file.discard_prepared()?;
            return Err(WriteError::Interrupted);
        }
        file.decide()?;
        self.stage.keep();
        Ok((report, Some(journal)))
    }

    /// Without a manifest that can be read, files that look foreign may well be ours.
    fn with_damage(&self, refusal: WriteRefusal) -> WriteRefusal {
        match refusal {
            WriteRefusal::Foreign(paths) if self.manifest.is_damaged => {
                WriteRefusal::Damaged { manifest: self.output_path.join(MANIFEST), paths }
            }
            refusal => refusal,
        }
    }

    /// The directory cache for the next commit, if it differs from this one's.
    fn new_directory_cache(
        &self,
        fingerprint: Fingerprint,
        manifest: &OutputManifest,
        listing: &Listing<'_>,
        foreign: &[String],
        listing_started: SystemTime,
    ) -> Option<DirectoryCache> {
        let entries = manifest.entries();
        // A directory that this commit changes will have other metadata, so it misses the cache.
        let mut directories =
            directory_cache::cacheable(&listing.listed, entries, foreign, listing_started);
        directories.extend(&listing.unmodified);
        let new = DirectoryCache::new(fingerprint, entries, &directories);
        let is_new =
            new != self.directory_cache && !(new.is_empty() && self.directory_cache.is_empty());
        is_new.then_some(new)
    }

    fn journal_file<'a>(&'a self, output: &'a WritableDir) -> JournalFile<'a> {
        self.home.as_ref().map_or(JournalFile::in_output(output), JournalFile::in_home)
    }

    /// The first build: the stage becomes the output directory.
    fn publish_whole(
        mut self,
        outputs: Vec<Output>,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<CommitReport, WriteError> {
        let written = outputs.len();
        let manifest =
            OutputManifest::new(outputs.into_iter().map(|output| output.entry).collect());
        self.stage_manifest(MANIFEST, &manifest.to_text())?;
        self.sync_stage()?;
        let path = &self.output_path;
        let (Some(home), Some(above), Some(name)) = (&self.home, path.parent(), path.file_name())
        else {
            return Err(WriteRefusal::NotADirectory(path.clone()).into());
        };
        if interrupted() {
            return Err(WriteError::Interrupted);
        }
        fs::create_dir_all(above)
            .map_err(|source| WriteError::io("create the directory", above, source))?;
        let above = open_directory(above)?;
        home.rename_new(stage::IN_SITE, &above, Path::new(name))
            .map_err(|errno| WriteError::io("move into place", path, errno))?;
        self.stage.keep();
        above.sync().map_err(|errno| above.error("sync", "", errno))?;
        Ok(CommitReport { written, recovered: self.recovered, ..CommitReport::default() })
    }

    pub(super) fn add(&self, output: Output) {
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner).push(output);
    }

    /// All added files, sorted by path.
    pub(super) fn sorted_outputs(&mut self) -> Result<Vec<Output>, WriteRefusal> {
        let outputs = self.outputs.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut outputs = std::mem::take(outputs);
        outputs.par_sort_unstable_by(|a, b| a.entry.path.cmp(&b.entry.path));
        match outputs.windows(2).find(|pair| pair[0].entry.path == pair[1].entry.path) {
            Some(pair) => Err(WriteRefusal::Twice(pair[0].entry.path.to_string())),
            None => Ok(outputs),
        }
    }

    /// The metadata of an output file that has these bytes already.
    fn unchanged(&self, entry: &ManifestEntry, bytes: &[u8]) -> Option<FileMetadata> {
        let output = self.output.as_ref().filter(|_| self.compares)?;
        let previous = self.previous.get(entry.path.as_str());
        if previous.is_some_and(|previous| previous.fingerprint != entry.fingerprint) {
            return None;
        }
        // What cannot be read is replaced, or found to be in the way when the commit is planned.
        let mut file = output.open_file(entry.path.as_str()).ok()?;
        let stat = dir::stat_open(&file).ok()?;
        let is_same = stat.is_file()
            && stat.metadata.size == entry.size
            && holds(&mut file, bytes).unwrap_or(false);
        is_same.then_some(stat.metadata)
    }

    fn stage_manifest(&self, name: &str, text: &str) -> Result<Step, WriteError> {
        self.stage.write(name, text.as_bytes())?;
        let path = |name: &str| {
            OutputPath::new(name).map_err(|_| WriteRefusal::Reserved(name.to_string()))
        };
        let fingerprint = Fingerprint::of(text.as_bytes());
        Ok(Step::Place { from: path(name)?, to: path(MANIFEST)?, fingerprint })
    }

    fn sync_stage(&self) -> Result<(), WriteError> {
        let directory = self.stage.directory();
        let directories = self.stage.directories();
        directory
            .sync_all(directories.iter().map(AsRef::as_ref))
            .map_err(|errno| directory.error("sync", "", errno))
    }
}

/// Makes sure that the files that are not staged are there.
fn check_kept(
    output: &WritableDir,
    outputs: &[Output],
    listing: &Listing<'_>,
) -> Result<(), WriteError> {
    let is_there = |kept: &&Output| listing.get(kept.entry.path.as_str()) == Some(EntryKind::File);
    let kept = outputs.par_iter().with_min_len(256).filter(|output| !output.staged);
    match kept.find_first(|kept| !is_there(kept)) {
        Some(lost) => Err(output.error("find", lost.entry.path.as_str(), Errno::NOENT)),
        None => Ok(()),
    }
}

/// Tries beforehand what could fail in the middle of the renames: each directory that the steps
/// change must be writable and no mount point.
fn check_directories(
    output: &WritableDir,
    journal: &Journal,
    listing: &Listing<'_>,
) -> Result<(), WriteError> {
    let is_there = |path: &str| path.is_empty() || listing.get(path) == Some(EntryKind::Directory);
    let directories: BTreeSet<&str> = journal
        .directories()
        .into_iter()
        .map(|mut path| {
            while !is_there(path) {
                path = split(path).0;
            }
            path
        })
        .collect();
    for path in directories {
        output
            .open_directory(path)
            .and_then(|directory| directory.check_writable())
            .map_err(|errno| output.error("write into", path, errno))?;
    }
    Ok(())
}

/// Whether the rest of a file is `bytes`.
pub(super) fn holds(file: &mut fs::File, mut bytes: &[u8]) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = match file.read(&mut buffer) {
            Ok(0) => return Ok(bytes.is_empty()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        match bytes.strip_prefix(&buffer[..length]) {
            Some(rest) => bytes = rest,
            None => return Ok(false),
        }
    }
}
