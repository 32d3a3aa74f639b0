//! Which outputs can stay as they are.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use super::folders::save_folders;
use super::key::{Key, settings};
use super::names::Names;
use super::published::{self, Origin, Published};
use super::seal;
use super::whole::Whole;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::{Clock, SiteIndex};
use crate::output::Job;
use crate::paths::{OutputPath, SourcePath};
use crate::plan::Plan;
use crate::site::Site;
use crate::view::View;
use crate::write::{Commit, Report, Stamp, WriteError};

/// What made an output be rendered, besides the names of parts.
const NEW: &str = "it is new";
const TOUCHED: &str = "its file was changed by another program";

/// What is known of one output.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    path: Box<str>,
    key: Fingerprint,
    stamp: Stamp,
    /// The numbers of the parts' names, and the parts' fingerprints.
    parts: Box<[(u16, Fingerprint)]>,
    /// Which content file it shows or leads to.
    origin: Option<Origin>,
    /// What made the last build render it, if it did: numbers of names.
    rendered: Option<Box<[u16]>>,
}

/// What is known of the outputs in one output folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OutputCache {
    names: Names,
    /// Sorted by path.
    records: Vec<Record>,
    /// Of all that content files have to do with addresses and ids.
    published: Option<Fingerprint>,
    /// What the last build read.
    whole: Option<Whole>,
    #[serde(skip)]
    sources: OnceLock<HashMap<Fingerprint, Origin>>,
}

impl OutputCache {
    /// Reads what is known of the outputs in a folder. What cannot be used is told and left out.
    pub fn load(files: &Files, output: &Path) -> (Self, Option<Diagnostic>) {
        match seal::load(files, &path(output)) {
            Ok(cache) => (cache.unwrap_or_default(), None),
            Err(problem) => (Self::default(), Some(problem)),
        }
    }

    /// What the last build was told and told itself, if a build now would read the same and all
    /// its outputs stand as it left them. Then they are all added to the commit.
    pub fn keep_all(&self, commit: &Commit, inputs: Fingerprint, clock: &Clock) -> Option<&Whole> {
        let whole = self.whole.as_ref().filter(|whole| whole.holds(inputs, clock))?;
        let all = self.records.iter().map(|record| (&*record.path, record.stamp));
        commit.keep_all(&all.collect::<Vec<_>>()).then_some(whole)
    }

    /// Which outputs stand as the last build left them. To be asked beside other work.
    pub fn standing(&self, commit: &Commit) -> Standing {
        let stands = |record: &Record| commit.stands(&record.path, record.stamp);
        Standing(self.records.iter().map(stands).collect())
    }

    fn place(&self, output: &OutputPath) -> Option<usize> {
        self.place_of(output.as_str())
    }

    fn place_of(&self, path: &str) -> Option<usize> {
        self.records.binary_search_by(|record| (*record.path).cmp(path)).ok()
    }

    /// Which content file an output showed or led to in the last build.
    pub(super) fn origin(&self, output: &OutputPath) -> Option<Origin> {
        self.records[self.place(output)?].origin
    }

    /// Whether content files had these addresses and ids in the last build.
    pub(super) fn publishes(&self, published: Fingerprint) -> bool {
        self.published == Some(published)
    }

    /// What the last build showed of the content file whose path has this fingerprint.
    pub(super) fn origin_of(&self, source: Fingerprint) -> Option<Origin> {
        let origins = || self.records.iter().filter_map(|record| record.origin);
        let by_source = || origins().map(|origin| (origin.source, origin)).collect();
        self.sources.get_or_init(by_source).get(&source).copied()
    }

    /// Whether the last build rendered an output, and what made it: names of parts, or a phrase.
    pub fn reasons(&self, output: &OutputPath) -> Option<Vec<String>> {
        let rendered = self.records[self.place(output)?].rendered.as_ref()?;
        Some(rendered.iter().filter_map(|name| Some(self.names.get(*name)?.to_owned())).collect())
    }

    /// What would make the next build render an output that has this key: names of parts.
    /// Nothing, if it can stay; none, if it is not known.
    pub fn changes(&self, output: &OutputPath, key: &Key) -> Option<Vec<String>> {
        let record = &self.records[self.place(output)?];
        Some(if record.key == key.fingerprint { Vec::new() } else { self.difference(record, key) })
    }

    /// The names of the parts in which a key differs from what is known.
    fn difference(&self, record: &Record, key: &Key) -> Vec<String> {
        let before: BTreeMap<&str, Fingerprint> = record
            .parts
            .iter()
            .filter_map(|(name, part)| Some((self.names.get(*name)?, *part)))
            .collect();
        let now: BTreeMap<&str, Fingerprint> =
            key.parts.iter().map(|(name, part)| (name.as_ref(), *part)).collect();
        let names = before.keys().chain(now.keys()).copied();
        let changed: std::collections::BTreeSet<&str> =
            names.filter(|name| before.get(name) != now.get(name)).collect();
        changed.into_iter().map(str::to_owned).collect()
    }
}

/// Of each output that is known, whether it stands as the last build left it.
#[derive(Debug)]
pub struct Standing(Vec<bool>);

