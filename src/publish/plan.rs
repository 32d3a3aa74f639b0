//! What a publish changes: the outputs of a build against what is known of a target.
//!
//! In: [`Outputs`] with their headers, and [`Known`]. Out: a [`Plan`], which is a value: the same for a dry
//! run and for the publish itself. May import: `outputs`, `manifest`, `journal`, `target`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::journal::{Journal, Sent, object_id};
use super::manifest::{ObsoleteFile, PublishedFile, PublishedManifest};
use super::outputs::{LocalFile, Outputs};
use super::target::{Headers, Object};
use crate::hosting::is_fingerprinted;
use crate::paths::OutputPath;
use crate::write::Phase;

/// What is known of a target before a publish.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// `None` before the first publish.
    pub(crate) manifest: Option<PublishedManifest>,
    /// What the last publish left, if it did not end.
    pub(crate) journal: Option<Journal>,
    /// What this machine sent in it.
    pub(crate) sent: Sent,
}

impl Known {
    /// What is in use at a path, as far as that is certain.
    fn current(&self, path: &OutputPath) -> Option<&PublishedFile> {
        self.manifest.as_ref()?.get(path).filter(|_| !self.is_uncertain(path))
    }

    /// Whether an unfinished publish may have changed a path.
    fn is_uncertain(&self, path: &OutputPath) -> bool {
        self.journal.as_ref().is_some_and(|journal| journal.paths.contains(path))
    }

    /// Whether an object at a path is ours.
    pub(crate) fn is_ours(&self, path: &OutputPath) -> bool {
        let listed = self.manifest.as_ref().is_some_and(|manifest| manifest.get(path).is_some());
        listed || self.is_uncertain(path)
    }

    /// Whether an unfinished publish of this machine sent an object.
    fn was_sent(&self, file: &LocalFile, headers: &Headers) -> bool {
        let is_its = self.journal.as_ref().is_some_and(|journal| journal.id == self.sent.id);
        is_its && self.sent.objects.contains(&object_id(&file.path, file.fingerprint, headers))
    }
}

/// How long fingerprinted assets stay when the site no longer refers to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retention {
    /// Since a time.
    For(SignedDuration),
    /// For this many publishes.
    Publishes(u64),
}

/// The order in which objects are sent; no stage begins before the one before it has ended, so nothing
/// refers to what is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    FingerprintedAssets,
    OtherFiles,
    NewPages,
    ChangedPages,
    Lists,
    Feeds,
}

impl Stage {
    pub(crate) const ALL: [Self; 6] = [
        Self::FingerprintedAssets,
        Self::OtherFiles,
        Self::NewPages,
        Self::ChangedPages,
        Self::Lists,
        Self::Feeds,
    ];

    fn of(file: &LocalFile, is_new: bool) -> Self {
        // Nothing leads to a new page or feed before something else has changed. The front page needs
        // no link: at a first publish, it comes when all that it leads to is there.
        let is_unknown = is_new && file.path.as_str() != "index.html";
        match file.phase {
            Phase::Asset if is_fingerprinted(file.path.as_str()) => Self::FingerprintedAssets,
            Phase::Asset => Self::OtherFiles,
            Phase::Page | Phase::List | Phase::Feed if is_unknown => Self::NewPages,
            Phase::Page => Self::ChangedPages,
            Phase::List => Self::Lists,
            Phase::Feed => Self::Feeds,
        }
    }

    /// What is sent in it, in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FingerprintedAssets => "fingerprinted assets",
            Self::OtherFiles => "other files",
            Self::NewPages => "new pages and feeds",
            Self::ChangedPages => "changed pages",
            Self::Lists => "lists",
            Self::Feeds => "feeds",
        }
    }
}

/// Why an object is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PutReason {
    /// The target does not have it.
    New,
    /// Its bytes have changed, or are not known.
    Changed,
    /// Only its headers have changed.
    Headers,
}

/// An object that is sent.
#[derive(Clone, Debug)]
pub(crate) struct Put<'a> {
    pub(crate) file: &'a LocalFile,
    pub(crate) headers: Arc<Headers>,
    pub(crate) reason: PutReason,
    pub(crate) stage: Stage,
    /// Whether an unfinished publish has sent it already.
    pub(crate) is_sent: bool,
}

impl Put<'_> {
    /// The object for a target; `file` is the path of its bytes.
    pub(crate) fn object<'a>(&'a self, file: &'a std::path::Path) -> Object<'a> {
        let LocalFile { path, size, fingerprint, .. } = self.file;
        Object { path, file, size: *size, fingerprint: *fingerprint, headers: &self.headers }
    }
}

/// Why an object is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeleteReason {
    /// The site no longer has it.
    Removed,
    /// It was kept for open pages, long enough.
    Expired,
}

/// An object that is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delete {
    pub(crate) path: OutputPath,
    /// As far as it is known.
    pub(crate) size: Option<u64>,
    pub(crate) reason: DeleteReason,
}

