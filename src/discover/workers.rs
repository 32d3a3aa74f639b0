//! Reading and parsing content files on threads of their own, with a limit on the time that one
//! file takes.
//!
//! A parser cannot be stopped from within, so a thread that exceeds the limit is abandoned, as that
//! of a stuck template is: its file has failed, and a new thread takes its place.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::reading::Reading;
use crate::config::SiteConfig;
use crate::diagnostics::Diagnostic;
use crate::files::{Files, SourceFile, decode};
use crate::fingerprint::Fingerprint;
use crate::model::Kind;
use crate::parse::{Parsed, parse};
use crate::paths::SourcePath;

/// How often to check for a file that takes too long.
const WATCHDOG_INTERVAL: Duration = Duration::from_millis(50);

/// A content file to read.
#[derive(Debug)]
pub(super) struct Task {
    kind: Kind,
    path: SourcePath,
    /// The reading to return if the file still has its bytes.
    before: Option<Arc<Reading>>,
    /// When parsing began, and the fingerprint of the bytes.
    parsing: OnceLock<(Instant, Fingerprint)>,
    reading: OnceLock<Arc<Reading>>,
}

/// What the threads share.
#[derive(Debug)]
struct Work {
    tasks: Vec<Task>,
    files: Files,
    config: SiteConfig,
    /// Whether source text is retained.
    holds_texts: bool,
    /// The first task that no thread has taken.
    next: AtomicUsize,
    /// How many tasks have no reading yet.
    unfinished: AtomicUsize,
    /// The thread that waits for the last reading.
    caller: Thread,
}

/// Reads and parses files. The results have the order of the tasks.
pub(super) fn run(
    tasks: Vec<Task>,
    files: &Files,
    config: &SiteConfig,
    holds_texts: bool,
) -> Vec<Arc<Reading>> {
    let count = tasks.len();
    let work = Arc::new(Work {
        tasks,
        files: files.clone(),
        config: config.clone(),
        holds_texts,
        next: AtomicUsize::new(0),
        unfinished: AtomicUsize::new(count),
        caller: thread::current(),
    });
    let workers = rayon::current_num_threads().min(count);
    if (0..workers).filter(|_| start_worker(&work)).count() == 0 {
        // Where the system grants no thread, the time has no limit.
        work.run();
    }
    let seconds = config.limits.render_seconds;
    while work.unfinished.load(Ordering::Acquire) > 0 {
        thread::park_timeout(WATCHDOG_INTERVAL);
        for task in &work.tasks {
            let Some(fingerprint) = task.exceeds(Duration::from_secs(seconds as u64)) else {
                continue;
            };
            let failed = Reading::timed_out(&task.path, task.kind, fingerprint, seconds);
            if work.finish(task, Arc::new(failed)) && !start_worker(&work) {
                work.run();
            }
        }
    }
    work.tasks.iter().filter_map(|task| task.reading.get().cloned()).collect()
}

/// Starts a thread that takes tasks, if the system grants one.
fn start_worker(work: &Arc<Work>) -> bool {
    let work = Arc::clone(work);
    thread::Builder::new().name("parse".into()).spawn(move || work.run()).is_ok()
}

impl Task {
    pub(super) fn new(kind: Kind, file: &SourceFile, before: Option<&Arc<Reading>>) -> Self {
        Self {
            kind,
            path: file.path.clone(),
            before: before.cloned(),
            parsing: OnceLock::new(),
            reading: OnceLock::new(),
        }
    }

    /// The fingerprint of the file if it has been parsed for longer than `limit`, without a result.
    fn exceeds(&self, limit: Duration) -> Option<Fingerprint> {
        let (since, fingerprint) = self.parsing.get().filter(|_| self.reading.get().is_none())?;
        (since.elapsed() > limit).then_some(*fingerprint)
    }

    fn read(&self, work: &Work) -> Arc<Reading> {
        let Self { kind, path, before, .. } = self;
        let config = &work.config;
        let failed =
            |problem, fingerprint| Arc::new(Reading::failed(path, *kind, fingerprint, problem));
        let source = match work.files.read(path, config.limits.article_bytes as u64) {
            Ok(source) => source,
            Err(problem) => return failed(problem, None),
        };
        let fingerprint = Some(source.fingerprint);
        let before = before.as_ref().filter(|before| before.fingerprint == fingerprint);
        if let Some(before) = before
            && (!work.holds_texts || before.has_text())
        {
            return Arc::clone(before);
        }
        let text = match decode(source.bytes, path) {
            Ok(text) => text,
            Err(problem) => return failed(problem, fingerprint),
        };
        let mut parsed = if let Some(before) = before {
            before.parsed.clone()
        } else {
            let _ = self.parsing.set((Instant::now(), source.fingerprint));
            let parse = || parse(*kind, path, &text, source.fingerprint, config);
            catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|panic| {
                let problem = Diagnostic::of_panic("parsing this file", &*panic).in_file(path);
                Parsed { content: None, problems: vec![problem] }
            })
        };
        if work.holds_texts {
            parsed.hold(&text);
        }
        Arc::new(Reading { path: path.clone(), kind: *kind, fingerprint, parsed, timed_out: false })
    }
}

impl Work {
    /// Takes one task after another, until none is left or this thread was abandoned.
    fn run(&self) {
        while let Some(task) = self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if !self.finish(task, task.read(self)) {
                break;
            }
        }
    }

    /// Sets the reading of a task, unless it has one. Returns whether it had none.
    fn finish(&self, task: &Task, reading: Arc<Reading>) -> bool {
        let is_first = task.reading.set(reading).is_ok();
        if is_first && self.unfinished.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.caller.unpark();
        }
        is_first
    }
}
