//! Verification: a build with caches must equal one without.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::assemble::{ReadySite, prepare_unless};
use super::error::BuildError;
use super::observer::Observer;
use super::render::{Sink, render};
use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostic, Policy};
use crate::files::Files;
use crate::incremental::Reuse;
use crate::index::Clock;
use crate::output::Job;
use crate::paths::OutputPath;
use crate::site::Site;
use crate::view::View;
use crate::write::WriteError;

/// Compares the outputs of a build without caches with those that are about to be put in place.
struct Compare {
    built: Arc<Reuse>,
    differing: Mutex<BTreeSet<OutputPath>>,
    /// All outputs of the build without caches, with their compressed siblings.
    outputs: Mutex<BTreeSet<OutputPath>>,
}

impl Sink for Compare {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, job: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        self.compare(&job.output, bytes);
        for (output, bytes) in job.compressed(bytes, |_| true) {
            self.compare(output, &bytes);
        }
        Ok(())
    }
}

impl Compare {
    fn compare(&self, output: &OutputPath, bytes: &[u8]) {
        let insert = |paths: &Mutex<BTreeSet<OutputPath>>| {
            paths.lock().unwrap_or_else(PoisonError::into_inner).insert(output.clone());
        };
        insert(&self.outputs);
        if !self.built.holds(output, bytes) {
            insert(&self.differing);
        }
    }
}

/// Builds once more from nothing but the sources, with the same clock, and reports every output
/// that differs from `built`, whose plan was `ready`. `files` must remember nothing.
pub(super) fn verify(
    (files, config, policy): (&Files, &SiteConfig, &Policy),
    clock: &Clock,
    ready: &ReadySite,
    built: &Arc<Reuse>,
    observer: &dyn Observer,
) -> Result<(), BuildError> {
    let clean = prepare_unless(files, config, clock, |problems| policy.stops(problems));
    let clean = clean.map_err(BuildError::Problems)?;
    if sources(&clean) != sources(ready) {
        let problem = Diagnostic::new(Code::FileChanged, "sources changed during the build");
        return Err(BuildError::Problems(problem.help("build again").into()));
    }
    let (differing, outputs) = <_>::default();
    let compare = Arc::new(Compare { built: Arc::clone(built), differing, outputs });
    render(&clean, &compare, observer)?;
    let mut differing = compare.differing.lock().unwrap_or_else(PoisonError::into_inner);
    let outputs = compare.outputs.lock().unwrap_or_else(PoisonError::into_inner);
    differing.extend(outputs.symmetric_difference(&built.outputs()).cloned());
    let problem = |path: &OutputPath| {
        let message = format!("`{path}` differs from what a build without a cache produces");
        Diagnostic::new(Code::StaleOutput, message)
            .help("`digest build --fresh` corrects it; please report this bug")
    };
    if differing.is_empty() {
        return Ok(());
    }
    Err(BuildError::Problems(differing.iter().map(problem).collect()))
}

/// What identifies the content that a plan was made of.
fn sources(ready: &ReadySite) -> BTreeSet<(&str, String)> {
    let index = &ready.site.index;
    let articles = index.articles.iter().map(|entry| &entry.content.meta);
    let pages = index.pages.iter().map(|entry| &entry.content.meta);
    let all =
        articles.chain(pages).map(|meta| (meta.source.as_str(), meta.fingerprint.to_string()));
    let statics = ready.site.statics.iter();
    all.chain(statics.map(|(path, file)| (path.as_str(), file.fingerprint.to_string()))).collect()
}
