//! Articles.

use super::content_page::ContentPage;
use super::json_ld::About;
use super::parts;
use super::site::Site;
use super::{body, card, notice, read_also, story};
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{ArticleEntry, ArticleId};
use crate::model::{Body, Credit};
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "article.html";

/// The template of an article: the one that it names, or the usual one.
pub(super) fn template(entry: &ArticleEntry) -> &str {
    entry.article.meta.template.as_deref().unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(site: &'a Site, id: ArticleId, label: &'a str) -> View<'a> {
    let entry = &site.index.articles[id];
    let article = &entry.article;
    let page = ContentPage {
        kind: "article",
        template: template(entry),
        meta: &article.meta,
        body: &article.body,
        url: &entry.url,
        description: article.description.as_deref(),
        image: article.image.as_ref(),
        about: About::Article(id),
    };
    let own = Combiner::new("article")
        .fingerprint(site.card_fingerprint(id))
        .fingerprint(article.meta.fingerprint)
        .fingerprint(notice::fingerprint(site, page.meta, page.body, &article.corrections))
        .text(&entry.id)
        .optional(site.index.month_of(id).map(|(_, month)| month.url.as_str()))
        .finish();
    let view = page.start(site).part("article", own, move || article_value(site, id));
    let text = body::fingerprint(site, page.meta, page.body, site.links_fingerprint(id));
    let view = body::add_to(view, site, (page.meta, page.body), text, label);
    let view = read_also::part(site, view, id);
    let edition = site.index.edition_of(id).filter(|edition| edition.is_listed());
    let week = Combiner::new("week").optional(edition.map(|e| e.url.as_str())).finish();
    let view = story::add_to(view, site, id).part("edition", week, move || {
        edition.map(|edition| super::edition::link(site, edition)).into()
    });
    let (newer, older) = neighbours(site, id);
    neighbour(neighbour(view, site, "newer", newer), site, "older", older)
}

fn article_value(site: &Site, id: ArticleId) -> Value {
    let entry = &site.index.articles[id];
    let article = &entry.article;
    let corrections = notice::corrections(site, &article.meta, &article.body, &article.corrections);
    card::record(site, entry)
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

/// Whose reporting a text digests.
pub(super) fn sources(credits: &[Credit]) -> Value {
    Value::list(credits.iter().map(|credit| {
        Record::new()
            .set("name", &credit.name)
            .set("url", credit.url.as_ref())
            .set("date", credit.date.as_ref().map(crate::danish::Moment::machine))
            .set("language", credit.language.as_ref())
            .set("paywall", credit.paywall)
            .into()
    }))
}

/// The authors as cards have them, each with an absolute address for the head of the page.
fn authors(site: &Site, entry: &ArticleEntry) -> Value {
    let base = &site.config.base_url;
    Value::list(entry.authors.iter().map(|author| {
        let author = &site.index.authors[*author];
        card::named(site, &author.name, &author.slug, &author.url)
            .set("absolute", base.absolute(&author.url))
            .into()
    }))
}

/// The month that lists an article, or none.
fn month(site: &Site, id: ArticleId) -> Value {
    let link = site.index.month_of(id).map(|(year, month)| {
        Record::new()
            .set("title", parts::month_title(year.year, month.month))
            .set("url", month.url.under(site.config.base_url.sub_path()))
    });
    link.into()
}

/// The table of contents of a body.
pub(super) fn toc(body: &Body) -> Value {
    Value::list(body.headings.iter().map(|heading| {
        Record::new()
            .set("id", &heading.id)
            .set("title", &heading.title)
            .set("level", u32::from(heading.level))
            .into()
    }))
}

/// The listed articles before and after one in time.
fn neighbours(site: &Site, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
    let listed = &site.index.listed;
    // Ids count from the newest, and so does the list.
    let Ok(place) = listed.binary_search(&id) else { return (None, None) };
    let newer = place.checked_sub(1).map(|place| listed[place]);
    (newer, listed.get(place + 1).copied())
}

/// The fingerprints of what links to an article show.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkFingerprints {
    /// Of title, address and advertiser.
    pub(super) undated: Fingerprint,
    /// Of these and the date.
    pub(super) dated: Fingerprint,
}

impl LinkFingerprints {
    pub(super) fn of(entry: &ArticleEntry) -> Self {
        let ArticleEntry { article, url, .. } = entry;
        let mut link = Combiner::new("link");
        link.text(&article.meta.title).text(url.as_str()).optional(article.sponsored.as_deref());
        let undated = link.finish();
        Self { undated, dated: link.text(&article.date.machine()).finish() }
    }
}

fn neighbour<'a>(
    view: View<'a>,
    site: &'a Site,
    name: &'static str,
    id: Option<ArticleId>,
) -> View<'a> {
    let entry = id.map(|id| &site.index.articles[id]);
    let none = || Combiner::new("neighbour").finish();
    let fingerprint = id.map_or_else(none, |id| site.link_fingerprints(id).undated);
    view.part(name, fingerprint, move || {
        let link = entry.map(|entry| {
            Record::new()
                .set("title", &entry.article.meta.title)
                .set("url", entry.url.under(site.config.base_url.sub_path()))
                .set("sponsored", entry.article.sponsored.as_ref())
        });
        link.into()
    })
}
