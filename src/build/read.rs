//! Reading and parsing content, with a limit on the time that one file takes.
//!
//! A parser cannot be stopped from within, so it works for a thread that can be left behind, as a
//! stuck template's is.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::discover::{self, DiscoveredSources, InProgress, Readings, Tree};
use crate::files::Files;
use crate::paths::SourcePath;

/// How often to check for a file that takes too long.
const WATCHDOG_INTERVAL: Duration = Duration::from_millis(50);

/// Parses everything of a tree that `known` does not hold. If a file takes longer than `[limits]`
/// allow, the pool's threads are left with it.
pub(super) fn read(
    tree: Tree,
    files: &Files,
    config: &SiteConfig,
    known: Readings,
) -> Result<DiscoveredSources, Diagnostics> {
    let seconds = config.limits.render_seconds;
    let in_progress = Arc::new(InProgress::default());
    let known = known.noting(Arc::clone(&in_progress));
    let (job, jobs) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
    let run = move || jobs.into_iter().for_each(|job| job());
    let Ok(reader) = thread::Builder::new().name("read".into()).spawn(run) else {
        // Where the system grants no thread, the time has no limit.
        return Ok(discover::read(tree, files, config, &known));
    };
    let (sender, receiver) = mpsc::channel();
    let (files, config) = (files.clone(), config.clone());
    // Neither fails: the thread waits for the job, and this one for the result unless it has given up.
    let _ = job.send(Box::new(move || {
        let _ = sender.send(discover::read(tree, &files, &config, &known));
    }));
    drop(job);
    loop {
        match receiver.recv_timeout(WATCHDOG_INTERVAL) {
            Ok(found) => return Ok(found),
            Err(RecvTimeoutError::Timeout) => {
                let stuck = in_progress.longest();
                if let Some((path, _)) =
                    stuck.filter(|(_, time)| *time > Duration::from_secs(seconds as u64))
                {
                    return Err(took_too_long(&path, seconds).into());
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                if let Err(panic) = reader.join() {
                    resume_unwind(panic);
                }
                let bug = Diagnostic::new(Code::InternalBug, "reading ended without a result");
                return Err(bug.into());
            }
        }
    }
}

fn took_too_long(path: &SourcePath, seconds: usize) -> Diagnostic {
    Diagnostic::new(Code::MarkdownLimit, format!("parsing this file took longer than {seconds} s"))
        .in_file(path)
        .help("split the text, or raise `render-seconds` under `[limits]` in site.toml")
}
