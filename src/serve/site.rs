//! What the server asks the site for.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::watch;

use crate::config::BaseUrl;
use crate::diagnostics::Severity;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::paths::OutputPath;

/// The site as it is now, with whatever is wrong with it.
pub trait LiveSite: Send + Sync + 'static {
    /// The file at an output path, such as `2026/11/nyt/index.html`; none if the site has none.
    /// May take as long as a page takes to render: it is asked on a thread that may block.
    fn file(&self, path: &OutputPath) -> Option<Result<File, Unmade>>;

    /// What is known about the site as a whole. Answers at once.
    fn state(&self) -> State;

    /// Tells when [`State::generation`] has grown.
    fn changes(&self) -> watch::Receiver<u64>;
}

/// A file of the site.
#[derive(Clone, Debug)]
pub struct File {
    /// What a build would write.
    pub bytes: Bytes,
    /// The fingerprint of the bytes.
    pub fingerprint: Fingerprint,
    /// The fingerprint of the bytes without the address of the style sheet; none for what is no
    /// page. Two pages that differ in the whole but not in this differ in their style alone.
    pub without_style: Option<Fingerprint>,
    /// Whether a draft is shown in it.
    pub shows_draft: bool,
}

/// The file belongs to the site but could not be made; [`State::problems`] tells why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmade;

/// What is known about the site as a whole.
#[derive(Clone, Debug)]
pub struct State {
    /// Grows with every change of the site or of its problems.
    pub generation: u64,
    /// What is wrong with the sources, as they are now.
    pub problems: Arc<Problems>,
    /// Where the site will be published. Its host is one of those that the server answers to,
    /// and it is served below the same sub-path.
    pub base: BaseUrl,
}

/// What stands in the overlay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    fingerprint: Option<Fingerprint>,
}

/// One problem, drawn for people, without colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it keeps the change from being shown.
    pub severity: Severity,
    /// The message with its source line, as on the terminal.
    pub text: String,
}

impl Problems {
    /// Gathers problems in the order in which they are shown.
    pub fn new(list: Vec<Problem>) -> Self {
        let mut all = Combiner::new("problems");
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

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|problem| problem.severity == severity).count()
    }

    /// The hexadecimal fingerprint of all of them; empty if there are none.
    pub(super) fn version(&self) -> String {
        self.fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default()
    }
}
