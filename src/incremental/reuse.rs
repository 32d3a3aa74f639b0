//! Which outputs can stay as they are: the sink of a build.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use indexmap::IndexSet;

use super::key::{Key, settings};
use super::noop::NoopCheck;
use super::output_cache::{
    BuildClock, OutputCache, OutputName, OutputRecord, Unmodified, save_directories,
};
use super::published::{self, Published};
use super::seal;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::Clock;
use crate::output::{Job, Sibling};
use crate::paths::OutputPath;
use crate::plan::Plan;
use crate::site::Site;
use crate::view::View;
use crate::write::{Commit, CommitReport, KnownOutput, Phase, WriteError};

/// Why an output was rendered, apart from the names of parts.
const NEW: &str = "it is new";
const TOUCHED: &str = "its file was changed by another program";

/// A commit that keeps what did not change.
#[derive(Debug)]
pub(crate) struct Reuse {
    /// None once the build has failed.
    commit: RwLock<Option<Commit>>,
    before: OutputCache,
    unmodified: Unmodified,
    settings: Fingerprint,
    /// Which records of before hold still.
    kept: Vec<AtomicBool>,
    /// The records of `before` whose files have other metadata and the same bytes, with that.
    restored: Mutex<Vec<(usize, KnownOutput)>>,
    made: Mutex<Made>,
    published: OnceLock<Published>,
    clock: Clock,
}

/// What was made, in the form in which it is noted: of a large site it is much.
#[derive(Debug)]
struct Made {
    names: IndexSet<String>,
    records: Vec<OutputRecord>,
}

impl Reuse {
    /// Starts from what an earlier build left, and what of it is unmodified.
    pub(crate) fn new(
        commit: Commit,
        before: OutputCache,
        unmodified: Unmodified,
        site: &Site,
        clock: Clock,
    ) -> Self {
        let settings = settings(&site.config);
        let kept = before.records.iter().map(|_| AtomicBool::new(false)).collect();
        let made = Made { names: before.names.clone(), records: Vec::new() };
        let made = Mutex::new(made);
        let commit = RwLock::new(Some(commit));
        Self {
            commit,
            before,
            unmodified,
            settings,
            kept,
            restored: Mutex::default(),
            made,
            published: OnceLock::new(),
            clock,
        }
    }

