//! What the site decides about Markdown.

use crate::danish::{Anchors, Typography};

/// How bodies are turned into HTML.
#[derive(Clone, Debug)]
pub struct MarkdownSettings {
    /// Quotes, dashes and spaces that do not break.
    pub typography: Typography,
    /// The letters that heading ids are made of.
    pub anchors: Anchors,
    /// Whose raw HTML it is.
    pub html: RawHtml,
    /// Whether addresses in the text become links.
    pub autolink: bool,
    /// How deep quotes, lists and emphasis may nest, all counted together: 200 by default.
    pub max_nesting: usize,
}

/// How raw HTML in Markdown is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// It goes into the page as it is, but for comments: the site's own writers may do anything.
    Allow,
    /// Whatever could run a script, load a page or dress up as the site's own is removed, and
    /// addresses other than `http`, `https`, `mailto`, `tel` and relative ones are: for guests.
    Sanitize,
}
