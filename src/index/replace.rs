//! The same site with another text of some of its files.
//!
//! Most edits change neither where a file stands nor how others find it. Then the order, the
//! lists and the look-ups hold, and only its entry is another one.

use std::sync::Arc;

use super::{ArticleEntry, ArticleId, PageEntry, SiteIndex, Target};
use crate::model::{Article, Body, Link, Meta, Origin, Page};

/// A content file as it is now, in the place of one of the index.
#[derive(Clone, Debug)]
pub enum Replacement {
    /// Of an article.
    Article(Arc<Article>),
    /// Of a plain page.
    Page(Arc<Page>),
}

impl SiteIndex {
    /// The index with some files replaced, and the articles among them. None if one of them
    /// changes more than its own entry.
    pub fn with(&self, replacements: &[Replacement]) -> Option<(Self, Vec<ArticleId>)> {
        let mut index = self.clone();
        let mut articles = Vec::new();
        for replacement in replacements {
            let meta = match replacement {
                Replacement::Article(article) => &article.meta,
                Replacement::Page(page) => &page.meta,
            };
            match (self.lookup().source(&meta.source)?, replacement) {
                (Target::Article(id), Replacement::Article(article)) => {
                    let entry = &*self.articles[id];
                    if !is_article_in_place(&entry.article, article) {
                        return None;
                    }
                    let article = Arc::clone(article);
                    index.articles[id] = Arc::new(ArticleEntry { article, ..entry.clone() });
                    articles.push(id);
                }
                (Target::Page(id), Replacement::Page(page)) => {
                    let entry = &*self.pages[id];
                    if !is_meta_in_place(&entry.page.meta, &page.meta)
                        || !is_body_in_place(&entry.page.body, &page.body)
                    {
                        return None;
                    }
                    let page = Arc::clone(page);
                    index.pages[id] = Arc::new(PageEntry { page, ..entry.clone() });
                }
                _ => return None,
            }
        }
        if self.features.get().is_some() {
            Arc::make_mut(&mut index.replaced).extend(&articles);
        } else {
            // They must not be gathered for both.
            index.features = Arc::default();
        }
        Some((index, articles))
    }
}

fn is_article_in_place(old: &Article, new: &Article) -> bool {
    let picture = |article: &Article| article.image.as_ref().map(|image| image.src.clone());
    is_meta_in_place(&old.meta, &new.meta)
        && is_body_in_place(&old.body, &new.body)
        && old.date == new.date
        && old.date.has_time == new.date.has_time
        && old.tags == new.tags
        && old.authors == new.authors
        && old.story == new.story
        && old.feeds == new.feeds
        && picture(old) == picture(new)
}

/// Whether the URL, the id, and the decision to show a file are the same.
fn is_meta_in_place(old: &Meta, new: &Meta) -> bool {
    old.source == new.source
        && old.id == new.id
        && old.slug == new.slug
        && old.aliases == new.aliases
        && old.draft == new.draft
        && old.expires == new.expires
        && old.template == new.template
        && old.withdrawn.is_some() == new.withdrawn.is_some()
}

/// Whether a body shows the same pictures, each of which has an output of its own.
fn is_body_in_place(old: &Body, new: &Body) -> bool {
    pictures(old) == pictures(new)
        && old.pictures.iter().all(|picture| picture.has_alt)
        && new.pictures.iter().all(|picture| picture.has_alt)
}

/// What a body shows as a picture or may show, each with the component that names it: some show
/// what they name, others do not.
fn pictures(body: &Body) -> Vec<(&str, &str)> {
    let raw = body.links.iter().filter(|link| shows_picture(link)).map(|link| &link.target);
    let written = body.pictures.iter().map(|picture| &picture.src).chain(raw);
    let called = body.components.iter().flat_map(|call| {
        let sources = call.options.iter().filter(|(name, ..)| name == "src");
        sources.map(|(_, src, _)| (call.name.as_str(), src.as_str()))
    });
    written.map(|src| ("", src.as_str())).chain(called).collect()
}

/// Whether a link is or may lead to a picture.
fn shows_picture(link: &Link) -> bool {
    let path = link.target.split('#').next().unwrap_or_default();
    let leads_to_page = path.starts_with('/')
        || path.starts_with('@')
        || path.to_ascii_lowercase().ends_with(".md");
    link.origin == Origin::RawPicture || !(path.is_empty() || leads_to_page || path.contains("://"))
}