/// The file that knows of an output folder: each has its own, so that two never share one.
pub(super) fn path(output: &Path) -> SourcePath {
    let name = Fingerprint::of(output.as_os_str().as_encoded_bytes());
    let path = format!(".digest/outputs/{name}");
    SourcePath::new(&path).unwrap_or_else(SourcePath::top)
}

/// A commit that keeps what did not change.
#[derive(Debug)]
pub struct Reuse {
    commit: Commit,
    before: OutputCache,
    standing: Standing,
    settings: Fingerprint,
    /// Which records of before hold still.
    kept: Vec<AtomicBool>,
    made: Mutex<Made>,
    published: OnceLock<Published>,
}

/// What was made, in the form in which it is noted: of a large site it is much.
#[derive(Debug)]
struct Made {
    names: Names,
    records: Vec<Record>,
}

impl Reuse {
    /// Starts from what an earlier build left, and what of it stands.
    pub fn new(commit: Commit, before: OutputCache, standing: Standing, site: &Site) -> Self {
        let settings = settings(&site.config);
        let kept = before.records.iter().map(|_| AtomicBool::new(false)).collect();
        let made = Made { names: before.names.clone(), records: Vec::new() };
        let made = Mutex::new(made);
        Self { commit, before, standing, settings, kept, made, published: OnceLock::new() }
    }

    /// The key under which an output must be made; none if it can stay as it is.
    pub fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<Key> {
        let key = Key::of(job, view, site, self.settings);
        let place = self.before.place(&job.output);
        let place = place.filter(|place| self.before.records[*place].key == key.fingerprint);
        let Some(place) = place else { return Some(key) };
        if !self.standing.0[place] || !self.commit.keep(&job.output, job.phase()) {
            return Some(key);
        }
        self.kept[place].store(true, Ordering::Relaxed);
        None
    }

    /// Takes an output that was made.
    pub fn put(&self, job: &Job, key: Key, bytes: &[u8]) -> Result<(), WriteError> {
        let stamp = self.commit.put(&job.output, bytes, job.phase())?;
        let reasons = match self.before.place(&job.output).map(|place| &self.before.records[place])
        {
            None => vec![NEW.to_owned()],
            Some(record) if record.key == key.fingerprint => vec![TOUCHED.to_owned()],
            Some(record) => self.before.difference(record, &key),
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let names = &mut made.names;
        let record = Record {
            path: job.output.as_str().into(),
            key: key.fingerprint,
            stamp,
            parts: key.parts.into_iter().map(|(name, part)| (names.number(&name), part)).collect(),
            origin: None,
            rendered: Some(reasons.iter().map(|reason| names.number(reason)).collect()),
        };
        made.records.push(record);
        Ok(())
    }

    /// Whether the site that is being written has a file with these bytes.
    pub fn holds(&self, output: &OutputPath, bytes: &[u8]) -> bool {
        self.commit.holds(output, bytes)
    }

    /// What was published by the last build and is gone now, or has another id. Only this build can
    /// tell.
    pub fn changes(&self, site: &Site, plan: &Plan) -> Diagnostics {
        let now = self.published.get_or_init(|| Published::of(&site.index));
        published::changes(self.commit.previous(), &self.before, now, &site.index, plan)
    }

    /// Puts the outputs in place and notes what they are for the next build. That this could not
    /// be noted is told besides.
    pub fn finish(
        self,
        root: &Path,
        output: &Path,
        site: &Site,
        whole: impl FnOnce() -> Option<Whole> + Send,
        interrupted: &(dyn Fn() -> bool + Sync),
    ) -> Result<(Report, Option<Diagnostic>), WriteError> {
        let Self { commit, before, kept, made, published, .. } = self;
        let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        // What is noted holds only once the outputs are in place: their stamps say so.
        let (report, now) = rayon::join(
            || commit.finish(interrupted),
            || {
                let published = published.into_inner();
                let published = published.unwrap_or_else(|| Published::of(&site.index));
                seal::sealed(&after(before, &kept, made, &published, &site.index, whole()))
            },
        );
        let report = report?;
        let folders = report.folders.as_ref();
        let save_folders = || folders.map(|folders| save_folders(root, output, folders));
        let (outputs, folders) =
            rayon::join(|| seal::store(root, &path(output), now), save_folders);
        Ok((report, outputs.and(folders.unwrap_or(Ok(()))).err()))
    }
}

/// What is known after a build: what was kept, and what was made.
fn after(
    before: OutputCache,
    kept: &[AtomicBool],
    made: Made,
    published: &Published,
    index: &SiteIndex,
    whole: Option<Whole>,
) -> OutputCache {
    let Made { names, mut records } = made;
    for record in &mut records {
        record.origin =
            before.place_of(&record.path).and_then(|place| before.records[place].origin);
    }
    let is_same = before.publishes(published.fingerprint);
    let kept =
        before.records.into_iter().zip(kept).filter(|(_, kept)| kept.load(Ordering::Relaxed));
    records.extend(kept.map(|(record, _)| Record { rendered: None, ..record }));
    if !is_same {
        // A page may stay although its file was renamed.
        let origins = published.by_path(index);
        for record in &mut records {
            record.origin = origins.get(&*record.path).copied();
        }
    }
    records.sort_by(|a, b| a.path.cmp(&b.path));
    OutputCache {
        names,
        records,
        published: Some(published.fingerprint),
        whole,
        sources: OnceLock::new(),
    }
}
