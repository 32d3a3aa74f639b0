//! The same site with another text of some of its files.
//!
//! Most edits change neither the place of a file in the lists nor how others find it. Then the
//! order, the lists and the look-ups hold, and only its entry is another one.

use std::sync::Arc;

use super::articles::ArticleEntry;
use super::ids::ArticleId;
use super::site_index::SiteIndex;
use crate::model::{Article, Body, Kind, Link, LinkOrigin, Meta, Page};

/// A content file as it is now, in the place of one of the index.
#[derive(Clone, Debug)]
pub enum Replacement {
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
            let target = self.lookup().source(&meta.source)?;
            let number = target.number;
            match (target.kind, replacement) {
                (Kind::Article, Replacement::Article(article)) => {
                    let entry = &*self.articles[number];
                    if article_placement(&entry.content)? != article_placement(article)? {
                        return None;
                    }
                    let placed = entry.placed.with(article);
                    let (tags, authors) = (entry.tags.clone(), entry.authors.clone());
                    index.entries.articles[number] =
                        Arc::new(ArticleEntry { placed, tags, authors });
                    articles.push(number);
                }
                (Kind::Page, Replacement::Page(page)) => {
                    let entry = &*self.pages[number];
                    if page_placement(&entry.content)? != page_placement(page)? {
                        return None;
                    }
                    index.entries.pages[number] = Arc::new(entry.with(page));
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

/// What decides the places of an article: its URL and id, whether it is shown, the lists that have
/// it, and the outputs that exist because of it. None if that is unknown, so that nothing must
/// be replaced.
fn article_placement(article: &Article) -> Option<impl PartialEq> {
    // Without `..`, so that a new field is put on one side or the other.
    let Article {
        meta,
        date,
        description: _,
        tags,
        authors,
        image,
        sources: _,
        read_also: _,
        story,
        featured: _,
        sponsored: _,
        feeds,
        updated,
        corrections,
        terms: _,
        body,
    } = article;
    let image = image.as_ref().map(|image| &image.src);
    // Dates can be slips, which are reported with the whole site.
    let corrected: Vec<_> = corrections.iter().map(|correction| &correction.date).collect();
    let own = (date, tags, authors, image, story, feeds, updated, corrected);
    Some((meta_placement(meta), body_placement(body)?, own))
}

fn page_placement(page: &Page) -> Option<impl PartialEq> {
    let Page { meta, description: _, body } = page;
    Some((meta_placement(meta), body_placement(body)?))
}

/// What decides the URL and the id of a file, and whether it is shown.
fn meta_placement(meta: &Meta) -> impl PartialEq {
    let Meta {
        source,
        fingerprint: _,
        title: _,
        id,
        slug,
        draft,
        expires,
        aliases,
        sort_key: _,
        noindex: _,
        template,
        withdrawn,
        extra: _,
    } = meta;
    let withdrawn = withdrawn.as_ref().map(|withdrawn| &withdrawn.date);
    (source, id, slug, draft, expires, aliases, template, withdrawn)
}

/// What a body shows as an image or may show, each with the component that names it: some show
/// what they name, others do not. Each image has an output of its own. None if one has no
/// alternative text, which is reported with the whole site.
fn body_placement(body: &Body) -> Option<Vec<(&str, &str)>> {
    let Body {
        fingerprint: _,
        start: _,
        text: _,
        headings: _,
        anchors: _,
        links,
        images,
        governed: _,
        components,
        words: _,
        lix: _,
        minutes: _,
    } = body;
    if images.iter().any(|image| !image.has_alt) {
        return None;
    }
    let raw = links.iter().filter(|link| shows_image(link)).map(|link| &link.target);
    let written = images.iter().map(|image| &image.src).chain(raw);
    let called = components.iter().flat_map(|call| {
        let sources = call.options.iter().filter(|(name, ..)| name == "src");
        sources.map(|(_, src, _)| (call.name.as_str(), src.as_str()))
    });
    Some(written.map(|src| ("", src.as_str())).chain(called).collect())
}

/// Whether a link is or may lead to an image.
fn shows_image(link: &Link) -> bool {
    let path = link.target.split('#').next().unwrap_or_default();
    let leads_to_page = path.starts_with('/')
        || path.starts_with('@')
        || path.to_ascii_lowercase().ends_with(".md");
    link.origin == LinkOrigin::RawImage
        || !(path.is_empty() || leads_to_page || path.contains("://"))
}
