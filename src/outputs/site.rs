//! Everything that jobs read: the site at one moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::article::LinkFingerprints;
use super::card;
use super::data::DataValues;
use super::feed;
use super::json_ld;
use super::links;
use super::read_also;
use super::site_wide::SiteWideValues;
use super::sitemap;
use crate::assets::{Pictures, StaticFiles, Theme};
use crate::config::SiteConfig;
use crate::data::Data;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::index::{ArticleId, KeptLists, RelatedLists, SiteIndex};
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
    /// The theme's style sheet and script.
    pub theme: Arc<Theme>,
    /// The pictures that pages show.
    pub pictures: Arc<Pictures>,
    /// The files below `static`.
    pub statics: Arc<StaticFiles>,
    /// The templates.
    pub engine: Arc<Engine>,
    pub(super) markdown: markdown::Settings,
    pub(super) home: UrlPath,
    pub(super) wide: SiteWideValues,
    pub(super) data: Arc<DataValues>,
    pub(super) feeds: feed::Shared,
    pub(super) latest: sitemap::Latest,
    publisher: OnceLock<Fingerprint>,
    cards: Vec<Arc<Card>>,
    /// The links to tags and authors that cards share.
    tags: Vec<OnceLock<Value>>,
    authors: Vec<OnceLock<Value>>,
    /// Where the links of each article lead, as a fingerprint.
    links: Vec<OnceLock<Fingerprint>>,
    related: Related,
}

/// The related articles that were asked for.
#[derive(Debug, Default)]
struct Related {
    /// Those of all articles, for a build.
    all: OnceLock<RelatedLists>,
    /// Those of some, for a server: few are looked at between two changes of the site.
    some: Mutex<HashMap<ArticleId, Arc<[ArticleId]>>>,
}

#[derive(Debug, Default)]
struct Card {
    fingerprint: OnceLock<Fingerprint>,
    /// Of what links to it show, without and with its date.
    links: OnceLock<LinkFingerprints>,
    value: OnceLock<Value>,
}

