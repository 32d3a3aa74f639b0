//! Jobs: what is to be made, and the making of it.

use std::sync::Arc;

use super::file::FileKind;
use super::site::Site;
use super::{
    archive, article, author, edition, event, front, not_found, now, page, person, redirect, tag,
};
use crate::diagnostics::Diagnostics;
use crate::index::{ArticleId, Target};
use crate::model::{Body, Meta};
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::template::Closure;
use crate::view::View;
use crate::write::Phase;

/// One output file.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where it lies.
    pub output: OutputPath,
    /// Its URL.
    pub url: UrlPath,
    /// What it is.
    pub kind: JobKind,
}

/// The kinds of outputs. Numbers are those of the index's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// The front page or one of its numbered pages.
    Front(Option<usize>),
    /// An article.
    Article(ArticleId),
    /// An event.
    Event(usize),
    /// The list of all events.
    Events,
    /// A piece of people news.
    Person(usize),
    /// The list of all people news.
    People,
    /// A week's edition.
    Edition(usize),
    /// The list of all editions.
    Editions,
    /// What changes all the time.
    Now,
    /// A tag's page.
    Tag(usize, Option<usize>),
    /// The list of all tags.
    Tags,
    /// A year's archive.
    Year(usize),
    /// A month's archive: the year's number, and the month's within it.
    Month(usize, usize),
    /// An author's page.
    Author(usize, Option<usize>),
    /// The list of all authors.
    Authors,
    /// A plain page.
    Page(usize),
    /// `404.html`.
    NotFound,
    /// A former address.
    Redirect(Target),
    /// A file that needs no template.
    File(FileKind),
}

impl Job {
    /// When it is published: nothing may link to what is not there yet.
    pub fn phase(&self) -> Phase {
        match &self.kind {
            JobKind::Article(_)
            | JobKind::Event(_)
            | JobKind::Person(_)
            | JobKind::Page(_)
            | JobKind::Redirect(_) => Phase::Page,
            JobKind::File(file) => file.phase(),
            JobKind::Front(_)
            | JobKind::Events
            | JobKind::People
            | JobKind::Edition(_)
            | JobKind::Editions
            | JobKind::Now
            | JobKind::Tag(..)
            | JobKind::Tags
            | JobKind::Year(_)
            | JobKind::Month(..)
            | JobKind::Author(..)
            | JobKind::Authors
            | JobKind::NotFound => Phase::List,
        }
    }

