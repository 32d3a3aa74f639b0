//! The stages in their order.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use jiff::Timestamp;

use super::assemble::{CachedInputs, assemble};
use super::error::BuildError;
use super::observer::Observer;
use super::problems::located;
use super::render::render;
use super::verify::verify;
use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Policy};
use crate::discover::{self, DiscoveredSources, Tree};
use crate::files::Files;
use crate::incremental::{self, NoopCheck, OutputCache, OutputName, Reuse, SourceCache};
use crate::index::{Clock, LeftOut};
use crate::pages;
use crate::write::{self, Commit, OutputTarget, WriteError};

/// How often a build is tried when files change while it reads them.
const MAX_ATTEMPTS: usize = 3;

/// A site's directory with its configuration.
#[derive(Clone, Debug)]
pub(crate) struct OpenSite {
    pub root: PathBuf,
    /// Reads the directory. Remembers nothing of earlier builds.
    pub files: Files,
    pub config: SiteConfig,
    /// Warnings about the configuration.
    pub warnings: Diagnostics,
    /// What becomes of problems.
    pub policy: Policy,
}

/// How a site is built.
#[derive(Clone, Debug)]
pub(crate) struct BuildOptions {
    /// The output directory.
    pub output: PathBuf,
    /// Ignores what earlier builds kept.
    pub fresh: bool,
    /// Takes over an output directory that another program filled.
    pub force: bool,
    /// Builds a second time without caches and compares, before anything is put in place.
    pub verify: bool,
}

/// What a build did.
#[derive(Debug)]
pub(crate) struct BuildReport {
    /// How many articles lists show.
    pub articles: usize,
    pub left_out: LeftOut,
    /// When the clock alone changes the site.
    pub next_change: Option<Timestamp>,
    /// What it was built from.
    pub sources: Sources,
    /// What was written.
    pub commit: write::CommitReport,
    /// Problems that did not stop it, each with the severity of its code.
    pub problems: Diagnostics,
}

/// What a build has read and made of it. A command that ends forgets it: to take it apart would
/// only take time.
#[derive(Debug)]
pub(crate) struct Sources {
    pub tree: Tree,
    _others: Option<Box<dyn Any>>,
}

/// Builds a site into its output directory. After an error the published site is as it was.
pub(crate) fn run(
    site: &OpenSite,
    clock: &Clock,
    options: &BuildOptions,
    observer: &dyn Observer,
) -> Result<BuildReport, BuildError> {
    let mut attempts = 1;
    loop {
        match attempt(site, clock, options, observer) {
            Err(BuildError::Problems(problems))
                if attempts < MAX_ATTEMPTS && only_changed_files(&problems) =>
            {
                attempts += 1;
            }
            Err(BuildError::Problems(problems)) => {
                return Err(located(&site.files, problems).into());
            }
            result => return result,
        }
    }
}

