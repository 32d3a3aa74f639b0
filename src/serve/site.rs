//! What the server asks of the site. May import: `config`, `diagnostics`, `fingerprint`, `paths`.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::watch;

use crate::config::BaseUrl;
use crate::diagnostics::Severity;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::paths::OutputPath;

/// The site as it is now, with its problems.
pub trait LiveSite: Send + Sync + 'static {
    /// The file at an output path, such as `2026/11/nyt/index.html`, or none if the site has none.
    /// May take as long as a page takes to render: call it on a thread that may block.
    fn file(&self, path: &OutputPath) -> Option<Result<File, RenderFailed>>;

    /// The site as a whole. Never blocks.
    fn state(&self) -> SiteState;

    /// Reports when [`SiteState::generation`] has grown.
    fn changes(&self) -> watch::Receiver<u64>;
}

/// A file of the site.
#[derive(Clone, Debug)]
pub struct File {
    /// What a build would write.
    pub bytes: Bytes,
    /// The fingerprint of the bytes.
    pub fingerprint: Fingerprint,
    /// The fingerprint of a page without the URL of its style sheet; none if the file is not a
    /// page. Two versions of a page that differ only in style have this in common.
    pub without_style: Option<Fingerprint>,
    /// Whether it shows a draft.
    pub shows_draft: bool,
}

/// The file is part of the site but could not be rendered; [`SiteState::problems`] says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderFailed;

/// The site as a whole.
#[derive(Clone, Debug)]
pub struct SiteState {
    /// Grows with every change of the site or of its problems.
    pub generation: u64,
    /// The problems in the sources.
    pub problems: Arc<Problems>,
    /// Where the site will be published. The server answers to its host, and serves the site
    /// below the same path.
    pub base: BaseUrl,
}

/// The problems shown in the overlay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    fingerprint: Option<Fingerprint>,
}

/// A diagnostic as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// An error keeps the change from being shown.
    pub severity: Severity,
    /// The message with its source line, as on the terminal, without colours.
    pub text: String,
}

impl Problems {
    /// Keeps the order.
    pub fn new(list: Vec<Problem>) -> Self {
        let mut all = FingerprintBuilder::new("problems");
        for problem in &list {
            all.text(&problem.severity.to_string()).text(&problem.text);
        }
        let fingerprint = (!list.is_empty()).then(|| all.finish());
        Self { list, fingerprint }
    }

    /// The problems in the order in which they are shown.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|problem| problem.severity == severity).count()
    }

    /// The fingerprint of all of them; empty if there are none.
    pub(super) fn version(&self) -> String {
        self.fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default()
    }
}
