//! Asks the site for files, which may block, without blocking the network.

use std::sync::Arc;
use std::time::Duration;

use super::context::ServerContext;
use super::site::{File, LiveSite, Redirect, RenderFailed};
use crate::paths::OutputPath;

/// The page for URLs that lead nowhere.
pub(super) const NOT_FOUND: &str = "404.html";

/// What a URL leads to.
pub(super) enum FoundFile {
    File(Result<File, RenderFailed>),
    /// A directory with this page; the slash at the end is missing.
    Directory(OutputPath),
    /// A former URL.
    Redirect(Redirect),
    /// Nothing, so the site's `404.html`, if it has one, is shown.
    Nothing(Option<Result<File, RenderFailed>>),
}

/// Finds what a path leads to; none if the site stays busy until the timeout.
pub(super) async fn find(
    context: &ServerContext,
    path: OutputPath,
    timeout: Duration,
) -> Option<FoundFile> {
    let permit = Arc::clone(&context.rendering).acquire_owned();
    let permit = tokio::time::timeout(timeout, permit).await.ok()?.ok()?;
    let site = Arc::clone(&context.site);
    let work = tokio::task::spawn_blocking(move || {
        // Held until the work is done, even if nobody waits for the result any more.
        let _permit = permit;
        ask(&*site, &path)
    });
    // A panic while rendering is a failure to render.
    Some(work.await.unwrap_or(FoundFile::File(Err(RenderFailed))))
}

fn ask(site: &dyn LiveSite, path: &OutputPath) -> FoundFile {
    if let Some(file) = site.file(path) {
        return FoundFile::File(file);
    }
    if let Some(redirect) = site.redirect(path) {
        return FoundFile::Redirect(redirect);
    }
    // The slash at the end is missing, perhaps.
    if let Ok(index) = OutputPath::new(&format!("{path}/index.html")) {
        if site.file(&index).is_some() {
            return FoundFile::Directory(index);
        }
        if let Some(redirect) = site.redirect(&index) {
            return FoundFile::Redirect(redirect);
        }
    }
    let page = OutputPath::new(NOT_FOUND).ok();
    FoundFile::Nothing(page.and_then(|page| site.file(&page)))
}

impl FoundFile {
    /// Shows whether an open page has changed: the fingerprint of the page, and that of
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
            Self::Directory(_) | Self::Redirect(_) => "directory".into(),
            Self::Nothing(None) => "nothing".into(),
        }
    }
}
