//! The site at one moment: immutable data, and values that are computed from it once for all pages.
//!
//! In: configuration, index, theme, images, data files and the template engine. Out: a [`Site`],
//! which every module above reads. What a module above computes once from the whole site, it keeps
//! in a [`Memo`] of its own, so that this module need not know of it. May import: rows 0-6.

mod address;
mod card;
mod cells;
mod feed_list;
mod images;
mod memo;
mod policy;
mod static_names;

use std::sync::{Arc, OnceLock};

use crate::assets::{ImageFiles, StaticFiles, Theme};
use crate::config::SiteConfig;
use crate::data::Data;
use crate::files::Files;
use crate::index::{ArticleId, SiteIndex};
use crate::markdown;
use crate::parse;
use crate::paths::{Claims, UrlPath};
use crate::template::Engine;
use crate::view::Value;

pub(crate) use address::{Address, is_elsewhere};
pub(crate) use card::{fingerprint_of_cards, named};
pub(crate) use feed_list::{
    FeedFormat, edition_feed_title, edition_feed_url, feed_links, feed_title, feed_url,
    has_edition_feed, has_feed, is_empty_feed,
};
pub(crate) use images::{
    find as find_image, fingerprint as image_fingerprint, is_image_link, used as used_images,
    value as image_value,
};
pub(crate) use memo::Memo;
pub(crate) use policy::{blocked_source, page_policy};
pub(crate) use static_names::as_named;

/// What a site is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    pub config: Arc<SiteConfig>,
    /// The site's directory, as the sources were read from it.
    pub files: Files,
    /// All content, in order.
    pub index: SiteIndex,
    /// The theme's style sheet and script.
    pub theme: Arc<Theme>,
    /// The images that pages show.
    pub images: Arc<ImageFiles>,
    /// The files below `static`.
    pub statics: Arc<StaticFiles>,
    /// The data files.
    pub data: Data,
    /// The templates.
    pub engine: Arc<Engine>,
}

/// The site at one moment. Immutable, and shared by all threads that render.
#[derive(Debug)]
pub struct Site {
    parts: Parts,
    /// The settings that Markdown is rendered with.
    pub(crate) markdown: markdown::MarkdownSettings,
    /// The front page's URL.
    pub(crate) home: UrlPath,
    cards: Vec<Arc<cells::CardCells>>,
    /// The links to tags and authors that cards share.
    tag_links: Vec<OnceLock<Value>>,
    author_links: Vec<OnceLock<Value>>,
    /// The paths of all outputs, once these are planned.
    claims: OnceLock<Arc<Claims>>,
    memos: memo::Memos,
}

impl std::ops::Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl Site {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            markdown: parse::markdown_settings(&parts.config),
            home: UrlPath::directory([]),
            cards: parts.index.articles.iter().map(|_| Arc::default()).collect(),
            tag_links: empty_cells(parts.index.tags.len()),
            author_links: empty_cells(parts.index.authors.len()),
            claims: OnceLock::new(),
            memos: memo::Memos::default(),
            parts,
        }
    }

    /// This site with another index, in which some articles were replaced and the order of all is
    /// the same: what was computed from the others is still valid.
    #[must_use]
    pub(crate) fn with(&self, index: SiteIndex, replaced: &[ArticleId]) -> Self {
        let mut cards = self.cards.clone();
        for id in replaced {
            cards[*id] = Arc::default();
        }
        Self {
            markdown: self.markdown.clone(),
            home: self.home.clone(),
            cards,
            tag_links: empty_cells(index.tags.len()),
            author_links: empty_cells(index.authors.len()),
            claims: self.claims.clone(),
            memos: self.memos.carried_over(),
            parts: Parts { index, ..self.parts.clone() },
        }
    }

    /// Learns which outputs there are.
    pub(crate) fn set_claims(&self, claims: Arc<Claims>) {
        // A site is planned once.
        let _ = self.claims.set(claims);
    }

    /// The paths of all outputs; none before these are planned.
    pub(crate) fn claims(&self) -> Option<&Claims> {
        self.claims.get().map(|claims| &**claims)
    }

    /// A value that a module above computes from this site, made when it is first asked for.
    pub(crate) fn memo<M: Memo>(&self, make: impl FnOnce(&Self) -> M) -> Arc<M> {
        self.memos.get(|| make(self))
    }
}

fn empty_cells<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}
