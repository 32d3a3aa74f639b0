//! Where snapshots are made: looks at the sources, and decides whether what they are now can be
//! shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Live;
use super::review::Review;
use super::snapshot::Snapshot;
use crate::assets::Pictures;
use crate::build::{self, CachedInputs, PartialSite};
use crate::config::SiteConfig;
use crate::data::Data;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::discover::{Change, Found, Places, Reading, Readings, Tree, discover};
use crate::files::Files;
use crate::index::{Clock, Replacement};
use crate::parse::Content;
use crate::paths::SourcePath;
use crate::watch::Rescan;

/// So long a look that finds errors waits before it looks once more: programs that save in two
/// steps have written the second by then.
const SECOND_STEP: Duration = Duration::from_millis(10);

/// Opens the site's folder and reads its configuration, as often as that is needed.
pub trait Source: Send {
    /// Opens the folder and reads `site.toml`.
    fn open(&self) -> Result<Opened, Diagnostics>;

    /// Decides which instant is now.
    fn clock(&self, timezone: &TimeZone) -> Clock;

    /// Whether the clock goes on.
    fn clock_runs(&self) -> bool;
}

/// A site's folder with its configuration.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The folder.
    pub files: Files,
    /// The configuration.
    pub config: SiteConfig,
    /// What is to be mended about the configuration, though it stops nothing.
    pub warnings: Diagnostics,
}

/// The sources as they were seen last, and what is to become of them.
pub struct Workshop {
    source: Box<dyn Source>,
    live: Arc<Live>,
    review: Review,
    opened: Opened,
    tree: Tree,
    readings: Readings,
    known: CachedInputs,
    /// What is wrong with the configuration; then the one before still holds.
    config: Diagnostics,
    /// What is wrong with content files, by file.
    wrong: BTreeMap<SourcePath, Vec<Diagnostic>>,
    /// What is to be mended about everything else, as it was when the current snapshot was made.
    others: Diagnostics,
    /// The content files that are not what the current snapshot shows.
    pending: BTreeMap<SourcePath, Option<Arc<Reading>>>,
    /// Whether more than content files is not what the current snapshot shows.
    is_other: bool,
    /// When the clock alone changes the site.
    next_change: Option<Timestamp>,
}

impl Workshop {
    /// Reads a site for the first time. `known` is what earlier builds found out.
    pub fn open(source: Box<dyn Source>, opened: Opened, known: Readings) -> (Self, Arc<Live>) {
        let live = Arc::new(Live::new(opened.config.base_url.clone()));
        let review = Review::start(&live);
        let mut workshop = Self {
            source,
            live: Arc::clone(&live),
            review,
            opened,
            tree: Tree::default(),
            readings: known.holding_texts(),
            known: CachedInputs::default(),
            config: Diagnostics::default(),
            wrong: BTreeMap::new(),
            others: Diagnostics::default(),
            pending: BTreeMap::new(),
            is_other: true,
            next_change: None,
        };
        workshop.config = workshop.opened.warnings.clone();
        workshop.read_all();
        workshop.publish();
        (workshop, live)
    }

    /// Looks again, and shows what is there if that is possible.
    pub fn look(&mut self, look: &Rescan) {
        self.review.interrupt();
        self.look_once(look);
        if self.is_failing() {
            std::thread::sleep(SECOND_STEP);
            self.look_once(look);
        }
        self.publish();
    }

    /// How long until the clock alone changes the site; none if it never does.
    pub fn until_next_change(&self) -> Option<Duration> {
        let next = self.next_change.filter(|_| self.source.clock_runs())?;
        let now = self.source.clock(&self.opened.config.timezone).now;
        Some(Duration::try_from(next.duration_since(now)).unwrap_or_default())
    }

    /// Shows the site as it is now, if the clock has changed it.
    pub fn heed_clock(&mut self) {
        if self.until_next_change() == Some(Duration::ZERO) {
            self.is_other = true;
            self.publish();
        }
    }

    fn look_once(&mut self, look: &Rescan) {
        let (flat, deep) = match look {
            Rescan::Directories { flat, deep } => (flat, deep),
            Rescan::Everything => {
                self.configure(true);
                return self.read_all();
            }
        };
        let is_top = |folders: &BTreeSet<String>| folders.contains("");
        if (is_top(flat) || is_top(deep)) && self.configure(false) {
            return self.read_all();
        }
        let Opened { files, config, .. } = &self.opened;
        let places = Places { flat, deep };
        let again = self.tree.look_again(files, config, &mut self.readings, places);
        if again.is_doubtful {
            return self.read_all();
        }
        self.is_other |= again.others;
        for Change { path, now } in again.changed {
            self.note(&path, now.as_ref());
            self.pending.insert(path, now);
        }
    }

