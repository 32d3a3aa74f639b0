//! `digest build`.

use super::args::{Args, Build};
use super::context;
use super::exit::{self, CommandError};
use super::progress::Progress;
use super::report::{self, counted, not_shown};
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildOptions, BuildReport};

/// Renders the site into its output directory.
pub(super) fn run(args: &Args, build: &Build, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, build.base_url.as_deref(), build.format, terminal)?;
    let site = context::with_policy(site, build.format, terminal)?;
    let clock = context::clock(&build.shown, site.config.timezone.clone())?;
    let output = match &build.output {
        Some(output) => context::absolute(output)?,
        None => site.root.join("public"),
    };
    let options =
        BuildOptions { output, fresh: build.fresh, force: build.force, verify: build.verify };
    let report = build::run(&site, &clock, &options, &Progress::new(terminal))
        .map_err(|error| report::failure(error, &site, build.format, terminal))?;
    let problems = site.policy.report_all(&report.problems);
    // What only the output directory shows may be an error, too.
    let failed = problems.problems.has_errors().then(|| exit::code(&problems.problems));
    report::of_site(problems, &site, build.format, terminal);
    if report.commit.recovered {
        terminal.say("Finished an interrupted build first");
    }
    terminal.say(&summary(&report, terminal));
    failed.map_or(Ok(()), |code| Err(CommandError::Problems(code)))
}

fn summary(report: &BuildReport, terminal: &Terminal) -> String {
    let BuildReport { articles, left_out, commit, .. } = report;
    let mut parts = vec![format!("{} written", counted(commit.written, "file"))];
    if commit.unchanged > 0 {
        parts.push(format!("{} unchanged", commit.unchanged));
    }
    if commit.deleted > 0 {
        parts.push(format!("{} deleted", commit.deleted));
    }
    let articles = counted(*articles, "article");
    let left_out = not_shown(*left_out);
    format!("Built {articles}{left_out}: {} in {}", parts.join(", "), terminal.elapsed())
}
