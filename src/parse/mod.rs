//! From the text of a content file to a model.
//!
//! In: a file's text. Out: an article, event or whatever it is, and what is wrong with the file. One file
//! at a time: what needs other files (links, tags, collisions) is checked later. May import:
//! rows 0-2 and `markdown`.

mod body;
pub(crate) mod datum;
mod fields;
mod front_matter;
mod kinds;
mod places;
mod raw;
mod yaml;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::SiteConfig;
use crate::diagnostics::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::model::{Article, Author, Body, Edition, Event, Page, Person};
use crate::paths::SourcePath;

pub use datum::Datum;
pub(crate) use yaml::{Limits as YamlLimits, read_data as read_yaml_data};

pub use body::markdown_settings;
pub use places::resolve_places;

/// The kinds of content files, each with a folder of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `content/artikler/**/NAME.md`.
    Article,
    /// `content/events/NAME.md`.
    Event,
    /// `content/navnenyt/NAME.md`.
    Person,
    /// `content/udgaver/YEAR-uge-NUMBER.md`.
    Edition,
    /// `content/sider/NAME.md`.
    Page,
    /// `content/forfattere/NAME.md`.
    Author,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Article, Self::Event, Self::Person, Self::Edition, Self::Page, Self::Author];

    /// The folder below `content`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Article => "content/artikler",
            Self::Event => "content/events",
            Self::Person => "content/navnenyt",
            Self::Edition => "content/udgaver",
            Self::Page => "content/sider",
            Self::Author => "content/forfattere",
        }
    }

    /// The front matter keys that it knows.
    pub fn keys(self) -> Vec<&'static str> {
        raw::keys(self)
    }
}

/// A content file as a model.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Content {
    /// An article.
    Article(Arc<Article>),
    /// An event.
    Event(Arc<Event>),
    /// A piece of people news.
    Person(Arc<Person>),
    /// The file of an edition.
    Edition(Arc<Edition>),
    /// A plain page.
    Page(Arc<Page>),
    /// An author's profile.
    Author(Arc<Author>),
}

/// What a content file turned out to be. Without errors among the problems there is content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parsed {
    /// The model.
    pub content: Option<Content>,
    /// Errors and warnings about this one file.
    pub problems: Vec<Diagnostic>,
}

impl Parsed {
    /// The facts of the file's text.
    pub fn body(&self) -> Option<&Body> {
        self.content.as_ref().map(|content| match content {
            Content::Article(article) => &article.body,
            Content::Event(event) => &event.body,
            Content::Person(person) => &person.body,
            Content::Edition(edition) => &edition.body,
            Content::Page(page) => &page.body,
            Content::Author(author) => &author.body,
        })
    }

    /// Keeps the file's text.
    pub fn hold(&mut self, text: &str) {
        let body = self.content.as_mut().map(|content| match content {
            Content::Article(article) => &mut Arc::make_mut(article).body,
            Content::Event(event) => &mut Arc::make_mut(event).body,
            Content::Person(person) => &mut Arc::make_mut(person).body,
            Content::Edition(edition) => &mut Arc::make_mut(edition).body,
            Content::Page(page) => &mut Arc::make_mut(page).body,
            Content::Author(author) => &mut Arc::make_mut(author).body,
        });
        if let Some(body) = body {
            body.text = Some(text.into());
        }
    }
}

/// Parses the text of a content file; `fingerprint` is that of its bytes.
pub fn parse(
    kind: Kind,
    source: &SourcePath,
    text: &str,
    fingerprint: Fingerprint,
    config: &SiteConfig,
) -> Parsed {
    let failed = |problems| Parsed { content: None, problems };
    let split = match front_matter::split(text) {
        Ok(split) => split,
        Err(problem) => return failed(vec![problem.in_file(source)]),
    };
    let yaml_text = &text[split.yaml.clone()];
    let limits = &config.limits;
    let yaml_limits = yaml::Limits {
        subject: "the front matter",
        bytes: limits.front_matter_bytes,
        depth: limits.front_matter_depth,
        nodes: limits.front_matter_nodes,
        aliases: limits.front_matter_aliases,
        flow_openers: limits.front_matter_openers,
    };
    let mut raw: raw::Raw = match yaml::read(yaml_text, &raw::keys(kind), &yaml_limits) {
        Ok(raw) => raw,
        Err(faults) => {
            let tell =
                |fault: yaml::Fault| fault.diagnostic(front_matter::FIRST_LINE).in_file(source);
            return failed(faults.into_iter().map(tell).collect());
        }
    };
    let mut fields = fields::Fields {
        source,
        yaml: yaml_text,
        first_line: front_matter::FIRST_LINE,
        timezone: &config.timezone,
        typography: config.typography,
        max_title: limits.title_chars,
        problems: Vec::new(),
    };
    let title_key = if kind == Kind::Author && raw.title.is_none() { "name" } else { "title" };
    let meta = fields.meta(&mut raw, title_key, default_slug(source), fingerprint);
    let (body, terms, problems) = body::facts(text, split.body, source, fingerprint, config);
    fields.problems.extend(problems);
    let content = kinds::content(kind, &mut fields, raw, meta, (body, terms), limits.page_tags);
    Parsed { content, problems: fields.problems }
}

/// The name that the slug is made of: the file's, or that of a bundle's folder.
fn default_slug(source: &SourcePath) -> &str {
    match source.stem() {
        "index" => source.folder().rsplit('/').next().unwrap_or_default(),
        stem => stem,
    }
}
