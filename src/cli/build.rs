//! `digest build`.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;

use super::args::{Args, Build};
use super::context::{self, Context};
use super::exit::{self, CommandError};
use super::report::{self, counted};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, Failure, Known, Progress};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::discover::{self, Tree};
use crate::files::Files;
use crate::incremental::{self, OutputCache, Reuse, SourceCache, Whole};
use crate::index::{Clock, KeptLists};
use crate::pages;
use crate::write::{Commit, Folders, Options, Report, Target};

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
    let run = Run { context: &context, build, clock, target, terminal };
    for left in (0..TRIES).rev() {
        match run.attempt()? {
            Ended::Well => return Ok(()),
            Ended::Badly(problems) if left > 0 && build::is_worth_another_try(&problems) => {}
            Ended::Badly(problems) => return Err(run.told(problems)),
        }
    }
    Err(CommandError::environment("files kept changing while they were read"))
}

/// How an attempt ended, if nothing but the site is at fault.
enum Ended {
    Well,
    Badly(Diagnostics),
}

/// A build on its way.
struct Run<'a> {
    context: &'a Context,
    build: &'a Build,
    clock: Clock,
    target: Target,
    terminal: &'a Terminal,
}

impl Run<'_> {
    fn attempt(&self) -> Result<Ended, CommandError> {
        let Self { context, build, clock, target, terminal } = self;
        let Context { config, root, .. } = context;
        let options =
            Options { force: build.force, fresh: build.fresh, wait: Duration::from_secs(5) };
        // The lock comes first, and with it the end of an interrupted build: what is read now is
        // what is written, also when two builds run at once.
        let commit = Commit::open(target, &options)?;
        let mut warnings = context.warnings.clone();
        let (files, folder, is_fresh) = (&context.files, &target.output, build.fresh);
        let (tree, ((outputs, problem), (folders, folder_problem))) =
            rayon::join(|| Tree::walk(files), || known_outputs(files, folder, is_fresh));
        tell_of_cache(&mut warnings, problem.or(folder_problem));
        let commit = commit.believing(folders);
        let inputs = incremental::inputs(config, clock, &tree);
        terminal.detail("scanned files");
        if let Some(inputs) = inputs.filter(|_| !build.verify)
            && let Some(whole) = outputs.keep_all(&commit, inputs, clock)
        {
            self.end_as_before(commit, whole, warnings)?;
            return Ok(Ended::Well);
        }
        let sources = self.known_sources(&mut warnings);
        let (memory, (readings, pictures)) =
            rayon::join(|| sources.memory(), || (sources.readings(), sources.pictures()));
        let files = context.files.clone().remembering(memory);
        terminal.detail("loaded caches");
        let found = discover::read(tree, &files, config, &readings);
        terminal.detail("read sources");
        let known = Known { pictures, ..Known::default() };
        let (prepared, ((related, problem), standing)) = side_by_side(
            || build::assemble(&files, config, clock, &found, &known),
            || (known_related(&files, is_fresh), outputs.standing(&commit)),
        );
        terminal.detail("checked the site");
        let save = |pictures| sources.save(root, &files, &found, Some(pictures)).err();
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(mut problems) => {
                tell_of_cache(&mut warnings, save(&known.pictures));
                problems.extend(warnings);
                return Ok(Ended::Badly(problems));
            }
        };
        warnings.extend(prepared.warnings.clone());
        let related = related.filter(|_| pages::shows_related(&prepared.site));
        tell_of_cache(&mut warnings, problem.filter(|_| pages::shows_related(&prepared.site)));
        if pages::shows_related(&prepared.site) {
            pages::find_all_related(&prepared.site, related.as_ref());
        }
        terminal.detail("found related articles");
        let reuse = Arc::new(Reuse::new(commit, outputs, standing, &prepared.site));
        let progress = Bar { terminal, bar: std::cell::OnceCell::new() };
        let save_related = || match pages::kept_related(&prepared.site) {
            Some(now) if Some(&now) != related.as_ref() => {
                incremental::save_related(root, &now).err()
            }
            _ => None,
        };
        let (mut result, (problem, changes)) = side_by_side(
            || build::render(&prepared, &reuse, &progress),
            || {
                let problem = save(&prepared.site.pictures).or_else(save_related);
                let changes = reuse.changes(&prepared.site, &prepared.plan);
                (problem, build::placed(&files, changes))
            },
        );
        tell_of_cache(&mut warnings, problem);
        terminal.detail("rendered outputs");
        if result.is_ok() && build.verify {
            let clean = &context.files;
            result = build::verify(clean, config, clock, &prepared, &reuse, &progress)
                .and_then(|stale| if stale.is_empty() { Ok(()) } else { Err(stale.into()) });
            terminal.detail("verified outputs");
        }
        progress.end();
        match result {
            Ok(()) => {}
            Err(Failure::Problems(mut problems)) => {
                problems.extend(warnings);
                return Ok(Ended::Badly(problems));
            }
            Err(Failure::Write(error)) => return Err(error.into()),
            Err(Failure::Interrupted) => {
                return Err(CommandError::Interrupted(signals::received().unwrap_or(2)));
            }
        }
        let Some(reuse) = Arc::into_inner(reuse) else {
            return Err(CommandError::environment("a worker thread did not stop"));
        };
        let interrupted = || signals::received().is_some();
        let told = || prepared.warnings.iter().cloned();
        let whole = || Whole::of(inputs, &found.tree, &files, &prepared.site, clock, told());
        let (report, problem) =
            reuse.finish(root, &target.output, &prepared.site, whole, &interrupted)?;
        tell_of_cache(&mut warnings, problem);
        // Told once: the next build finds in the output folder only what this one put there.
        warnings.extend(changes);
        self.end(&report, warnings, prepared.site.index.listed.len());
        // The process ends now; to take the site apart first would only take time.
        std::mem::forget((prepared, found, sources, files));
        Ok(Ended::Well)
    }

    /// Ends a build that makes what the last one made.
    fn end_as_before(
        &self,
        commit: Commit,
        whole: &Whole,
        mut warnings: Diagnostics,
    ) -> Result<(), CommandError> {
        let report = commit.finish(&|| false)?;
        if let Some(folders) = &report.folders {
            let Self { context, target, .. } = self;
            let saved = incremental::save_folders(&context.root, &target.output, folders);
            tell_of_cache(&mut warnings, saved.err());
        }
        warnings.extend(whole.warnings.iter().cloned());
        self.end(&report, warnings, whole.articles);
        Ok(())
    }

    /// What earlier builds found out about sources, unless it is not to be believed.
    fn known_sources(&self, warnings: &mut Diagnostics) -> SourceCache {
        let Context { config, files, .. } = self.context;
        let settings = config.parsing_fingerprint();
        if self.build.fresh {
            return SourceCache::empty(settings);
        }
        let (sources, problem) = SourceCache::load(files, settings);
        tell_of_cache(warnings, problem);
        sources
    }

    /// Tells what was done.
    fn end(&self, report: &Report, mut warnings: Diagnostics, articles: usize) {
        let Self { context, build, terminal, .. } = self;
        terminal.detail("committed outputs");
        warnings.extend(report.foreign.iter().map(|path| foreign(path)));
        let text = |path: &_| build::text_of(&context.files, path);
        report::problems(warnings, build.format, terminal, &text);
        if report.recovered {
            terminal.say("Finished an interrupted build first");
        }
        terminal.say(&summary(articles, report, terminal));
    }

    /// Tells what is wrong, the warnings among it.
    fn told(&self, problems: Diagnostics) -> CommandError {
        let files = &self.context.files;
        let problems = build::placed(files, problems);
        let code = exit::code(&problems);
        let text = |path: &_| build::text_of(files, path);
        report::problems(problems, self.build.format, self.terminal, &text);
        CommandError::Problems(code)
    }
}

