//! All content files as they were read, and reading those that have changed.

use std::sync::Arc;

use rayon::prelude::*;

use super::reading::Reading;
use super::sorted;
use super::workers::{self, Task};
use crate::config::SiteConfig;
use crate::files::{Files, SourceFile};
use crate::model::Kind;
use crate::paths::SourcePath;

/// Content files as they were read, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    list: Vec<Arc<Reading>>,
    /// Whether source text is retained.
    holds_texts: bool,
}

impl Readings {
    /// Also retains source text, so that `serve` can render the last good version.
    #[must_use]
    pub fn holding_texts(self) -> Self {
        Self { holds_texts: true, ..self }
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

    /// Reads and parses some files, each with what was read before, unless it is unchanged. The
    /// results keep their order.
    pub(super) fn read<'a>(
        &self,
        files: &Files,
        config: &SiteConfig,
        entries: impl IntoIterator<Item = (&'a (Kind, SourceFile), Option<&'a Arc<Reading>>)>,
    ) -> Vec<Arc<Reading>> {
        let entries: Vec<_> = entries.into_iter().collect();
        let states = entries.into_par_iter().with_min_len(16).map(|((kind, entry), before)| {
            let before = before.filter(|before| before.kind == *kind);
            let unchanged = before.filter(|before| self.is_unchanged(before, files, entry));
            unchanged.cloned().ok_or_else(|| Task::new(*kind, entry, before))
        });
        let states: Vec<Result<Arc<Reading>, Task>> = states.collect();
        let mut tasks = Vec::new();
        let unchanged: Vec<Option<Arc<Reading>>> =
            states.into_iter().map(|state| state.map_err(|task| tasks.push(task)).ok()).collect();
        if tasks.is_empty() {
            return unchanged.into_iter().flatten().collect();
        }
        let mut read = workers::run(tasks, files, config, self.holds_texts).into_iter();
        unchanged.into_iter().filter_map(|reading| reading.or_else(|| read.next())).collect()
    }

    /// Whether a file has the metadata of an earlier reading that has everything that is needed.
    fn is_unchanged(&self, before: &Reading, files: &Files, entry: &SourceFile) -> bool {
        before.fingerprint.is_some()
            && (!self.holds_texts || before.has_text())
            && files.known_fingerprint(entry) == before.fingerprint
    }
}

impl FromIterator<Arc<Reading>> for Readings {
    fn from_iter<I: IntoIterator<Item = Arc<Reading>>>(readings: I) -> Self {
        let mut list: Vec<_> = readings.into_iter().collect();
        list.par_sort_by(|a, b| a.path.cmp(&b.path));
        Self { list, ..Self::default() }
    }
}
