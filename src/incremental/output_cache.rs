//! What the last build noted of its outputs: their keys and metadata, and what it rendered and why.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::OnceLock;

use indexmap::IndexSet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::noop::NoopCheck;
use super::seal;
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::{Clock, ContentEntry};
use crate::paths::{OutputPath, SourcePath};
use crate::write::{self, Commit, DirectoryCache, KnownOutput, OutputTarget};

/// Of which content file an output is the page, or a redirect to its page: the fingerprints of the
/// file's path and of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutputOrigin {
    pub(super) source: Fingerprint,
    pub(super) id: Fingerprint,
    /// Whether it was shown only on request, as a draft or before its date: then it was never
    /// published.
    pub(super) is_preview: bool,
}

impl OutputOrigin {
    pub(super) fn of(content: &ContentEntry<'_>, now: Timestamp) -> Self {
        let of = |text: &str| Fingerprint::of(text.as_bytes());
        let is_preview = is_preview(content, now);
        Self { source: of(content.meta.source.as_str()), id: of(content.id), is_preview }
    }
}

/// Whether content that is shown is so only on request.
pub(super) fn is_preview(content: &ContentEntry<'_>, now: Timestamp) -> bool {
    content.meta.draft || content.file.date().is_some_and(|date| date.zoned.timestamp() > now)
}

/// What is known of one output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OutputRecord {
    pub(super) path: Box<str>,
    pub(super) key: Fingerprint,
    /// Its bytes and its file's metadata.
    pub(super) file: KnownOutput,
    /// The numbers of the parts' names, and the parts' fingerprints.
    pub(super) parts: Box<[(u32, Fingerprint)]>,
    /// Which content file it shows or leads to.
    pub(super) origin: Option<OutputOrigin>,
    /// What made the last build render it, if it did: numbers of names.
    pub(super) rendered: Option<Box<[u32]>>,
}

/// What a build decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BuildClock {
    /// In seconds since 1970.
    now: i64,
    drafts: bool,
    future: bool,
}

impl BuildClock {
    pub(super) fn of(clock: &Clock) -> Self {
        let Clock { now, drafts, future, .. } = *clock;
        Self { now: now.as_second(), drafts, future }
    }
}

/// What is known of the outputs in one output directory.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct OutputCache {
    pub(super) names: IndexSet<String>,
    /// Sorted by path.
    pub(super) records: Vec<OutputRecord>,
    /// The fingerprint of the addresses and ids of all content files.
    pub(super) published: Option<Fingerprint>,
    /// What all ids in feeds and the calendar began with.
    pub(super) id_base: Option<String>,
    /// When the last build took place, and what it showed on request.
    pub(super) built: Option<BuildClock>,
    /// What the last build read.
    pub(super) noop: Option<NoopCheck>,
    #[serde(skip)]
    pub(super) sources: OnceLock<HashMap<Fingerprint, OutputOrigin>>,
}

impl OutputCache {
    /// Reads what is known of the outputs in a directory. A cache that cannot be used is reported
    /// and left out.
    pub(crate) fn load(files: &Files, output: &OutputName) -> (Self, Option<Diagnostic>) {
        match seal::load(files, &output.cache) {
            Ok(cache) => (cache.unwrap_or_default(), None),
            Err(problem) => (Self::default(), Some(problem)),
        }
    }

    /// The last build's own report, if a build now would read the same and all its outputs are
    /// unmodified. Then they are all added to the commit.
    pub(crate) fn noop(
        &self,
        commit: &Commit,
        inputs: Fingerprint,
        clock: &Clock,
    ) -> Option<&NoopCheck> {
        let noop = self.last_report(inputs, clock)?;
        commit.keep_all(&self.files()).then_some(noop)
    }

    /// What the last build reported, if a build now would read the same. Whether its outputs are as it
    /// left them is another matter.
    pub(crate) fn last_report(&self, inputs: Fingerprint, clock: &Clock) -> Option<&NoopCheck> {
        self.noop.as_ref().filter(|noop| noop.holds(inputs, clock))
    }

    /// The key of an output in the last build, and the fingerprint of its bytes.
    pub(crate) fn key_and_bytes(&self, output: &OutputPath) -> Option<(Fingerprint, Fingerprint)> {
        let record = &self.records[self.place(output)?];
        Some((record.key, record.file.fingerprint))
    }

    /// The clock of the last build, in the time zone of another; none if no build is known. A build
    /// that had nothing to do is not noted: it would make the same as the one before.
    pub(crate) fn built_at(&self, clock: &Clock) -> Option<Clock> {
        let BuildClock { now, drafts, future } = self.built?;
        let now = Timestamp::from_second(now).ok()?;
        Some(Clock { now, drafts, future, ..clock.clone() })
    }

