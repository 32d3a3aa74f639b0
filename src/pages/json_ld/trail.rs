//! The steps from the front page to a page, as the theme shows them.

use serde_json::{Value as Json, json};

use super::object::object;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::pages::listing::page_url;
use crate::paths::UrlPath;
use crate::site::Site;

/// The steps below the front page; none on the front page itself.
#[derive(Debug, Default)]
pub(crate) struct Trail(Vec<(String, UrlPath)>);

impl Trail {
    /// Starts a trail at the front page.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn step(mut self, title: impl Into<String>, url: &UrlPath) -> Self {
        self.0.push((title.into(), url.clone()));
        self
    }

    /// A step to a list that is directly below the front page.
    pub(crate) fn section(self, title: &str, directory: &str) -> Self {
        self.step(title, &UrlPath::directory([directory]))
    }

    /// A step to a numbered page of a list; none for the list's own URL.
    pub(crate) fn page(self, list: &UrlPath, number: Option<usize>) -> Self {
        match number {
            Some(number) => self.step(format!("Side {number}"), &page_url(list, Some(number))),
            None => self,
        }
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut all = FingerprintBuilder::new("trail");
        for (title, url) in &self.0 {
            all.text(title).text(url.as_str());
        }
        all.finish()
    }

    /// The steps as a `BreadcrumbList`, the front page first.
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
