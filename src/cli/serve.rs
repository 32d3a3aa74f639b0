//! `digest serve`.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::args::{Args, MessageFormat, Serve, Shown};
use super::context;
use super::exit::CommandError;
use super::report::{self, counted};
use super::reported::{self, ReportedProblems};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, OpenSite};
use crate::diagnostics::Diagnostics;
use crate::incremental::SourceCache;
use crate::index::Clock;
use crate::serve::live::{Live, Opened, Rebuilder, Source, Update};
use crate::serve::{BindError, LiveSite, Options, Port, Problems, Server};
use crate::watch::Watcher;

/// How often to check for signals and new problems.
const TICK: Duration = Duration::from_millis(50);
/// The longest wait for a change. A change of the system clock is noticed after this at most.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Serves the site from memory until a signal ends it.
pub(super) fn run(args: &Args, serve: &Serve, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, MessageFormat::Human, terminal)?;
    let site = context::with_policy(site, MessageFormat::Human, terminal)?;
    // An interrupted build does not stop the server.
    let _ = report::pending_build(&site.root, terminal);
    // Before the first reading, so that no change is missed.
    let watcher = (!serve.no_watch).then(|| Watcher::start(&site.root));
    let source = Disk {
        root: site.root.clone(),
        limits: args.limit.clone(),
        shown: serve.shown.clone(),
        clock: context::clock(&serve.shown, site.config.timezone.clone())?,
    };
    let (rebuilder, live) = read(source, site)?;

    let port = serve.port.map_or_else(Port::default, Port::Exactly);
    let options = Options { port, host: serve.host.clone(), ..Options::default() };
    let server = Server::bind(&options, Arc::clone(&live) as Arc<dyn LiveSite>)
        .map_err(|error| failed(&error))?;
    greet(&server, serve, &live, terminal);
    let url = server.url();
    let running = server.start().map_err(|error| failed(&error.into()))?;
    if serve.open {
        open(&url, terminal);
    }
    if let Some(watcher) = watcher {
        let notices = terminal.clone();
        thread::spawn(move || watch(watcher, rebuilder, &notices));
    }
    report_problems(&live, terminal);
    running.stop();
    Err(CommandError::Ended(signals::received().unwrap_or_default()))
}

/// Reads the site for the first time. That may take a while, so a signal interrupts it.
fn read(source: Disk, site: OpenSite) -> Result<(Rebuilder, Arc<Live>), CommandError> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let settings = site.config.parsing_fingerprint();
        let (cache, _) = SourceCache::load(&site.files, settings);
        let files = site.files.clone().with_fingerprints(cache.fingerprints());
        let OpenSite { config, warnings, policy, .. } = site;
        let opened = Opened { files, config, problems: warnings, policy };
        // Fails if a signal has ended the wait.
        let _ = sender.send(Rebuilder::open(Box::new(source), opened, cache.readings()));
    };
    thread::Builder::new()
        .name("read".into())
        .spawn(work)
        .map_err(|error| CommandError::environment(format!("cannot start a thread: {error}")))?;
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(read) => return Ok(read),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(signal) = signals::received() {
                    return Err(CommandError::Ended(signal));
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(CommandError::environment("the site could not be read"));
            }
        }
    }
}

/// Prints where the site is served.
fn greet(server: &Server, serve: &Serve, live: &Live, terminal: &Terminal) {
    if let Some(busy) = server.busy_port() {
        terminal.say(&format!("Port {busy} is in use; using the next free one"));
    }
    let ready = if serve.no_watch { "Serving" } else { "Serving and watching for changes" };
    terminal.say(&format!("{ready}: {}", server.url()));
    let left_out = live.left_out();
    if !left_out.is_empty() {
        terminal.say(&left_out.to_string());
    }
    for url in server.network_urls() {
        terminal.say(&format!("On the network, visible to everyone on it: {url}"));
    }
}

/// Reports new problems until a signal comes.
fn report_problems(live: &Live, terminal: &Terminal) {
    let mut last = Arc::<Problems>::default();
    let mut reported = ReportedProblems::default();
    let mut changes = live.changes();
    changes.mark_changed();
    while signals::received().is_none() {
        if changes.has_changed().unwrap_or_default() {
            changes.mark_unchanged();
            let problems = live.state().problems;
            if *problems != *last {
                print_problems(&problems, &mut reported, terminal);
                last = problems;
            }
        }
        thread::sleep(TICK);
    }
}

/// Prints which problems are new, and which are resolved.
fn print_problems(problems: &Problems, reported: &mut ReportedProblems, terminal: &Terminal) {
    let titles: Vec<String> = problems.shown.iter().map(|problem| problem.title.clone()).collect();
    let changes = reported.update(&titles);
    for place in changes.new {
        terminal.print_error(&format!("{}\n", problems.shown[place].text));
    }
    for title in changes.resolved {
        terminal.say(&format!("Resolved: {title}"));
    }
    if problems.shown.is_empty() {
        terminal.say("All problems fixed");
    } else {
        terminal.print_error(&problems.to_string());
    }
}

/// Rescans whenever something has changed.
fn watch(mut watcher: Watcher, mut rebuilder: Rebuilder, terminal: &Terminal) {
    loop {
        report::notices(&mut watcher, terminal);
        let wait = rebuilder.until_next_change().unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        let rescan = watcher.next(wait);
        let work = terminal.restarted();
        let update = match rescan {
            Some(rescan) => rebuilder.rescan(&rescan),
            None => rebuilder.refresh_if_due(),
        };
        if let Some(Update { changed, outputs }) = update {
            let (cause, outputs) = (reported::cause(&changed), counted(outputs, "page"));
            terminal.say(&format!("{cause}: {outputs} ready in {}", work.elapsed()));
        }
    }
}

/// The site's directory on the disk.
struct Disk {
    root: std::path::PathBuf,
    limits: Vec<String>,
    shown: Shown,
    /// What was decided when the command began.
    clock: Clock,
}

impl Source for Disk {
    fn open(&self) -> Result<Opened, Diagnostics> {
        let files = context::open_files(&self.root).map_err(CommandError::into_diagnostic)?;
        let (mut config, warnings) = context::read_config(&files, None)?;
        for limit in &self.limits {
            context::set_limit(&mut config, limit).map_err(CommandError::into_diagnostic)?;
        }
        let files = files.ignoring(&config.content.ignore);
        let policy = build::load_policy(&files, &config)?;
        Ok(Opened { files, config, problems: warnings, policy })
    }

    fn clock(&self, timezone: &TimeZone) -> Clock {
        let now = context::clock(&self.shown, timezone.clone());
        now.unwrap_or_else(|_| Clock { timezone: timezone.clone(), ..self.clock.clone() })
    }

    fn clock_runs(&self) -> bool {
        self.shown.now.is_none() && !context::is_clock_set()
    }
}

fn failed(error: &BindError) -> CommandError {
    CommandError::Environment { message: error.to_string(), help: error.help() }
}

/// Opens the system's browser. If there is none, the server goes on.
#[expect(clippy::disallowed_methods, reason = "the one program that `serve` starts, if asked to")]
fn open(url: &str, terminal: &Terminal) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let silent = std::process::Stdio::null;
    let mut command = std::process::Command::new(program);
    let started = command.arg(url).stdin(silent()).stdout(silent()).stderr(silent()).spawn();
    match started {
        Ok(mut browser) => drop(thread::spawn(move || browser.wait())),
        Err(error) => terminal.say(&format!("cannot start `{program}`: {error}")),
    }
}