fn attempt(
    site: &OpenSite,
    clock: &Clock,
    options: &BuildOptions,
    observer: &dyn Observer,
) -> Result<BuildReport, BuildError> {
    let OpenSite { root, files, config, warnings, policy } = site;
    let BuildOptions { output, fresh, verify: verifies, .. } = options;
    let mut problems = warnings.clone();

    // The lock comes first, and with it the end of an interrupted build: what is read from here on
    // is what is written, even when two builds run at once.
    let commit = open_commit(root, options)?;
    let output = &OutputName::of(root, output);

    let (tree, ((outputs, problem), (directories, directory_problem))) = rayon::join(
        || Tree::walk(files),
        || {
            if *fresh {
                return <_>::default();
            }
            (OutputCache::load(files, output), incremental::load_directories(files, output))
        },
    );
    report_cache(&mut problems, problem.or(directory_problem));
    let mut commit = commit.with_directory_cache(directories);
    let is_sound = recover_manifest(&mut commit, (!fresh).then_some(&outputs), files, output);
    observer.stage("scanned files");

    let inputs = incremental::inputs(config, clock, &tree);
    if let Some(inputs) = inputs.filter(|_| !verifies && is_sound)
        && let Some(noop) = outputs.noop(&commit, inputs, clock)
    {
        let sources = Sources { tree, _others: None };
        return finish_noop(site, commit, output, (noop, sources), problems);
    }

    let (sources, problem) = load_sources(*fresh, files, config);
    report_cache(&mut problems, problem);
    let (fingerprints, (readings, images)) =
        rayon::join(|| sources.fingerprints(), || (sources.readings(), sources.images()));
    let files = files.clone().with_fingerprints(fingerprints);
    observer.stage("loaded caches");

    let found = discover::read(tree, &files, config, &readings);
    observer.stage("read sources");

    let cached = CachedInputs { images, ..CachedInputs::default() };
    let (checked, ((related, problem), unmodified)) = alongside(
        || {
            let site = assemble(&files, config, clock, &found, &cached);
            site.check(&files, |problems| policy.stops(problems))
        },
        || {
            let related =
                if *fresh { <_>::default() } else { incremental::load_related(&site.files) };
            (related, outputs.unmodified(&commit))
        },
    );
    let checked = match checked {
        Ok(checked) => checked,
        Err(found_problems) => {
            // What was read need not be read again when the problems are fixed.
            let saved = sources.save(root, &files, &found, Some(&cached.images));
            report_cache(&mut problems, saved.err());
            return Err(BuildError::Problems(found_problems).with_problems(problems));
        }
    };
    observer.stage("checked the site");

    let shows_related = checked.shows_related();
    report_cache(&mut problems, problem.filter(|_| shows_related));
    let ready = checked.relate(related.as_ref());
    problems.extend(ready.warnings.clone());
    observer.stage("found related articles");

    let reuse = Arc::new(Reuse::new(commit, outputs, unmodified, &ready.site, clock.clone()));
    let (rendered, (problem, changes)) = alongside(
        || render(&ready, &reuse, observer),
        || {
            let saved = sources.save(root, &files, &found, Some(&ready.site.images));
            let kept =
                pages::kept_related(&ready.site).filter(|kept| Some(kept) != related.as_ref());
            let problem = saved.err().or_else(|| incremental::save_related(root, &kept?).err());
            (problem, located(&files, reuse.changes(&ready.site, &ready.plan)))
        },
    );
    report_cache(&mut problems, problem);
    if let Err(error) = rendered {
        reuse.abandon();
        return Err(error.with_problems(problems));
    }
    observer.stage("rendered outputs");

    if *verifies {
        verify((&site.files, config, policy), clock, &ready, &reuse, observer)
            .map_err(|error| error.with_problems(problems.clone()))?;
        observer.stage("verified outputs");
    }
    // Reported once: the next build finds in the output only what this one put there.
    problems.extend(changes);
    if policy.stops(&problems) {
        return Err(BuildError::Problems(problems));
    }

    let Some(reuse) = Arc::into_inner(reuse) else {
        return Err(BuildError::bug("a worker is still rendering"));
    };
    let noop = || NoopCheck::of(inputs, &found.tree, &files, &ready.site, clock, &ready.warnings);
    let interrupted = || observer.is_interrupted();
    let (report, problem) = reuse.finish(root, output, &ready.site, noop, &interrupted)?;
    report_cache(&mut problems, problem);
    observer.stage("committed outputs");

    problems.extend(report.foreign.iter().map(|path| foreign(path)));
    let (articles, left_out) = (ready.site.index.listed.len(), ready.site.index.left_out());
    let next_change = ready.site.index.next_change(clock);
    let DiscoveredSources { tree, models, readings, .. } = found;
    let others = Box::new((ready, models, readings, sources, files));
    let sources = Sources { tree, _others: Some(others) };
    Ok(BuildReport { articles, left_out, next_change, sources, commit: report, problems })
}

