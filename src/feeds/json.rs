//! JSON Feed 1.1 (<https://jsonfeed.org/version/1.1>).

use std::borrow::Cow;

use serde::Serialize;

use super::feed::{Feed, FeedEntry};
use crate::danish::rfc3339;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::xml::clean;

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: Cow<'a, str>,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    authors: Vec<FeedAuthor<'a>>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct FeedAuthor<'a> {
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: Cow<'a, str>,
    url: &'a str,
    title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<Cow<'a, str>>,
    /// Stands in for the former: one of the two is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<FeedAuthor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Cow<'a, str>>,
    language: &'a str,
}

pub(super) fn write(feed: &Feed<'_>) -> Result<Vec<u8>, Diagnostics> {
    let json = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: clean(&feed.title),
        home_page_url: &feed.home,
        feed_url: &feed.url,
        description: feed.description.map(clean),
        authors: vec![FeedAuthor { name: clean(feed.publisher), url: None }],
        language: feed.language,
        hubs: feed.hub.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
        items: feed.entries.iter().map(|entry| item(feed, entry)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&json).map_err(|error| {
        Diagnostic::new(Code::InternalBug, format!("the JSON feed cannot be written: {error}"))
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn item<'a>(feed: &Feed<'a>, entry: &'a FeedEntry<'_>) -> Item<'a> {
    let summary = entry.summary.map(clean);
    let author = |author: &'a super::feed::Person<'_>| FeedAuthor {
        name: clean(author.name),
        url: author.url.as_deref(),
    };
    Item {
        id: clean(&entry.id),
        url: &entry.url,
        title: clean(&entry.title),
        content_html: entry.content.as_deref().map(clean),
        content_text: match entry.content {
            Some(_) => None,
            None => summary.clone().or_else(|| Some(clean(&entry.title))),
        },
        summary,
        image: entry.image.as_ref().map(|image| image.url.as_str()),
        date_published: rfc3339(entry.published),
        date_modified: rfc3339(entry.updated),
        authors: entry.authors.iter().map(author).collect(),
        tags: entry.tags.iter().map(|tag| clean(tag.name)).collect(),
        language: feed.language,
    }
}