impl Site {
    /// Puts the site together.
    pub fn new(
        config: Arc<SiteConfig>,
        files: Files,
        index: SiteIndex,
        theme: Arc<Theme>,
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
            theme,
            pictures,
            statics,
            engine,
            markdown,
            home,
            wide: SiteWideValues::default(),
            data: Arc::default(),
            feeds: feed::Shared::default(),
            latest: sitemap::Latest::default(),
            publisher: OnceLock::new(),
            cards: Vec::new(),
            tags: Vec::new(),
            authors: Vec::new(),
            links: Vec::new(),
            related: Related::default(),
        };
        site.feeds = feed::Shared::new(site.index.articles.len());
        site.cards = site.index.articles.iter().map(|_| Arc::default()).collect();
        site.tags = unmade(site.index.tags.len());
        site.authors = unmade(site.index.authors.len());
        site.links = unmade(site.index.articles.len());
        site
    }

    /// This site with data files for its templates.
    #[must_use]
    pub fn with_data(self, data: Data) -> Self {
        Self { data: Arc::new(data.into()), ..self }
    }

    /// The data files.
    pub fn data(&self) -> &Data {
        &self.data.data
    }

    /// This site with some articles and pages replaced by others of the same places.
    #[must_use]
    pub fn with(&self, index: SiteIndex, replaced: &[ArticleId]) -> Self {
        let (tags, authors) = (unmade(index.tags.len()), unmade(index.authors.len()));
        let mut site = Self {
            config: Arc::clone(&self.config),
            files: self.files.clone(),
            index,
            theme: Arc::clone(&self.theme),
            pictures: Arc::clone(&self.pictures),
            statics: Arc::clone(&self.statics),
            engine: Arc::clone(&self.engine),
            markdown: self.markdown.clone(),
            home: self.home.clone(),
            wide: SiteWideValues::default(),
            data: Arc::clone(&self.data),
            feeds: self.feeds.renewed(),
            latest: sitemap::Latest::default(),
            publisher: self.publisher.clone(),
            cards: self.cards.clone(),
            tags,
            authors,
            // Another text may have other anchors, to which any article may link.
            links: unmade(self.links.len()),
            // And other words.
            related: Related::default(),
        };
        for id in replaced {
            site.cards[*id] = Arc::default();
        }
        site
    }

    /// Whether a page shows related articles.
    pub fn shows_related(&self) -> bool {
        self.config.related.count > 0
            && (0..self.index.articles.len()).any(|id| read_also::is_named(self, id))
    }

    /// Finds the related articles of all articles at once, if a page shows them: many times as
    /// fast as one by one, and faster still with what an earlier build left. Changes nothing else.
    pub fn relate(&self, kept: Option<&KeptLists>) {
        if self.related.all.get().is_none() && self.shows_related() {
            let lists = self.index.all_related(&self.config.related, kept);
            // Two that find them find the same.
            let _ = self.related.all.set(lists);
        }
    }

    /// What a later build can use of all related articles, once they are found.
    pub fn kept_related(&self) -> Option<KeptLists> {
        let lists = self.related.all.get()?;
        Some(self.index.kept_related(lists, &self.config.related))
    }

    /// The articles that one is related to, the nearest first.
    pub(super) fn related(&self, id: ArticleId) -> Arc<[ArticleId]> {
        if let Some(all) = self.related.all.get() {
            return all.of(id).collect();
        }
        let some = || self.related.some.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = some().get(&id) {
            return Arc::clone(known);
        }
        // Not under the lock: others shall not wait.
        let related: Arc<[ArticleId]> = self.index.related(id, &self.config.related).into();
        some().insert(id, Arc::clone(&related));
        related
    }

    /// The value of an article's card, made once for all pages that show it.
    pub(super) fn card(&self, id: ArticleId) -> Value {
        let make = || card::record(self, &self.index.articles[id]).into();
        self.cards[id].value.get_or_init(make).clone()
    }

    /// A link to a tag, `{name, slug, url}`, made once for all cards.
    pub(super) fn tag_link(&self, number: usize) -> Value {
        let tag = &self.index.tags[number];
        let make = || card::named(self, &tag.name, &tag.slug, &tag.url).into();
        self.tags[number].get_or_init(make).clone()
    }

    /// A link to an author, `{name, slug, url}`, made once for all cards.
    pub(super) fn author_link(&self, number: usize) -> Value {
        let author = &self.index.authors[number];
        let make = || card::named(self, &author.name, &author.slug, &author.url).into();
        self.authors[number].get_or_init(make).clone()
    }

    /// The fingerprint of all that pages tell search engines of the publisher and the site.
    pub(super) fn publisher_fingerprint(&self) -> Fingerprint {
        *self.publisher.get_or_init(|| json_ld::publisher_fingerprint(self))
    }

    /// The fingerprint of where an article's links lead, made when it is first asked for.
    pub(super) fn links_fingerprint(&self, id: ArticleId) -> Fingerprint {
        let article = &self.index.articles[id].article;
        let from = links::From { source: &article.meta.source, body: &article.body };
        *self.links[id].get_or_init(|| links::fingerprint(self, from))
    }

    /// Notes where an article's links lead, which the check of its links found out.
    pub(super) fn note_links(&self, id: ArticleId, fingerprint: Fingerprint) {
        // The other way to find out gives the same.
        let _ = self.links[id].set(fingerprint);
    }

    /// The fingerprints of what links to an article show, made when they are first asked for.
    pub(super) fn link_fingerprints(&self, id: ArticleId) -> LinkFingerprints {
        let make = || LinkFingerprints::of(&self.index.articles[id]);
        *self.cards[id].links.get_or_init(make)
    }

    /// The fingerprint of an article's card, made when it is first asked for.
    pub(super) fn card_fingerprint(&self, id: ArticleId) -> Fingerprint {
        let make = || card::fingerprint(self, &self.index.articles[id]);
        *self.cards[id].fingerprint.get_or_init(make)
    }
}

/// So many things that are made when they are first asked for.
fn unmade<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}
