//! Keys: what an output depends on.

use std::borrow::Cow;

use crate::config::SiteConfig;
use crate::fingerprint::{BUILD_ID, Fingerprint, FingerprintBuilder};
use crate::output::Job;
use crate::site::Site;
use crate::view::View;

/// The name in a key for the settings that filters and writers may capture.
const SETTINGS: &str = "settings";
/// The name in a key for the templates' names and sources.
const TEMPLATES: &str = "templates";

/// The name in a key for which compressed siblings are made of the output.
const COMPRESSED: &str = "compressed";

/// What an output depends on: equal key, equal bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The fingerprint of all parts, of the kind of output, of its path, and of this version of
    /// the program.
    pub fingerprint: Fingerprint,
    /// The parts by name: the settings, the templates, and those of the view.
    pub parts: Vec<(Cow<'static, str>, Fingerprint)>,
}

impl Key {
    /// The key of a job with its view. `settings` are those of [`settings`].
    pub fn of(job: &Job, view: &View<'_>, site: &Site, settings: Fingerprint) -> Self {
        let mut parts = vec![(Cow::Borrowed(SETTINGS), settings)];
        parts.extend(job.closure(site).map(|closure| (TEMPLATES.into(), closure.fingerprint)));
        parts.extend(view.parts());
        if !job.siblings.is_empty() {
            let mut siblings = FingerprintBuilder::new("siblings");
            for sibling in &*job.siblings {
                siblings.text(sibling.output.as_str());
            }
            parts.push((COMPRESSED.into(), siblings.finish()));
        }
        let mut all = FingerprintBuilder::new("key");
        all.text(BUILD_ID).text(job.kind_name()).text(job.output.as_str());
        for (name, fingerprint) in &parts {
            all.text(name).fingerprint(*fingerprint);
        }
        Self { fingerprint: all.finish(), parts }
    }
}

/// The fingerprint of all settings that a filter or a native writer may capture.
pub fn settings(config: &SiteConfig) -> Fingerprint {
    FingerprintBuilder::new("settings")
        .fingerprint(config.parsing_fingerprint())
        .text(&config.base_url.as_text())
        .text(&config.language)
        .finish()
}
