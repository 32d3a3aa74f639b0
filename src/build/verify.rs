//! The proof: what a build made with its caches is what it makes without.

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
}

impl Sink for Compare {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, job: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        if !self.built.holds(&job.output, bytes) {
            let mut differing = self.differing.lock().unwrap_or_else(PoisonError::into_inner);
            differing.insert(job.output.clone());
        }
        Ok(())
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
    let compare = Compare { built: Arc::clone(built), differing: Mutex::default() };
    let compare = Arc::new(compare);
    render(&clean, &compare, observer)?;
    let outputs = |ready: &ReadySite| -> BTreeSet<OutputPath> {
        ready.plan.jobs.iter().map(|job| job.output.clone()).collect()
    };
    let mut differing = compare.differing.lock().unwrap_or_else(PoisonError::into_inner);
    differing.extend(outputs(&clean).symmetric_difference(&outputs(ready)).cloned());
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
    all.chain(statics.map(|(path, print)| (path.as_str(), print.to_string()))).collect()
}