    /// The paths of all outputs, with their bytes and metadata as the last build left them.
    pub(crate) fn files(&self) -> Vec<(&str, KnownOutput)> {
        self.records.iter().map(|record| (&*record.path, record.file)).collect()
    }

    /// Which outputs have the metadata that the last build left them. Takes a look at each file's metadata, so it is
    /// best done beside other work.
    pub(crate) fn unmodified(&self, commit: &Commit) -> Unmodified {
        let is_unmodified =
            |record: &OutputRecord| commit.is_unmodified(&record.path, record.file.metadata);
        Unmodified(self.records.iter().map(is_unmodified).collect())
    }

    fn name(&self, number: u32) -> Option<&str> {
        self.names.get_index(number as usize).map(String::as_str)
    }

    pub(super) fn place(&self, output: &OutputPath) -> Option<usize> {
        self.place_of(output.as_str())
    }

    pub(super) fn place_of(&self, path: &str) -> Option<usize> {
        self.records.binary_search_by(|record| (*record.path).cmp(path)).ok()
    }

    /// Which content file an output showed or led to in the last build.
    pub(super) fn origin(&self, output: &OutputPath) -> Option<OutputOrigin> {
        self.records[self.place(output)?].origin
    }

    /// Whether content files had these addresses and ids in the last build.
    pub(super) fn publishes(&self, published: Fingerprint) -> bool {
        self.published == Some(published)
    }

    /// What the last build showed of the content file whose path has this fingerprint.
    pub(super) fn origin_of(&self, source: Fingerprint) -> Option<OutputOrigin> {
        let origins = || self.records.iter().filter_map(|record| record.origin);
        let by_source = || origins().map(|origin| (origin.source, origin)).collect();
        self.sources.get_or_init(by_source).get(&source).copied()
    }

    /// Whether the last build rendered an output, and what made it: names of parts, or a phrase.
    pub(crate) fn reasons(&self, output: &OutputPath) -> Option<Vec<String>> {
        let rendered = self.records[self.place(output)?].rendered.as_ref()?;
        Some(rendered.iter().filter_map(|name| self.name(*name).map(str::to_owned)).collect())
    }

    /// What would make the next build render an output that has this key: names of parts.
    /// Nothing, if it can stay; none, if it is not known.
    pub(crate) fn changes(&self, output: &OutputPath, key: &Key) -> Option<Vec<String>> {
        let record = &self.records[self.place(output)?];
        Some(if record.key == key.fingerprint { Vec::new() } else { self.difference(record, key) })
    }

    /// The names of the parts in which a key differs from what is known.
    pub(super) fn difference(&self, record: &OutputRecord, key: &Key) -> Vec<String> {
        let before: BTreeMap<&str, Fingerprint> = record
            .parts
            .iter()
            .filter_map(|(name, part)| Some((self.name(*name)?, *part)))
            .collect();
        let now: BTreeMap<&str, Fingerprint> =
            key.parts.iter().map(|(name, part)| (name.as_ref(), *part)).collect();
        let names = before.keys().chain(now.keys()).copied();
        let changed: std::collections::BTreeSet<&str> =
            names.filter(|name| before.get(name) != now.get(name)).collect();
        changed.into_iter().map(str::to_owned).collect()
    }
}

/// Whether each known output has the metadata that the last build left it.
#[derive(Debug)]
pub(crate) struct Unmodified(pub(super) Vec<bool>);

/// The names of the files in `.digest` that know of an output directory: each has its own, so that
/// two never share one.
#[derive(Clone, Debug)]
pub(crate) struct OutputName {
    pub(super) cache: SourcePath,
    directories: SourcePath,
}

impl OutputName {
    /// That of a directory, by its path relative to the site's. So a copy of both knows it, too.
    pub(crate) fn of(root: &Path, output: &Path) -> Self {
        let target = OutputTarget { site_root: root.to_owned(), output: output.to_owned() };
        let relative = write::relative_output(&target);
        let name = Fingerprint::of(relative.as_os_str().as_encoded_bytes());
        let path = |end: &str| {
            let path = format!(".digest/outputs/{name}{end}");
            SourcePath::new(&path).unwrap_or_else(SourcePath::top)
        };
        Self { cache: path(""), directories: path("-folders") }
    }
}

/// Reads what is known of the directories of an output. A cache that cannot be used is reported,
/// and the directories are listed.
pub(crate) fn load_directories(
    files: &Files,
    output: &OutputName,
) -> (DirectoryCache, Option<Diagnostic>) {
    match seal::load(files, &output.directories) {
        Ok(directories) => (directories.unwrap_or_default(), None),
        Err(problem) => (DirectoryCache::default(), Some(problem)),
    }
}

/// Saves what is known of the directories of an output.
pub(crate) fn save_directories(
    root: &Path,
    output: &OutputName,
    directories: &DirectoryCache,
) -> Result<(), Diagnostic> {
    seal::save(root, &output.directories, directories)
}
