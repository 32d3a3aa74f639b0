//! How much the whole site is, where its host has a limit.
//!
//! In: outputs as they are rendered. Out: an error for each that is too large for the host, if it is no
//! copied file, whose size is known before; a warning if all of them together are too large.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::config::HostKind;
use crate::diagnostics::Diagnostics;
use crate::hosting::{file_too_large, site_too_large};
use crate::output::Job;
use crate::site::Site;

/// Adds up outputs, on any number of threads.
#[derive(Debug)]
pub(crate) struct Sizes {
    kind: HostKind,
    total: AtomicU64,
    found: Mutex<Diagnostics>,
}

impl Sizes {
    pub(crate) fn new(site: &Site) -> Self {
        let kind = site.config.hosting.kind;
        Self { kind, total: AtomicU64::new(0), found: Mutex::default() }
    }

    pub(crate) fn add(&self, job: &Job, bytes: &[u8]) {
        let size = bytes.len() as u64;
        self.total.fetch_add(size, Ordering::Relaxed);
        if job.is_copied() {
            return;
        }
        let Some(mut problem) = file_too_large(self.kind, size) else { return };
        problem.message = format!("{}: {}", job.url, problem.message);
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    /// What was found so far.
    pub(crate) fn found(&self) -> Diagnostics {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.extend(site_too_large(self.kind, self.total.load(Ordering::Relaxed)));
        found
    }
}
