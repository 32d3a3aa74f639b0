//! Cards: articles as lists show them.

use super::pictures;
use super::site::Site;
use crate::danish::Moment;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::ArticleEntry;
use crate::paths::UrlPath;
use crate::view::{Record, Value};

/// The fingerprint of everything that [`record`] reads.
pub(super) fn fingerprint(site: &Site, entry: &ArticleEntry) -> Fingerprint {
    let article = &entry.article;
    let mut all = Combiner::new("card");
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
    let picture = article.image.as_ref();
    all.fingerprint(pictures::fingerprint(site, &article.meta.source, picture));
    all.finish()
}

/// The fields of a card, as `docs/templates.md` lists them.
pub(super) fn record(site: &Site, entry: &ArticleEntry) -> Record {
    let article = &entry.article;
    let sub_path = site.config.base_url.sub_path();
    Record::new()
        .set("title", &article.meta.title)
        .set("description", article.description.as_ref())
        .set("url", entry.url.under(sub_path))
        .set("date", article.date.machine())
        .set("updated", article.updated.as_ref().map(Moment::machine))
        .set("tags", Value::list(entry.tags.iter().map(|tag| site.tag_link(*tag))))
        .set("authors", Value::list(entry.authors.iter().map(|author| site.author_link(*author))))
        .set("image", pictures::value(site, &article.meta.source, article.image.as_ref()))
        .set("sponsored", article.sponsored.as_ref())
        .set("draft", article.meta.draft)
}

/// A link to a tag or an author.
pub(super) fn named(site: &Site, name: &str, slug: &str, url: &UrlPath) -> Record {
    let url = url.under(site.config.base_url.sub_path());
    Record::new().set("name", name).set("slug", slug).set("url", url)
}
