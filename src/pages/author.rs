//! Authors: their pages, and the list of all authors.

use std::collections::BTreeSet;

use super::json_ld::{self, Described, Trail};
use super::listing::{ListPage, page_url};
use super::parts::{self, PageFacts};
use crate::body;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{AuthorEntry, AuthorId};
use crate::model::{Body, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{self, Site};
use crate::view::{Record, Value, View};
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Forfattere", "forfattere");

#[derive(Debug)]
struct AuthorPage {
    author: AuthorId,
    number: Option<usize>,
}

#[derive(Debug)]
struct AuthorList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    for (id, author) in site.index.authors.iter().enumerate() {
        // A name that makes no slug has been reported at the article that gives it.
        if !author.has_page() || author.slug.is_empty() {
            continue;
        }
        for number in list(site, author, None).numbers() {
            let url = page_url(&author.url, number);
            let page = AuthorPage { author: id, number };
            match &author.profile {
                Some(profile) => planner.introduced(page, &url, &profile.meta, "profile"),
                None => planner.page(page, &url, format!("the author »{}«", author.name)),
            }
        }
    }
    let scheduled = site.index.scheduled_entries().flat_map(|entry| &entry.authors);
    for id in scheduled.collect::<BTreeSet<_>>() {
        let author = &site.index.authors[*id];
        if !author.has_page() && !author.slug.is_empty() {
            planner.reserve_list(&author.url, format!("the author »{}«", author.name));
        }
    }
    planner.section(AuthorList, UrlPath::directory([LIST.1]), "the list of all authors");
}

fn list<'a>(site: &'a Site, author: &'a AuthorEntry, number: Option<usize>) -> ListPage<'a> {
    let per_page = site.config.archive.per_page;
    ListPage { url: &author.url, articles: &author.articles, per_page, number }
}

impl PageOutput for AuthorPage {
    fn name(&self) -> &'static str {
        "author"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    /// The template that the profile names, or the usual one.
    fn template<'a>(&self, site: &'a Site) -> &'a str {
        let profile = site.index.authors[self.author].profile.as_ref();
        profile.map_or("author.html", |profile| profile.meta.template_or("author.html"))
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        let profile = site.index.authors[self.author].profile.as_ref()?;
        Some((&profile.meta, &profile.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let author = &site.index.authors[self.author];
        let profile = author.profile.as_ref();
        let facts = PageFacts {
            kind: "author",
            title: author.name.clone(),
            description: profile.and_then(|profile| profile.description.as_deref()),
            url: Some(at.url),
            noindex: profile.is_some_and(|profile| profile.meta.noindex),
            image: profile.and_then(|profile| Some((&profile.meta, profile.image.as_ref()?))),
            body: profile.map(|profile| &profile.body),
            about: Some(self),
            ..PageFacts::default()
        };
        let components = profile.iter().flat_map(|p| &p.body.components).map(|c| c.name.as_str());
        let mut all = FingerprintBuilder::new("author");
        all.text(&author.name).text(&author.slug);
        if let Some(profile) = profile {
            let meta = &profile.meta;
            all.fingerprint(meta.fingerprint)
                .fingerprint(body::own_fingerprint(site, meta, &profile.body))
                .fingerprint(site::image_fingerprint(site, &meta.source, profile.image.as_ref()));
        }
        let view = parts::view(site, self.template(site), components, facts);
        let view = view.fallible_part("author", all.finish(), move || {
            let html = match profile {
                Some(profile) => {
                    let text = body::render(site, &profile.meta, &profile.body, &at.label())?;
                    Value::html(&text)
                }
                None => Value::none(),
            };
            Ok(short(site, author)
                .set("website", profile.and_then(|profile| profile.url.as_ref()))
                .set("email", profile.and_then(|profile| profile.email.as_ref()))
                .set("body", html)
                .into())
        });
        list(site, author, self.number).add_to(view, site)
    }
}

impl Described for AuthorPage {
    fn trail(&self, site: &Site) -> Trail {
        let author = &site.index.authors[self.author];
        let trail = Trail::new().section(LIST.0, LIST.1).step(author.name.as_str(), &author.url);
        trail.page(&author.url, self.number)
    }

    fn fingerprint(&self, site: &Site) -> Option<Fingerprint> {
        let author = &site.index.authors[self.author];
        self.number.is_none().then(|| json_ld::author::fingerprint(site, author))
    }

    /// Only the first page of the list is about the author.
    fn things(&self, site: &Site) -> Vec<serde_json::Value> {
        match self.number {
            None => vec![json_ld::author::page(site, &site.index.authors[self.author])],
            Some(_) => Vec::new(),
        }
    }
}

impl PageOutput for AuthorList {
    fn name(&self) -> &'static str {
        "list of authors"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "authors.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "authors",
            title: LIST.0.into(),
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        let authors = site.index.authors.iter().filter(|author| author.has_page());
        let mut all = FingerprintBuilder::new("authors");
        for author in authors.clone() {
            all.text(&author.name).text(&author.slug);
            if let Some(profile) = &author.profile {
                let (meta, image) = (&profile.meta, profile.image.as_ref());
                all.fingerprint(meta.fingerprint).fingerprint(site::image_fingerprint(
                    site,
                    &meta.source,
                    image,
                ));
            }
        }
        let view = parts::view(site, self.template(site), [], facts);
        view.part("authors", all.finish(), move || {
            Value::list(authors.clone().map(|author| short(site, author).into()))
        })
    }
}

impl Described for AuthorList {
    fn trail(&self, _site: &Site) -> Trail {
        Trail::new().section(LIST.0, LIST.1)
    }
}

fn short(site: &Site, author: &AuthorEntry) -> Record {
    let profile = author.profile.as_ref();
    let image = profile.map(|p| site::image_value(site, &p.meta.source, p.image.as_ref()));
    Record::new()
        .set("name", &author.name)
        .set("slug", &author.slug)
        .set("url", author.url.under(site.config.base_url.sub_path()))
        .set("role", profile.and_then(|profile| profile.role.as_ref()))
        .set("description", profile.and_then(|profile| profile.description.as_ref()))
        .set("image", image)
}
