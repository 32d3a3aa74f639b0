//! Everything that jobs read: the site at one moment.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::card;
use crate::assets::{Pictures, StaticFiles, StyleSheet};
use crate::config::SiteConfig;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::{ArticleEntry, ArticleId, SiteIndex};
use crate::markdown;
use crate::parse;
use crate::paths::UrlPath;
use crate::template::Engine;
use crate::view::Value;

/// The site at one moment. Immutable, and shared by all threads that render.
#[derive(Debug)]
pub struct Site {
    /// The configuration.
    pub config: Arc<SiteConfig>,
    /// The site's folder.
    pub files: Files,
    /// The content in order.
    pub index: SiteIndex,
    /// The theme's style sheet.
    pub style_sheet: Arc<StyleSheet>,
    /// The pictures that pages show.
    pub pictures: Arc<Pictures>,
    /// The files below `static`.
    pub statics: Arc<StaticFiles>,
    /// The templates.
    pub engine: Arc<Engine>,
    pub(super) markdown: markdown::Settings,
    pub(super) home: UrlPath,
    cards: Vec<Arc<Card>>,
}

#[derive(Debug)]
struct Card {
    fingerprint: Fingerprint,
    value: OnceLock<Value>,
}

impl Card {
    fn new(site: &Site, entry: &ArticleEntry) -> Arc<Self> {
        Arc::new(Self { fingerprint: card::fingerprint(site, entry), value: OnceLock::new() })
    }
}

impl Site {
    /// Puts the site together.
    pub fn new(
        config: Arc<SiteConfig>,
        files: Files,
        index: SiteIndex,
        style_sheet: Arc<StyleSheet>,
        pictures: Arc<Pictures>,
        statics: Arc<StaticFiles>,
        engine: Arc<Engine>,
    ) -> Self {
        let home = UrlPath::folder([]);
        let markdown = parse::markdown_settings(&config);
        let mut site = Self {
            config,
            files,
            index,
            style_sheet,
            pictures,
            statics,
            engine,
            markdown,
            home,
            cards: Vec::new(),
        };
        let card = |entry: &Arc<ArticleEntry>| Card::new(&site, entry);
        site.cards = site.index.articles.par_iter().with_min_len(64).map(card).collect();
        site
    }

    /// This site with some articles and pages replaced by others of the same places.
    #[must_use]
    pub fn with(&self, index: SiteIndex, replaced: &[ArticleId]) -> Self {
        let mut site = Self {
            config: Arc::clone(&self.config),
            files: self.files.clone(),
            index,
            style_sheet: Arc::clone(&self.style_sheet),
            pictures: Arc::clone(&self.pictures),
            statics: Arc::clone(&self.statics),
            engine: Arc::clone(&self.engine),
            markdown: self.markdown.clone(),
            home: self.home.clone(),
            cards: self.cards.clone(),
        };
        for id in replaced {
            site.cards[*id] = Card::new(&site, &site.index.articles[*id]);
        }
        site
    }

    /// The value of an article's card, made once for all pages that show it.
    pub(super) fn card(&self, id: ArticleId) -> Value {
        let make = || card::record(self, &self.index.articles[id]).into();
        self.cards[id].value.get_or_init(make).clone()
    }

    pub(super) fn card_fingerprint(&self, id: ArticleId) -> Fingerprint {
        self.cards[id].fingerprint
    }
}
