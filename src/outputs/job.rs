//! Jobs: what is to be made, and the making of it.

use std::sync::Arc;

use super::feed::Format;
use super::site::Site;
use super::{
    archive, article, author, calendar, copied, edition, event, feed, front, icons, llms,
    news_sitemap, not_found, now, opml, page, person, redirect, robots, security, sitemap, tag,
};
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::index::{ArticleId, TagId, Target};
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
    /// All events for calendars.
    Calendar,
    /// A piece of people news.
    Person(usize),
    /// The list of all people news.
    People,
    /// A week's edition.
    Edition(usize),
    /// The list of all editions.
    Editions,
    /// The feed of editions.
    EditionFeed,
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
    /// A feed, of the whole site or of a tag.
    Feed(Format, Option<TagId>),
    /// The list of all feeds.
    FeedList,
    /// The sitemap, or the index of several.
    Sitemap,
    /// One of several sitemaps, by its place among them.
    SitemapPart(usize),
    /// The sitemap of the newest articles.
    NewsSitemap,
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
    /// `security.txt`.
    Security,
    /// `site.webmanifest`.
    Manifest,
    /// One of the built-in icons, by its place among them.
    Icon(usize),
    /// The theme's style sheet.
    StyleSheet,
    /// The theme's script.
    Script,
    /// A file that is copied: a picture, or one below `static`.
    Copied(SourcePath, Fingerprint),
}

impl Job {
    /// When it is published: nothing may link to what is not there yet.
    pub fn phase(&self) -> Phase {
        match self.kind {
            JobKind::StyleSheet
            | JobKind::Script
            | JobKind::Manifest
            | JobKind::Icon(_)
            | JobKind::Copied(..) => Phase::Asset,
            JobKind::Article(_)
            | JobKind::Event(_)
            | JobKind::Person(_)
            | JobKind::Page(_)
            | JobKind::Redirect(_) => Phase::Page,
            JobKind::Feed(..)
            | JobKind::FeedList
            | JobKind::EditionFeed
            | JobKind::Calendar
            | JobKind::Sitemap
            | JobKind::SitemapPart(_)
            | JobKind::NewsSitemap
            | JobKind::Robots
            | JobKind::Llms
            | JobKind::Security => Phase::Feed,
            _ => Phase::List,
        }
    }

    /// The kind's name, as `explain` tells it.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            JobKind::Front(_) => "front page",
            JobKind::Article(_) => "article",
            JobKind::Event(_) => "event",
            JobKind::Events => "list of events",
            JobKind::Calendar => "calendar",
            JobKind::Person(_) => "person",
            JobKind::People => "list of people news",
            JobKind::Edition(_) => "edition",
            JobKind::Editions => "list of editions",
            JobKind::EditionFeed => "feed of editions",
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
            JobKind::Feed(..) => "feed",
            JobKind::FeedList => "list of feeds",
            JobKind::Sitemap | JobKind::SitemapPart(_) => "sitemap",
            JobKind::NewsSitemap => "news sitemap",
            JobKind::Robots => "robots.txt",
            JobKind::Llms => "llms.txt",
            JobKind::Security => "security.txt",
            JobKind::Manifest => "manifest",
            JobKind::Icon(_) => "icon",
            JobKind::StyleSheet => "style sheet",
            JobKind::Script => "script",
            JobKind::Copied(..) => "copied file",
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
            JobKind::Copied(source, _) => Some(source),
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
            JobKind::Feed(..)
            | JobKind::FeedList
            | JobKind::EditionFeed
            | JobKind::Calendar
            | JobKind::Sitemap
            | JobKind::SitemapPart(_)
            | JobKind::NewsSitemap
            | JobKind::Robots
            | JobKind::Llms
            | JobKind::Security
            | JobKind::Manifest
            | JobKind::Icon(_)
            | JobKind::StyleSheet
            | JobKind::Script
            | JobKind::Copied(..) => return None,
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
        match self.template(site) {
            Some(template) => {
                let label = self.label(site);
                site.engine.render(template, &self.view(site, &label), &label)
            }
            None => self.write(site),
        }
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
            JobKind::Calendar => calendar::view(site, url),
            JobKind::Person(id) => person::view(site, &index.people[*id], label),
            JobKind::People => person::all(site, url),
            JobKind::Edition(id) => edition::view(site, *id, label),
            JobKind::Editions => edition::all(site, url),
            JobKind::EditionFeed => feed::editions_view(site),
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
            JobKind::Feed(_, tag) => feed::view(site, *tag, url),
            JobKind::FeedList => opml::view(site),
            JobKind::Sitemap => sitemap::view(site),
            JobKind::SitemapPart(number) => sitemap::part_view(site, *number),
            JobKind::NewsSitemap => news_sitemap::view(site),
            JobKind::Robots => robots::view(site),
            JobKind::Llms => llms::view(site),
            JobKind::Security => security::view(site),
            JobKind::Manifest => icons::manifest_view(site),
            JobKind::Icon(number) => icons::view(*number),
            JobKind::StyleSheet => {
                View::new().input("style_sheet", site.theme.style_sheet.fingerprint)
            }
            JobKind::Script => View::new().input("script", site.theme.script.fingerprint),
            JobKind::Copied(_, fingerprint) => View::new().input("file", *fingerprint),
        }
    }

    fn write(&self, site: &Site) -> Result<Vec<u8>, Diagnostics> {
        match &self.kind {
            JobKind::Calendar => Ok(calendar::text(site, &self.url).into_bytes()),
            JobKind::Feed(format, tag) => feed::write(site, *format, *tag, &self.url),
            JobKind::EditionFeed => feed::write_editions(site),
            JobKind::FeedList => opml::write(site),
            JobKind::Sitemap => sitemap::write(site),
            JobKind::SitemapPart(number) => sitemap::write_part(site, *number),
            JobKind::NewsSitemap => news_sitemap::write(site),
            JobKind::Robots => Ok(robots::text(site).into_bytes()),
            JobKind::Llms => Ok(llms::text(site).into_bytes()),
            JobKind::Security => Ok(security::text(site).into_bytes()),
            JobKind::Manifest => icons::manifest(site),
            JobKind::Icon(number) => Ok(icons::bytes(*number)),
            JobKind::StyleSheet => Ok(site.theme.style_sheet.text.clone().into_bytes()),
            JobKind::Script => Ok(site.theme.script.text.clone().into_bytes()),
            JobKind::Copied(source, fingerprint) => copied::bytes(site, source, *fingerprint),
            _ => Ok(Vec::new()),
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
