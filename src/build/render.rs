//! Rendering jobs, on all cores, under a watchdog.
//!
//! A template cannot be stopped from within, so the workers are plain threads that share nothing
//! but what they hold in `Arc`s: one that renders for too long is left behind, and the caller
//! decides what becomes of the process.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::assemble::ReadySite;
use super::error::BuildError;
use super::observer::Observer;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::incremental::{Key, Reuse};
use crate::output::Job;
use crate::site::Site;
use crate::view::View;
use crate::write::WriteError;

/// After this many failed jobs no more are begun.
const MAX_FAILED: usize = 50;
/// How often the watchdog checks for a worker that is stuck.
const WATCHDOG_INTERVAL: Duration = Duration::from_millis(50);

/// Where rendered outputs go.
pub trait Sink: Send + Sync + 'static {
    /// What it wants back with an output's bytes.
    type Key;

    /// Whether an output must be rendered.
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

/// Renders every job of a site's plan into the sink.
pub fn render<S: Sink>(
    ready: &ReadySite,
    sink: &Arc<S>,
    observer: &dyn Observer,
) -> Result<(), BuildError> {
    render_jobs(&ready.site, &ready.plan.jobs, sink, observer)
}

/// Renders jobs into the sink. If one takes longer than `[limits]` allow, its thread is left
/// behind: it still holds the sink until it ends.
pub(crate) fn render_jobs<S: Sink>(
    site: &Arc<Site>,
    jobs: &Arc<[Job]>,
    sink: &Arc<S>,
    observer: &dyn Observer,
) -> Result<(), BuildError> {
    let all = jobs.len();
    let workers = rayon::current_num_threads().clamp(1, all.max(1));
    let shared = Arc::new(RenderState {
        site: Arc::clone(site),
        jobs: Arc::clone(jobs),
        sink: Arc::clone(sink),
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        running: (0..workers).map(|_| Mutex::new(None)).collect(),
    });
    let (errors, receiver) = mpsc::channel();
    let mut handles = Vec::new();
    for number in 0..workers {
        let (shared, errors) = (Arc::clone(&shared), errors.clone());
        let worker = std::thread::Builder::new().name(format!("render-{number}"));
        // Where the system grants fewer threads, those that there are do the work.
        handles.extend(worker.spawn(move || work(&shared, number, &errors)).ok());
    }
    if handles.is_empty() {
        work(&shared, 0, &errors);
    }
    drop(errors);

    let (failed, unwritten) = watch(&shared, &receiver, observer)?;
    for handle in handles {
        // A worker catches the panics of its jobs; if it panics itself, its job is not done.
        let _ = handle.join();
    }
    if observer.is_interrupted() {
        return Err(BuildError::Interrupted);
    }
    if let Some(error) = unwritten {
        return Err(error.into());
    }
    if !failed.is_empty() {
        return Err(merged(failed).into());
    }
    let done = shared.done.load(Ordering::Relaxed);
    if done != all {
        return Err(BuildError::bug(format!("only {done} of {all} outputs were rendered")));
    }
    Ok(())
}

/// What the workers share.
struct RenderState<S> {
    site: Arc<Site>,
    jobs: Arc<[Job]>,
    sink: Arc<S>,
    next: AtomicUsize,
    done: AtomicUsize,
    stop: AtomicBool,
    /// The job that each worker is rendering, and since when.
    running: Vec<Mutex<Option<(usize, Instant)>>>,
}

/// A job that failed. One that succeeded is only counted: a message for each would cost more than
/// many a page.
enum WorkerError {
    Failed(usize, Diagnostics),
    Unwritten(WriteError),
}

/// Waits for all workers, with an eye on those that are stuck.
fn watch<S>(
    shared: &RenderState<S>,
    errors: &mpsc::Receiver<WorkerError>,
    observer: &dyn Observer,
) -> Result<(BTreeMap<usize, Diagnostics>, Option<WriteError>), BuildError> {
    let mut failed: BTreeMap<usize, Diagnostics> = BTreeMap::new();
    let mut unwritten = None;
    loop {
        match errors.recv_timeout(WATCHDOG_INTERVAL) {
            Ok(WorkerError::Failed(job, problems)) => {
                failed.insert(job, problems);
                if failed.len() >= MAX_FAILED {
                    shared.stop.store(true, Ordering::Relaxed);
                }
            }
            Ok(WorkerError::Unwritten(error)) => {
                unwritten.get_or_insert(error);
            }
            Err(RecvTimeoutError::Timeout) => {
                observer.progress(shared.done.load(Ordering::Relaxed), shared.jobs.len());
                if let Some(problem) = stuck(shared) {
                    shared.stop.store(true, Ordering::Relaxed);
                    return Err(BuildError::Problems(problem.into()));
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Ok((failed, unwritten)),
        }
        if observer.is_interrupted() {
            shared.stop.store(true, Ordering::Relaxed);
        }
    }
}

fn work<S: Sink>(shared: &RenderState<S>, worker: usize, errors: &mpsc::Sender<WorkerError>) {
    let set_running = |job| {
        *shared.running[worker].lock().unwrap_or_else(PoisonError::into_inner) = job;
    };
    while !shared.stop.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = shared.jobs.get(number) else { break };
        set_running(Some((number, Instant::now())));
        let made = catch_unwind(AssertUnwindSafe(|| make(job, shared)));
        set_running(None);
        let error = match made {
            Ok(Ok(())) => {
                shared.done.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            Ok(Err(BuildError::Problems(problems))) => WorkerError::Failed(number, problems),
            Ok(Err(BuildError::Write(error))) => {
                shared.stop.store(true, Ordering::Relaxed);
                WorkerError::Unwritten(error)
            }
            Ok(Err(BuildError::Interrupted)) => break,
            Err(panic) => WorkerError::Failed(number, bug(job, &shared.site, &*panic).into()),
        };
        if errors.send(error).is_err() {
            break;
        }
    }
}

/// Renders an output, unless it is unchanged.
fn make<S: Sink>(job: &Job, shared: &RenderState<S>) -> Result<(), BuildError> {
    let view = job.view(&shared.site);
    let Some(key) = shared.sink.wants(job, &view, &shared.site) else { return Ok(()) };
    let bytes = job.render(&shared.site, &view)?;
    Ok(shared.sink.put(job, key, &bytes)?)
}

fn bug(job: &Job, site: &Site, panic: &(dyn Any + Send)) -> Diagnostic {
    Diagnostic::of_panic(&format!("rendering {}", job.address(site).label()), panic)
}

/// The problem of a job that renders for longer than its limit, if there is one.
fn stuck<S>(shared: &RenderState<S>) -> Option<Diagnostic> {
    let seconds = shared.site.config.limits.render_seconds;
    let limit = Duration::from_secs(seconds as u64);
    for running in &shared.running {
        let running = running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((job, since)) = *running
            && since.elapsed() > limit
        {
            let job = &shared.jobs[job];
            let label = job.address(&shared.site).label();
            let message = format!("ran for longer than {seconds} s while rendering {label}");
            let template = job.template(&shared.site).unwrap_or_default();
            return Some(shared.site.engine.stopped(template, &message));
        }
    }
    None
}

/// One mistake in a template fails on every page: it is reported once, with the first page.
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
