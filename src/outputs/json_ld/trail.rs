//! The way from the front page to a page, as the theme shows it, and the page itself.

use serde_json::{Value as Json, json};

use super::super::listing::page_url;
use super::super::parts::month_title;
use super::super::site::Site;
use super::{About, object};
use crate::danish::capitalize_first;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::paths::UrlPath;

/// The steps below the front page; none on the front page, and where nothing is told.
pub(super) struct Trail(Vec<(String, UrlPath)>);

impl Trail {
    pub(super) fn of(site: &Site, about: About<'_>) -> Self {
        let index = &site.index;
        let step = |title: &str, url: &UrlPath| (title.to_owned(), url.clone());
        let folder = |title: &str, name: &str| (title.to_owned(), UrlPath::folder([name]));
        let number = |url: &UrlPath, number: Option<usize>| {
            number.map(|number| (format!("Side {number}"), page_url(url, Some(number))))
        };
        let mut steps = Vec::new();
        match about {
            About::Nothing => {}
            About::Front(page) => steps.extend(number(&site.home, page)),
            About::Article(id) => {
                let entry = &index.articles[id];
                let tag = entry.tags.first().map(|tag| &index.tags[*tag]);
                steps.extend(tag.map(|tag| step(&capitalize_first(&tag.name), &tag.url)));
                steps.push(step(&entry.article.meta.title, &entry.url));
            }
            About::Event(entry) => {
                steps.push(folder("Arrangementer", "events"));
                steps.push(step(&entry.event.meta.title, &entry.url));
            }
            About::Events => steps.push(folder("Arrangementer", "events")),
            About::Person(entry) => {
                steps.push(folder("Navnenyt", "navnenyt"));
                steps.push(step(&entry.person.meta.title, &entry.url));
            }
            About::People => steps.push(folder("Navnenyt", "navnenyt")),
            About::Edition(entry) => {
                steps.push(folder("Udgaver", "udgaver"));
                steps.push(step(entry.title(), &entry.url));
            }
            About::Editions => steps.push(folder("Udgaver", "udgaver")),
            About::Tag(tag, page) => {
                steps.push(folder("Emner", "emner"));
                steps.push(step(&capitalize_first(&tag.name), &tag.url));
                steps.extend(number(&tag.url, page));
            }
            About::Tags => steps.push(folder("Emner", "emner")),
            About::Year(year) => steps.push(step(&year.year.to_string(), &year.url)),
            About::Month(year, month) => {
                steps.push(step(&year.year.to_string(), &year.url));
                steps.push(step(&month_title(year.year, month.month), &month.url));
            }
            About::Author(author, page) => {
                steps.push(folder("Forfattere", "forfattere"));
                steps.push(step(&author.name, &author.url));
                steps.extend(number(&author.url, page));
            }
            About::Authors => steps.push(folder("Forfattere", "forfattere")),
        }
        Self(steps)
    }

    /// The fingerprint of the steps.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut all = Combiner::new("trail");
        for (title, url) in &self.0 {
            all.text(title).text(url.as_str());
        }
        all.finish()
    }

    /// The steps, the front page first.
    pub(super) fn value(self, site: &Site) -> Option<Json> {
        if self.0.is_empty() {
            return None;
        }
        let home = ("Forside".to_owned(), site.home.clone());
        let steps = std::iter::once(home).chain(self.0).enumerate().map(|(place, (name, url))| {
            let url = site.config.base_url.absolute(&url);
            json!({ "@type": "ListItem", "position": place + 1, "name": name, "item": url })
        });
        Some(object("BreadcrumbList", [("itemListElement", Some(steps.collect()))]))
    }
}
