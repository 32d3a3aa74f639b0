//! Rendering all jobs, on all cores, under watch.
//!
//! Templates cannot be stopped from within, so the workers are plain threads that share nothing
//! but what they hold in `Arc`s: when one renders for too long, it is left behind, and whoever
//! called decides what becomes of the process.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Prepared;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::incremental::{Key, Reuse};
use crate::output::Job;
use crate::pages;
use crate::plan::Plan;
use crate::site::Site;
use crate::view::View;
use crate::write::WriteError;

/// After so many failed jobs no more are begun.
const MAX_FAILED: usize = 50;
/// How often the watch looks.
const WATCH: Duration = Duration::from_millis(50);

/// Where rendered outputs go.
pub trait Sink: Send + Sync + 'static {
    /// What it wants to know of an output again when it takes its bytes.
    type Key;

    /// Whether an output must be made.
    fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<Self::Key>;

    /// Takes an output's bytes.
    fn put(&self, job: &Job, key: Self::Key, bytes: &[u8]) -> Result<(), WriteError>;
}

impl Sink for Reuse {
    type Key = Key;

    fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<Key> {
        Reuse::wants(self, job, view, site)
    }

    fn put(&self, job: &Job, key: Key, bytes: &[u8]) -> Result<(), WriteError> {
        Reuse::put(self, job, key, bytes)
    }
}

/// Takes everything and keeps nothing: for `check`.
#[derive(Clone, Copy, Debug)]
pub struct Discard;

impl Sink for Discard {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, _: &Job, (): (), _: &[u8]) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Told how far rendering has come, and asked whether to go on.
pub trait Progress {
    /// So many jobs of all are done.
    fn done(&self, jobs: usize, all: usize);
    /// Whether the user wants to stop.
    fn is_interrupted(&self) -> bool;
}

/// Why rendering did not end well.
#[derive(Debug)]
pub enum Failure {
    /// What authors can mend.
    Problems(Diagnostics),
    /// An output could not be written.
    Write(WriteError),
    /// The user stopped it.
    Interrupted,
}

impl From<Diagnostics> for Failure {
    fn from(problems: Diagnostics) -> Self {
        Self::Problems(problems)
    }
}

/// What the workers share.
struct Shared<S> {
    site: Arc<Site>,
    plan: Arc<Plan>,
    sink: Arc<S>,
    next: AtomicUsize,
    done: AtomicUsize,
    stop: AtomicBool,
    /// What each worker is at, and since when.
    at: Vec<Mutex<Option<(usize, Instant)>>>,
}

/// What a worker tells of a job that did not go well. One that did is only counted: to wake the
/// watch for each would cost more than many a page.
enum Trouble {
    Failed(usize, Diagnostics),
    Unwritten(WriteError),
}

