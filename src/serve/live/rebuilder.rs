//! Makes snapshots: rescans the sources, and decides whether their present state can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::link_check::LinkChecker;
use super::pages::Snapshot;
use super::site::Live;
use crate::assets::ImageFiles;
use crate::build::{self, CachedInputs, PartialSite};
use crate::config::SiteConfig;
use crate::data::Data;
use crate::diagnostics::{Diagnostic, Diagnostics, Policy};
use crate::discover::{DiscoveredSources, Reading, Readings, RescanDirectories, Tree, discover};
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::{Clock, Replacement};
use crate::model::Content;
use crate::paths::SourcePath;
use crate::watch::Rescan;

/// A rescan that finds errors is repeated after this: programs that save in two steps have written
/// the second by then.
const RESCAN_DELAY: Duration = Duration::from_millis(10);

/// Opens the site's directory and reads its configuration, as often as that is needed.
pub trait Source: Send {
    /// Opens the directory and reads `site.toml`.
    fn open(&self) -> Result<Opened, Diagnostics>;

    /// The time to build for.
    fn clock(&self, timezone: &TimeZone) -> Clock;

    /// Whether that time changes.
    fn clock_runs(&self) -> bool;
}

/// A site's directory with its configuration.
#[derive(Clone, Debug)]
pub struct Opened {
    pub files: Files,
    pub config: SiteConfig,
    /// Those of `site.toml`. If it has had errors since, the configuration is the one before.
    pub problems: Diagnostics,
    /// What becomes of problems.
    pub policy: Policy,
}

/// What a new snapshot shows.
#[derive(Debug)]
pub struct Update {
    /// The sources that were changed, added or removed.
    pub changed: Vec<SourcePath>,
    /// How many outputs the site has.
    pub outputs: usize,
}

/// The sources as they were read last, and their changes since the current snapshot.
pub struct Rebuilder {
    source: Box<dyn Source>,
    live: Arc<Live>,
    link_checker: LinkChecker,
    opened: Opened,
    tree: Tree,
    /// The tree of the current snapshot.
    published_tree: Tree,
    readings: Readings,
    known: CachedInputs,
    /// The problems of the current snapshot that are not those of single files.
    snapshot_problems: Diagnostics,
    /// The content files that differ from the current snapshot.
    pending: BTreeMap<SourcePath, Option<Arc<Reading>>>,
    /// Whether more than content files differs.
    needs_assembly: bool,
    /// When the clock alone changes the site.
    next_change: Option<Timestamp>,
    /// The fingerprint of the baseline when the configuration was read last.
    baseline: Option<Fingerprint>,
}

impl Rebuilder {
    /// Reads a site for the first time. `known` is what earlier builds have read.
    pub fn open(source: Box<dyn Source>, opened: Opened, known: Readings) -> (Self, Arc<Live>) {
        let live = Arc::new(Live::new(opened.config.base_url.clone()));
        live.set_policy(opened.policy.clone());
        let mut rebuilder = Self {
            source,
            live: Arc::clone(&live),
            link_checker: LinkChecker::start(Arc::clone(&live)),
            opened,
            tree: Tree::default(),
            published_tree: Tree::default(),
            readings: known.holding_texts(),
            known: CachedInputs::default(),
            snapshot_problems: Diagnostics::default(),
            pending: BTreeMap::new(),
            needs_assembly: true,
            next_change: None,
            baseline: None,
        };
        rebuilder.baseline = rebuilder.baseline_now();
        rebuilder.read_all();
        rebuilder.publish();
        (rebuilder, live)
    }

    /// Rescans, and publishes the result if it can be shown. Gives what has changed then.
    pub fn rescan(&mut self, rescan: &Rescan) -> Option<Update> {
        self.link_checker.interrupt();
        self.rescan_once(rescan);
        if self.has_errors() {
            std::thread::sleep(RESCAN_DELAY);
            self.rescan_once(rescan);
        }
        self.publish()
    }

    /// How long until the clock alone changes the site; none if it never does.
    pub fn until_next_change(&self) -> Option<Duration> {
        let next = self.next_change.filter(|_| self.source.clock_runs())?;
        let now = self.source.clock(&self.opened.config.timezone).now;
        Some(Duration::try_from(next.duration_since(now)).unwrap_or_default())
    }

    /// Publishes the site again, if the clock has changed it.
    pub fn refresh_if_due(&mut self) -> Option<Update> {
        if self.until_next_change() != Some(Duration::ZERO) {
            return None;
        }
        self.needs_assembly = true;
        self.publish()
    }

    fn rescan_once(&mut self, rescan: &Rescan) {
        let (flat, deep) = match rescan {
            Rescan::Directories { flat, deep } => (flat, deep),
            Rescan::Everything => {
                self.read_config(true);
                return self.read_all();
            }
        };
        let has_root = |directories: &BTreeSet<String>| directories.contains("");
        // The baseline is not in a directory that is watched.
        let may_differ = has_root(flat) || has_root(deep) || self.baseline_now() != self.baseline;
        if may_differ && self.read_config(false) {
            return self.read_all();
        }
        let Opened { files, config, .. } = &self.opened;
        let folders = RescanDirectories { flat, deep };
        let again = self.tree.rescan(files, config, &mut self.readings, folders);
        if again.is_doubtful {
            return self.read_all();
        }
        self.needs_assembly |= again.others;
        self.pending.extend(again.changed.into_iter().map(|change| (change.path, change.now)));
    }

