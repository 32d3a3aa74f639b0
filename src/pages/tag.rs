//! Tags: their pages, and the list of all tags.

use std::collections::BTreeSet;

use super::json_ld::{Described, Trail};
use super::listing::{ListPage, page_url};
use super::parts::{self, PageFacts};
use super::site_wide::tag_value;
use crate::danish::{Collator, IndexGroup, capitalize_first};
use crate::fingerprint::FingerprintBuilder;
use crate::index::{TagEntry, TagId};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Site};
use crate::view::{Record, Value, View};
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Emner", "emner");

#[derive(Debug)]
struct TagPage {
    tag: TagId,
    number: Option<usize>,
}

#[derive(Debug)]
struct TagList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    let tags = site.index.tags.iter().enumerate();
    for (id, tag) in tags.filter(|(_, tag)| tag.has_page()) {
        for number in list(site, tag, None).numbers() {
            let url = page_url(&tag.url, number);
            planner.page(TagPage { tag: id, number }, &url, format!("the tag »{}«", tag.name));
        }
    }
    let scheduled = site.index.scheduled_entries().flat_map(|entry| &entry.tags);
    for id in scheduled.collect::<BTreeSet<_>>() {
        let tag = &site.index.tags[*id];
        if !tag.has_page() {
            planner.reserve_list(&tag.url, format!("the tag »{}«", tag.name));
        }
    }
    planner.section(TagList, UrlPath::directory([LIST.1]), "the list of all tags");
}

fn list<'a>(site: &'a Site, tag: &'a TagEntry, number: Option<usize>) -> ListPage<'a> {
    let per_page = site.config.tags.per_page;
    ListPage { url: &tag.url, articles: &tag.articles, per_page, number }
}

impl PageOutput for TagPage {
    fn name(&self) -> &'static str {
        "tag"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "tag.html"
    }

    /// A declared tag without articles has a page that says so and that search engines leave out.
    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let tag = &site.index.tags[self.tag];
        let has_feed = site::has_feed(site, tag);
        let facts = PageFacts {
            kind: "tag",
            title: tag.name.clone(),
            description: tag.description.as_deref(),
            url: Some(at.url),
            noindex: tag.articles.is_empty(),
            feed: Some(tag).filter(|_| has_feed),
            about: Some(self),
            ..PageFacts::default()
        };
        let fingerprint = FingerprintBuilder::new("tag")
            .text(&tag.name)
            .text(&tag.slug)
            .optional(tag.description.as_deref())
            .number(u64::from(has_feed))
            .finish();
        let feed = Some(site::feed_url(Some(tag), FeedFormat::Atom)).filter(|_| has_feed);
        let view = parts::view(site, self.template(site), [], facts);
        let view = view.part("tag", fingerprint, move || {
            Record::new()
                .set("name", &tag.name)
                .set("slug", &tag.slug)
                .set("url", tag.url.under(site.config.base_url.sub_path()))
                .set("description", tag.description.as_ref())
                .set("feed", feed.as_ref().map(|url| url.under(site.config.base_url.sub_path())))
                .into()
        });
        list(site, tag, self.number).add_to(view, site)
    }
}

impl Described for TagPage {
    fn trail(&self, site: &Site) -> Trail {
        let tag = &site.index.tags[self.tag];
        let trail = Trail::new().section(LIST.0, LIST.1);
        trail.step(capitalize_first(&tag.name), &tag.url).page(&tag.url, self.number)
    }
}

impl PageOutput for TagList {
    fn name(&self) -> &'static str {
        "list of tags"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "tags.html"
    }

    /// All tags with articles, in groups A–Å.
    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "tags",
            title: LIST.0.into(),
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        let mut all = FingerprintBuilder::new("groups");
        for tag in site.index.used_tags() {
            let key = tag.sort_key.as_deref();
            all.text(&tag.name).text(&tag.slug).optional(key).number(tag.articles.len() as u64);
        }
        parts::view(site, self.template(site), [], facts)
            .part("groups", all.finish(), move || groups(site))
    }
}

impl Described for TagList {
    fn trail(&self, _site: &Site) -> Trail {
        Trail::new().section(LIST.0, LIST.1)
    }
}

fn groups(site: &Site) -> Value {
    let collator = Collator::for_tags();
    let mut groups: Vec<(IndexGroup, Vec<Value>)> = Vec::new();
    for tag in site.index.used_tags() {
        let group = collator.index_group(tag.sort_key.as_ref().unwrap_or(&tag.name));
        let value = tag_value(site, tag);
        match groups.last_mut() {
            Some((last, tags)) if *last == group => tags.push(value),
            _ => groups.push((group, vec![value])),
        }
    }
    Value::list(groups.into_iter().map(|(group, tags)| {
        Record::new().set("letter", group.to_string()).set("tags", Value::list(tags)).into()
    }))
}
