//! What the pages of content files have in common: what they say of themselves, their own part, and
//! the text.

use super::json_ld::Described;
use super::parts::{self, PageFacts};
use crate::body;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::ArticleEntry;
use crate::model::{Body, Credit, ImageRef, Meta};
use crate::output::PageAddress;
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::{Record, Value, View};

/// A content file that has a page of its own.
pub(crate) struct ContentPage<'a> {
    /// The kind of page.
    pub(crate) kind: &'static str,
    pub(crate) template: &'a str,
    pub(crate) meta: &'a Meta,
    pub(crate) body: &'a Body,
    pub(crate) url: &'a UrlPath,
    pub(crate) description: Option<&'a str>,
    pub(crate) image: Option<&'a ImageRef>,
    /// The JSON-LD of the page, unless it has been withdrawn.
    pub(crate) about: Option<&'a dyn Described>,
}

impl<'a> ContentPage<'a> {
    /// The view but for what is the kind's own.
    pub(crate) fn start(&self, site: &'a Site) -> View<'a> {
        let Self { kind, template, meta, body, url, .. } = *self;
        let is_withdrawn = meta.withdrawn.is_some();
        // Of what has been withdrawn only headline and notice are shown.
        let facts = PageFacts {
            kind,
            title: meta.title.clone(),
            description: self.description.filter(|_| !is_withdrawn),
            url: Some(url),
            noindex: meta.noindex || is_withdrawn,
            image: self.image.filter(|_| !is_withdrawn).map(|image| (meta, image)),
            body: Some(body).filter(|_| !is_withdrawn),
            about: self.about.filter(|_| !is_withdrawn),
            ..PageFacts::default()
        };
        let components = body.components.iter().map(|component| component.name.as_str());
        parts::view(site, template, components, facts)
    }

    /// The view with one part of the kind's own and the text. `fingerprint` is that of everything
    /// that `make` reads; fields that all kinds have are added to the record.
    pub(crate) fn view(
        &self,
        site: &'a Site,
        part: &'static str,
        fingerprint: Fingerprint,
        make: impl Fn() -> Record + Send + Sync + 'a,
        at: PageAddress<'a>,
    ) -> View<'a> {
        let (meta, body) = (self.meta, self.body);
        let own = FingerprintBuilder::new(part)
            .fingerprint(fingerprint)
            .fingerprint(meta.fingerprint)
            .fingerprint(body::notice::fingerprint(site, meta, body, &[]))
            .finish();
        let view = self.start(site).part(part, own, move || {
            make()
                .set("withdrawn", body::notice::withdrawn(site, meta, body))
                .set("extra", Value::map(&meta.extra))
                .into()
        });
        let text = body::own_fingerprint(site, meta, body);
        body::add_to(view, site, (meta, body), text, at)
    }
}

/// Whose reporting a text digests.
pub(crate) fn sources(credits: &[Credit]) -> Value {
    Value::list(credits.iter().map(|credit| {
        Record::new()
            .set("name", &credit.name)
            .set("url", credit.url.as_ref())
            .set("date", credit.date.as_ref().map(crate::danish::Moment::machine))
            .set("language", credit.language.as_ref())
            .set("paywall", credit.paywall)
            .into()
    }))
}

/// The table of contents of a body.
pub(crate) fn toc(body: &Body) -> Value {
    Value::list(body.headings.iter().map(|heading| {
        Record::new()
            .set("id", &heading.id)
            .set("title", &heading.title)
            .set("level", u32::from(heading.level))
            .into()
    }))
}

/// The template of an article: the one that it names, or the usual one.
pub(crate) fn article_template(entry: &ArticleEntry) -> &str {
    entry.content.meta.template_or("article.html")
}
