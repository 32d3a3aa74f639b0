//! The site as it is now: the current snapshot and all problems.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tokio::sync::watch;

use super::pages::{Pages, Snapshot};
use crate::build;
use crate::config::BaseUrl;
use crate::diagnostics::{Diagnostic, Diagnostics, Policy, render};
use crate::files::Files;
use crate::hosting::RuleTarget;
use crate::index::LeftOut;
use crate::paths::OutputPath;
use crate::serve::site::{File, LiveSite, Problem, Problems, Redirect, RenderFailed, SiteState};

/// The maximum number of problems that are shown.
const MAX_SHOWN: usize = 50;

/// The site as it is now.
#[derive(Debug)]
pub struct Live {
    current: RwLock<Option<Arc<Snapshot>>>,
    pages: Pages,
    found: Mutex<FoundProblems>,
    policy: RwLock<Policy>,
    state: watch::Sender<SiteState>,
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
    /// A site without a snapshot, which will be served at this URL.
    pub(super) fn new(base: BaseUrl) -> Self {
        Self {
            current: RwLock::default(),
            pages: Pages::default(),
            found: Mutex::default(),
            policy: RwLock::default(),
            state: watch::Sender::new(SiteState { problems: Arc::default(), base }),
        }
    }

    /// How many content files are not shown now; none before the first snapshot.
    pub fn left_out(&self) -> LeftOut {
        self.current().map(|snapshot| snapshot.site.index.left_out()).unwrap_or_default()
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
        self.state.send_if_modified(|state| {
            state.base = snapshot.site.config.base_url.clone();
            // The change is reported together with the problems of the snapshot.
            false
        });
        *self.current.write() = Some(Arc::new(snapshot));
        self.found.lock().pages.clear();
    }

    /// Changes what becomes of problems that are reported from now on.
    pub(super) fn set_policy(&self, policy: Policy) {
        *self.policy.write() = policy;
    }

    /// Updates the problems, and reports the change.
    pub(super) fn report(&self, files: &Files, update: impl FnOnce(&mut FoundProblems)) {
        let all: Diagnostics = {
            let mut found = self.found.lock();
            update(&mut found);
            let pages = found.pages.values().flat_map(Diagnostics::iter);
            found.sources.iter().chain(found.links.iter()).chain(pages).cloned().collect()
        };
        let problems = self.policy.read().report(&build::located(files, all)).problems;
        let problems = Arc::new(drawn(files, problems));
        self.state.send_modify(|state| state.problems = problems);
    }
}

impl LiveSite for Live {
    fn file(&self, path: &OutputPath) -> Option<Result<File, RenderFailed>> {
        // Before the first snapshot there are only problems.
        let Some(snapshot) = self.current() else { return Some(Err(RenderFailed)) };
        let job = snapshot.plan.job(path)?;
        // Failed pages are not tried again until something has changed.
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

    fn redirect(&self, path: &OutputPath) -> Option<Redirect> {
        match self.current()?.plan.rules.at(path)? {
            RuleTarget::To(to, status) => Some(Redirect { status: status.code(), to: to.clone() }),
            RuleTarget::Gone | RuleTarget::Withdrawn => None,
        }
    }

    fn state(&self) -> SiteState {
        self.state.borrow().clone()
    }

    fn changes(&self) -> watch::Receiver<SiteState> {
        self.state.subscribe()
    }
}

/// Draws problems as on the terminal, without colours, each once and errors first.
fn drawn(files: &Files, problems: Diagnostics) -> Problems {
    let mut sorted = problems.sorted();
    sorted.sort_by_key(|problem| problem.severity);
    let text = |path: &_| build::text_of(files, path);
    let format = render::DisplayStyle::Human { colour: false };
    let draw = |problem: &Diagnostic| Problem {
        severity: problem.severity,
        title: render::title(problem),
        text: render::draw(problem, format, &text),
    };
    Problems {
        shown: sorted.iter().take(MAX_SHOWN).map(draw).collect(),
        more: sorted.len().saturating_sub(MAX_SHOWN),
    }
}
