//! The live site: what the server is asked for, made from the sources as they are.
//!
//! In: a site's folder, and where to look again. Out: a [`LiveSite`]. One thread looks and makes
//! snapshots (`workshop`); those that answer requests make pages from the snapshot that is
//! current (`snapshot`). A look at all links comes behind, when the page is out already
//! (`review`).

mod review;
mod snapshot;
mod workshop;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::watch;

use super::{File, LiveSite, Problem, Problems, RenderFailed, State};
use crate::build;
use crate::config::BaseUrl;
use crate::diagnostics::{Diagnostic, Diagnostics, render};
use crate::files::Files;
use crate::paths::OutputPath;
use snapshot::{Made, Pages, Snapshot};

pub use workshop::{Opened, Source, Workshop};

/// The most problems that are shown.
const MAX_SHOWN: usize = 50;

/// The site as it is now.
#[derive(Debug)]
pub struct Live {
    current: RwLock<Option<Arc<Snapshot>>>,
    base: RwLock<BaseUrl>,
    pages: Pages,
    wrong: Mutex<Wrong>,
    shown: RwLock<Arc<Problems>>,
    generation: watch::Sender<u64>,
}

/// What is wrong, by where it was found.
#[derive(Debug, Default)]
struct Wrong {
    /// In the sources.
    sources: Diagnostics,
    /// In links, as the last review found.
    links: Diagnostics,
    /// In pages that were asked for.
    pages: BTreeMap<OutputPath, Diagnostics>,
}

impl Live {
    fn new(base: BaseUrl) -> Self {
        Self {
            current: RwLock::default(),
            base: RwLock::new(base),
            pages: Pages::default(),
            wrong: Mutex::default(),
            shown: RwLock::default(),
            generation: watch::Sender::new(0),
        }
    }

    fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes a snapshot the current one. What was wrong with pages is to be seen anew.
    fn switch(&self, snapshot: Snapshot) {
        *self.base.write().unwrap_or_else(PoisonError::into_inner) =
            snapshot.site.config.base_url.clone();
        let plan = Arc::clone(&snapshot.plan);
        if self.current().is_none_or(|before| !Arc::ptr_eq(&before.plan, &plan)) {
            self.pages.keep(|path| plan.job(path).is_some());
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(snapshot));
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).pages.clear();
    }

    /// Notes what is wrong, and tells whoever looks at the site that something is new.
    fn tell(&self, files: &Files, note: impl FnOnce(&mut Wrong)) {
        let all: Diagnostics = {
            let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
            note(&mut wrong);
            let pages = wrong.pages.values().flat_map(Diagnostics::iter);
            wrong.sources.iter().chain(wrong.links.iter()).chain(pages).cloned().collect()
        };
        let problems = Arc::new(drawn(files, all));
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = problems;
        self.generation.send_modify(|generation| *generation += 1);
    }
}

impl LiveSite for Live {
    fn file(&self, path: &OutputPath) -> Option<Result<File, RenderFailed>> {
        // Without a single sound snapshot there is nothing but what is wrong.
        let Some(snapshot) = self.current() else { return Some(Err(RenderFailed)) };
        let job = snapshot.plan.job(path)?;
        // What failed is not tried again before something changed.
        if self.wrong.lock().unwrap_or_else(PoisonError::into_inner).pages.contains_key(path) {
            return Some(self.pages.last(path).ok_or(RenderFailed));
        }
        Some(match self.pages.make(&snapshot, job) {
            Made::File(file) => Ok(file),
            Made::Failed(problems, before) => {
                let files = snapshot.site.files.clone();
                let is_current = || self.current().is_some_and(|now| Arc::ptr_eq(&now, &snapshot));
                self.tell(&files, |wrong| {
                    if is_current() {
                        wrong.pages.insert(path.clone(), problems);
                    }
                });
                before.ok_or(RenderFailed)
            }
        })
    }

    fn state(&self) -> State {
        State {
            generation: *self.generation.borrow(),
            problems: Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner)),
            base: self.base.read().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }
}

/// Draws problems as the terminal does, without colours, each once and errors first.
fn drawn(files: &Files, problems: Diagnostics) -> Problems {
    let mut sorted = build::located(files, problems).sorted();
    sorted.sort_by_key(|problem| problem.severity);
    let text = |path: &_| build::text_of(files, path);
    let format = render::Format::Human { colour: false };
    let draw = |problem: &Diagnostic| Problem {
        severity: problem.severity,
        text: render::draw(problem, format, &text),
    };
    Problems::new(sorted.iter().take(MAX_SHOWN).map(draw).collect())
}
