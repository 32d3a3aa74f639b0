//! The site at one moment, and its pages, each made when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::build::{self, BuildError, Sink, Unobserved};
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::incremental::{Key, settings};
use crate::output::Job;
use crate::paths::OutputPath;
use crate::plan::Plan;
use crate::serve::File;
use crate::site::Site;
use crate::view::View;
use crate::write::WriteError;

/// So many pages are held; then those that were not asked for lately make room.
const MAX_HELD: usize = 1_000;
/// A file larger than this is read again each time.
const MAX_HELD_BYTES: usize = 1 << 20;
/// So many templates may be stuck before none is tried any more.
const MAX_STUCK: usize = 4;

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

/// The files that were made, each with the key that it was made under.
#[derive(Debug, Default)]
pub(super) struct Pages {
    held: Mutex<Held>,
    /// The sinks of renderings that were left behind: gone once their threads have ended.
    stuck: Mutex<Vec<Weak<OnePage>>>,
}

#[derive(Debug, Default)]
struct Held {
    files: HashMap<OutputPath, (Fingerprint, File, u64)>,
    /// Counts what was asked for.
    clock: u64,
}

/// What came of asking for a file.
pub(super) enum Made {
    /// The file.
    File(File),
    /// It could not be made. What it was before, if that is known.
    Failed(Diagnostics, Option<File>),
}

impl Pages {
    /// Gives a file of the site, made if it is not held or would be another one now.
    pub(super) fn make(&self, snapshot: &Snapshot, job: &Job) -> Made {
        let key =
            Key::of(job, &job.view(&snapshot.site), &snapshot.site, snapshot.settings).fingerprint;
        let before = self.recall(&job.output);
        if let Some((_, file)) = before.as_ref().filter(|(known, _)| *known == key) {
            return Made::File(file.clone());
        }
        match self.render(snapshot, job) {
            Ok(bytes) => {
                let file = file(snapshot, job, bytes);
                self.hold(job.output.clone(), key, &file);
                Made::File(file)
            }
            Err(problems) => Made::Failed(problems, before.map(|(_, file)| file)),
        }
    }

    /// What is held of a file, whatever it would be now.
    pub(super) fn last(&self, path: &OutputPath) -> Option<File> {
        self.recall(path).map(|(_, file)| file)
    }

    /// Lets go of what is held of files that are no more.
    pub(super) fn keep(&self, is_there: impl Fn(&OutputPath) -> bool) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.files.retain(|path, _| is_there(path));
    }

    fn recall(&self, path: &OutputPath) -> Option<(Fingerprint, File)> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clock += 1;
        let now = held.clock;
        let (key, file, asked) = held.files.get_mut(path)?;
        *asked = now;
        Some((*key, file.clone()))
    }

    fn hold(&self, path: OutputPath, key: Fingerprint, file: &File) {
        if file.bytes.len() > MAX_HELD_BYTES {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let now = held.clock;
        held.files.insert(path, (key, file.clone(), now));
        if held.files.len() > MAX_HELD {
            let oldest = now.saturating_sub(MAX_HELD as u64 / 2);
            held.files.retain(|_, (_, _, asked)| *asked >= oldest);
        }
    }

    /// Renders on a thread of its own, which is left behind if it takes too long.
    fn render(&self, snapshot: &Snapshot, job: &Job) -> Result<Vec<u8>, Diagnostics> {
        let site = &snapshot.site;
        let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        stuck.retain(|sink| sink.strong_count() > 0);
        if stuck.len() >= MAX_STUCK {
            let label = job.address(site).label();
            let template = job.template(site).unwrap_or_default();
            let message = format!("was not tried on {label}, because {MAX_STUCK} pages are stuck");
            return Err(site.engine.stopped(template, &message).into());
        }
        drop(stuck);
        let sink = Arc::new(OnePage::default());
        match build::render_jobs(site, &Arc::from([job.clone()]), &sink, &Unobserved) {
            Ok(()) => Ok(sink.take()),
            Err(BuildError::Problems(problems)) => {
                if Arc::strong_count(&sink) > 1 {
                    let mut stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
                    stuck.push(Arc::downgrade(&sink));
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

impl OnePage {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for OnePage {
    type Key = ();

    fn wants(&self, _: &Job, _: &View<'_>, _: &Site) -> Option<()> {
        Some(())
    }

    fn put(&self, _: &Job, (): (), bytes: &[u8]) -> Result<(), WriteError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
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
    fn nothing_is_held_of_files_that_are_no_more() {
        let pages = Pages::default();
        let [stays, goes] = ["a.html", "b.html"].map(|path| OutputPath::new(path).unwrap());
        let bytes = bytes::Bytes::from_static(b"x");
        let fingerprint = Fingerprint::of(&bytes);
        let file = File { bytes, fingerprint, without_style: None, shows_draft: false };
        pages.hold(stays.clone(), fingerprint, &file);
        pages.hold(goes.clone(), fingerprint, &file);
        pages.keep(|path| *path == stays);
        assert!(pages.last(&stays).is_some() && pages.last(&goes).is_none());
    }
}
