//! What the site must know of a text that is not in memory.
//!
//! A text is parsed once for these facts, and again when its page is rendered; so a site's
//! memory grows with its articles' facts, not with their length.

use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::html::Governed;

/// The facts of a content file's body. All ranges are bytes of the file's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The fingerprint of the whole file, which a later reading must have too.
    pub fingerprint: Fingerprint,
    /// Where the body begins in the file's text.
    pub start: usize,
    /// The file's text, where it is to outlive the file: a server shows the last sound page
    /// while its source is being fixed. Else it is read again when its page is rendered.
    #[serde(skip)]
    pub text: Option<Arc<str>>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// Every id that a link may name, in order. A text may have as many links as ids.
    pub anchors: IndexSet<String, RandomState>,
    /// The links, unresolved.
    pub links: Vec<Link>,
    /// The images, unresolved.
    pub images: Vec<ImageUse>,
    /// What a Content-Security-Policy may block in its raw HTML.
    pub governed: Vec<GovernedUse>,
    /// The components that it calls.
    pub components: Vec<ComponentUse>,
    /// The number of words.
    pub words: u64,
    /// The readability index LIX, if there is anything to read.
    pub lix: Option<u32>,
    /// Reading time in minutes, at least 1.
    pub minutes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// The id on the page.
    pub id: String,
    /// The text without markup.
    pub title: String,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkOrigin {
    Markdown,
    /// As an attribute of an HTML tag that leads to a page or file.
    RawLink,
    /// As an attribute of an HTML tag that shows an image.
    RawImage,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written.
    pub target: String,
    /// How it was written.
    pub origin: LinkOrigin,
    /// Its range.
    pub range: Range<usize>,
}

/// An image in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageUse {
    /// The source as written.
    pub src: String,
    /// Whether it has an alternative text.
    pub has_alt: bool,
    /// Its range.
    pub range: Range<usize>,
}

/// Something in raw HTML that a Content-Security-Policy may block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernedUse {
    pub kind: Governed,
    /// The URL as written, if it is one.
    pub url: String,
    /// Its range.
    pub range: Range<usize>,
}

/// A call of a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentUse {
    /// The name as written, such as `laes-ogsa`.
    pub name: String,
    /// The range of the name.
    pub range: Range<usize>,
    /// The options: name, value, and their ranges.
    pub options: Vec<(String, String, Range<usize>)>,
    /// The lines of the body, for components that take a list of articles.
    pub lines: Vec<(String, Range<usize>)>,
}
