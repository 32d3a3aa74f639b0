//! A target in memory. After each request it is crawled as a reader would.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use super::super::target::{
    Headers, Listed, Object, Record, Revision, Stored, Target, TargetError, TargetErrorKind,
};
use super::site::Site;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fault {
    #[default]
    None,
    /// One request fails.
    FailsAt(usize),
    /// All requests from one on fail, as if the machine had died.
    DeadFrom(usize),
    /// The answer to one write is lost, and it is sent again.
    RepeatedAt(usize),
    /// Somebody else replaces the manifest during the publish.
    ManifestChanges,
}

type Objects = BTreeMap<String, (String, Headers)>;

#[derive(Default)]
struct State {
    live: Objects,
    release: Option<Objects>,
    records: BTreeMap<&'static str, (Vec<u8>, u64)>,
    /// The texts of all sites, by fingerprint.
    texts: BTreeMap<Fingerprint, String>,
    fault: Fault,
    requests: usize,
    is_watched: bool,
}

pub(super) struct Memory {
    is_atomic: bool,
    state: Mutex<State>,
}

impl Memory {
    pub(super) fn new(is_atomic: bool) -> Self {
        Self { is_atomic, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn knows(&self, site: &Site) {
        let texts =
            site.texts().map(|(_, text)| (Fingerprint::of(text.as_bytes()), text.to_owned()));
        self.state().texts.extend(texts);
    }

    pub(super) fn fault(&self, fault: Fault) {
        let mut state = self.state();
        (state.fault, state.requests) = (fault, 0);
    }

    /// From now on, every request is followed by a crawl.
    pub(super) fn watch(&self) {
        self.state().is_watched = true;
    }

    pub(super) fn put_foreign(&self, path: &str, text: &str) {
        self.state().live.insert(path.into(), (text.into(), Headers::default()));
    }

    pub(super) fn remove_foreign(&self, path: &str) {
        self.state().live.remove(path);
    }

    /// Replaces a record, or removes it.
    pub(super) fn damage(&self, record: Record, text: Option<&str>) {
        let mut state = self.state();
        match text {
            Some(text) => state.records.insert(record.file_name(), (text.into(), 0)),
            None => state.records.remove(record.file_name()),
        };
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.state().live.contains_key(path)
    }

    pub(super) fn has_record(&self, record: Record) -> bool {
        self.state().records.contains_key(record.file_name())
    }

    pub(super) fn headers(&self, path: &str) -> Option<Headers> {
        self.state().live.get(path).map(|(_, headers)| headers.clone())
    }

    pub(super) fn objects(&self) -> usize {
        self.state().live.len()
    }

    /// All objects and records, to compare.
    pub(super) fn everything(&self) -> String {
        let state = self.state();
        format!("{:?} {:?}", state.live, state.records)
    }

    #[track_caller]
    pub(super) fn assert_shows(&self, site: &Site) {
        let state = self.state();
        for (path, text) in site.texts() {
            assert_eq!(state.live.get(path).map(|(text, _)| text.as_str()), Some(text), "{path}");
        }
        let pages = |path: &&str| path.ends_with("index.html") && !path.starts_with("fremmed");
        let live: Vec<&str> = state
            .live
            .keys()
            .map(String::as_str)
            .filter(|path| pages(path) && *path != "z")
            .collect();
        let expected: Vec<&str> = site.texts().map(|(path, _)| path).filter(pages).collect();
        assert_eq!(live, expected);
    }

    #[track_caller]
    pub(super) fn assert_shows_only(&self, site: &Site, foreign: &[&str]) {
        self.assert_shows(site);
        let expected: BTreeSet<_> =
            site.texts().map(|(path, _)| path).chain(foreign.iter().copied()).collect();
        let state = self.state();
        assert_eq!(state.live.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    }

    /// Does one request, unless it is the one to fail.
    fn request<T>(
        &self,
        action: impl FnOnce(&mut State) -> Result<T, TargetError>,
    ) -> Result<T, TargetError> {
        let mut state = self.state();
        let number = state.requests;
        state.requests += 1;
        let fails = match state.fault {
            Fault::FailsAt(at) => number == at,
            Fault::DeadFrom(at) => number >= at,
            Fault::None | Fault::RepeatedAt(_) | Fault::ManifestChanges => false,
        };
        if fails {
            return Err(TargetError::new(TargetErrorKind::Failed, "connection reset"));
        }
        let result = action(&mut state);
        if state.is_watched {
            crawl(&state.live);
        }
        result
    }
}

/// Follows every page from the front page and the feed.
fn crawl(live: &Objects) {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = ["index.html", "atom.xml"].map(str::to_owned).to_vec();
    while let Some(path) = open.pop() {
        if seen.insert(path.clone()) {
            let Some((text, _)) = live.get(&path) else { panic!("{path} is missing") };
            open.extend(text.lines().map(str::to_owned));
        }
    }
}

impl Target for Memory {
    fn location(&self) -> &'static str {
        "memory"
    }

    fn is_atomic(&self) -> bool {
        self.is_atomic
    }

    fn preflight(&self) -> Result<(), TargetError> {
        self.request(|_| Ok(()))
    }

    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError> {
        self.request(|state| {
            let stored = state.records.get(record.file_name()).map(|(bytes, version)| Stored {
                bytes: bytes.clone(),
                revision: Revision { etag: Some(version.to_string()), version: None },
            });
            if state.fault == Fault::ManifestChanges && record == Record::Manifest {
                state.records.entry("manifest.json").and_modify(|(_, version)| *version += 1);
            }
            Ok(stored)
        })
    }

    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        self.request(|state| {
            let there =
                state.records.get(record.file_name()).map(|(_, version)| version.to_string());
            if there != expected.and_then(|revision| revision.etag.clone()) {
                return Err(TargetError::new(TargetErrorKind::Conflict, "it has changed"));
            }
            let version = there.map_or(1, |version| version.parse::<u64>().unwrap() + 1);
            state.records.insert(record.file_name(), (bytes.to_owned(), version));
            if state.fault == Fault::RepeatedAt(state.requests - 1) {
                return Err(TargetError::new(TargetErrorKind::Conflict, "it has changed"));
            }
            Ok(Revision { etag: Some(version.to_string()), version: None })
        })
    }

    fn remove(&self, record: Record) -> Result<(), TargetError> {
        self.request(|state| {
            state.records.remove(record.file_name());
            Ok(())
        })
    }

    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError> {
        self.request(|state| Ok(state.live.get(path.as_str()).map(|(text, _)| text.len() as u64)))
    }

    fn list(&self) -> Result<Vec<Listed>, TargetError> {
        self.request(|state| {
            let listed = state
                .live
                .iter()
                .map(|(path, (text, _))| Listed { path: path.clone(), size: text.len() as u64 });
            Ok(listed.collect())
        })
    }

    fn begin(&self) -> Result<(), TargetError> {
        self.request(|state| {
            state.release = Some(state.live.clone());
            Ok(())
        })
    }

    fn put(&self, object: &Object<'_>) -> Result<(), TargetError> {
        self.request(|state| {
            let text = state.texts[&object.fingerprint].clone();
            assert_eq!(text.len() as u64, object.size);
            let objects = state.release.as_mut().unwrap_or(&mut state.live);
            objects.insert(object.path.as_str().into(), (text, object.headers.clone()));
            Ok(())
        })
    }

    fn delete(&self, path: &OutputPath) -> Result<(), TargetError> {
        self.request(|state| {
            state.release.as_mut().unwrap_or(&mut state.live).remove(path.as_str());
            Ok(())
        })
    }

    fn finish(
        &self,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let revision = self.write(Record::Manifest, manifest, expected)?;
        let mut state = self.state();
        if let Some(release) = state.release.take() {
            state.live = release;
        }
        Ok(revision)
    }
}
