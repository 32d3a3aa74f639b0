//! Which outputs can stay as they are.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::key::{Key, settings};
use super::seal;
use super::whole::Whole;
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::Clock;
use crate::outputs::{Job, Site};
use crate::paths::{OutputPath, SourcePath};
use crate::write::{Commit, Report, Stamp, WriteError};

/// What made an output be rendered, besides the names of parts.
const NEW: &str = "it is new";
const TOUCHED: &str = "its file was changed by another program";

/// What is known of one output.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    key: Fingerprint,
    /// The numbers of the parts' names, and the parts' fingerprints.
    parts: Vec<(u16, Fingerprint)>,
    stamp: Stamp,
}

/// What is known of the outputs in one output folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OutputCache {
    names: Vec<String>,
    records: BTreeMap<String, Record>,
    /// What the last build rendered, and why.
    rendered: BTreeMap<String, Vec<String>>,
    /// What the last build read.
    whole: Option<Whole>,
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
        let mut all = Vec::with_capacity(self.records.len());
        for (path, record) in &self.records {
            all.push((OutputPath::new(path).ok()?, record.stamp));
        }
        commit.keep_all(all).then_some(whole)
    }

    /// Whether the last build rendered an output, and what made it: names of parts, or a phrase.
    pub fn reasons(&self, output: &OutputPath) -> Option<&[String]> {
        self.rendered.get(output.as_str()).map(Vec::as_slice)
    }

    /// What would make the next build render an output that has this key: names of parts.
    /// Nothing, if it can stay; none, if it is not known.
    pub fn changes(&self, output: &OutputPath, key: &Key) -> Option<Vec<String>> {
        let record = self.records.get(output.as_str())?;
        Some(if record.key == key.fingerprint { Vec::new() } else { self.difference(record, key) })
    }

    /// The names of the parts in which a key differs from what is known.
    fn difference(&self, record: &Record, key: &Key) -> Vec<String> {
        let before: BTreeMap<&str, Fingerprint> = record
            .parts
            .iter()
            .filter_map(|(name, part)| Some((self.names.get(usize::from(*name))?.as_str(), *part)))
            .collect();
        let now: BTreeMap<&str, Fingerprint> = key.parts.iter().copied().collect();
        let names = before.keys().chain(now.keys()).copied();
        let changed: std::collections::BTreeSet<&str> =
            names.filter(|name| before.get(name) != now.get(name)).collect();
        changed.into_iter().map(str::to_owned).collect()
    }
}

/// The file that knows of an output folder: each has its own, so that two never share one.
fn path(output: &Path) -> SourcePath {
    let name = Fingerprint::of(output.as_os_str().as_encoded_bytes());
    let path = format!(".digest/outputs/{name}");
    SourcePath::new(&path).unwrap_or_else(SourcePath::top)
}

/// A commit that keeps what did not change.
#[derive(Debug)]
pub struct Reuse {
    commit: Commit,
    before: OutputCache,
    settings: Fingerprint,
    now: Mutex<Vec<Made>>,
}

#[derive(Debug)]
struct Made {
    output: OutputPath,
    key: Key,
    stamp: Stamp,
    reasons: Option<Vec<String>>,
}

impl Reuse {
    /// Starts from what an earlier build left.
    pub fn new(commit: Commit, before: OutputCache, site: &Site) -> Self {
        let settings = settings(&site.config);
        Self { commit, before, settings, now: Mutex::default() }
    }

    /// The key under which an output must be made; none if it can stay as it is.
    pub fn wants(&self, job: &Job, site: &Site) -> Option<Key> {
        let key = Key::of(job, site, self.settings);
        let record = self.before.records.get(job.output.as_str());
        let Some(record) = record.filter(|record| record.key == key.fingerprint) else {
            return Some(key);
        };
        if !self.commit.keep(&job.output, record.stamp, job.phase()) {
            return Some(key);
        }
        let output = job.output.clone();
        self.note(Made { output, key, stamp: record.stamp, reasons: None });
        None
    }

    /// Takes an output that was made.
    pub fn put(&self, job: &Job, key: Key, bytes: &[u8]) -> Result<(), WriteError> {
        let stamp = self.commit.put(&job.output, bytes, job.phase())?;
        let reasons = match self.before.records.get(job.output.as_str()) {
            None => vec![NEW.to_owned()],
            Some(record) if record.key == key.fingerprint => vec![TOUCHED.to_owned()],
            Some(record) => self.before.difference(record, &key),
        };
        self.note(Made { output: job.output.clone(), key, stamp, reasons: Some(reasons) });
        Ok(())
    }

    fn note(&self, made: Made) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).push(made);
    }

    /// Whether the site that is being written has a file with these bytes.
    pub fn holds(&self, output: &OutputPath, bytes: &[u8]) -> bool {
        self.commit.holds(output, bytes)
    }

    /// Puts the outputs in place and notes what they are for the next build. That this could not
    /// be noted is told besides.
    pub fn finish(
        self,
        root: &Path,
        output: &Path,
        whole: Option<Whole>,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<(Report, Option<Diagnostic>), WriteError> {
        let report = self.commit.finish(interrupted)?;
        let made = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        let was_rendered = !self.before.rendered.is_empty();
        let is_rendered = made.iter().any(|made| made.reasons.is_some());
        let is_same = made.len() == self.before.records.len() && whole == self.before.whole;
        if !is_rendered && !was_rendered && is_same {
            return Ok((report, None));
        }
        let cache = OutputCache { whole, ..cache(made) };
        let problem = seal::save(root, &path(output), &cache).err();
        Ok((report, problem))
    }
}

fn cache(made: Vec<Made>) -> OutputCache {
    let mut names: Vec<&'static str> = Vec::new();
    let mut cache = OutputCache::default();
    for Made { output, key, stamp, reasons } in made {
        let mut number = |name| {
            let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            u16::try_from(place).unwrap_or(u16::MAX)
        };
        let parts = key.parts.iter().map(|(name, part)| (number(name), *part)).collect();
        let record = Record { key: key.fingerprint, parts, stamp };
        if let Some(reasons) = reasons {
            cache.rendered.insert(output.to_string(), reasons);
        }
        cache.records.insert(output.to_string(), record);
    }
    cache.names = names.into_iter().map(str::to_owned).collect();
    cache
}
