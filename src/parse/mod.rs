//! From the text of a content file to a model.
//!
//! In: a file's text. Out: an article, page or author, and what is wrong with the file. One file
//! at a time: what needs other files (links, tags, collisions) is checked later. May import:
//! rows 0-2 and `markdown`.

mod body;
mod fields;
mod front_matter;
mod places;
mod raw;
mod yaml;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::SiteConfig;
use crate::diagnostics::{Diagnostic, Key};
use crate::fingerprint::Fingerprint;
use crate::model::{Article, Author, Body, Page};
use crate::paths::SourcePath;

pub use body::markdown_settings;
pub use places::resolve_places;

/// The kinds of content files, each with a folder of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `content/artikler/**/NAME.md`.
    Article,
    /// `content/sider/NAME.md`.
    Page,
    /// `content/forfattere/NAME.md`.
    Author,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Article, Self::Page, Self::Author];

    /// The folder below `content`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Article => "content/artikler",
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
            Content::Page(page) => &page.body,
            Content::Author(author) => &author.body,
        })
    }

    /// Keeps the file's text.
    pub fn hold(&mut self, text: &str) {
        let body = self.content.as_mut().map(|content| match content {
            Content::Article(article) => &mut Arc::make_mut(article).body,
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
    let (body, problems) = body::facts(text, split.body, source, fingerprint, config);
    fields.problems.extend(problems);
    let content = match kind {
        Kind::Article => article(&mut fields, raw, meta, body, limits.page_tags),
        Kind::Page => {
            let description = raw.description.map(|text| fields.display(text.trim()));
            Some(Content::Page(Arc::new(Page { meta, description, body })))
        }
        Kind::Author => Some(Content::Author(Arc::new(Author {
            meta,
            role: raw.role,
            description: raw.description.map(|text| fields.display(text.trim())),
            image: raw.image.and_then(|image| fields.picture(image)),
            url: raw.url.and_then(|url| fields.web_address(&["url".into()], url)),
            email: raw.email.and_then(|email| fields.email(email)),
            body,
        }))),
    };
    Parsed { content, problems: fields.problems }
}

fn article(
    fields: &mut fields::Fields<'_>,
    raw: raw::Raw,
    meta: crate::model::Meta,
    body: crate::model::Body,
    max_tags: usize,
) -> Option<Content> {
    if raw.date.is_none() {
        fields.missing("date", "`date: 2026-11-22`");
    }
    let date = raw.date.and_then(|date| fields.moment(&["date".into()], &date));
    let tags = raw.tags.unwrap_or_default();
    if tags.len() > max_tags {
        let message = format!("{} tags, the limit is {max_tags}", tags.len());
        fields.bad(crate::diagnostics::Code::BadValue, &["tags".into()], message, None);
    }
    let mut texts = |key: &str, texts: Vec<String>| -> Vec<String> {
        let way = |item| [Key::from(key), Key::Item(item)];
        let checked = texts.into_iter().enumerate();
        checked.filter_map(|(item, text)| fields.not_empty(&way(item), text)).collect()
    };
    let tags = texts("tags", tags);
    let authors = texts("authors", raw.authors.unwrap_or_default());
    // As a profile's name is, so that the two are one author.
    let authors = authors.iter().map(|name| fields.display(name.trim())).collect();
    let article = Article {
        description: raw.description.map(|text| fields.display(text.trim())),
        tags,
        authors,
        image: raw.image.and_then(|image| fields.picture(image)),
        sources: fields.sources(raw.sources.unwrap_or_default()),
        read_also: fields.read_also(raw.read_also.unwrap_or_default()),
        story: raw.story.and_then(|story| fields.not_empty(&["story".into()], story)),
        featured: raw.featured.unwrap_or_default(),
        sponsored: raw.sponsored.and_then(|name| fields.not_empty(&["sponsored".into()], name)),
        updated: raw.updated.and_then(|date| fields.moment(&["updated".into()], &date)),
        corrections: fields.corrections(raw.corrections.unwrap_or_default()),
        date: date?,
        meta,
        body,
    };
    Some(Content::Article(Arc::new(article)))
}

/// The name that the slug is made of: the file's, or that of a bundle's folder.
fn default_slug(source: &SourcePath) -> &str {
    match source.stem() {
        "index" => source.folder().rsplit('/').next().unwrap_or_default(),
        stem => stem,
    }
}
