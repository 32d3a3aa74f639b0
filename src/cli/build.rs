//! `digest build`.

use std::sync::Arc;
use std::time::Duration;

use indicatif::ProgressBar;

use super::args::{Args, Build};
use super::context::{self, Context};
use super::exit::{self, CommandError};
use super::report::{self, counted};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, Failure, Prepared, Progress};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::write::{Commit, Options, Target};

/// How often a build starts over when files change while it reads them.
const TRIES: usize = 3;

/// Renders the site into its output folder.
pub(super) fn run(args: &Args, build: &Build, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start();
    let context = Context::open(args, build.base_url.as_deref(), build.format, terminal)?;
    let clock = context.clock(&build.shown)?;
    let output = match &build.output {
        Some(output) => context::absolute(output)?,
        None => context.root.join("public"),
    };
    let target = Target { site_root: context.root.clone(), output };
    let options = Options { force: build.force, fresh: build.fresh, wait: Duration::from_secs(5) };
    let told = |mut problems: Diagnostics, warnings: &Diagnostics| {
        problems.extend(context.warnings.clone());
        problems.extend(warnings.clone());
        let problems = build::placed(&context.files, problems);
        let code = exit::code(&problems);
        let text = |path: &_| build::text_of(&context.files, path);
        report::problems(problems, build.format, terminal, &text);
        CommandError::Problems(code)
    };
    for left in (0..TRIES).rev() {
        // The lock comes first, and with it the end of an interrupted build: what is read now is
        // what is written, also when two builds run at once.
        let commit = Arc::new(Commit::open(&target, &options)?);
        let prepared = match build::prepare(&context.files, &context.config, &clock) {
            Ok(prepared) => prepared,
            Err(problems) if left > 0 && build::is_worth_another_try(&problems) => continue,
            Err(problems) => return Err(told(problems, &Diagnostics::default())),
        };
        terminal.detail("read and checked");
        let progress = Bar { terminal, bar: std::cell::OnceCell::new() };
        let result = build::render(&prepared, &commit, &progress);
        progress.end();
        match result {
            Ok(()) => {}
            Err(Failure::Problems(problems)) => {
                if left > 0 && build::is_worth_another_try(&problems) {
                    continue;
                }
                return Err(told(problems, &prepared.warnings));
            }
            Err(Failure::Write(error)) => return Err(error.into()),
            Err(Failure::Interrupted) => {
                return Err(CommandError::Interrupted(signals::received().unwrap_or(2)));
            }
        }
        terminal.detail("rendered");
        let Some(commit) = Arc::into_inner(commit) else {
            return Err(CommandError::environment("a worker did not end"));
        };
        let report = commit.finish(&|| signals::received().is_some())?;
        terminal.detail("committed");
        let mut warnings = context.warnings.clone();
        warnings.extend(prepared.warnings.clone());
        warnings.extend(report.foreign.iter().map(|path| foreign(path)));
        let text = |path: &_| build::text_of(&context.files, path);
        report::problems(warnings, build.format, terminal, &text);
        if report.recovered {
            terminal.say("finished an interrupted build first");
        }
        terminal.say(&summary(&prepared, &report, terminal));
        return Ok(());
    }
    Err(CommandError::environment("files changed each time they were read"))
}

fn summary(prepared: &Prepared, report: &crate::write::Report, terminal: &Terminal) -> String {
    let articles = counted(prepared.site.index.listed.len(), "article");
    let mut parts = vec![format!("{} written", counted(report.written, "file"))];
    if report.unchanged > 0 {
        parts.push(format!("{} unchanged", report.unchanged));
    }
    if report.deleted > 0 {
        parts.push(format!("{} deleted", report.deleted));
    }
    format!("Built {articles}: {} in {}", parts.join(", "), terminal.elapsed())
}

fn foreign(path: &str) -> Diagnostic {
    let message = format!("`{path}` in the output folder is not ours and is kept");
    Diagnostic::new(Code::ForeignFile, message)
        .help("move it out, or put it into `static/` if it belongs to the site")
}

/// Shows progress on a terminal, and passes on signals.
pub(super) struct Bar<'a> {
    pub(super) terminal: &'a Terminal,
    pub(super) bar: std::cell::OnceCell<ProgressBar>,
}

impl Bar<'_> {
    pub(super) fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar<'_> {
    fn done(&self, jobs: usize, all: usize) {
        if self.bar.get().is_none()
            && let Some(bar) = self.terminal.bar()
        {
            bar.set_length(all as u64);
            let _ = self.bar.set(bar);
        }
        if let Some(bar) = self.bar.get() {
            bar.set_position(jobs as u64);
        }
    }

    fn is_interrupted(&self) -> bool {
        signals::received().is_some()
    }
}
