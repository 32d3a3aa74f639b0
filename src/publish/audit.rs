//! The audit: the manifest of a target, made anew from what is there.
//!
//! In: a [`Request`]. Out: an [`Audit`], and a manifest at the target that agrees with it. Nothing else is
//! changed. May import: the other files of this module.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::PublishError;
use super::journal::Journal;
use super::lookup;
use super::manifest::{PublishedFile, PublishedManifest};
use super::records;
use super::send::Request;
use super::session::{Observer, with_lock};
use super::target::{Headers, Record, Stored, Target, TargetErrorKind};

/// What an audit found, each sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Audit {
    /// How many objects are as the manifest has them, as far as a list shows.
    pub(crate) right: usize,
    /// In the manifest, but not at the target.
    pub(crate) missing: Vec<String>,
    /// Of another size than the manifest has.
    pub(crate) changed: Vec<String>,
    /// Not in the manifest, but at the path of an output: taken as ours from now on.
    pub(crate) adopted: Vec<String>,
    /// Neither in the manifest nor an output. Never touched.
    pub(crate) foreign: Vec<String>,
    /// Whether there are more foreign objects, with keys that cannot be listed.
    pub(crate) has_unlisted: bool,
    /// Why the manifest could not be read, if it is damaged.
    pub(crate) damage: Option<String>,
}

impl Audit {
    /// Whether the manifest was right.
    pub(crate) fn is_clean(&self) -> bool {
        let Self { missing, changed, adopted, damage, .. } = self;
        missing.is_empty() && changed.is_empty() && adopted.is_empty() && damage.is_none()
    }
}

/// Compares everything that a target has with its manifest. Corrects the manifest, unless `is_dry`. What
/// is missing or changed is sent by the next publish.
pub(crate) fn audit(
    request: &Request<'_>,
    is_dry: bool,
    observer: &dyn Observer,
) -> Result<Audit, PublishError> {
    if is_dry {
        return Ok(compare(request, observer)?.0);
    }
    with_lock(&request.access(), observer, |_| {
        let (audit, manifest, stored) = compare(request, observer)?;
        if !audit.is_clean() {
            let expected = stored.as_ref().map(|stored| &stored.revision);
            records::write(request.target, Record::Manifest, &manifest.to_json(), expected)?;
            // What a publish that did not end had in mind is in the list, too.
            request.target.remove(Record::Journal)?;
        }
        Ok(audit)
    })
}

/// Lists the target; gives the right manifest too, and the one that is there.
fn compare(
    request: &Request<'_>,
    observer: &dyn Observer,
) -> Result<(Audit, PublishedManifest, Option<Stored>), PublishError> {
    let target: &dyn Target = request.target;
    let stored = target.read(Record::Manifest)?;
    let parsed = stored.as_ref().map(|stored| PublishedManifest::parse(&stored.bytes));
    let (before, damage) = match parsed {
        Some(Err(error)) => (None, Some(error.to_string())),
        Some(Ok(manifest)) => (Some(manifest), None),
        None => (None, None),
    };
    let mut manifest = before.unwrap_or_else(|| PublishedManifest {
        base_url: request.outputs.base_url.clone(),
        number: 0,
        time: request.now,
        files: BTreeMap::new(),
        obsolete: BTreeMap::new(),
    });
    let journal = target.read(Record::Journal)?;
    let journal = journal.and_then(|stored| Journal::parse(&stored.bytes));
    observer.step("listing the target");
    let (listed, has_unlisted) = match target.list() {
        // Only what may be ours can be asked for.
        Err(error) if error.kind == TargetErrorKind::Unsupported => {
            let ours = manifest.files.keys().chain(manifest.obsolete.keys());
            let ours = ours.chain(journal.iter().flat_map(|journal| &journal.paths));
            let ours = ours.chain(request.outputs.files.iter().map(|file| &file.path));
            (lookup::each_size(target, &ours.collect())?, true)
        }
        listed => {
            let listed = listed?.into_iter().map(|listed| (listed.path, listed.size));
            (listed.collect(), false)
        }
    };

    let mut audit = Audit { has_unlisted, damage, ..Audit::default() };
    manifest.files.retain(|path, file| {
        let is_there = keep(path.as_str(), file, &listed, &mut audit);
        if !is_there {
            audit.missing.push(path.to_string());
        }
        is_there
    });
    for path in journal.iter().flat_map(|journal| &journal.paths) {
        if let Some(&size) = listed.get(path.as_str()) {
            // It may be the old object or the new one; if the site has none, it is deleted.
            let headers = Arc::new(Headers::default());
            let entry = manifest.files.entry(path.clone());
            entry.or_insert(PublishedFile { fingerprint: None, size, headers }).fingerprint = None;
        }
    }
    // One that is gone already need not be deleted.
    manifest
        .obsolete
        .retain(|path, entry| keep(path.as_str(), &mut entry.file, &listed, &mut audit));
    let mut foreign = listed;
    foreign.retain(|path, _| {
        !manifest.files.contains_key(path.as_str())
            && !manifest.obsolete.contains_key(path.as_str())
    });
    for file in &request.outputs.files {
        if let Some(size) = foreign.remove(file.path.as_str()) {
            audit.adopted.push(file.path.to_string());
            let headers = (request.headers)(file);
            let adopted = PublishedFile { fingerprint: None, size, headers };
            manifest.files.insert(file.path.clone(), adopted);
        }
    }
    audit.foreign = foreign.into_keys().collect();
    Ok((audit, manifest, stored))
}

/// Compares an entry with the list; `false` if it is not there.
fn keep(
    path: &str,
    file: &mut PublishedFile,
    listed: &BTreeMap<String, u64>,
    audit: &mut Audit,
) -> bool {
    let Some(&size) = listed.get(path) else { return false };
    if size == file.size {
        audit.right += 1;
    } else {
        audit.changed.push(path.to_owned());
        (file.size, file.fingerprint) = (size, None);
    }
    true
}
