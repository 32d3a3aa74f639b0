//! The site as it is now: the current snapshot and all problems.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tokio::sync::watch;

use super::pages::{Pages, Snapshot};
use crate::build;
use crate::config::BaseUrl;
use crate::diagnostics::{Diagnostic, Diagnostics, render};
use crate::files::Files;
use crate::paths::OutputPath;
use crate::serve::site::{File, LiveSite, Problem, Problems, RenderFailed, SiteState};

/// The maximum number of problems that are shown.
const MAX_SHOWN: usize = 50;

/// The site as it is now.
#[derive(Debug)]
pub struct Live {
    current: RwLock<Option<Arc<Snapshot>>>,
    /// Where the site is served until there is a snapshot.
    first_base: BaseUrl,
    pages: Pages,
    found: Mutex<FoundProblems>,
    shown: RwLock<Arc<Problems>>,
    generation: watch::Sender<u64>,
}

/// All problems, by where they were found.
#[derive(Debug, Default)]
pub(super) struct FoundProblems {
    pub(super) sources: Diagnostics,
    pub(super) links: Diagnostics,
    /// By the pages whose rendering failed.
    pages: BTreeMap<OutputPath, Diagnostics>,
}

impl Live {
    pub(super) fn new(first_base: BaseUrl) -> Self {
        Self {
            current: RwLock::default(),
            first_base,
            pages: Pages::default(),
            found: Mutex::default(),
            shown: RwLock::default(),
            generation: watch::Sender::new(0),
        }
    }

    pub(super) fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.read().clone()
    }

    /// Makes a snapshot the current one, and forgets which pages failed before.
    pub(super) fn switch(&self, snapshot: Snapshot) {
        let plan = Arc::clone(&snapshot.plan);
        if self.current().is_none_or(|before| !Arc::ptr_eq(&before.plan, &plan)) {
            self.pages.retain(|path| plan.job(path).is_some());
        }
        *self.current.write() = Some(Arc::new(snapshot));
        self.found.lock().pages.clear();
    }

    /// Updates the problems, and reports a new generation.
    pub(super) fn report(&self, files: &Files, update: impl FnOnce(&mut FoundProblems)) {
        let all: Diagnostics = {
            let mut found = self.found.lock();
            update(&mut found);
            let pages = found.pages.values().flat_map(Diagnostics::iter);
            found.sources.iter().chain(found.links.iter()).chain(pages).cloned().collect()
        };
        *self.shown.write() = Arc::new(drawn(files, all));
        self.generation.send_modify(|generation| *generation += 1);
    }
}

impl LiveSite for Live {
    fn file(&self, path: &OutputPath) -> Option<Result<File, RenderFailed>> {
        // Before the first snapshot there are only problems.
        let Some(snapshot) = self.current() else { return Some(Err(RenderFailed)) };
        let job = snapshot.plan.job(path)?;
        // What failed is not tried again until something has changed.
        if self.found.lock().pages.contains_key(path) {
            return Some(self.pages.last(path).ok_or(RenderFailed));
        }
        Some(self.pages.get(&snapshot, job).or_else(|problems| {
            self.report(&snapshot.site.files, |found| {
                if self.current().is_some_and(|now| Arc::ptr_eq(&now, &snapshot)) {
                    found.pages.insert(path.clone(), problems);
                }
            });
            self.pages.last(path).ok_or(RenderFailed)
        }))
    }

    fn state(&self) -> SiteState {
        let current = self.current();
        let base = current.as_ref().map_or(&self.first_base, |now| &now.site.config.base_url);
        SiteState {
            generation: *self.generation.borrow(),
            problems: Arc::clone(&self.shown.read()),
            base: base.clone(),
        }
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }
}

/// Draws problems as on the terminal, without colours, each once and errors first.
fn drawn(files: &Files, problems: Diagnostics) -> Problems {
    let mut sorted = build::located(files, problems).sorted();
    sorted.sort_by_key(|problem| problem.severity);
    let text = |path: &_| build::text_of(files, path);
    let format = render::DisplayStyle::Human { colour: false };
    let draw = |problem: &Diagnostic| Problem {
        severity: problem.severity,
        text: render::draw(problem, format, &text),
    };
    Problems::new(sorted.iter().take(MAX_SHOWN).map(draw).collect())
}
