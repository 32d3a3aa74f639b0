//! What the tables of `site.toml` hold.

use super::address::PlacedLink;
use crate::danish::Anchors;
use crate::diagnostics::Span;
use crate::paths::Glob;

/// The publisher of the site: `[publisher]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublisherConfig {
    pub name: Option<String>,
    /// An image.
    pub logo: Option<PlacedLink>,
    /// An absolute address.
    pub url: Option<String>,
    /// Where that stands; nowhere if a variable gives it.
    pub url_span: Option<Span>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// Which files are content: `[content]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentConfig {
    /// Files below `content` that are left out, by their paths in it.
    pub ignore: Vec<Glob>,
}

/// The front page: `[front_page]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontPageConfig {
    /// The number of articles on its numbered pages.
    pub per_page: usize,
    /// Whether a featured article leads it.
    pub lead: bool,
}

/// The lists of an author's articles: `[archive]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveConfig {
    /// The number of articles on their numbered pages.
    pub per_page: usize,
}

/// The feeds: `[feeds]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedsConfig {
    /// The number of articles in a feed.
    pub limit: usize,
    /// Whether articles stand in full, not only their descriptions.
    pub full_text: bool,
    /// Whether each tag has feeds of its own.
    pub tags: bool,
    /// The prefix that makes an article's id globally unique (RFC 4151), such as
    /// `tag:digitalt.example,2020:`. Without one in the file it is made from the file's own
    /// `base_url`, so that a preview elsewhere has the same ids.
    pub id_base: String,
    /// The position in the file of what `id_base` comes from.
    pub id_base_span: Option<Span>,
    /// The URL of the `WebSub` hub that announces changes.
    pub hub: Option<String>,
}

/// The rules for robots: `[robots]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RobotsConfig {
    /// Whether programs that gather texts for language models are kept out.
    pub blocks_ai: bool,
    /// The names of those programs, if the site knows better than the built-in list.
    pub ai_agents: Option<Vec<String>>,
}

/// How »Læs også« is filled: `[related]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelatedConfig {
    /// Up to how many entries; 0 leaves the editor's alone.
    pub count: usize,
    /// The least similarity of an article, in percent of its similarity to itself.
    pub minimum: u32,
}

impl Default for RelatedConfig {
    fn default() -> Self {
        Self { count: 4, minimum: 14 }
    }
}

/// How Markdown is read: `[markdown]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkdownConfig {
    /// How raw HTML is treated.
    pub html: Html,
    /// The form of headings' ids.
    pub anchors: Anchors,
    /// Whether addresses in the text become links.
    pub autolink: bool,
}

/// How raw HTML in Markdown is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Html {
    /// It stays as it is, for own writers.
    Allow,
    /// What could harm readers is removed, for guest writers.
    Sanitize,
}

/// An item of the menu: `[menu]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: PlacedLink,
    /// The item's position in the file.
    pub span: Option<Span>,
}