    /// Reads the configuration, and reopens the directory if that is forced or the configuration
    /// has changed. Returns whether it was reopened.
    fn read_config(&mut self, is_forced: bool) -> bool {
        let had_errors = self.opened.problems.has_errors();
        // Before it is read, so that no change in between is missed.
        self.baseline = self.baseline_now();
        let opened = match self.source.open() {
            Ok(opened) => opened,
            Err(problems) => {
                self.opened.problems = problems;
                self.needs_assembly = true;
                return false;
            }
        };
        let has_changed = opened.config != self.opened.config;
        self.needs_assembly |= has_changed || had_errors;
        if opened.policy != self.opened.policy {
            self.live.set_policy(opened.policy.clone());
            self.needs_assembly = true;
        }
        if !has_changed && !is_forced {
            self.opened.problems = opened.problems;
            self.opened.policy = opened.policy;
            return false;
        }
        if opened.config.parsing_fingerprint() != self.opened.config.parsing_fingerprint() {
            self.readings = Readings::default().holding_texts();
            self.known.images = ImageFiles::default();
            self.known.data = Data::default();
        }
        let files = opened.files.sharing_fingerprints(&self.opened.files);
        self.opened = Opened { files, ..opened };
        true
    }

    /// The fingerprint of the baseline, if the configuration names one that can be read.
    fn baseline_now(&self) -> Option<Fingerprint> {
        let Opened { files, config, .. } = &self.opened;
        let baseline = config.check.baseline.as_ref()?;
        Some(files.read(&baseline.path, build::MAX_BASELINE_BYTES).ok()?.fingerprint)
    }

    fn read_all(&mut self) {
        let found = discover(&self.opened.files, &self.opened.config, &self.readings);
        self.tree = found.tree;
        self.readings = found.readings.holding_texts();
        self.needs_assembly = true;
    }

    /// The problems of single files.
    fn file_problems(&self) -> impl Iterator<Item = &Diagnostic> {
        let content = self.readings.iter().flat_map(|reading| &reading.parsed.problems);
        content.chain(&self.tree.problems).chain(self.opened.problems.iter())
    }

    /// Whether files have errors, so that they cannot be shown.
    fn has_errors(&self) -> bool {
        self.stops(self.file_problems())
    }

    /// Whether one of these problems is an error.
    fn stops<'a>(&self, problems: impl Iterator<Item = &'a Diagnostic>) -> bool {
        let problems: Diagnostics = problems.cloned().collect();
        problems.has_fatal() || self.opened.policy.stops(&problems)
    }

    /// Makes the sources the current snapshot, if they can be shown, and reports all problems.
    fn publish(&mut self) -> Option<Update> {
        if self.pending.is_empty() && !self.needs_assembly {
            return None;
        }
        let snapshot = if self.has_errors() {
            Err(self.snapshot_problems.clone())
        } else {
            self.with_replacements().map_or_else(|| self.assemble(), Ok)
        };
        if let Ok(snapshot) = &snapshot {
            self.pending.clear();
            self.needs_assembly = false;
            self.live.switch(snapshot.clone());
        }
        let others = snapshot.as_ref().err().unwrap_or(&self.snapshot_problems);
        let sources: Diagnostics = self.file_problems().chain(others.iter()).cloned().collect();
        self.live.report(&self.opened.files, |found| found.sources = sources);
        // Last, since the page is out by now and this may take a while.
        let snapshot = snapshot.ok()?;
        let outputs = snapshot.plan.jobs.len();
        self.link_checker.check(snapshot);
        let changed = self.tree.changed_since(&self.published_tree);
        self.published_tree = self.tree.clone();
        Some(Update { changed, outputs })
    }

    /// The current snapshot with some entries replaced, if no more than that has changed.
    fn with_replacements(&self) -> Option<Snapshot> {
        let current = self.live.current().filter(|_| !self.needs_assembly)?;
        let replacement = |reading: &Option<Arc<Reading>>| match &reading.as_ref()?.parsed.content {
            Some(Content::Article(article)) => Some(Replacement::Article(Arc::clone(article))),
            Some(Content::Page(page)) => Some(Replacement::Page(Arc::clone(page))),
            _ => None,
        };
        let replacements: Vec<Replacement> =
            self.pending.values().map(replacement).collect::<Option<_>>()?;
        let (index, articles) = current.site.index.with(&replacements)?;
        let site = Arc::new(current.site.with(index, &articles));
        Some(Snapshot::new(site, Arc::clone(&current.plan)))
    }

    /// A snapshot of all sources, or why there can be none.
    fn assemble(&mut self) -> Result<Snapshot, Diagnostics> {
        let Opened { files, config, .. } = &self.opened;
        let clock = self.source.clock(&config.timezone);
        let mut found = DiscoveredSources::new(self.tree.clone(), self.readings.clone());
        // `file_problems` has them.
        found.problems = Diagnostics::default();
        let PartialSite { site, problems } =
            build::assemble(files, config, &clock, &found, &self.known);
        let stops = self.stops(self.file_problems().chain(problems.iter()));
        let Some((site, plan)) = site.filter(|_| !stops) else { return Err(problems) };
        self.snapshot_problems = problems;
        let images = site.images.as_ref().clone();
        let (engine, data) = (Some(Arc::clone(&site.engine)), site.data.clone());
        self.known = CachedInputs { images, engine, data };
        self.next_change = site.index.next_change(&clock);
        Ok(Snapshot::new(site, plan))
    }
}
