//! What is known of sources: their metadata and fingerprints, what content files became, and the
//! sizes of images.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::seal;
use crate::assets::{ImageFile, ImageFiles};
use crate::diagnostics::Diagnostic;
use crate::discover::{DiscoveredSources, Reading, Readings};
use crate::files::{FileMetadata, Files, FingerprintCache};
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

/// How many files the cache has. One edit rewrites one of them.
const SHARDS: usize = 64;

/// What is known of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SourceRecord {
    path: SourcePath,
    seen: Option<(FileMetadata, Fingerprint)>,
    reading: Option<Arc<Reading>>,
    image: Option<ImageFile>,
}

impl SourceRecord {
    fn is_same(&self, other: &Self) -> bool {
        let is_same_reading = match (&self.reading, &other.reading) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same_reading && self.seen == other.seen && self.image == other.image
    }
}

/// A file of the cache. `settings` are those that parsing reads.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Shard {
    settings: Option<Fingerprint>,
    records: Vec<SourceRecord>,
}

/// The cache of sources, as an earlier run left it.
#[derive(Debug)]
pub(crate) struct SourceCache {
    settings: Fingerprint,
    shards: Vec<Shard>,
}

impl SourceCache {
    /// A cache that knows nothing.
    pub(crate) fn empty(settings: Fingerprint) -> Self {
        Self { settings, shards: (0..SHARDS).map(|_| Shard::default()).collect() }
    }

    /// Reads the cache of a site whose parsing depends on `settings`. What cannot be used is
    /// reported once, and left out.
    pub(crate) fn load(files: &Files, settings: Fingerprint) -> (Self, Option<Diagnostic>) {
        let loaded: Vec<Result<Shard, Diagnostic>> = (0..SHARDS)
            .into_par_iter()
            .map(|number| {
                let shard = seal::load::<Shard>(files, &path(number))?;
                Ok(shard.filter(|shard| shard.settings == Some(settings)).unwrap_or_default())
            })
            .collect();
        let mut warning = None;
        let shards = loaded.into_iter().map(|shard| {
            shard.unwrap_or_else(|problem| {
                warning.get_or_insert(problem);
                Shard::default()
            })
        });
        let shards = shards.collect();
        (Self { settings, shards }, warning)
    }

    /// The metadata and fingerprints of files.
    pub(crate) fn fingerprints(&self) -> FingerprintCache {
        let seen = self.records().filter_map(|record| Some((record.path.clone(), record.seen?)));
        let mut known = HashMap::with_capacity(self.records().count());
        known.extend(seen);
        FingerprintCache::new(known)
    }

    /// The content files as they were read.
    pub(crate) fn readings(&self) -> Readings {
        self.records().filter_map(|record| record.reading.clone()).collect()
    }

    pub(crate) fn images(&self) -> ImageFiles {
        let image = |record: &SourceRecord| Some((record.path.clone(), record.image.clone()?));
        ImageFiles::known(self.records().filter_map(image))
    }

    /// Writes what is known now, as far as it changed, into the site's directory.
    pub(crate) fn save(
        &self,
        root: &Path,
        files: &Files,
        found: &DiscoveredSources,
        images: Option<&ImageFiles>,
    ) -> Result<(), Diagnostic> {
        let mut shards: Vec<Vec<SourceRecord>> = (0..SHARDS).map(|_| Vec::new()).collect();
        // Content comes first, and has its readings in the same order.
        let readings = found.readings.iter().map(Some).chain(std::iter::repeat(None));
        for (entry, reading) in found.tree.entries().zip(readings) {
            let path = &entry.path;
            shards[shard_of(path)].push(SourceRecord {
                path: path.clone(),
                seen: files.fingerprints().get(path),
                reading: reading
                    .filter(|reading| reading.path == *path && !reading.timed_out)
                    .cloned(),
                image: images.and_then(|images| images.get(path)).cloned(),
            });
        }
        let changed =
            shards.into_iter().enumerate().zip(&self.shards).filter(|((_, records), before)| {
                // The order of records follows that of paths, which is the same each time.
                before.records.len() != records.len()
                    || before
                        .records
                        .iter()
                        .zip(records)
                        .any(|(a, b)| !a.is_same(b) || a.path != b.path)
            });
        let changed: Vec<(usize, Vec<SourceRecord>)> = changed.map(|(now, _)| now).collect();
        changed.into_par_iter().try_for_each(|(number, records)| {
            let shard = Shard { settings: Some(self.settings), records };
            seal::save(root, &path(number), &shard)
        })
    }

    fn records(&self) -> impl Iterator<Item = &SourceRecord> {
        self.shards.iter().flat_map(|shard| &shard.records)
    }
}

fn path(shard: usize) -> SourcePath {
    SourcePath::new(&format!(".digest/cache/sources-{shard:02}")).unwrap_or_else(SourcePath::top)
}

/// Spreads paths evenly over the shards, in the same way in every run.
fn shard_of(path: &SourcePath) -> usize {
    usize::from(Fingerprint::of(path.as_str().as_bytes()).first_byte()) % SHARDS
}
