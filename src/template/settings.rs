//! What an engine is loaded from.

use std::collections::BTreeMap;

use crate::markdown;
use crate::paths::SourcePath;

/// The directory in which messages place the built-in templates.
pub(crate) const BUILT_IN: &str = "<built-in>/templates/";

/// All templates by name.
pub(super) type Templates = BTreeMap<String, TemplateSource>;

/// A template's name, text, and the file it comes from.
#[derive(Clone, Debug)]
pub struct TemplateSource {
    /// The name by which others refer to it: its path below `templates`.
    pub name: String,
    /// The file to name in messages.
    pub file: SourcePath,
    pub text: String,
}

impl TemplateSource {
    /// Whether it belongs to the program, not to the site.
    pub(super) fn is_built_in(&self) -> bool {
        self.file.as_str().starts_with(BUILT_IN)
    }
}

/// All that filters and limits may capture. It enters every page's key.
#[derive(Clone, Debug)]
pub struct TemplateSettings {
    /// How short Markdown texts are rendered.
    pub markdown: markdown::MarkdownSettings,
    /// The prefix of site paths: empty, or such as `/nyt`.
    pub sub_path: String,
    /// Scheme and host, such as `https://x.dk`.
    pub origin: String,
    /// The most bytes that a page may have.
    pub max_page_bytes: u64,
    /// The most numbers that `range` may give one page.
    pub max_range_items: u64,
}
