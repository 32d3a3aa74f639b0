//! Skips a build when no input has changed since the last one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::{CheckConfig, SiteConfig};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::discover::Tree;
use crate::files::Files;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{Clock, LeftOut};
use crate::paths::SourcePath;
use crate::site::Site;

/// Everything that a build reads, and what it reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoopCheck {
    /// Of the configuration, of what is shown, and of every file's path and metadata.
    fingerprint: Fingerprint,
    /// The range of times, in seconds since 1970, in which the clock decides the same.
    since: i64,
    until: Option<i64>,
    /// The problems that did not stop it, each with the severity of its code.
    pub problems: Vec<Diagnostic>,
    /// How many articles are listed.
    pub articles: usize,
    pub left_out: LeftOut,
}

/// The fingerprint of all that a build with these settings reads of these files; none if the
/// metadata of one of them is not known.
pub(crate) fn inputs(config: &SiteConfig, clock: &Clock, tree: &Tree) -> Option<Fingerprint> {
    if tree.problems.iter().any(Diagnostic::is_fatal) {
        return None;
    }
    let mut all = FingerprintBuilder::new("inputs");
    // Not what becomes of the problems that the build found: that is decided when they are
    // reported. And not where the site is published.
    let config =
        SiteConfig { publish: Vec::new(), check: CheckConfig::default(), ..config.clone() };
    all.text(&format!("{config:?}"));
    all.number(u64::from(clock.drafts)).number(u64::from(clock.future));
    for entry in tree.entries() {
        entry.metadata?.add_to(all.text(entry.path.as_str()));
    }
    for problem in &tree.problems {
        all.text(&format!("{problem:?}"));
    }
    Some(all.finish())
}

impl NoopCheck {
    /// What is to be remembered of a build; none if a file was read so soon after it was changed
    /// that its metadata does not distinguish it from a later state, or if a problem is that of the
    /// clock.
    pub(crate) fn of(
        inputs: Option<Fingerprint>,
        tree: &Tree,
        files: &Files,
        site: &Site,
        clock: &Clock,
        problems: &Diagnostics,
    ) -> Option<Self> {
        let is_unused = |path: &SourcePath| {
            tree.images.iter().any(|entry| entry.path == *path) && site.images.get(path).is_none()
        };
        let mut unsettled = tree.entries().filter(|entry| files.known_fingerprint(entry).is_none());
        if unsettled.any(|entry| !is_unused(&entry.path)) {
            return None;
        }
        let problems: Vec<Diagnostic> = problems.iter().cloned().collect();
        // It is true at no other time.
        if problems.iter().any(|problem| problem.code == Code::ClockBeforeArticles) {
            return None;
        }
        Some(Self {
            fingerprint: inputs?,
            since: clock.now.as_second(),
            until: site.index.next_change(clock).map(Timestamp::as_second),
            problems,
            articles: site.index.listed.len(),
            left_out: site.index.left_out(),
        })
    }

    /// When the clock alone changes the site.
    pub(crate) fn next_change(&self) -> Option<Timestamp> {
        self.until.and_then(|until| Timestamp::from_second(until).ok())
    }

    /// Whether a build that reads this now makes what that build made.
    pub(super) fn holds(&self, inputs: Fingerprint, clock: &Clock) -> bool {
        let now = clock.now.as_second();
        let is_in_time = self.since <= now && self.until.is_none_or(|until| now < until);
        self.fingerprint == inputs && is_in_time
    }
}