/// What a publish does.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    /// In the order in which they are sent.
    pub(crate) puts: Vec<Put<'a>>,
    /// Sorted by path.
    pub(crate) deletes: Vec<Delete>,
    /// How many objects stay as they are.
    pub(crate) unchanged: usize,
    /// What the target has afterwards.
    pub(crate) manifest: PublishedManifest,
    /// Whether the target has exactly this already.
    pub(crate) is_empty: bool,
}

/// Compares a build with what is known of a target.
pub(crate) fn plan<'a>(
    outputs: &'a Outputs,
    headers: &dyn Fn(&LocalFile) -> Arc<Headers>,
    known: &Known,
    retention: Retention,
    now: Timestamp,
) -> Plan<'a> {
    let number = known.manifest.as_ref().map_or(0, |manifest| manifest.number) + 1;
    let mut puts = Vec::new();
    let mut files = BTreeMap::new();
    for file in &outputs.files {
        let headers = headers(file);
        let current = known.current(&file.path);
        let is_live = |manifest: &PublishedManifest| manifest.files.contains_key(&file.path);
        let is_new = !known.manifest.as_ref().is_some_and(is_live);
        let reason = match current {
            None if is_new => Some(PutReason::New),
            None => Some(PutReason::Changed),
            Some(there) if there.fingerprint != Some(file.fingerprint) => Some(PutReason::Changed),
            Some(there) if there.headers != headers => Some(PutReason::Headers),
            Some(_) => None,
        };
        puts.extend(reason.map(|reason| Put {
            file,
            headers: headers.clone(),
            reason,
            stage: Stage::of(file, is_new),
            is_sent: known.was_sent(file, &headers),
        }));
        let fingerprint = Some(file.fingerprint);
        files.insert(file.path.clone(), PublishedFile { fingerprint, size: file.size, headers });
    }
    puts.sort_by(|a, b| (a.stage, &a.file.path).cmp(&(b.stage, &b.file.path)));

    let (deletes, obsolete) = gone(known, &files, retention, (now, number));
    let unchanged = files.len() - puts.len();
    let base_url = outputs.base_url.clone();
    let manifest = PublishedManifest { base_url, number, time: now, files, obsolete };
    let is_same = |there: &PublishedManifest| {
        there.files == manifest.files && there.base_url == manifest.base_url
    };
    let is_empty = puts.is_empty()
        && deletes.is_empty()
        && known.journal.is_none()
        && known.manifest.as_ref().is_some_and(is_same);
    Plan { puts, deletes, unchanged, manifest, is_empty }
}

/// What is ours at a target and not in the site: what is deleted, and what stays for a while.
fn gone(
    known: &Known,
    files: &BTreeMap<OutputPath, PublishedFile>,
    retention: Retention,
    (now, number): (Timestamp, u64),
) -> (Vec<Delete>, BTreeMap<OutputPath, ObsoleteFile>) {
    let mut deletes = BTreeMap::new();
    let mut delete = |path: &OutputPath, size, reason| {
        deletes.entry(path.clone()).or_insert(Delete { path: path.clone(), size, reason });
    };
    let mut obsolete = BTreeMap::new();
    let is_gone = |path: &OutputPath| !files.contains_key(path);
    if let Some(manifest) = &known.manifest {
        for (path, file) in manifest.files.iter().filter(|(path, _)| is_gone(path)) {
            if is_fingerprinted(path.as_str()) {
                let file = file.clone();
                obsolete.insert(path.clone(), ObsoleteFile { file, since: now, number });
            } else {
                delete(path, Some(file.size), DeleteReason::Removed);
            }
        }
        for (path, entry) in manifest.obsolete.iter().filter(|(path, _)| is_gone(path)) {
            let is_kept = match retention {
                Retention::For(time) => now.duration_since(entry.since) < time,
                Retention::Publishes(most) => number.saturating_sub(entry.number) < most,
            };
            if is_kept {
                obsolete.insert(path.clone(), entry.clone());
            } else {
                delete(path, Some(entry.file.size), DeleteReason::Expired);
            }
        }
    }
    // What an unfinished publish put there, and the site has lost again since.
    let unfinished = known.journal.iter().flat_map(|journal| &journal.paths);
    for path in unfinished.filter(|path| is_gone(path) && !obsolete.contains_key(*path)) {
        delete(path, None, DeleteReason::Removed);
    }
    (deletes.into_values().collect(), obsolete)
}

impl Plan<'_> {
    /// How many bytes are sent.
    pub(crate) fn bytes(&self) -> u64 {
        self.unsent().map(|put| put.file.size).sum()
    }

    /// What is still to be sent.
    pub(crate) fn unsent(&self) -> impl Iterator<Item = &Put<'_>> {
        self.puts.iter().filter(|put| !put.is_sent)
    }

    /// How many objects are sent for a reason.
    pub(crate) fn count(&self, reason: PutReason) -> usize {
        self.puts.iter().filter(|put| put.reason == reason).count()
    }
}