    /// Gives up: the locks are released, although a worker that is stuck may still hold the sink.
    pub(crate) fn abandon(&self) {
        drop(self.commit.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// What the commit says; none once the build has failed.
    fn with_commit<T>(&self, ask: impl FnOnce(&Commit) -> T) -> Option<T> {
        self.commit.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(ask)
    }

    /// The key under which an output must be made; none if it can stay as it is.
    pub(crate) fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<Key> {
        let key = Key::of(job, view, site, self.settings);
        let place = self.before.place(&job.output);
        let place = place.filter(|place| self.before.records[*place].key == key.fingerprint);
        let Some(place) = place else { return Some(key) };
        // Each is tried, so that one that is kept need not be made again.
        let keeps = |sibling: &Sibling| self.keeps_sibling(job, sibling, &key);
        let kept = job.siblings.iter().filter(|sibling| keeps(sibling)).count();
        if kept < job.siblings.len() || !self.keeps(&job.output, job.phase(), place) {
            return Some(key);
        }
        None
    }

    /// Keeps a compressed sibling of an unchanged output. If the last build made none, there is
    /// none.
    fn keeps_sibling(&self, job: &Job, sibling: &Sibling, key: &Key) -> bool {
        let Some(place) = self.before.place(&sibling.output) else { return true };
        self.before.records[place].key == key_of_sibling(key.fingerprint)
            && self.keeps(&sibling.output, job.phase(), place)
    }

    /// Whether an output is in the commit already, without its bytes.
    fn is_kept(&self, output: &OutputPath) -> bool {
        self.before.place(output).is_some_and(|place| self.kept[place].load(Ordering::Relaxed))
    }

    /// Adds an output to the commit without its bytes, if its file still has those that the last
    /// build gave it. Only a file with other metadata is read, as in a copy of the site.
    fn keeps(&self, output: &OutputPath, phase: Phase, place: usize) -> bool {
        let known = self.before.records[place].file;
        if self.unmodified.0[place] {
            let kept = self.with_commit(|commit| commit.keep(output, known.fingerprint, phase));
            let kept = kept.unwrap_or_default();
            self.kept[place].store(kept, Ordering::Relaxed);
            return kept;
        }
        let restored = self.with_commit(|commit| commit.keep_restored(output, known, phase));
        let Some(restored) = restored.flatten() else { return false };
        self.restored.lock().unwrap_or_else(PoisonError::into_inner).push((place, restored));
        self.kept[place].store(true, Ordering::Relaxed);
        true
    }

    /// Takes an output that was made, and makes its compressed siblings.
    pub(crate) fn put(&self, job: &Job, key: Key, bytes: &[u8]) -> Result<(), WriteError> {
        let reasons = match self.before.place(&job.output).map(|place| &self.before.records[place])
        {
            None => vec![NEW.to_owned()],
            Some(record) if record.key == key.fingerprint => vec![TOUCHED.to_owned()],
            Some(record) => self.before.difference(record, &key),
        };
        for (output, bytes) in job.compressed(bytes, |output| !self.is_kept(output)) {
            let key = Key { fingerprint: key_of_sibling(key.fingerprint), parts: Vec::new() };
            self.put_one((output, job.phase()), key, &bytes, &reasons)?;
        }
        self.put_one((&job.output, job.phase()), key, bytes, &reasons)
    }

    fn put_one(
        &self,
        (output, phase): (&OutputPath, Phase),
        key: Key,
        bytes: &[u8],
        reasons: &[String],
    ) -> Result<(), WriteError> {
        let put = self.with_commit(|commit| commit.put(output, bytes, phase));
        let file = put.unwrap_or(Err(WriteError::Interrupted))?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let names = &mut made.names;
        let record = OutputRecord {
            path: output.as_str().into(),
            key: key.fingerprint,
            file,
            parts: key
                .parts
                .into_iter()
                .map(|(name, part)| (number_of(&name, names), part))
                .collect(),
            origin: None,
            rendered: Some(reasons.iter().map(|reason| number_of(reason, names)).collect()),
        };
        made.records.push(record);
        Ok(())
    }

    /// The paths of all outputs that were kept or made so far.
    pub(crate) fn outputs(&self) -> BTreeSet<OutputPath> {
        self.with_commit(Commit::outputs).unwrap_or_default()
    }

    /// Whether the site that is being written has a file with these bytes.
    pub(crate) fn holds(&self, output: &OutputPath, bytes: &[u8]) -> bool {
        self.with_commit(|commit| commit.holds(output, bytes)).unwrap_or_default()
    }

    /// What was published by the last build and is gone now, or has another id. Only this build can
    /// find it.
    pub(crate) fn changes(&self, site: &Site, plan: &Plan) -> Diagnostics {
        let now = self.published.get_or_init(|| Published::of(&site.index, self.clock.now));
        let changes =
            |commit: &Commit| published::changes(commit.previous(), &self.before, now, site, plan);
        self.with_commit(changes).unwrap_or_default()
    }

    /// Puts the outputs in place, and records them for the next build. If they cannot be recorded,
    /// that is a warning.
    pub(crate) fn finish(
        self,
        root: &Path,
        output: &OutputName,
        site: &Site,
        noop: impl FnOnce() -> Option<NoopCheck> + Send,
        interrupted: &(dyn Fn() -> bool + Sync),
    ) -> Result<(CommitReport, Option<Diagnostic>), WriteError> {
        let Self { commit, mut before, kept, restored, made, published, clock, .. } = self;
        let commit = commit.into_inner().unwrap_or_else(PoisonError::into_inner);
        let commit = commit.ok_or(WriteError::Interrupted)?;
        let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (place, file) in restored.into_inner().unwrap_or_else(PoisonError::into_inner) {
            before.records[place].file = file;
        }
        // The records are valid only once the outputs are in place: their metadata says so.
        let (report, now) = rayon::join(
            || commit.finish(interrupted),
            || {
                let published = published.into_inner();
                let published = published.unwrap_or_else(|| Published::of(&site.index, clock.now));
                let after = after(before, &kept, made, &published, site);
                let built = Some(BuildClock::of(&clock));
                seal::sealed(&OutputCache { built, noop: noop(), ..after })
            },
        );
        let report = report?;
        let directories = report.directory_cache.as_ref();
        let save_directories =
            || directories.map(|directories| save_directories(root, output, directories));
        let (outputs, directories) =
            rayon::join(|| seal::store(root, &output.cache, now), save_directories);
        Ok((report, outputs.and(directories.unwrap_or(Ok(()))).err()))
    }
}

/// The key of a compressed sibling: it depends on nothing but its file.
fn key_of_sibling(key: Fingerprint) -> Fingerprint {
    FingerprintBuilder::new("sibling").fingerprint(key).finish()
}

/// The number of a name, which is inserted if it is new. The names of parts are few, and every
/// record has some.
fn number_of(name: &str, names: &mut IndexSet<String>) -> u32 {
    let index = names.get_index_of(name).unwrap_or_else(|| names.insert_full(name.to_owned()).0);
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What is known after a build: what was kept, and what was made.
fn after(
    before: OutputCache,
    kept: &[AtomicBool],
    made: Made,
    published: &Published,
    site: &Site,
) -> OutputCache {
    let Made { names, mut records } = made;
    for record in &mut records {
        record.origin =
            before.place_of(&record.path).and_then(|place| before.records[place].origin);
    }
    let is_same = before.publishes(published.fingerprint);
    let kept =
        before.records.into_iter().zip(kept).filter(|(_, kept)| kept.load(Ordering::Relaxed));
    records.extend(kept.map(|(record, _)| OutputRecord { rendered: None, ..record }));
    if !is_same {
        // A page may stay although its file was renamed.
        let origins = published.by_path(&site.index);
        for record in &mut records {
            record.origin = origins.get(&*record.path).copied();
        }
    }
    records.sort_by(|a, b| a.path.cmp(&b.path));
    OutputCache {
        names,
        records,
        published: Some(published.fingerprint),
        id_base: Some(site.config.feeds.id_base.clone()),
        ..OutputCache::default()
    }
}
