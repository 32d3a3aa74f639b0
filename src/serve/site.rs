//! What the server asks of the site. May import: `config`, `diagnostics`, `fingerprint`, `paths`.

use std::fmt;
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

    /// Where the host would redirect the URL of an output path that the site has no file at.
    fn redirect(&self, path: &OutputPath) -> Option<Redirect>;

    fn state(&self) -> SiteState;

    /// Reports every change of the state or of a file.
    fn changes(&self) -> watch::Receiver<SiteState>;
}

/// What the host answers by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// A path on the host, with the sub-path, or an absolute address.
    pub to: String,
}

#[derive(Clone, Debug)]
pub struct File {
    /// What a build would write.
    pub bytes: Bytes,
    /// The fingerprint of the bytes.
    pub fingerprint: Fingerprint,
    /// The fingerprint of a page without the URL of its style sheet; none if the file is not a
    /// page. Two versions of a page that differ only in style have this in common.
    pub without_style: Option<Fingerprint>,
    pub shows_draft: bool,
}

/// The file is part of the site but could not be rendered; [`SiteState::problems`] says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderFailed;

/// The site as a whole.
#[derive(Clone, Debug)]
pub struct SiteState {
    /// The problems in the sources.
    pub problems: Arc<Problems>,
    /// Where the site will be published. The server answers to its host, and serves the site
    /// below the same path.
    pub base: BaseUrl,
}

/// The problems in the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Those shown in the overlay, in this order.
    pub shown: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
}

/// A diagnostic as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// An error keeps the change from being shown.
    pub severity: Severity,
    /// The message and the file that it is about, without a position.
    pub title: String,
    /// The message with its source line, as on the terminal, without colours.
    pub text: String,
}

impl Problems {
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.shown.iter().filter(|problem| problem.severity == severity).count()
    }

    /// The fingerprint of all of them; empty if there are none.
    pub(super) fn version(&self) -> String {
        if self.shown.is_empty() {
            return String::new();
        }
        let mut all = FingerprintBuilder::new("problems");
        for problem in &self.shown {
            all.text(&problem.severity.to_string()).text(&problem.text);
        }
        all.number(self.more as u64);
        all.finish().to_string()
    }
}

/// How many there are, such as `2 errors, 1 warning`, and `10 more problems` if not all are shown.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |severity: Severity| match self.count(severity) {
            0 => None,
            1 => Some(format!("1 {severity}")),
            more => Some(format!("{more} {severity}s")),
        };
        let counts = [Severity::Error, Severity::Warning].into_iter().filter_map(count);
        f.write_str(&counts.collect::<Vec<_>>().join(", "))?;
        match self.more {
            0 => Ok(()),
            1 => f.write_str(" and 1 more problem"),
            more => write!(f, " and {more} more problems"),
        }
    }
}
