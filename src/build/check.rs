//! A site built in memory, or only assembled: for the commands that write no output.

use std::sync::Arc;

use super::assemble::{CachedInputs, PartialSite, ReadySite, assemble, prepare_unless};
use super::error::BuildError;
use super::observer::Observer;
use super::pipeline::OpenSite;
use super::problems::located;
use super::render::{Sink, render};
use crate::diagnostics::Diagnostics;
use crate::discover::discover;
use crate::gates::{self, Scale, Sizes};
use crate::incremental::SourceCache;
use crate::index::{Clock, LeftOut, SiteIndex};
use crate::links::{self, OutsideLink};
use crate::output::Job;
use crate::paths::OutputPath;
use crate::site::Site;
use crate::view::View;
use crate::write::{ExistingOutput, WriteError};

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct CheckReport {
    /// The outputs that a build would have.
    pub outputs: Vec<OutputPath>,
    pub left_out: LeftOut,
    /// The links to other sites.
    pub outside: Vec<OutsideLink>,
    /// Each with the severity of its code.
    pub problems: Diagnostics,
}

/// Keeps nothing: weighs everything, and compares it with what is in the output directory, if that
/// is open.
struct Inspection {
    existing: Arc<Option<ExistingOutput>>,
    scale: Scale,
    sizes: Sizes,
}

impl Sink for Inspection {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, job: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        self.sizes.add(job, bytes);
        if let Some(existing) = &*self.existing {
            existing.compare(&job.output, bytes);
        }
        self.scale.weigh(job, bytes);
        Ok(())
    }
}

/// Builds in memory, believing nothing that earlier runs kept: for `check`. Compares the outputs with
/// those in the output directory. Fails if something cannot be rendered.
pub(crate) fn check(
    site: &OpenSite,
    clock: &Clock,
    existing: &Arc<Option<ExistingOutput>>,
    observer: &dyn Observer,
) -> Result<CheckReport, BuildError> {
    let OpenSite { files, config, warnings, .. } = site;
    let checked = || -> Result<ReadySite, BuildError> {
        let mut ready = prepare_unless(files, config, clock, |_| false)?;
        ready.warnings.extend(gates::check(&ready.site));
        let scale = Scale::new(Arc::clone(&ready.site), Arc::clone(&ready.plan));
        let sizes = Sizes::new(&ready.site);
        let inspection = Arc::new(Inspection { existing: Arc::clone(existing), scale, sizes });
        render(&ready, &inspection, observer)
            .map_err(|error| error.with_problems(ready.warnings.clone()))?;
        ready.warnings.extend(inspection.scale.found());
        ready.warnings.extend(inspection.sizes.found());
        Ok(ready)
    };
    match checked() {
        Ok(ready) => {
            let all = warnings.iter().cloned().chain(ready.warnings.clone());
            let problems = located(files, all.collect());
            let left_out = ready.site.index.left_out();
            let outputs = ready.plan.jobs.iter().map(|job| job.output.clone()).collect();
            let outside = links::outside(&ready.site);
            Ok(CheckReport { outputs, left_out, outside, problems })
        }
        Err(error) => match error.with_problems(warnings.clone()) {
            BuildError::Problems(problems) => Err(located(files, problems).into()),
            error => Err(error),
        },
    }
}

/// Indexes a site with the help of what earlier builds kept: for `list`. Where a file cannot be read,
/// the index lacks it.
pub(crate) fn index_cached(site: &OpenSite, clock: &Clock) -> (SiteIndex, Diagnostics) {
    let OpenSite { files, config, .. } = site;
    let (sources, _) = SourceCache::load(files, config.parsing_fingerprint());
    let files = files.clone().with_fingerprints(sources.fingerprints());
    let found = discover(&files, config, &sources.readings());
    let (index, _) = SiteIndex::new(found.models, config, clock);
    (index, located(&files, found.problems))
}

/// Assembles a site with the help of what earlier builds kept, without a check of its links: for
/// `explain`.
pub(crate) fn assemble_cached(site: &OpenSite, clock: &Clock) -> PartialSite {
    let OpenSite { files, config, .. } = site;
    let (sources, _) = SourceCache::load(files, config.parsing_fingerprint());
    let files = files.clone().with_fingerprints(sources.fingerprints());
    let found = discover(&files, config, &sources.readings());
    let cached = CachedInputs { images: sources.images(), ..CachedInputs::default() };
    let PartialSite { site, problems } = assemble(&files, config, clock, &found, &cached);
    PartialSite { site, problems: located(&files, problems) }
}
