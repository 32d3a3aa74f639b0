//! `digest build --watch`.

use std::time::Duration;

use jiff::Timestamp;

use super::args::{Args, Build, MessageFormat};
use super::build;
use super::context;
use super::exit::CommandError;
use super::report::{self, counted};
use super::reported::{self, ReportedProblems};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{BuildReport, OpenSite, text_of};
use crate::config::SiteConfig;
use crate::diagnostics::{Diagnostic, Diagnostics, Scope, Severity, render};
use crate::discover::Tree;
use crate::paths::SourcePath;
use crate::watch::Watcher;

/// How often to check for signals and for what the clock changes.
const TICK: Duration = Duration::from_millis(50);

/// Builds the site, and again whenever a file was saved, until a signal ends it.
pub(super) fn run(args: &Args, build: &Build, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    // Before the first build, so that no change is missed.
    let mut watcher = Watcher::start(&context::find_root(args)?);
    let mut builds = Builds {
        args,
        build,
        reported: ReportedProblems::default(),
        has_failed: false,
        last: None,
        next_change: None,
    };
    builds.first(terminal)?;
    terminal.say("Watching for changes");
    loop {
        report::notices(&mut watcher, terminal);
        if let Some(signal) = signals::received() {
            return Err(CommandError::Ended(signal));
        }
        if watcher.next(TICK).is_some() || builds.is_due() {
            builds.again(&terminal.restarted())?;
        }
    }
}

/// One build after another. No lock is held between them.
struct Builds<'a> {
    args: &'a Args,
    build: &'a Build,
    /// The problems that were printed, of those that stop nothing.
    reported: ReportedProblems,
    /// Whether the last build failed.
    has_failed: bool,
    /// What the last good build was made of.
    last: Option<(Tree, SiteConfig)>,
    /// When the clock alone changes the site.
    next_change: Option<Timestamp>,
}

impl Builds<'_> {
    /// The first build. Errors in the content can be fixed while this goes on; others end it.
    fn first(&mut self, terminal: &Terminal) -> Result<(), CommandError> {
        match build::once(self.args, self.build, terminal) {
            Ok((site, report)) => {
                self.report(&site, &report.problems, terminal);
                terminal.say(&build::summary(&report, terminal));
                self.keep(site, report);
                Ok(())
            }
            Err(CommandError::Problems(code)) if code == super::exit::CONTENT => {
                self.not_built(terminal);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Builds again, and says what has changed. Whatever is wrong may be right after the next save.
    fn again(&mut self, terminal: &Terminal) -> Result<(), CommandError> {
        let (site, report) = match build::once(self.args, self.build, terminal) {
            Ok(built) => built,
            Err(error @ (CommandError::Interrupted(_) | CommandError::Ended(_))) => {
                return Err(error);
            }
            Err(error) => {
                error.report(terminal);
                self.not_built(terminal);
                // The next build is due at the next save.
                self.next_change = None;
                return Ok(());
            }
        };
        self.report(&site, &report.problems, terminal);
        let changed = self.changed(&site, &report);
        let written = report.commit.written + report.commit.deleted;
        // What the build itself wrote into the site's directory is no change.
        if !changed.is_empty() || written > 0 || self.has_failed {
            let pages = match (counted(report.commit.written, "page"), report.commit.deleted) {
                (pages, 0) => format!("{pages} written"),
                (pages, deleted) => format!("{pages} written, {deleted} deleted"),
            };
            let cause = reported::cause(&changed);
            terminal.say(&format!("{cause}: {pages} in {}", terminal.elapsed()));
        }
        self.keep(site, report);
        Ok(())
    }

    fn not_built(&mut self, terminal: &Terminal) {
        self.has_failed = true;
        terminal.say("Not built: the output is unchanged");
    }

    /// What has changed since the last good build.
    fn changed(&self, site: &OpenSite, report: &BuildReport) -> Vec<SourcePath> {
        let Some((tree, config)) = &self.last else { return Vec::new() };
        let file = (site.config != *config).then(|| SourcePath::new("site.toml")).flatten();
        report.sources.tree.changed_since(tree).into_iter().chain(file).collect()
    }

    fn keep(&mut self, site: OpenSite, report: BuildReport) {
        self.has_failed = false;
        let is_running = self.build.shown.now.is_none() && !context::is_clock_set();
        self.next_change = report.next_change.filter(|_| is_running);
        self.last = Some((report.sources.tree, site.config));
    }

    /// Whether the clock has changed the site since.
    fn is_due(&self) -> bool {
        let next = self.next_change;
        next.is_some_and(|next| context::system_now().is_ok_and(|now| next <= now))
    }

    /// Prints problems that did not stop the build: people see those that are new, and which are
    /// resolved; programs get all of them.
    fn report(&mut self, site: &OpenSite, problems: &Diagnostics, terminal: &Terminal) {
        let report = site.policy.report_all(problems, Scope::Build);
        if self.build.format != MessageFormat::Human {
            return report::of_site(report, site, self.build.format, terminal);
        }
        let problems: Vec<Diagnostic> = report.problems.sorted();
        let titles: Vec<String> = problems.iter().map(render::title).collect();
        let changes = self.reported.update(&titles);
        let mut new: Vec<&Diagnostic> = changes.new.iter().map(|place| &problems[*place]).collect();
        new.sort_by_key(|problem| problem.severity);
        report::some(&new, terminal, &|path| text_of(&site.files, path));
        for title in changes.resolved {
            terminal.say(&format!("Resolved: {title}"));
        }
        let warnings = problems.iter().filter(|p| p.severity == Severity::Warning).count();
        if !new.is_empty() && warnings > 0 {
            terminal.print_error(&counted(warnings, "warning"));
        }
    }
}
