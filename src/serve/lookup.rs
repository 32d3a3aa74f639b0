//! Asks the site for files, which may block, without blocking the network.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::site::{File, LiveSite, RenderFailed, SiteState};
use crate::paths::OutputPath;

/// How many files may be rendered at once. Some may hang, since templates cannot be interrupted.
const MAX_RENDERING: usize = 4;

/// The page for URLs that lead nowhere.
pub(super) const NOT_FOUND: &str = "404.html";

#[derive(Clone)]
pub(super) struct Lookup {
    site: Arc<dyn LiveSite>,
    rendering: Arc<Semaphore>,
}

/// What a URL leads to.
#[derive(Clone, Debug)]
pub(super) enum FoundFile {
    File(Result<File, RenderFailed>),
    /// A directory with this page; the slash at the end is missing.
    Directory(OutputPath),
    /// Nothing, so the site's `404.html`, if it has one, is shown.
    Nothing(Option<Result<File, RenderFailed>>),
}

impl Lookup {
    pub(super) fn new(site: Arc<dyn LiveSite>) -> Self {
        Self { site, rendering: Arc::new(Semaphore::new(MAX_RENDERING)) }
    }

    pub(super) fn state(&self) -> SiteState {
        self.site.state()
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.site.changes()
    }

    /// Finds what a path leads to; none if the site stays busy until the timeout.
    pub(super) async fn find(&self, path: OutputPath, timeout: Duration) -> Option<FoundFile> {
        self.ask(timeout, move |site| {
            if let Some(file) = site.file(&path) {
                return FoundFile::File(file);
            }
            match OutputPath::new(&format!("{path}/index.html")) {
                Ok(index) if site.file(&index).is_some() => FoundFile::Directory(index),
                _ => not_found(site),
            }
        })
        .await
    }

    /// Finds the page for URLs that lead nowhere; none if the site stays busy until the timeout.
    pub(super) async fn not_found(&self, timeout: Duration) -> Option<FoundFile> {
        self.ask(timeout, not_found).await
    }

    async fn ask(
        &self,
        timeout: Duration,
        question: impl FnOnce(&dyn LiveSite) -> FoundFile + Send + 'static,
    ) -> Option<FoundFile> {
        let permit = Arc::clone(&self.rendering).acquire_owned();
        let permit = tokio::time::timeout(timeout, permit).await.ok()?.ok()?;
        let site = Arc::clone(&self.site);
        let work = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if nobody waits for the result any more.
            let _permit = permit;
            question(&*site)
        });
        // A panic while rendering is a failure to render.
        Some(work.await.unwrap_or(FoundFile::File(Err(RenderFailed))))
    }
}

fn not_found(site: &dyn LiveSite) -> FoundFile {
    let page = OutputPath::new(NOT_FOUND).ok();
    FoundFile::Nothing(page.and_then(|page| site.file(&page)))
}

impl FoundFile {
    /// What tells whether an open page has changed: the fingerprint of the page, and that of
    /// everything but its style.
    pub(super) fn version(&self) -> String {
        match self {
            Self::File(Ok(file)) | Self::Nothing(Some(Ok(file))) => {
                let rest = file.without_style.unwrap_or(file.fingerprint);
                format!("{}-{rest}", file.fingerprint)
            }
            Self::File(Err(RenderFailed)) | Self::Nothing(Some(Err(RenderFailed))) => {
                "failed".into()
            }
            Self::Directory(_) => "directory".into(),
            Self::Nothing(None) => "nothing".into(),
        }
    }
}
