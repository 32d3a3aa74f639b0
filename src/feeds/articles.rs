//! The feeds of articles: of the whole site, and of each tag.

use std::borrow::Cow;

use super::content;
use super::feed::{Feed, FeedEntry, Image, Person, Tag};
use super::shared::FeedArticles;
use crate::body;
use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleEntry, ArticleId, AuthorEntry, TagEntry, TagId};
use crate::links;
use crate::media_type::essence;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Site, feed_title, feed_url, has_feed};
use crate::view::View;

/// A feed of the newest articles, of the whole site or of a tag.
#[derive(Debug)]
struct ArticleFeed {
    format: FeedFormat,
    tag: Option<TagId>,
}

pub(crate) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    for format in FeedFormat::ALL {
        planner.generated(ArticleFeed { format, tag: None }, feed_url(None, format));
    }
    for (id, tag) in site.index.tags.iter().enumerate().filter(|(_, tag)| has_feed(site, tag)) {
        for format in FeedFormat::ALL {
            planner.generated(ArticleFeed { format, tag: Some(id) }, feed_url(Some(tag), format));
        }
    }
}

impl FileOutput for ArticleFeed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn view<'a>(&self, site: &'a Site, url: &UrlPath) -> View<'a> {
        let tag = self.tag.map(|tag| &site.index.tags[tag]);
        let mut feed = FingerprintBuilder::new("feed");
        feed.text(&id(site, feed_url(tag, FeedFormat::Atom).as_str()))
            .text(url.as_str())
            .optional(site.config.feeds.hub.as_deref());
        if let Some(tag) = tag {
            feed.text(&tag.name).text(tag.url.as_str()).optional(tag.description.as_deref());
        }
        let mut entries = FingerprintBuilder::new("entries");
        entries.number(u64::from(site.config.feeds.full_text));
        for article in articles(site, tag) {
            entries.fingerprint(fingerprint(site, article));
        }
        View::new()
            .input("site", site.config.site_fingerprint())
            .input("feed", feed.finish())
            .input("entries", entries.finish())
    }

    /// In full or as descriptions, as `[feeds]` has it.
    fn bytes(&self, site: &Site, url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let config = &site.config;
        let base = &config.base_url;
        let tag = self.tag.map(|tag| &site.index.tags[tag]);
        let mut entries = Vec::new();
        for article in articles(site, tag) {
            entries.push(entry(site, article)?);
        }
        let described = tag.and_then(|tag| tag.description.as_deref());
        let feed = Feed {
            id: id(site, feed_url(tag, FeedFormat::Atom).as_str()),
            title: feed_title(site, tag),
            description: described.or(Some(&*config.description).filter(|text| !text.is_empty())),
            language: &config.language,
            url: base.absolute(url),
            home: base.absolute(tag.map_or(&site.home, |tag| &tag.url)),
            publisher: config.publisher.name.as_ref().unwrap_or(&config.title),
            hub: config.feeds.hub.as_deref(),
            entries,
        };
        super::write(&feed, self.format)
    }
}

/// An article's title where nothing but the title is shown: an advertisement says so.
pub(crate) fn marked_title(entry: &ArticleEntry) -> Cow<'_, str> {
    let title = &entry.content.meta.title;
    match entry.content.sponsored {
        Some(_) => format!("Annonce: {title}").into(),
        None => title.into(),
    }
}

/// An id that never changes: the base of the site's ids, and the content's own.
pub(crate) fn id(site: &Site, own: &str) -> String {
    format!("{}{own}", site.config.feeds.id_base)
}

/// The articles of a feed, newest first.
fn articles<'a>(
    site: &'a Site,
    tag: Option<&'a TagEntry>,
) -> impl Iterator<Item = ArticleId> + use<'a> {
    let listed = tag.map_or(&**site.index.listed, |tag| &tag.articles);
    let wanted = listed.iter().filter(|id| site.index.articles[**id].content.feeds);
    wanted.take(site.config.feeds.limit).copied()
}

/// The fingerprint of everything that [`entry`] reads, computed on first use. That of the
/// body covers everything in the file.
fn fingerprint(site: &Site, id: ArticleId) -> Fingerprint {
    shared(site).fingerprint(id, || combined(site, id))
}

fn combined(site: &Site, id: ArticleId) -> Fingerprint {
    let entry = &site.index.articles[id];
    let article = &entry.content;
    let mut all = FingerprintBuilder::new("entry");
    all.fingerprint(site.card_fingerprint(id))
        .text(&entry.id)
        .text(&rfc3339(&article.date.zoned))
        .text(&rfc3339(entry.last_change()));
    if site.config.feeds.full_text {
        let links = links::fingerprint_of_article(site, id);
        all.fingerprint(body::fingerprint(site, &article.meta, &article.body, links));
    }
    all.finish()
}

fn entry(site: &Site, article_id: ArticleId) -> Result<FeedEntry<'_>, Diagnostics> {
    let base = &site.config.base_url;
    let entry = &*site.index.articles[article_id];
    let article = &entry.content;
    let authors = match &article.sponsored {
        Some(advertiser) => vec![Person { name: advertiser, url: None }],
        None => {
            entry.authors.iter().map(|id| &*site.index.authors[*id]).map(author(site)).collect()
        }
    };
    let tags = entry.tags.iter().map(|tag| &site.index.tags[*tag]);
    let content = if site.config.feeds.full_text {
        let make = || content::html(site, entry);
        Some(shared(site).text(article_id, fingerprint(site, article_id), make)?)
    } else {
        None
    };
    let image = article.image.as_ref().and_then(|image| {
        let file = site::find_image(site, &article.meta.source, &image.src)?;
        Some(Image {
            url: base.absolute(&file.url),
            media_type: media_type(&file.url),
            width: file.width,
            height: file.height,
            alt: &image.alt,
            credit: image.credit.as_deref(),
        })
    });
    Ok(FeedEntry {
        id: id(site, &entry.id),
        title: marked_title(entry),
        url: base.absolute(&entry.url),
        published: &article.date.zoned,
        updated: entry.last_change(),
        authors,
        tags: tags.map(|tag| Tag { slug: &tag.slug, name: &tag.name }).collect(),
        summary: article.description.as_deref(),
        content,
        image,
    })
}

fn author<'a>(site: &'a Site) -> impl Fn(&'a AuthorEntry) -> Person<'a> {
    |author| {
        let url = Some(&author.url).filter(|_| author.has_page() && !author.slug.is_empty());
        Person { name: &author.name, url: url.map(|url| site.config.base_url.absolute(url)) }
    }
}

/// The media type of an image, by the end of its name.
fn media_type(url: &UrlPath) -> Option<&'static str> {
    Some(essence(url.as_str())).filter(|essence| essence.starts_with("image/"))
}

/// What the feeds share, made once for all of them.
fn shared(site: &Site) -> std::sync::Arc<FeedArticles> {
    site.memo(|site| FeedArticles::new(site.index.articles.len()))
}
