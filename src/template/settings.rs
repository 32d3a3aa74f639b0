//! What an engine is loaded from.

use crate::markdown;
use crate::paths::SourcePath;

/// A template's name, text, and the file it comes from.
#[derive(Clone, Debug)]
pub struct TemplateSource {
    /// The name by which others refer to it: its path below `templates`.
    pub name: String,
    /// The file to name in messages.
    pub file: SourcePath,
    pub text: String,
}

/// All that filters and limits may capture. It enters every page's key.
#[derive(Clone, Debug)]
pub struct TemplateSettings {
    /// How short Markdown texts are rendered.
    pub markdown: markdown::MarkdownSettings,
    /// What stands before site paths: empty, or such as `/nyt`.
    pub sub_path: String,
    /// Scheme and host, such as `https://x.dk`.
    pub origin: String,
    /// The most bytes that a page may have.
    pub max_page_bytes: u64,
    /// The most numbers that `range` may give one page.
    pub max_range_items: u64,
}