/// Recovers a damaged manifest from the cache of outputs: `outputs`, if it is loaded. Even a build
/// without caches must not take its own files for foreign ones. Returns whether nothing was to be
/// recovered: what was has no phases, so each output must be added again.
fn recover_manifest(
    commit: &mut Commit,
    outputs: Option<&OutputCache>,
    files: &Files,
    output: &OutputName,
) -> bool {
    let is_damaged = commit.has_damaged_manifest();
    if is_damaged {
        let loaded = outputs.is_none().then(|| OutputCache::load(files, output).0);
        let known = outputs.or(loaded.as_ref()).map(OutputCache::files);
        commit.recover_manifest(&known.unwrap_or_default());
    }
    !is_damaged
}

fn open_commit(root: &Path, options: &BuildOptions) -> Result<Commit, WriteError> {
    let BuildOptions { output, fresh, force, .. } = options;
    let target = OutputTarget { site_root: root.to_owned(), output: output.clone() };
    let default = write::CommitOptions::default();
    let options = write::CommitOptions { force: *force, fresh: *fresh, ..default };
    Commit::open(&target, &options)
}

/// Loads what earlier builds know of the sources.
fn load_sources(
    fresh: bool,
    files: &Files,
    config: &SiteConfig,
) -> (SourceCache, Option<Diagnostic>) {
    let settings = config.parsing_fingerprint();
    if fresh { (SourceCache::empty(settings), None) } else { SourceCache::load(files, settings) }
}

/// Ends a build whose output is what the last one made.
fn finish_noop(
    site: &OpenSite,
    commit: Commit,
    output: &OutputName,
    (noop, sources): (&NoopCheck, Sources),
    mut problems: Diagnostics,
) -> Result<BuildReport, BuildError> {
    problems.extend(noop.problems.iter().cloned());
    // The severities may have changed since, and what is known.
    if site.policy.stops(&problems) {
        return Err(BuildError::Problems(problems));
    }
    let report = commit.finish(&|| false)?;
    if let Some(directories) = &report.directory_cache {
        let saved = incremental::save_directories(&site.root, output, directories);
        report_cache(&mut problems, saved.err());
    }
    problems.extend(report.foreign.iter().map(|path| foreign(path)));
    let NoopCheck { articles, left_out, .. } = *noop;
    let next_change = noop.next_change();
    Ok(BuildReport { articles, left_out, next_change, sources, commit: report, problems })
}

/// Does two things at once, the second on a thread of its own: the pool is for what it can share.
fn alongside<A, B: Send>(main: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().spawn_scoped(scope, &other);
        let main = main();
        // Where the system grants no thread, this one does both.
        let done = thread.ok().and_then(|thread| thread.join().ok());
        (main, done.unwrap_or_else(&other))
    })
}

/// Whether nothing is to be rendered only because files changed while they were read, so that a
/// retry may succeed.
fn only_changed_files(problems: &Diagnostics) -> bool {
    let mut fatal = problems.iter().filter(|problem| problem.is_fatal());
    problems.has_fatal() && fatal.all(|problem| problem.code == Code::FileChanged)
}

/// Reports a cache that cannot be used, once: most likely what is wrong with one is wrong with all.
fn report_cache(problems: &mut Diagnostics, problem: Option<Diagnostic>) {
    let is_reported = problems.iter().any(|other| other.code == Code::CacheUnusable);
    problems.extend(problem.filter(|_| !is_reported));
}

fn foreign(path: &str) -> Diagnostic {
    let message = format!("`{path}` in the output directory was not written by digest; it is kept");
    // A repository in the output directory is how some hosts are published to.
    let is_repository = [".git", ".hg", ".svn"].contains(&path.split('/').next().unwrap_or(path));
    Diagnostic::new(Code::ForeignFile, message).help(if is_repository {
        "leave it there if the output directory is a repository of its own"
    } else {
        "move it out, or into `static/` if it belongs to the site"
    })
}
