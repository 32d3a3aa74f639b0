//! `digest build`.

use super::args::{Args, Build};
use super::context;
use super::exit::{self, CommandError};
use super::progress::Progress;
use super::report::{self, counted, not_shown};
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildOptions, BuildReport, OpenSite};
use crate::diagnostics::Scope;

/// Renders the site into its output directory.
pub(super) fn run(args: &Args, build: &Build, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let (site, report) = once(args, build, terminal)?;
    let problems = site.policy.report_all(&report.problems, Scope::Build);
    // What only the output directory shows may be an error, too.
    let failed = problems.problems.has_errors().then(|| exit::code(&problems.problems));
    report::of_site(problems, &site, build.format, terminal);
    if report.commit.recovered {
        terminal.say("Finished an interrupted build first");
    }
    terminal.say(&summary(&report, terminal));
    std::mem::forget(report);
    failed.map_or(Ok(()), |code| Err(CommandError::Problems(code)))
}

/// Opens and builds the site once. The problems of a failed build are reported here.
pub(super) fn once(
    args: &Args,
    build: &Build,
    terminal: &Terminal,
) -> Result<(OpenSite, BuildReport), CommandError> {
    let site = context::open(args, build.base_url.as_deref(), build.format, terminal)?;
    let site = context::with_policy(site, build.format, terminal)?;
    let clock = context::clock(&build.shown, site.config.timezone.clone())?;
    let output = match &build.output {
        Some(output) => context::absolute(output)?,
        None => site.root.join("public"),
    };
    let Build { fresh, force, verify, .. } = *build;
    let options = BuildOptions { output, fresh, force, verify };
    let report = build::run(&site, &clock, &options, &Progress::new(terminal))
        .map_err(|error| report::failure(error, &site, build.format, terminal))?;
    Ok((site, report))
}

/// The closing line.
pub(super) fn summary(report: &BuildReport, terminal: &Terminal) -> String {
    let articles = counted(report.articles, "article");
    let left_out = not_shown(report.left_out);
    format!("Built {articles}{left_out}: {} in {}", written(report), terminal.elapsed())
}

/// What a build changed in the output directory.
fn written(BuildReport { commit, .. }: &BuildReport) -> String {
    let mut parts = vec![format!("{} written", counted(commit.written, "file"))];
    if commit.unchanged > 0 {
        parts.push(format!("{} unchanged", commit.unchanged));
    }
    if commit.deleted > 0 {
        parts.push(format!("{} deleted", commit.deleted));
    }
    parts.join(", ")
}
