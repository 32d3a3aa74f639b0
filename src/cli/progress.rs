//! How a build's progress shows on a terminal, and how signals reach the build.

use std::sync::OnceLock;

use indicatif::ProgressBar;

use super::signals;
use super::terminal::Terminal;
use crate::build::Observer;
use crate::diagnostics::escape_for_terminal;
use crate::publish;

/// Shows a bar for work that takes long, and with `--verbose` the stages with their times.
pub(super) struct Progress<'a> {
    terminal: &'a Terminal,
    bar: OnceLock<ProgressBar>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(terminal: &'a Terminal) -> Self {
        Self { terminal, bar: OnceLock::new() }
    }
}

/// Shows how far a publish has come in the same way.
pub(super) struct PublishProgress<'a> {
    terminal: &'a Terminal,
    bar: OnceLock<ProgressBar>,
}

impl<'a> PublishProgress<'a> {
    pub(super) fn new(terminal: &'a Terminal) -> Self {
        Self { terminal, bar: OnceLock::new() }
    }
}

impl publish::Observer for PublishProgress<'_> {
    fn step(&self, name: &str) {
        self.terminal.detail(name);
    }

    fn progress(&self, (done, all): (usize, usize), _bytes: (u64, u64)) {
        if self.bar.get().is_none()
            && let Some(bar) = self.terminal.bar("files")
        {
            bar.set_length(all as u64);
            let _ = self.bar.set(bar);
        }
        if let Some(bar) = self.bar.get() {
            bar.set_position(done as u64);
        }
    }

    fn warn(&self, warning: &str) {
        self.terminal.say(&format!("warning: {}", escape_for_terminal(warning)));
    }

    fn is_interrupted(&self) -> bool {
        signals::received().is_some()
    }
}

/// Whatever is printed next must not run into the bar.
impl Drop for PublishProgress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress<'_> {
    fn stage(&self, done: &str) {
        self.terminal.detail(done);
    }

    fn progress(&self, done: usize, all: usize) {
        if self.bar.get().is_none()
            && let Some(bar) = self.terminal.bar("pages")
        {
            bar.set_length(all as u64);
            let _ = self.bar.set(bar);
        }
        if let Some(bar) = self.bar.get() {
            bar.set_position(done as u64);
        }
    }

    fn is_interrupted(&self) -> bool {
        signals::received().is_some()
    }
}

/// Whatever is printed next must not run into the bar.
impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
