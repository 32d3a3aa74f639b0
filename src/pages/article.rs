//! Articles.

use rayon::prelude::*;

use super::content_page::{ContentPage, article_template, sources, toc};
use super::json_ld::{self, Described, Trail};
use super::{edition_card, parts, read_also, story};
use crate::body;
use crate::body::notice;
use crate::danish::capitalize_first;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleEntry, ArticleId};
use crate::links;
use crate::model::{Body, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::site::{Site, named};
use crate::view::{Record, Value, View};
use crate::write::Phase;

#[derive(Debug)]
struct ArticlePage(ArticleId);

pub(crate) fn plan(planner: &mut Planner<'_>) {
    let articles = &planner.site.index.articles;
    // Most of what is planned are articles: their paths are made on all cores.
    let outputs: Vec<_> =
        articles.par_iter().with_min_len(64).map(|entry| entry.url.output()).collect();
    for ((id, entry), output) in articles.iter().enumerate().zip(outputs) {
        let file = (&entry.content.meta, entry.state);
        planner.content_at(ArticlePage(id), &entry.url, output, file, "article");
    }
}

impl PageOutput for ArticlePage {
    fn name(&self) -> &'static str {
        "article"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, site: &'a Site) -> &'a str {
        article_template(&site.index.articles[self.0])
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let article = &site.index.articles[self.0].content;
        Some((&article.meta, &article.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let id = self.0;
        let entry = &site.index.articles[id];
        let article = &entry.content;
        let page = ContentPage {
            kind: "article",
            template: article_template(entry),
            meta: &article.meta,
            body: &article.body,
            url: &entry.url,
            description: article.description.as_deref(),
            image: article.image.as_ref(),
            about: Some(self),
        };
        let own = FingerprintBuilder::new("article")
            .fingerprint(site.card_fingerprint(id))
            .fingerprint(article.meta.fingerprint)
            .fingerprint(notice::fingerprint(site, page.meta, page.body, &article.corrections))
            .text(&entry.id)
            .optional(site.index.month_of(id).map(|(_, month)| month.url.as_str()))
            .finish();
        let view = page.start(site).part("article", own, move || article_value(site, id));
        let links = links::fingerprint_of_article(site, id);
        let text = body::fingerprint(site, page.meta, page.body, links);
        let view = body::add_to(view, site, (page.meta, page.body), text, at);
        let view = read_also::part(site, view, id);
        let edition = site.index.edition_of(id).filter(|edition| edition.is_listed());
        let week =
            FingerprintBuilder::new("week").optional(edition.map(|e| e.url.as_str())).finish();
        let view = story::add_to(view, site, id).part("edition", week, move || {
            edition.map(|edition| edition_card::link(site, edition)).into()
        });
        let (newer, older) = neighbours(site, id);
        neighbour(neighbour(view, site, "newer", newer), site, "older", older)
    }
}

impl Described for ArticlePage {
    fn trail(&self, site: &Site) -> Trail {
        let entry = &site.index.articles[self.0];
        let tag = entry.tags.first().map(|tag| &site.index.tags[*tag]);
        let trail = tag.map_or_else(Trail::new, |tag| {
            Trail::new().step(capitalize_first(&tag.name), &tag.url)
        });
        trail.step(entry.content.meta.title.as_str(), &entry.url)
    }

    fn fingerprint(&self, site: &Site) -> Option<Fingerprint> {
        Some(json_ld::article::fingerprint(site, self.0))
    }

    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        vec![json_ld::article::value(site, self.0)]
    }
}

fn article_value(site: &Site, id: ArticleId) -> Value {
    let entry = &site.index.articles[id];
    let article = &entry.content;
    let corrections = notice::corrections(site, &article.meta, &article.body, &article.corrections);
    site.card_record(entry)
        .set("authors", authors(site, entry))
        .set("id", &entry.id)
        .set("month", month(site, id))
        .set("sources", sources(&article.sources))
        .set("corrections", corrections)
        .set("withdrawn", notice::withdrawn(site, &article.meta, &article.body))
        .set("story", article.story.as_ref())
        .set("featured", article.featured)
        .set("noindex", article.meta.noindex)
        .set("extra", Value::map(&article.meta.extra))
        .set("toc", toc(&article.body))
        .set("words", article.body.words)
        .set("minutes", article.body.minutes)
        .set("lix", article.body.lix)
        .into()
}

/// The authors as cards have them, each with an absolute address for the head of the page.
fn authors(site: &Site, entry: &ArticleEntry) -> Value {
    let base = &site.config.base_url;
    Value::list(entry.authors.iter().map(|author| {
        let author = &site.index.authors[*author];
        named(site, &author.name, &author.slug, &author.url)
            .set("absolute", base.absolute(&author.url))
            .into()
    }))
}

/// The month that lists an article, or none.
fn month(site: &Site, id: ArticleId) -> Value {
    let link = site.index.month_of(id).map(|(year, month)| {
        Record::new()
            .set("title", parts::month_title(year.number, month.number))
            .set("url", month.url.under(site.config.base_url.sub_path()))
    });
    link.into()
}

/// The listed articles before and after one in time.
fn neighbours(site: &Site, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
    let listed = &site.index.listed;
    // Ids count from the newest, and so does the list.
    let Ok(place) = listed.binary_search(&id) else { return (None, None) };
    let newer = place.checked_sub(1).map(|place| listed[place]);
    (newer, listed.get(place + 1).copied())
}

fn neighbour<'a>(
    view: View<'a>,
    site: &'a Site,
    name: &'static str,
    id: Option<ArticleId>,
) -> View<'a> {
    let entry = id.map(|id| &site.index.articles[id]);
    let none = || FingerprintBuilder::new("neighbour").finish();
    let fingerprint = id.map_or_else(none, |id| site.link_fingerprints(id).undated);
    view.part(name, fingerprint, move || {
        let link = entry.map(|entry| {
            Record::new()
                .set("title", &entry.content.meta.title)
                .set("url", entry.url.under(site.config.base_url.sub_path()))
                .set("sponsored", entry.content.sponsored.as_ref())
        });
        link.into()
    })
}
