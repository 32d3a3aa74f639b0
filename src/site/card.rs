//! Cards: articles as lists show them.

use super::cells::LinkFingerprints;
use super::{Site, images};
use crate::danish::Moment;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleEntry, ArticleId, Placed};
use crate::paths::UrlPath;
use crate::view::{Record, Value};

impl Site {
    /// The value of an article's card.
    pub(crate) fn card(&self, id: ArticleId) -> Value {
        let make = || self.card_record(&self.index.articles[id]).into();
        self.cards[id].value.get_or_init(make).clone()
    }

    /// The fingerprint of everything that [`Self::card`] reads.
    pub(crate) fn card_fingerprint(&self, id: ArticleId) -> Fingerprint {
        let make = || fingerprint(self, &self.index.articles[id]);
        *self.cards[id].fingerprint.get_or_init(make)
    }

    /// The fingerprints of what links to an article show.
    pub(crate) fn link_fingerprints(&self, id: ArticleId) -> LinkFingerprints {
        *self.cards[id].links.get_or_init(|| link_fingerprints(&self.index.articles[id]))
    }

    /// The cards of some articles.
    pub(crate) fn cards(&self, articles: &[ArticleId]) -> Value {
        Value::list(articles.iter().map(|id| self.card(*id)))
    }

    /// The fields of a card, as `docs/templates.md` lists them.
    pub(crate) fn card_record(&self, entry: &ArticleEntry) -> Record {
        let article = &entry.content;
        let sub_path = self.config.base_url.sub_path();
        Record::new()
            .set("title", &article.meta.title)
            .set("description", article.description.as_ref())
            .set("url", entry.url.under(sub_path))
            .set("date", article.date.machine())
            .set("updated", article.updated.as_ref().map(Moment::machine))
            .set("tags", Value::list(entry.tags.iter().map(|tag| self.tag_link(*tag))))
            .set("authors", Value::list(entry.authors.iter().map(|id| self.author_link(*id))))
            .set("image", images::value(self, &article.meta.source, article.image.as_ref()))
            .set("sponsored", article.sponsored.as_ref())
            .set("draft", article.meta.draft)
    }

    /// A link to a tag, `{name, slug, url}`, made once for all cards.
    fn tag_link(&self, number: usize) -> Value {
        let tag = &self.index.tags[number];
        let make = || named(self, &tag.name, &tag.slug, &tag.url).into();
        self.tag_links[number].get_or_init(make).clone()
    }

    /// A link to an author, `{name, slug, url}`, made once for all cards.
    fn author_link(&self, number: usize) -> Value {
        let author = &self.index.authors[number];
        let make = || named(self, &author.name, &author.slug, &author.url).into();
        self.author_links[number].get_or_init(make).clone()
    }
}

fn link_fingerprints(entry: &ArticleEntry) -> LinkFingerprints {
    let Placed { content: article, url, .. } = &entry.placed;
    let mut link = FingerprintBuilder::new("link");
    link.text(&article.meta.title).text(url.as_str()).optional(article.sponsored.as_deref());
    let undated = link.finish();
    LinkFingerprints { undated, dated: link.text(&article.date.machine()).finish() }
}

/// The fingerprint of everything that the cards of some articles show. `what` distinguishes lists.
pub(crate) fn fingerprint_of_cards(site: &Site, what: &str, articles: &[ArticleId]) -> Fingerprint {
    let mut all = FingerprintBuilder::new(what);
    for id in articles {
        all.fingerprint(site.card_fingerprint(*id));
    }
    all.finish()
}

/// A link to a tag or an author.
pub(crate) fn named(site: &Site, name: &str, slug: &str, url: &UrlPath) -> Record {
    let url = url.under(site.config.base_url.sub_path());
    Record::new().set("name", name).set("slug", slug).set("url", url)
}

/// The fingerprint of everything that [`Site::card_record`] reads.
fn fingerprint(site: &Site, entry: &ArticleEntry) -> Fingerprint {
    let article = &entry.content;
    let mut all = FingerprintBuilder::new("card");
    all.text(&article.meta.title)
        .text(entry.url.as_str())
        .text(&article.date.machine())
        .optional(article.updated.as_ref().map(Moment::machine).as_deref())
        .optional(article.description.as_deref())
        .optional(article.sponsored.as_deref())
        .number(u64::from(article.meta.draft));
    all.number(entry.tags.len() as u64);
    for tag in &entry.tags {
        let tag = &site.index.tags[*tag];
        all.text(&tag.name).text(&tag.slug);
    }
    all.number(entry.authors.len() as u64);
    for author in &entry.authors {
        let author = &site.index.authors[*author];
        all.text(&author.name).text(&author.slug);
    }
    let image = article.image.as_ref();
    all.fingerprint(images::fingerprint(site, &article.meta.source, image));
    all.finish()
}
