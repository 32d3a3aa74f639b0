//! When the clock alone changes the site next, and which outputs.
//!
//! In: a site's directory, a clock, and for [`due`] what the last build noted. Out: the first
//! instant at which a build of the same sources has other bytes than one now, or whether there has
//! been one since the last build. Writes nothing.
//!
//! The index knows at which instants it decides otherwise (`SiteIndex::next_change`), but not all
//! of its decisions are visible: some only end a warning. So the site is assembled at each of them
//! in turn. Outputs with the same cache key have the same bytes; only the others are rendered, at
//! both times.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::assemble::{CachedInputs, PartialSite, assemble};
use super::error::BuildError;
use super::observer::Observer;
use super::pipeline::OpenSite;
use super::problems::located;
use super::render::{Sink, render_jobs};
use crate::discover::{DiscoveredSources, discover};
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::incremental::{Key, OutputCache, OutputName, SourceCache, load_related, settings};
use crate::index::{Clock, KeptLists};
use crate::output::Job;
use crate::pages;
use crate::paths::{OutputPath, UrlPath};
use crate::plan::Plan;
use crate::site::Site;
use crate::view::View;
use crate::write::{ExistingOutput, OutputTarget, WriteError};

/// The most instants that are tried. Most of them change an output.
pub(crate) const MAX_INSTANTS: usize = 100;

/// What the clock does to the site next.
#[derive(Debug)]
pub(crate) enum Next {
    /// The first instant at which an output differs, and all that differ then.
    Change { at: Timestamp, outputs: Vec<ChangedOutput> },
    /// Nothing: the clock never changes the site again.
    Nothing,
    /// Nothing at the first [`MAX_INSTANTS`] instants, of which this is the last.
    Undecided { until: Timestamp },
}

/// An output that a later build changes.
#[derive(Debug)]
pub(crate) struct ChangedOutput {
    pub output: OutputPath,
    pub url: UrlPath,
    pub change: OutputChange,
}

/// What happens to an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputChange {
    Appears,
    Changes,
    Vanishes,
}

/// Whether the clock has changed the site since the last build.
#[derive(Debug)]
pub(crate) enum Due {
    /// There is no record of a build, or no output of it.
    NeverBuilt,
    /// The number of outputs in which a build now differs from one at the time of the last build.
    Outputs {
        number: usize,
        built: Timestamp,
    },
    Nothing {
        built: Timestamp,
    },
}

/// Finds the next instant at which a build differs from one now.
pub(crate) fn next(
    site: &OpenSite,
    clock: &Clock,
    observer: &dyn Observer,
) -> Result<Next, BuildError> {
    let mut sources = Sources::read(site);
    let now = sources.at(clock)?;
    let keys = now.keys(observer)?;
    let Some(mut at) = now.site.index.next_change(clock) else { return Ok(Next::Nothing) };
    for _ in 0..MAX_INSTANTS {
        let then = Clock { now: at, ..clock.clone() };
        let later = sources.at(&then)?;
        let outputs = differences((&now, &keys), &later, observer)?;
        observer.stage(&format!("compared the site at {at}"));
        if !outputs.is_empty() {
            return Ok(Next::Change { at, outputs });
        }
        let Some(next) = later.site.index.next_change(&then) else { return Ok(Next::Nothing) };
        at = next;
    }
    Ok(Next::Undecided { until: at })
}

/// Finds out whether a build now differs from one of the same sources at the time of the last build
/// into an output directory.
pub(crate) fn due(
    site: &OpenSite,
    output: &Path,
    clock: &Clock,
    observer: &dyn Observer,
) -> Result<Due, BuildError> {
    let (cache, _) = OutputCache::load(&site.files, &OutputName::of(&site.root, output));
    let target = OutputTarget { site_root: site.root.clone(), output: output.to_owned() };
    let has_outputs = ExistingOutput::open(&target)?.has_outputs();
    let Some(then) = cache.built_at(clock).filter(|_| has_outputs) else {
        return Ok(Due::NeverBuilt);
    };
    let built = then.now;
    let now = Clock { now: clock.now, ..then.clone() };
    let (first, last) = if built <= now.now { (then, now) } else { (now, then) };
    let mut sources = Sources::read(site);
    let before = sources.at(&first)?;
    let next = before.site.index.next_change(&first);
    if next.is_none_or(|next| next > last.now) {
        return Ok(Due::Nothing { built });
    }
    let keys = before.keys(observer)?;
    let number = differences((&before, &keys), &sources.at(&last)?, observer)?.len();
    Ok(if number == 0 { Due::Nothing { built } } else { Due::Outputs { number, built } })
}

/// What was read once and is the same at all times.
struct Sources<'a> {
    site: &'a OpenSite,
    files: Files,
    found: DiscoveredSources,
    cached: CachedInputs,
    related: Option<KeptLists>,
}

