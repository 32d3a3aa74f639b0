//! Authors: their pages, and the list of all authors.

use super::body;
use super::json_ld::About;
use super::links;
use super::listing::List;
use super::parts::{self, PageFacts};
use super::pictures;
use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::AuthorEntry;
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "author.html";
pub(super) const ALL_TEMPLATE: &str = "authors.html";

pub(super) fn page<'a>(site: &'a Site, author: &'a AuthorEntry, number: Option<usize>) -> List<'a> {
    let per_page = site.config.archive.per_page;
    List { url: &author.url, articles: &author.articles, per_page, number }
}

/// The template of an author's page: the one that the profile names, or the usual one.
pub(super) fn template(author: &AuthorEntry) -> &str {
    let own = author.profile.as_ref().and_then(|profile| profile.meta.template.as_deref());
    own.unwrap_or(TEMPLATE)
}

pub(super) fn view<'a>(
    site: &'a Site,
    author: &'a AuthorEntry,
    page: List<'a>,
    url: &'a UrlPath,
    label: &'a str,
) -> View<'a> {
    let profile = author.profile.as_ref();
    let facts = PageFacts {
        kind: "author",
        title: author.name.clone(),
        description: profile.and_then(|profile| profile.description.as_deref()),
        url: Some(url),
        noindex: profile.is_some_and(|profile| profile.meta.noindex),
        picture: profile.and_then(|profile| Some((&profile.meta, profile.image.as_ref()?))),
        about: About::Author(author, page.number),
        ..PageFacts::default()
    };
    let components = profile.iter().flat_map(|p| &p.body.components).map(|c| c.name.as_str());
    let mut fingerprint = Combiner::new("author");
    fingerprint.text(&author.name).text(&author.slug);
    if let Some(profile) = profile {
        let from = links::From { source: &profile.meta.source, body: &profile.body };
        let links = links::fingerprint(site, from);
        fingerprint
            .fingerprint(profile.meta.fingerprint)
            .fingerprint(body::fingerprint(site, &profile.meta, &profile.body, links))
            .fingerprint(pictures::fingerprint(site, &profile.meta.source, profile.image.as_ref()));
    }
    let view = parts::view(site, template(author), components, facts).fallible_part(
        "author",
        fingerprint.finish(),
        move || {
            let html = match profile {
                Some(profile) => {
                    Value::html(&body::render(site, &profile.meta, &profile.body, label)?)
                }
                None => Value::none(),
            };
            Ok(short(site, author)
                .set("website", profile.and_then(|profile| profile.url.as_ref()))
                .set("email", profile.and_then(|profile| profile.email.as_ref()))
                .set("body", html)
                .into())
        },
    );
    page.add_to(view, site)
}

fn short(site: &Site, author: &AuthorEntry) -> Record {
    let profile = author.profile.as_ref();
    let image = profile.map(|p| pictures::value(site, &p.meta.source, p.image.as_ref()));
    Record::new()
        .set("name", &author.name)
        .set("slug", &author.slug)
        .set("url", author.url.under(site.config.base_url.sub_path()))
        .set("role", profile.and_then(|profile| profile.role.as_ref()))
        .set("description", profile.and_then(|profile| profile.description.as_ref()))
        .set("image", image)
}

/// The list of all authors.
pub(super) fn all<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "authors",
        title: "Forfattere".into(),
        url: Some(url),
        about: About::Authors,
        ..PageFacts::default()
    };
    let mut fingerprint = Combiner::new("authors");
    for author in site.index.authors.iter().filter(|author| author.has_page()) {
        fingerprint.text(&author.name).text(&author.slug);
        if let Some(profile) = &author.profile {
            fingerprint.fingerprint(profile.meta.fingerprint).fingerprint(pictures::fingerprint(
                site,
                &profile.meta.source,
                profile.image.as_ref(),
            ));
        }
    }
    parts::view(site, ALL_TEMPLATE, [], facts).part("authors", fingerprint.finish(), move || {
        let authors = site.index.authors.iter().filter(|author| author.has_page());
        Value::list(authors.map(|author| short(site, author).into()))
    })
}
