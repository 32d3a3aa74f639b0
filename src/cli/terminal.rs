//! The terminal: the only place that prints.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Args, ColorChoice};
use crate::diagnostics::escape_for_terminal;

/// Work that takes longer than this has a progress bar.
const BAR_DELAY: Duration = Duration::from_millis(250);

/// What may be shown, and how.
#[derive(Clone, Debug)]
pub(super) struct Terminal {
    colour: bool,
    quiet: bool,
    verbose: bool,
    start: Instant,
    is_broken: Arc<AtomicBool>,
}

impl Terminal {
    #[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
    pub(super) fn new(args: &Args) -> Self {
        let colour = match args.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
                io::stderr().is_terminal() && !no_color && !is_dumb
            }
        };
        Self {
            colour,
            quiet: args.quiet,
            verbose: args.verbose,
            start: Instant::now(),
            is_broken: Arc::default(),
        }
    }

    /// The same terminal for work that begins now.
    pub(super) fn restarted(&self) -> Self {
        Self { start: Instant::now(), ..self.clone() }
    }

    /// Whether problems are drawn in colours.
    pub(super) fn colour(&self) -> bool {
        self.colour
    }

    /// Prints a result to standard output; a closed pipe is no error.
    pub(super) fn print(&self, text: &str) {
        self.note(writeln!(io::stdout().lock(), "{text}").and_then(|()| io::stdout().flush()));
    }

    /// Prints bytes to standard output as they are.
    pub(super) fn print_bytes(&self, bytes: &[u8]) {
        self.note(io::stdout().lock().write_all(bytes).and_then(|()| io::stdout().flush()));
    }

    /// Prints a path to standard output: for people escaped, for programs byte for byte.
    pub(super) fn print_path(&self, path: &Path) {
        if io::stdout().is_terminal() {
            self.print(&escape_for_terminal(&path.to_string_lossy()));
        } else {
            self.print_bytes(&[path.as_os_str().as_encoded_bytes(), b"\n"].concat());
        }
    }

    /// Prints a line about the work to standard error, unless `--quiet` is given.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.print_error(&escape_for_terminal(text));
        }
    }

    /// Prints a line to standard error for `--verbose`, with the time so far.
    pub(super) fn detail(&self, text: &str) {
        if self.verbose {
            let elapsed = self.elapsed();
            self.print_error(&format!("{elapsed:>8}  {}", escape_for_terminal(text)));
        }
    }

    /// Prints text to standard error that is already escaped, such as drawn problems.
    pub(super) fn print_error(&self, drawn: &str) {
        self.note(writeln!(io::stderr().lock(), "{drawn}"));
    }

    /// Prints an error and its fix.
    pub(super) fn error(&self, message: &str, help: Option<&str>) {
        self.problem("\x1b[1;31m", "error", message, help);
    }

    /// Prints a warning and its fix.
    pub(super) fn warning(&self, message: &str, help: &str) {
        self.problem("\x1b[1;33m", "warning", message, Some(help));
    }

    fn problem(&self, colour: &str, severity: &str, message: &str, help: Option<&str>) {
        let (colour, cyan, reset) =
            if self.colour { (colour, "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
        self.print_error(&format!("{colour}{severity}{reset}: {}", escape_for_terminal(message)));
        if let Some(help) = help {
            self.print_error(&format!("{cyan}help{reset}: {}", escape_for_terminal(help)));
        }
    }

    /// The time since the command began.
    pub(super) fn elapsed(&self) -> String {
        let elapsed = self.start.elapsed();
        if elapsed < Duration::from_secs(1) {
            format!("{} ms", elapsed.as_millis())
        } else {
            format!("{:.1} s", elapsed.as_secs_f64())
        }
    }

    /// A bar for work that takes long, on a terminal only; it counts such units.
    pub(super) fn bar(&self, unit: &str) -> Option<ProgressBar> {
        if self.quiet || !io::stderr().is_terminal() || self.start.elapsed() < BAR_DELAY {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {unit}"));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Some(bar)
    }

    /// Whether something could not be printed though somebody listened.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed)
    }

    fn note(&self, result: io::Result<()>) {
        if let Err(error) = result
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.is_broken.store(true, Ordering::Relaxed);
        }
    }
}

/// Prints clap's message: help and version to standard output, the rest to standard error. Returns
/// whether somebody listened but it could not be printed.
pub(super) fn print_usage(error: &clap::Error) -> bool {
    let printed = error.print().and_then(|()| io::stdout().flush());
    printed.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe)
}