impl<'a> Sources<'a> {
    fn read(site: &'a OpenSite) -> Self {
        let OpenSite { files, config, .. } = site;
        let (sources, _) = SourceCache::load(files, config.parsing_fingerprint());
        let (related, _) = load_related(files);
        let files = files.clone().with_fingerprints(sources.fingerprints());
        let found = discover(&files, config, &sources.readings());
        let cached = CachedInputs { images: sources.images(), ..CachedInputs::default() };
        Self { site, files, found, cached, related }
    }

    /// Assembles the site at a time. Fails if there would be nothing to build.
    fn at(&mut self, clock: &Clock) -> Result<SiteThen, BuildError> {
        let Self { site: opened, files, found, cached, related } = self;
        let PartialSite { site, problems } = assemble(files, &opened.config, clock, found, cached);
        let Some((site, plan)) = site.filter(|_| !problems.has_fatal()) else {
            return Err(located(files, problems).into());
        };
        if pages::shows_related(&site) {
            pages::find_all_related(&site, related.as_ref());
            *related = pages::kept_related(&site);
        }
        cached.engine = Some(Arc::clone(&site.engine));
        cached.data = site.data.clone();
        Ok(SiteThen { site, plan })
    }
}

/// The site at a time.
pub(super) struct SiteThen {
    pub(super) site: Arc<Site>,
    pub(super) plan: Arc<Plan>,
}

impl SiteThen {
    /// The cache keys of all outputs.
    pub(super) fn keys(&self, observer: &dyn Observer) -> Result<Keys, BuildError> {
        let sink =
            Arc::new(CollectKeys { settings: settings(&self.site.config), keys: Mutex::default() });
        render_jobs(&self.site, &self.plan.jobs, &sink, observer)?;
        let mut keys = sink.keys.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut *keys))
    }

    /// The fingerprints of the bytes of some outputs.
    pub(super) fn bytes(
        &self,
        outputs: &BTreeSet<&OutputPath>,
        observer: &dyn Observer,
    ) -> Result<Keys, BuildError> {
        let jobs = self.plan.jobs.iter().filter(|job| outputs.contains(&job.output));
        let jobs: Arc<[Job]> = jobs.cloned().collect();
        let sink = Arc::new(CollectBytes::default());
        render_jobs(&self.site, &jobs, &sink, observer)?;
        let mut bytes = sink.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(std::mem::take(&mut *bytes))
    }
}

/// A fingerprint for each output.
pub(super) type Keys = BTreeMap<OutputPath, Fingerprint>;

/// The outputs that differ between two times, by path.
fn differences(
    (before, keys): (&SiteThen, &Keys),
    after: &SiteThen,
    observer: &dyn Observer,
) -> Result<Vec<ChangedOutput>, BuildError> {
    let new_keys = after.keys(observer)?;
    let has_other_key = |(output, key): &(&OutputPath, &Fingerprint)| {
        new_keys.get(*output).is_some_and(|new| new != *key)
    };
    let doubtful: BTreeSet<&OutputPath> =
        keys.iter().filter(has_other_key).map(|(output, _)| output).collect();
    let (old, new) = if doubtful.is_empty() {
        <_>::default()
    } else {
        (before.bytes(&doubtful, observer)?, after.bytes(&doubtful, observer)?)
    };
    let mut changed = Vec::new();
    let mut add = |job: &Job, change| {
        let (output, url) = (job.output.clone(), job.url.clone());
        changed.push(ChangedOutput { output, url, change });
    };
    for job in before.plan.jobs.iter() {
        if !new_keys.contains_key(&job.output) {
            add(job, OutputChange::Vanishes);
        } else if old.get(&job.output) != new.get(&job.output) {
            add(job, OutputChange::Changes);
        }
    }
    for job in after.plan.jobs.iter().filter(|job| !keys.contains_key(&job.output)) {
        add(job, OutputChange::Appears);
    }
    changed.sort_by(|a, b| a.output.cmp(&b.output));
    Ok(changed)
}

/// Takes the cache keys of all outputs and renders none.
struct CollectKeys {
    settings: Fingerprint,
    keys: Mutex<Keys>,
}

impl Sink for CollectKeys {
    type Key = ();

    fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<()> {
        let key = Key::of(job, view, site, self.settings).fingerprint;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(job.output.clone(), key);
        None
    }

    fn put(&self, _: &Job, (): (), _: &[u8]) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Takes the fingerprints of the bytes of all outputs.
#[derive(Default)]
struct CollectBytes(Mutex<Keys>);

impl Sink for CollectBytes {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, job: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(job.output.clone(), Fingerprint::of(bytes));
        Ok(())
    }
}