/// Renders every job of the plan into the sink.
pub fn render<S: Sink>(
    prepared: &Prepared,
    sink: &Arc<S>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    if pages::shows_related(&prepared.site) {
        pages::find_all_related(&prepared.site, None);
    }
    let all = prepared.plan.jobs.len();
    let workers = rayon::current_num_threads().clamp(1, all.max(1));
    let shared = Arc::new(Shared {
        site: Arc::clone(&prepared.site),
        plan: Arc::clone(&prepared.plan),
        sink: Arc::clone(sink),
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        at: (0..workers).map(|_| Mutex::new(None)).collect(),
    });
    let (tell, hear) = mpsc::channel();
    let mut handles = Vec::new();
    for number in 0..workers {
        let (shared, tell) = (Arc::clone(&shared), tell.clone());
        let worker = std::thread::Builder::new().name(format!("render-{number}"));
        // Where no more threads are to be had, those that there are do the work.
        handles.extend(worker.spawn(move || work(&shared, number, &tell)).ok());
    }
    if handles.is_empty() {
        work(&shared, 0, &tell);
    }
    drop(tell);

    let mut failed: BTreeMap<usize, Diagnostics> = BTreeMap::new();
    let mut unwritten = None;
    loop {
        match hear.recv_timeout(WATCH) {
            Ok(Trouble::Failed(job, problems)) => {
                failed.insert(job, problems);
                if failed.len() >= MAX_FAILED {
                    shared.stop.store(true, Ordering::Relaxed);
                }
            }
            Ok(Trouble::Unwritten(error)) => {
                unwritten.get_or_insert(error);
            }
            Err(RecvTimeoutError::Timeout) => {
                progress.done(shared.done.load(Ordering::Relaxed), all);
                if let Some(problem) = stuck(&shared) {
                    shared.stop.store(true, Ordering::Relaxed);
                    return Err(Failure::Problems(problem.into()));
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if progress.is_interrupted() {
            shared.stop.store(true, Ordering::Relaxed);
        }
    }
    for handle in handles {
        // A worker catches its jobs' panics; should it panic itself, its job is not done.
        let _ = handle.join();
    }
    if progress.is_interrupted() {
        return Err(Failure::Interrupted);
    }
    if let Some(error) = unwritten {
        return Err(Failure::Write(error));
    }
    if !failed.is_empty() {
        return Err(Failure::Problems(merged(failed)));
    }
    let done = shared.done.load(Ordering::Relaxed);
    if done != all {
        let message = format!("only {done} of {all} outputs were rendered");
        return Err(Failure::Problems(Diagnostic::new(Code::InternalBug, message).into()));
    }
    Ok(())
}

fn work<S: Sink>(shared: &Shared<S>, number: usize, tell: &mpsc::Sender<Trouble>) {
    let at = |job| {
        *shared.at[number].lock().unwrap_or_else(PoisonError::into_inner) = job;
    };
    while !shared.stop.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = shared.plan.jobs.get(number) else { break };
        at(Some((number, Instant::now())));
        let made = catch_unwind(AssertUnwindSafe(|| make(job, shared)));
        at(None);
        let trouble = match made {
            Ok(Ok(())) => {
                shared.done.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            Ok(Err(Failure::Problems(problems))) => Trouble::Failed(number, problems),
            Ok(Err(Failure::Write(error))) => {
                shared.stop.store(true, Ordering::Relaxed);
                Trouble::Unwritten(error)
            }
            Ok(Err(Failure::Interrupted)) => break,
            Err(panic) => Trouble::Failed(number, bug(job, &shared.site, &*panic).into()),
        };
        if tell.send(trouble).is_err() {
            break;
        }
    }
}

/// Makes an output, unless it can stay as it is.
fn make<S: Sink>(job: &Job, shared: &Shared<S>) -> Result<(), Failure> {
    let view = job.view(&shared.site);
    let Some(key) = shared.sink.wants(job, &view, &shared.site) else { return Ok(()) };
    let bytes = job.render(&shared.site, &view).map_err(Failure::Problems)?;
    shared.sink.put(job, key, &bytes).map_err(Failure::Write)
}

fn bug(job: &Job, site: &Site, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let message = format!("a bug in digest while rendering {}: {text}", job.address(site).label());
    Diagnostic::new(Code::InternalBug, message)
        .help("please report it, with the page's source if you can share it")
}

/// The job that renders for longer than its limit, if there is one.
fn stuck<S>(shared: &Shared<S>) -> Option<Diagnostic> {
    let seconds = shared.site.config.limits.render_seconds;
    let limit = Duration::from_secs(seconds as u64);
    for at in &shared.at {
        let at = at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((job, since)) = *at
            && since.elapsed() > limit
        {
            let job = &shared.plan.jobs[job];
            let label = job.address(&shared.site).label();
            let message = format!("ran for more than {seconds} seconds while rendering {label}");
            let template = job.template(&shared.site).unwrap_or_default();
            return Some(shared.site.engine.stopped(template, &message));
        }
    }
    None
}

/// One mistake in a template fails on every page: it is told once, with the first page.
fn merged(failed: BTreeMap<usize, Diagnostics>) -> Diagnostics {
    let mut seen = BTreeMap::new();
    let mut all: Vec<Diagnostic> = Vec::new();
    for problem in failed.into_values().flatten() {
        let is_of_template = matches!(problem.code, Code::TemplateRender | Code::TemplateLimit);
        let place = (problem.code, problem.file.clone(), problem.span);
        match seen.get_mut(&place) {
            Some((_, others)) if is_of_template => *others += 1,
            _ => {
                seen.insert(place, (all.len(), 0));
                all.push(problem);
            }
        }
    }
    for (first, others) in seen.into_values() {
        if others > 0 {
            let message = &all[first].message;
            all[first].message = format!("{message} (and on other pages)");
        }
    }
    all.into_iter().collect()
}