/// Does two things at once, the second on a thread of its own: the pool is for what it can share.
fn side_by_side<A, B: Send>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().spawn_scoped(scope, &other);
        let one = one();
        // Where no thread was to be had, this one does both.
        let done = thread.ok().and_then(|thread| thread.join().ok());
        (one, done.unwrap_or_else(&other))
    })
}

/// What could be used of a file of the cache, and what is wrong with it.
type Loaded<T> = (T, Option<Diagnostic>);

/// What earlier builds noted of their outputs and the folders of these, unless it is not to be
/// believed.
fn known_outputs(
    files: &Files,
    output: &Path,
    is_fresh: bool,
) -> (Loaded<OutputCache>, Loaded<Folders>) {
    if is_fresh {
        return <_>::default();
    }
    (OutputCache::load(files, output), incremental::load_folders(files, output))
}

/// The related articles that the last build found, unless they are not to be believed.
fn known_related(files: &Files, is_fresh: bool) -> Loaded<Option<KeptLists>> {
    if is_fresh { <_>::default() } else { incremental::load_related(files) }
}

/// Tells of a cache that cannot be used, once: most likely what is wrong with one is wrong with
/// all.
fn tell_of_cache(warnings: &mut Diagnostics, problem: Option<Diagnostic>) {
    let is_told = warnings.iter().any(|warning| warning.code == Code::CacheUnusable);
    warnings.extend(problem.filter(|_| !is_told));
}

fn summary(articles: usize, report: &Report, terminal: &Terminal) -> String {
    let articles = counted(articles, "article");
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
    let message = format!("`{path}` in the output directory was not written by digest; it is kept");
    Diagnostic::new(Code::ForeignFile, message)
        .help("move it out, or into `static/` if it belongs to the site")
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
