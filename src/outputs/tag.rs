//! Tags: their pages, and the list of all tags.

use super::feed::{self, Format};
use super::json_ld::About;
use super::listing::List;
use super::parts::{self, PageFacts};
use super::site::Site;
use crate::danish::{Collator, IndexGroup};
use crate::fingerprint::Combiner;
use crate::index::TagEntry;
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "tag.html";
pub(super) const ALL_TEMPLATE: &str = "tags.html";

pub(super) fn page<'a>(site: &'a Site, tag: &'a TagEntry, number: Option<usize>) -> List<'a> {
    let per_page = site.config.tags.per_page;
    List { url: &tag.url, articles: &tag.articles, per_page, number }
}

/// A tag without articles has a page that says so and that search engines leave out.
pub(super) fn view<'a>(
    site: &'a Site,
    tag: &'a TagEntry,
    page: List<'a>,
    url: &'a UrlPath,
) -> View<'a> {
    let facts = PageFacts {
        kind: "tag",
        title: tag.name.clone(),
        description: tag.description.as_deref(),
        url: Some(url),
        noindex: tag.articles.is_empty(),
        feed: Some(tag).filter(|tag| feed::has_feed(site, tag)),
        about: About::Tag(tag, page.number),
        ..PageFacts::default()
    };
    let fingerprint = Combiner::new("tag")
        .text(&tag.name)
        .text(&tag.slug)
        .optional(tag.description.as_deref())
        .number(u64::from(feed::has_feed(site, tag)))
        .finish();
    let feed = Some(feed::url(Some(tag), Format::Atom)).filter(|_| feed::has_feed(site, tag));
    let view = parts::view(site, TEMPLATE, [], facts).part("tag", fingerprint, move || {
        Record::new()
            .set("name", &tag.name)
            .set("slug", &tag.slug)
            .set("url", tag.url.under(site.config.base_url.sub_path()))
            .set("description", tag.description.as_ref())
            .set("feed", feed.as_ref().map(|url| url.under(site.config.base_url.sub_path())))
            .into()
    });
    page.add_to(view, site)
}

/// The list of all tags with articles, in groups A–Å.
pub(super) fn all<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "tags",
        title: "Emner".into(),
        url: Some(url),
        about: About::Tags,
        ..PageFacts::default()
    };
    let mut fingerprint = Combiner::new("groups");
    for tag in parts::used_tags(site) {
        let key = tag.sort_key.as_deref();
        fingerprint.text(&tag.name).text(&tag.slug).optional(key).number(tag.articles.len() as u64);
    }
    parts::view(site, ALL_TEMPLATE, [], facts)
        .part("groups", fingerprint.finish(), move || groups(site))
}

fn groups(site: &Site) -> Value {
    let collator = Collator::for_tags();
    let mut groups: Vec<(IndexGroup, Vec<Value>)> = Vec::new();
    for tag in parts::used_tags(site) {
        let group = collator.index_group(tag.sort_key.as_ref().unwrap_or(&tag.name));
        let value = parts::tag_value(site, tag);
        match groups.last_mut() {
            Some((last, tags)) if *last == group => tags.push(value),
            _ => groups.push((group, vec![value])),
        }
    }
    Value::list(groups.into_iter().map(|(group, tags)| {
        Record::new().set("letter", group.to_string()).set("tags", Value::list(tags)).into()
    }))
}
