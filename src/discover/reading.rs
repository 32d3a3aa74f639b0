//! Content files as they were read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::SiteConfig;
use crate::diagnostics::Diagnostic;
use crate::files::{Entry, Files, decode};
use crate::fingerprint::Fingerprint;
use crate::parse::{Kind, Parsed, parse};
use crate::paths::SourcePath;

/// A content file as it was read: what it held, and what became of that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// The file.
    pub path: SourcePath,
    /// What it is.
    pub kind: Kind,
    /// The fingerprint of its bytes; none if it could not be read.
    pub fingerprint: Option<Fingerprint>,
    /// The model, and what is wrong with this file alone.
    pub parsed: Parsed,
}

/// Content files as they were read, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    list: Vec<Arc<Reading>>,
}

impl Readings {
    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Reading>> {
        self.list.iter()
    }

    /// That of a file.
    pub fn get(&self, path: &SourcePath) -> Option<&Arc<Reading>> {
        let place = self.list.binary_search_by(|reading| reading.path.cmp(path)).ok()?;
        self.list.get(place)
    }

    /// Reads and parses a file, unless this is what was read before.
    pub(super) fn read(
        &self,
        files: &Files,
        kind: Kind,
        entry: &Entry,
        config: &SiteConfig,
    ) -> Arc<Reading> {
        let known = self.get(&entry.path).filter(|known| known.kind == kind);
        if let Some(known) = known
            && known.fingerprint.is_some()
            && files.recall(entry) == known.fingerprint
        {
            return Arc::clone(known);
        }
        let path = &entry.path;
        let failed = |problem: Diagnostic, fingerprint| {
            let parsed = Parsed { content: None, problems: vec![problem] };
            Arc::new(Reading { path: path.clone(), kind, fingerprint, parsed })
        };
        let source = match files.read(path, config.limits.article_bytes as u64) {
            Ok(source) => source,
            Err(problem) => return failed(problem, None),
        };
        let fingerprint = Some(source.fingerprint);
        if let Some(known) = known
            && known.fingerprint == fingerprint
        {
            return Arc::clone(known);
        }
        match decode(source.bytes, path) {
            Ok(text) => {
                let parsed = parse(kind, path, &text, source.fingerprint, config);
                Arc::new(Reading { path: path.clone(), kind, fingerprint, parsed })
            }
            Err(problem) => failed(problem, fingerprint),
        }
    }
}

impl FromIterator<Arc<Reading>> for Readings {
    fn from_iter<I: IntoIterator<Item = Arc<Reading>>>(readings: I) -> Self {
        let mut list: Vec<_> = readings.into_iter().collect();
        list.sort_by(|a, b| a.path.cmp(&b.path));
        Self { list }
    }
}