    /// The kind's name, as `explain` tells it.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            JobKind::Front(_) => "front page",
            JobKind::Article(_) => "article",
            JobKind::Event(_) => "event",
            JobKind::Events => "list of events",
            JobKind::Person(_) => "person",
            JobKind::People => "list of people news",
            JobKind::Edition(_) => "edition",
            JobKind::Editions => "list of editions",
            JobKind::Now => "now",
            JobKind::Tag(..) => "tag",
            JobKind::Tags => "list of tags",
            JobKind::Year(_) => "year",
            JobKind::Month(..) => "month",
            JobKind::Author(..) => "author",
            JobKind::Authors => "list of authors",
            JobKind::Page(_) => "page",
            JobKind::NotFound => "not found",
            JobKind::Redirect(_) => "redirect",
            JobKind::File(file) => file.name(),
        }
    }

    /// How the job is named in messages: its URL, and its content file if it has one.
    pub fn label(&self, site: &Site) -> String {
        match self.source(site) {
            Some(source) => format!("{} ({source})", self.url),
            None => self.url.to_string(),
        }
    }

    /// The one file that the output is made of, besides all that it shows of others.
    pub fn source<'a>(&'a self, site: &'a Site) -> Option<&'a SourcePath> {
        match &self.kind {
            JobKind::File(FileKind::Copied(source, _)) => Some(source),
            kind => content(kind, site).map(|(meta, _)| &meta.source),
        }
    }

    /// Whether it is the page of a draft.
    pub fn is_draft(&self, site: &Site) -> bool {
        content(&self.kind, site).is_some_and(|(meta, _)| meta.draft)
    }

    /// The template that renders it; none for what is written or copied without one.
    pub fn template<'a>(&self, site: &'a Site) -> Option<&'a str> {
        Some(match &self.kind {
            JobKind::Front(number) => front::template(*number),
            JobKind::Article(id) => article::template(&site.index.articles[*id]),
            JobKind::Event(id) => event::template(&site.index.events[*id]),
            JobKind::Events => event::ALL_TEMPLATE,
            JobKind::Person(id) => person::template(&site.index.people[*id]),
            JobKind::People => person::ALL_TEMPLATE,
            JobKind::Edition(id) => edition::template(&site.index.editions[*id]),
            JobKind::Editions => edition::ALL_TEMPLATE,
            JobKind::Now => now::TEMPLATE,
            JobKind::Tag(..) => tag::TEMPLATE,
            JobKind::Tags => tag::ALL_TEMPLATE,
            JobKind::Year(_) => archive::YEAR_TEMPLATE,
            JobKind::Month(..) => archive::MONTH_TEMPLATE,
            JobKind::Author(id, _) => author::template(&site.index.authors[*id]),
            JobKind::Authors => author::ALL_TEMPLATE,
            JobKind::Page(id) => page::template(&site.index.pages[*id]),
            JobKind::NotFound => not_found::TEMPLATE,
            JobKind::Redirect(_) => redirect::TEMPLATE,
            JobKind::File(_) => return None,
        })
    }

    /// The components that the output's own text calls.
    pub fn components<'a>(&self, site: &'a Site) -> impl Iterator<Item = &'a str> {
        let body = content(&self.kind, site).map(|(_, body)| body);
        let calls = body.into_iter().flat_map(|body| &body.components);
        calls.map(|call| call.name.as_str())
    }

    /// The templates that the output is made of, but for those of components in a body, which
    /// belong to the body. None for what is written or copied without a template.
    pub fn closure(&self, site: &Site) -> Option<Arc<Closure>> {
        self.template(site).map(|template| site.engine.closures().of(template, []))
    }

    /// Makes the output's bytes.
    pub fn render(&self, site: &Site) -> Result<Vec<u8>, Diagnostics> {
        if let JobKind::File(file) = &self.kind {
            return file.bytes(site, &self.url);
        }
        let template = self.template(site).unwrap_or_default();
        let label = self.label(site);
        site.engine.render(template, &self.view(site, &label), &label)
    }

    /// What the job's template is given, or what is written or copied without one.
    pub fn view<'a>(&'a self, site: &'a Site, label: &'a str) -> View<'a> {
        let index = &site.index;
        let url = &self.url;
        match &self.kind {
            JobKind::Front(number) => {
                front::view(site, front::page(site, &site.home, *number), url)
            }
            JobKind::Article(id) => article::view(site, *id, label),
            JobKind::Event(id) => event::view(site, &index.events[*id], label),
            JobKind::Events => event::all(site, url),
            JobKind::Person(id) => person::view(site, &index.people[*id], label),
            JobKind::People => person::all(site, url),
            JobKind::Edition(id) => edition::view(site, *id, label),
            JobKind::Editions => edition::all(site, url),
            JobKind::Now => now::view(site, url),
            JobKind::Tag(id, number) => {
                let entry = &index.tags[*id];
                tag::view(site, entry, tag::page(site, entry, *number), url)
            }
            JobKind::Tags => tag::all(site, url),
            JobKind::Year(id) => archive::year(site, &index.years[*id]),
            JobKind::Month(id, month) => {
                let year = &index.years[*id];
                archive::month(site, year, &year.months[*month])
            }
            JobKind::Author(id, number) => {
                let entry = &index.authors[*id];
                author::view(site, entry, author::page(site, entry, *number), url, label)
            }
            JobKind::Authors => author::all(site, url),
            JobKind::Page(id) => page::view(site, &index.pages[*id], label),
            JobKind::NotFound => not_found::view(site, url),
            JobKind::Redirect(target) => redirect::view(site, *target),
            JobKind::File(file) => file.view(site, url),
        }
    }
}

/// The content file whose text an output shows, if it is made of one.
fn content<'a>(kind: &JobKind, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
    let index = &site.index;
    match kind {
        JobKind::Article(id) => {
            let article = &index.articles[*id].article;
            Some((&article.meta, &article.body))
        }
        JobKind::Event(id) => {
            let event = &index.events[*id].event;
            Some((&event.meta, &event.body))
        }
        JobKind::Person(id) => {
            let person = &index.people[*id].person;
            Some((&person.meta, &person.body))
        }
        JobKind::Edition(id) => {
            let file = index.editions[*id].file.as_ref();
            let file = file.filter(|(_, state)| state.has_page());
            file.map(|(file, _)| (&file.meta, &file.body))
        }
        JobKind::Page(id) => {
            let page = &index.pages[*id].page;
            Some((&page.meta, &page.body))
        }
        JobKind::Author(id, _) => {
            let profile = index.authors[*id].profile.as_ref();
            profile.map(|profile| (&profile.meta, &profile.body))
        }
        _ => None,
    }
}
