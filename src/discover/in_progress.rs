//! Which files are being parsed, for a thread that watches how long each takes.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::paths::SourcePath;

/// The files that are being parsed, and since when.
#[derive(Debug, Default)]
pub(crate) struct InProgress(Mutex<Vec<(SourcePath, Instant)>>);

impl InProgress {
    /// The file that has been parsed for the longest time.
    pub(crate) fn longest(&self) -> Option<(SourcePath, Duration)> {
        let files = self.0.lock();
        let (path, since) = files.iter().min_by_key(|(_, since)| *since)?;
        Some((path.clone(), since.elapsed()))
    }

    /// Does the parsing of a file.
    pub(super) fn during<T>(&self, path: &SourcePath, parse: impl FnOnce() -> T) -> T {
        self.0.lock().push((path.clone(), Instant::now()));
        let parsed = parse();
        self.0.lock().retain(|(other, _)| other != path);
        parsed
    }
}
