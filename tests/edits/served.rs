//! The server's site, which gets the paths to rescan and nothing else.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use digest::testing::diagnostics::{Diagnostics, Policy, Severity, render};
use digest::testing::discover::Readings;
use digest::testing::files::{FileClock, Files};
use digest::testing::index::Clock;
use digest::testing::paths::OutputPath;
use digest::testing::serve::LiveSite;
use digest::testing::serve::live::{Live, Opened, Rebuilder, Source};
use digest::testing::watch::Rescan;
use jiff::tz::TimeZone;

use crate::builds::{configured, drawn};

/// How long the look at all links may take on a machine that does other things as well.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Longer than a tick of the file system's clock, within which two changes can look the same.
const TICK: Duration = Duration::from_millis(20);

struct Disk {
    root: PathBuf,
    clock: Arc<Mutex<Clock>>,
    /// What the times of files are compared with.
    file_clock: Arc<Mutex<FileClock>>,
}

impl Source for Disk {
    fn open(&self) -> Result<Opened, Diagnostics> {
        let files = Files::open(&self.root).unwrap().with_clock(*self.file_clock.lock().unwrap());
        let (config, warnings) = configured(&files)?;
        Ok(Opened { files, config, problems: warnings, policy: Policy::default() })
    }

    fn clock(&self, timezone: &TimeZone) -> Clock {
        Clock { timezone: timezone.clone(), ..self.clock.lock().unwrap().clone() }
    }

    fn clock_runs(&self) -> bool {
        true
    }
}

/// A site that is served.
pub(crate) struct Served {
    rebuilder: Rebuilder,
    live: Arc<Live>,
    clock: Arc<Mutex<Clock>>,
    file_clock: Arc<Mutex<FileClock>>,
    root: PathBuf,
}

/// The server shows at most this many problems.
const MOST_SHOWN: usize = 50;

impl Served {
    pub(crate) fn new(root: PathBuf, clock: Clock) -> Self {
        let clock = Arc::new(Mutex::new(clock));
        let file_clock = Arc::new(Mutex::new(FileClock::default()));
        let source = Disk {
            root: root.clone(),
            clock: Arc::clone(&clock),
            file_clock: Arc::clone(&file_clock),
        };
        let opened = source.open().unwrap();
        let (rebuilder, live) = Rebuilder::open(Box::new(source), opened, Readings::default());
        Self { rebuilder, live, clock, file_clock, root }
    }

    /// Looks again. A clock that goes back, or other decisions on what is shown, are not reported
    /// by a look at some directories.
    pub(crate) fn look(&mut self, look: &Rescan, clock: &Clock) {
        let before = std::mem::replace(&mut *self.clock.lock().unwrap(), clock.clone());
        let decided = |clock: &Clock| (clock.drafts, clock.future);
        if clock.now < before.now || decided(clock) != decided(&before) {
            self.rebuilder.rescan(&Rescan::Everything);
        } else {
            self.rebuilder.rescan(look);
            self.rebuilder.refresh_if_due();
        }
    }

    /// Looks at everything again when the last changes of all files are so old that none is read
    /// again as long as it looks the same.
    pub(crate) fn look_later(&mut self, clock: &Clock) {
        std::thread::sleep(TICK);
        *self.file_clock.lock().unwrap() = FileClock::ahead_by(Duration::from_millis(2_100));
        self.look(&Rescan::Everything, clock);
        *self.file_clock.lock().unwrap() = FileClock::default();
    }

    /// A file as it is now; `None` if the site has none.
    pub(crate) fn file(&self, path: &str) -> Option<Vec<u8>> {
        let path = OutputPath::new(path).unwrap();
        self.live
            .file(&path)
            .map(|file| file.map_or_else(|_| Vec::new(), |file| file.bytes.to_vec()))
    }

    /// Whether anything is wrong that stops a build, after a while.
    pub(crate) fn tells_errors(&self) -> bool {
        let is_error = |text: &(Severity, String)| text.0 == Severity::Error;
        self.wait(|told| told.iter().any(is_error)).is_ok()
    }

    /// Waits until the problems are these, drawn as on the terminal; else gives those that are
    /// reported.
    pub(crate) fn tells(&self, expected: &Diagnostics) -> Result<(), Vec<(Severity, String)>> {
        let files = Files::open(&self.root).unwrap();
        let format = render::DisplayStyle::Human { colour: false };
        let mut expected = drawn(expected, &files, format);
        expected.truncate(MOST_SHOWN);
        self.wait(|told| *told == expected)
    }

    fn wait(
        &self,
        is_right: impl Fn(&Vec<(Severity, String)>) -> bool,
    ) -> Result<(), Vec<(Severity, String)>> {
        let end = Instant::now() + TIMEOUT;
        loop {
            let state = self.live.state();
            let told =
                state.problems.shown.iter().map(|problem| (problem.severity, problem.text.clone()));
            let told = told.collect();
            if is_right(&told) {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(told);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
