//! Articles.

use serde::{Deserialize, Serialize};

use crate::danish::Moment;
use crate::diagnostics::KeySegment;
use crate::model::{Body, ImageRef, Meta, OptionalKeys};
use crate::related::Terms;

/// An article as its content file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The metadata that all kinds have.
    pub meta: Meta,
    /// When it is published.
    pub date: Moment,
    /// The manchet.
    pub description: Option<String>,
    /// Tags as written; the index resolves names and aliases.
    pub tags: Vec<String>,
    /// Authors' names.
    pub authors: Vec<String>,
    /// The lead image.
    pub image: Option<ImageRef>,
    /// Whose reporting it digests.
    pub sources: Vec<Credit>,
    /// »Læs også« as the editor chose it.
    pub read_also: Vec<Reference>,
    /// The running story that it belongs to.
    pub story: Option<String>,
    /// Whether it may lead the front page.
    pub featured: bool,
    /// The advertiser, if it is an advertisement.
    pub sponsored: Option<String>,
    /// Whether feeds have it.
    pub feeds: bool,
    /// When it was last changed in substance.
    pub updated: Option<Moment>,
    /// Corrections, as readers see them.
    pub corrections: Vec<Correction>,
    /// Its topic: the heaviest words of title, description and text.
    pub terms: Terms,
    /// The facts of its text.
    pub body: Body,
}

impl OptionalKeys for Article {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    fn image(&self) -> Option<&ImageRef> {
        self.image.as_ref()
    }

    fn date(&self) -> Option<&Moment> {
        Some(&self.date)
    }

    fn addresses(&self) -> Vec<(Vec<KeySegment>, &str)> {
        let key = |list: &str, item: usize| vec![list.into(), item.into(), "url".into()];
        let sources = self.sources.iter().enumerate();
        let sources = sources
            .filter_map(|(item, source)| Some((key("sources", item), source.url.as_deref()?)));
        let read_also = self.read_also.iter().enumerate();
        let read_also = read_also.filter_map(|(item, reference)| match reference {
            Reference::Elsewhere { url, .. } => Some((key("read_also", item), url.as_str())),
            Reference::Article(_) => None,
        });
        sources.chain(read_also).collect()
    }
}

/// One of an article's sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credit {
    /// The medium's name.
    pub name: String,
    /// Where the report can be read.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<Moment>,
    /// Its language as a BCP 47 tag, such as `en`.
    pub language: Option<String>,
    /// Whether it is behind a paywall.
    pub paywall: bool,
}

/// A dated note about a corrected error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was corrected.
    pub date: Moment,
    /// The correction, in Markdown.
    pub text: String,
}

/// An entry of `read_also`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reference {
    /// An article of this site: a slug, or a file path relative to the content file.
    Article(String),
    /// A page elsewhere.
    Elsewhere {
        /// The text of the link.
        title: String,
        /// Where it leads.
        url: String,
    },
}
