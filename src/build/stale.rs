//! What a build would change in an output directory, without building.
//!
//! In: a site's directory, a clock, and the manifest of the output. Out: the paths of all outputs that a
//! build now would write or delete. Writes nothing.
//!
//! If nothing was changed since the last build, that is all. Otherwise the site is assembled and checked;
//! outputs with the cache key of the last build have the bytes of then, and only the others are rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::assemble::{CachedInputs, assemble};
use super::error::BuildError;
use super::next::SiteThen;
use super::observer::Observer;
use super::pipeline::OpenSite;
use super::problems::located;
use crate::discover::{Tree, discover};
use crate::fingerprint::Fingerprint;
use crate::incremental::{OutputCache, OutputName, SourceCache, inputs, load_related};
use crate::index::Clock;
use crate::paths::OutputPath;
use crate::write::ManifestEntry;

/// The outputs that a build now would change, sorted. `entries` are those of the manifest, whose files have
/// the bytes that it says. Fails if a build would.
pub(crate) fn stale(
    site: &OpenSite,
    output: &Path,
    entries: &[ManifestEntry],
    clock: &Clock,
    observer: &dyn Observer,
) -> Result<Vec<OutputPath>, BuildError> {
    let OpenSite { root, files, config, policy, .. } = site;
    let (cache, _) = OutputCache::load(files, &OutputName::of(root, output));
    let listed: BTreeMap<&str, Fingerprint> =
        entries.iter().map(|entry| (entry.path.as_str(), entry.fingerprint)).collect();

    let inputs = inputs(config, clock, &Tree::walk(files));
    let noop = inputs.and_then(|inputs| cache.last_report(inputs, clock));
    if let Some(noop) = noop.filter(|_| is_of(&cache, &listed)) {
        let problems = noop.problems.iter().cloned().collect();
        return if policy.stops(&problems) { Err(problems.into()) } else { Ok(Vec::new()) };
    }

    let (sources, _) = SourceCache::load(files, config.parsing_fingerprint());
    let read_files = files.clone().with_fingerprints(sources.fingerprints());
    let found = discover(&read_files, config, &sources.readings());
    let cached = CachedInputs { images: sources.images(), ..CachedInputs::default() };
    let site = assemble(&read_files, config, clock, &found, &cached);
    let checked = site.check(&read_files, |problems| policy.stops(problems));
    let checked = checked.map_err(|problems| located(files, problems))?;
    let (related, _) = load_related(files);
    let ready = checked.relate(related.as_ref());
    observer.stage("checked the site");

    let then = SiteThen { site: ready.site, plan: ready.plan };
    let keys = then.keys(observer)?;
    let is_known = |path: &OutputPath, key: Fingerprint| {
        let known = cache.key_and_bytes(path);
        known
            .is_some_and(|(known, bytes)| known == key && listed.get(path.as_str()) == Some(&bytes))
    };
    let doubtful: BTreeSet<&OutputPath> =
        keys.iter().filter(|(path, key)| !is_known(path, **key)).map(|(path, _)| path).collect();
    let bytes = if doubtful.is_empty() { <_>::default() } else { then.bytes(&doubtful, observer)? };
    observer.stage("compared outputs");

    let has_others = bytes.iter().filter(|(path, bytes)| listed.get(path.as_str()) != Some(*bytes));
    let mut stale: BTreeSet<OutputPath> = has_others.map(|(path, _)| path.clone()).collect();
    let jobs = then.plan.jobs.iter();
    let siblings = jobs.flat_map(|job| job.siblings.iter().map(|sibling| &sibling.output));
    // A sibling is there or not depending on the bytes of its file alone.
    let expected: BTreeSet<&OutputPath> = keys.keys().chain(siblings).collect();
    let gone = entries.iter().map(|entry| &entry.path).filter(|path| !expected.contains(path));
    stale.extend(gone.cloned());
    Ok(stale.into_iter().collect())
}

/// Whether a cache of outputs is that of the build which wrote the manifest.
fn is_of(cache: &OutputCache, listed: &BTreeMap<&str, Fingerprint>) -> bool {
    let files = cache.files();
    files.len() == listed.len()
        && files.iter().all(|(path, known)| listed.get(path) == Some(&known.fingerprint))
}
