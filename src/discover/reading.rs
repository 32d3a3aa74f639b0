//! Content files that were read, with what parsing them gave.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::in_progress::InProgress;
use super::sorted::{self, FileState};
use crate::config::SiteConfig;
use crate::diagnostics::Diagnostic;
use crate::files::{Files, SourceFile, decode};
use crate::fingerprint::Fingerprint;
use crate::model::Kind;
use crate::parse::{Parsed, parse};
use crate::paths::SourcePath;

/// A content file that was read, parsed.
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
    /// Whether source text is retained.
    holds_texts: bool,
    /// Where the files are noted that are being parsed.
    in_progress: Option<Arc<InProgress>>,
}

impl Readings {
    /// Also retains source text, so that `serve` can render the last good version.
    #[must_use]
    pub fn holding_texts(self) -> Self {
        Self { holds_texts: true, ..self }
    }

    /// Also notes which files are being parsed.
    #[must_use]
    pub(crate) fn noting(self, in_progress: Arc<InProgress>) -> Self {
        Self { in_progress: Some(in_progress), ..self }
    }

    /// Those below a directory.
    pub(super) fn below(&self, directory: &str) -> &[Arc<Reading>] {
        &self.list[sorted::range_below(&self.list, directory)]
    }

    /// See [`sorted::splice`].
    pub(super) fn splice(
        &mut self,
        directory: &str,
        is_replaced: &dyn Fn(&SourcePath) -> bool,
        now: Vec<Arc<Reading>>,
    ) {
        sorted::splice(&mut self.list, directory, is_replaced, now);
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Reading>> {
        self.list.iter()
    }

    /// That of a file.
    pub fn get(&self, path: &SourcePath) -> Option<&Arc<Reading>> {
        let place = self.list.binary_search_by(|reading| reading.path.cmp(path)).ok()?;
        self.list.get(place)
    }

    /// Each of some files, sorted by path, with its reading.
    pub(super) fn beside<'a>(
        &'a self,
        files: &'a [(Kind, SourceFile)],
    ) -> impl Iterator<Item = (&'a (Kind, SourceFile), Option<&'a Arc<Reading>>)> {
        let mut list = self.list.iter().peekable();
        files.iter().map(move |file| {
            while list.next_if(|reading| reading.path < file.1.path).is_some() {}
            (file, list.next_if(|reading| reading.path == file.1.path))
        })
    }

    /// Reads and parses a file, unless this is what was read before.
    pub(super) fn read(
        &self,
        files: &Files,
        kind: Kind,
        entry: &SourceFile,
        config: &SiteConfig,
    ) -> Arc<Reading> {
        self.read_beside(self.get(&entry.path), files, kind, entry, config)
    }

    /// Reads and parses a file, unless that is what was read `before`.
    pub(super) fn read_beside(
        &self,
        before: Option<&Arc<Reading>>,
        files: &Files,
        kind: Kind,
        entry: &SourceFile,
        config: &SiteConfig,
    ) -> Arc<Reading> {
        let known = before.filter(|known| known.kind == kind);
        if let Some(known) = known
            && known.fingerprint.is_some()
            && (!self.holds_texts || known.has_text())
            && files.known_fingerprint(entry) == known.fingerprint
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
        let known = known.filter(|known| known.fingerprint == fingerprint);
        if let Some(known) = known
            && (!self.holds_texts || known.has_text())
        {
            return Arc::clone(known);
        }
        let text = match decode(source.bytes, path) {
            Ok(text) => text,
            Err(problem) => return failed(problem, fingerprint),
        };
        let parse = || parse(kind, path, &text, source.fingerprint, config);
        let mut parsed = match (known, &self.in_progress) {
            (Some(known), _) => known.parsed.clone(),
            (None, Some(in_progress)) => in_progress.during(path, parse),
            (None, None) => parse(),
        };
        if self.holds_texts {
            parsed.hold(&text);
        }
        Arc::new(Reading { path: path.clone(), kind, fingerprint, parsed })
    }
}

impl Reading {
    fn has_text(&self) -> bool {
        self.parsed.body().is_none_or(|body| body.text.is_some())
    }
}

impl FromIterator<Arc<Reading>> for Readings {
    fn from_iter<I: IntoIterator<Item = Arc<Reading>>>(readings: I) -> Self {
        let mut list: Vec<_> = readings.into_iter().collect();
        list.par_sort_by(|a, b| a.path.cmp(&b.path));
        Self { list, ..Self::default() }
    }
}

impl FileState for Arc<Reading> {
    fn path(&self) -> &SourcePath {
        &self.path
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }
}
