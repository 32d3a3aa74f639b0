//! The site at one moment, and its pages, each rendered when it is first asked for.

use std::sync::{Arc, Weak};

use indexmap::IndexMap;
use parking_lot::Mutex;

use crate::build::{self, BuildError, Sink, Unobserved};
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::incremental::{Key, settings};
use crate::output::Job;
use crate::paths::OutputPath;
use crate::plan::Plan;
use crate::serve::site::File;
use crate::site::Site;
use crate::view::View;
use crate::write::WriteError;

/// The maximum number of files kept in memory. Beyond it, the least recently used are dropped.
const MAX_KEPT: usize = 1_000;
/// A larger file is read again each time.
const MAX_KEPT_BYTES: usize = 1 << 20;
/// When this many pages hang, no more are rendered until the templates change.
const MAX_STUCK: usize = 4;
/// When this many pages hang, whatever their templates were, no more are rendered: each takes a
/// processor's time.
const MAX_ALL_STUCK: usize = 4 * MAX_STUCK;

/// The site at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) site: Arc<Site>,
    pub(super) plan: Arc<Plan>,
    settings: Fingerprint,
}

impl Snapshot {
    pub(super) fn new(site: Arc<Site>, plan: Arc<Plan>) -> Self {
        Self { settings: settings(&site.config), site, plan }
    }
}

/// The files that were rendered.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// Each with its cache key, the most recently used last.
    kept: Mutex<IndexMap<OutputPath, (Fingerprint, File)>>,
    /// The renderings that were left behind: the fingerprints of their templates, and their sinks,
    /// which are gone once their threads have ended.
    stuck: Mutex<Vec<(Fingerprint, Weak<OnePage>)>>,
}

impl Pages {
    /// Returns a file of the site, rendered unless it is kept under the same key.
    pub(super) fn get(&self, snapshot: &Snapshot, job: &Job) -> Result<File, Diagnostics> {
        let view = job.view(&snapshot.site);
        let key = Key::of(job, &view, &snapshot.site, snapshot.settings).fingerprint;
        if let Some((_, file)) = self.recall(&job.output).filter(|(known, _)| *known == key) {
            return Ok(file);
        }
        let file = file(snapshot, job, self.render(snapshot, job)?);
        self.keep(job.output.clone(), key, &file);
        Ok(file)
    }

    /// The version of a file that was rendered last, even if it is out of date.
    pub(super) fn last(&self, path: &OutputPath) -> Option<File> {
        self.recall(path).map(|(_, file)| file)
    }

    /// Drops files that the site no longer has.
    pub(super) fn retain(&self, is_there: impl Fn(&OutputPath) -> bool) {
        self.kept.lock().retain(|path, _| is_there(path));
    }

    fn recall(&self, path: &OutputPath) -> Option<(Fingerprint, File)> {
        let mut kept = self.kept.lock();
        let (path, entry) = kept.shift_remove_entry(path)?;
        kept.insert(path, entry.clone());
        Some(entry)
    }

    fn keep(&self, path: OutputPath, key: Fingerprint, file: &File) {
        if file.bytes.len() > MAX_KEPT_BYTES {
            return;
        }
        let mut kept = self.kept.lock();
        kept.insert(path, (key, file.clone()));
        if kept.len() > MAX_KEPT {
            kept.shift_remove_index(0);
        }
    }

    /// How many pages are stuck, if these templates must not be run for that reason. Templates that
    /// were fixed do not pay for what they were before.
    fn too_many_stuck(&self, templates: Fingerprint) -> Option<usize> {
        let mut stuck = self.stuck.lock();
        stuck.retain(|(_, sink)| sink.strong_count() > 0);
        let of_these = stuck.iter().filter(|(of, _)| *of == templates).count();
        if of_these >= MAX_STUCK {
            return Some(of_these);
        }
        (stuck.len() >= MAX_ALL_STUCK).then_some(stuck.len())
    }

    /// Renders on a thread of its own, which is left behind if it takes too long.
    fn render(&self, snapshot: &Snapshot, job: &Job) -> Result<Vec<u8>, Diagnostics> {
        let site = &snapshot.site;
        if let Some(count) = self.too_many_stuck(site.engine.fingerprint()) {
            let label = job.address(site).label();
            let template = job.template(site).unwrap_or_default();
            let message = format!("was not run for {label}, because {count} pages are stuck");
            return Err(site.engine.stopped(template, &message).into());
        }
        let sink = Arc::new(OnePage::default());
        match build::render_jobs(site, &Arc::from([job.clone()]), &sink, &Unobserved) {
            Ok(()) => Ok(std::mem::take(&mut sink.0.lock())),
            Err(BuildError::Problems(problems)) => {
                if Arc::strong_count(&sink) > 1 {
                    let stuck = (site.engine.fingerprint(), Arc::downgrade(&sink));
                    self.stuck.lock().push(stuck);
                }
                Err(problems)
            }
            // Nothing is written, and nobody interrupts.
            Err(BuildError::Write(_) | BuildError::Interrupted) => Err(Diagnostics::default()),
        }
    }
}

/// Keeps the one page that is rendered.
#[derive(Debug, Default)]
struct OnePage(Mutex<Vec<u8>>);

impl Sink for OnePage {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, _: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        *self.0.lock() = bytes.to_vec();
        Ok(())
    }
}

fn file(snapshot: &Snapshot, job: &Job, bytes: Vec<u8>) -> File {
    let site = &snapshot.site;
    let is_page = job.template(site).is_some();
    let without_style = is_page.then(|| {
        let sheet = site.theme.style_sheet.url.under(site.config.base_url.sub_path());
        let text = String::from_utf8_lossy(&bytes);
        let parts: Vec<&str> = text.split(&sheet).collect();
        Fingerprint::of(parts.join("\0").as_bytes())
    });
    let shows_draft = job.is_draft(site);
    File { fingerprint: Fingerprint::of(&bytes), bytes: bytes.into(), without_style, shows_draft }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_the_site_no_longer_has_are_dropped() {
        let pages = Pages::default();
        let [stays, goes] = ["a.html", "b.html"].map(|path| OutputPath::new(path).unwrap());
        let bytes = bytes::Bytes::from_static(b"x");
        let fingerprint = Fingerprint::of(&bytes);
        let file = File { bytes, fingerprint, without_style: None, shows_draft: false };
        pages.keep(stays.clone(), fingerprint, &file);
        pages.keep(goes.clone(), fingerprint, &file);
        pages.retain(|path| *path == stays);
        assert!(pages.last(&stays).is_some() && pages.last(&goes).is_none());
    }
}