    /// Reads the configuration again, and opens the folder anew if that is `wanted` or anything
    /// is configured otherwise. Tells whether it was opened.
    fn configure(&mut self, is_wanted: bool) -> bool {
        let was_wrong = self.config.has_errors();
        let opened = match self.source.open() {
            Ok(opened) => opened,
            Err(problems) => {
                self.config = problems;
                self.is_other = true;
                return false;
            }
        };
        self.config = opened.warnings.clone();
        let is_other = opened.config != self.opened.config;
        self.is_other |= is_other || was_wrong;
        if !is_other && !is_wanted {
            return false;
        }
        if opened.config.parsing_fingerprint() != self.opened.config.parsing_fingerprint() {
            self.readings = Readings::default().holding_texts();
            self.known.pictures = Pictures::default();
            self.known.data = Data::default();
        }
        let files = opened.files.knowing(&self.opened.files);
        self.opened = Opened { files, ..opened };
        true
    }

    fn read_all(&mut self) {
        let found = discover(&self.opened.files, &self.opened.config, &self.readings);
        self.tree = found.tree;
        self.readings = found.readings.holding_texts();
        self.wrong.clear();
        for reading in self.readings.clone().iter() {
            self.note(&reading.path, Some(reading));
        }
        self.is_other = true;
    }

    fn note(&mut self, path: &SourcePath, reading: Option<&Arc<Reading>>) {
        self.wrong.remove(path);
        if let Some(reading) = reading.filter(|reading| !reading.parsed.problems.is_empty()) {
            self.wrong.insert(path.clone(), reading.parsed.problems.clone());
        }
    }

    /// Whether what was read has errors of its own.
    fn is_failing(&self) -> bool {
        let mut all = self.wrong.values().flatten().chain(&self.tree.problems);
        all.any(|problem| problem.severity == Severity::Error) || self.config.has_errors()
    }

    /// Makes the sources the current snapshot, if they can be shown, and tells what is wrong.
    fn publish(&mut self) {
        if self.pending.is_empty() && !self.is_other {
            return;
        }
        let has_errors = |problems: &[Diagnostic]| {
            problems.iter().any(|problem| problem.severity == Severity::Error)
        };
        let is_sound = !self.wrong.values().any(|problems| has_errors(problems))
            && !has_errors(&self.tree.problems)
            && !self.config.has_errors();
        let mut in_the_way = Diagnostics::default();
        let snapshot = if is_sound {
            self.quick().or_else(|| self.whole().map_err(|found| in_the_way = found).ok())
        } else {
            None
        };
        if let Some(snapshot) = &snapshot {
            self.pending.clear();
            self.is_other = false;
            self.live.switch(snapshot.clone());
        }
        let others = if in_the_way.is_empty() { &self.others } else { &in_the_way };
        let others = self.config.iter().chain(others.iter());
        let wrong = self.wrong.values().flatten().chain(&self.tree.problems);
        let sources: Diagnostics = wrong.chain(others).cloned().collect();
        self.live.tell(&self.opened.files, |wrong| wrong.sources = sources);
        // Only now: the page is out, and what follows may take its time.
        if let Some(snapshot) = snapshot {
            self.review.look_at(snapshot);
        }
    }

    /// The current snapshot with other texts, if no more than that has changed.
    fn quick(&self) -> Option<Snapshot> {
        let current = self.live.current().filter(|_| !self.is_other)?;
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

    /// A snapshot of all that there is now, or why there can be none.
    fn whole(&mut self) -> Result<Snapshot, Diagnostics> {
        let Opened { files, config, .. } = &self.opened;
        let clock = self.source.clock(&config.timezone);
        let mut found = Found::new(self.tree.clone(), self.readings.clone());
        // They are told by file already.
        found.problems = Diagnostics::default();
        let PartialSite { site, problems } =
            build::assemble(files, config, &clock, &found, &self.known);
        let Some((site, plan)) = site.filter(|_| !problems.has_errors()) else {
            return Err(problems);
        };
        self.others = problems;
        let pictures = site.pictures.as_ref().clone();
        let (engine, data) = (Some(Arc::clone(&site.engine)), site.data.clone());
        self.known = CachedInputs { pictures, engine, data };
        self.next_change = site.index.next_change(&clock);
        Ok(Snapshot::new(site, plan))
    }
}
