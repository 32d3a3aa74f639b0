//! Asking the site, which may block, without holding up the network.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::site::{File, LiveSite, State, Unmade};
use crate::paths::OutputPath;

/// So many files may be in the making at once. Templates cannot be stopped from within, so some
/// of them may be stuck.
const MAX_AT_WORK: usize = 4;

/// The page for addresses that lead nowhere.
pub(super) const NOT_FOUND: &str = "404.html";

/// The site, and a limit to what is asked of it at once.
#[derive(Clone)]
pub(super) struct Lookup {
    site: Arc<dyn LiveSite>,
    places: Arc<Semaphore>,
}

/// What an address leads to.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A file.
    File(Result<File, Unmade>),
    /// A folder with a page, whose address lacks the slash at the end.
    Folder(OutputPath),
    /// Nothing. The site's page for that case, if it has one.
    Nothing(Option<Result<File, Unmade>>),
}

impl Lookup {
    pub(super) fn new(site: Arc<dyn LiveSite>) -> Self {
        Self { site, places: Arc::new(Semaphore::new(MAX_AT_WORK)) }
    }

    /// What is known about the site as a whole.
    pub(super) fn state(&self) -> State {
        self.site.state()
    }

    /// Tells of changes.
    pub(super) fn changes(&self) -> tokio::sync::watch::Receiver<u64> {
        self.site.changes()
    }

    /// Finds what a path leads to; none if the site has been too busy for longer than `patience`.
    pub(super) async fn find(&self, path: OutputPath, patience: Duration) -> Option<Found> {
        self.ask(patience, move |site| {
            if let Some(file) = site.file(&path) {
                return Found::File(file);
            }
            match OutputPath::new(&format!("{path}/index.html")) {
                Ok(index) if site.file(&index).is_some() => Found::Folder(index),
                _ => Found::Nothing(not_found(site)),
            }
        })
        .await
    }

    /// Gives the page for addresses that lead nowhere.
    pub(super) async fn nothing(&self, patience: Duration) -> Option<Found> {
        self.ask(patience, |site| Found::Nothing(not_found(site))).await
    }

    async fn ask(
        &self,
        patience: Duration,
        question: impl FnOnce(&dyn LiveSite) -> Found + Send + 'static,
    ) -> Option<Found> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place = tokio::time::timeout(patience, place).await.ok()?.ok()?;
        let site = Arc::clone(&self.site);
        let work = tokio::task::spawn_blocking(move || {
            // The place is taken until the answer is there, even if nobody waits for it any more.
            let _place = place;
            question(&*site)
        });
        // A page whose rendering panicked is one that could not be made.
        Some(work.await.unwrap_or(Found::File(Err(Unmade))))
    }
}

fn not_found(site: &dyn LiveSite) -> Option<Result<File, Unmade>> {
    site.file(&OutputPath::new(NOT_FOUND).ok()?)
}

impl Found {
    /// What is compared to tell whether a page that is open has changed: the fingerprint of the
    /// whole, and that of all but the style.
    pub(super) fn version(&self) -> String {
        match self {
            Self::File(Ok(file)) | Self::Nothing(Some(Ok(file))) => {
                let rest = file.without_style.unwrap_or(file.fingerprint);
                format!("{}-{rest}", file.fingerprint)
            }
            Self::File(Err(Unmade)) | Self::Nothing(Some(Err(Unmade))) => "unmade".into(),
            Self::Folder(_) => "folder".into(),
            Self::Nothing(None) => "nothing".into(),
        }
    }
}
