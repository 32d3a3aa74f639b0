//! What the pages of content files have in common: what they say of themselves, their own part, and
//! the text.

use super::json_ld::About;
use super::parts::{self, PageFacts};
use super::site::Site;
use super::{body, notice};
use crate::fingerprint::{Combiner, Fingerprint};
use crate::model::{Body, Meta, PictureRef};
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

/// A content file that has a page of its own.
pub(super) struct ContentPage<'a> {
    /// The kind of page.
    pub(super) kind: &'static str,
    pub(super) template: &'a str,
    pub(super) meta: &'a Meta,
    pub(super) body: &'a Body,
    pub(super) url: &'a UrlPath,
    pub(super) description: Option<&'a str>,
    pub(super) image: Option<&'a PictureRef>,
    /// What search engines are told, unless it has been withdrawn.
    pub(super) about: About<'a>,
}

impl<'a> ContentPage<'a> {
    /// The view but for what is the kind's own.
    pub(super) fn start(&self, site: &'a Site) -> View<'a> {
        let Self { kind, template, meta, body, url, .. } = *self;
        let is_withdrawn = meta.withdrawn.is_some();
        // Of what has been withdrawn only headline and notice are shown.
        let facts = PageFacts {
            kind,
            title: meta.title.clone(),
            description: self.description.filter(|_| !is_withdrawn),
            url: Some(url),
            noindex: meta.noindex || is_withdrawn,
            picture: self.image.filter(|_| !is_withdrawn).map(|image| (meta, image)),
            about: if is_withdrawn { About::Nothing } else { self.about },
            ..PageFacts::default()
        };
        let components = body.components.iter().map(|component| component.name.as_str());
        parts::view(site, template, components, facts)
    }

    /// The view with one part of the kind's own and the text. `fingerprint` is that of everything
    /// that `make` reads; fields that all kinds have are added to the record.
    pub(super) fn view(
        &self,
        site: &'a Site,
        part: &'static str,
        fingerprint: Fingerprint,
        make: impl Fn() -> Record + Send + Sync + 'a,
        label: &'a str,
    ) -> View<'a> {
        let (meta, body) = (self.meta, self.body);
        let own = Combiner::new(part)
            .fingerprint(fingerprint)
            .fingerprint(meta.fingerprint)
            .fingerprint(notice::fingerprint(site, meta, body, &[]))
            .finish();
        let view = self.start(site).part(part, own, move || {
            make()
                .set("withdrawn", notice::withdrawn(site, meta, body))
                .set("extra", Value::map(&meta.extra))
                .into()
        });
        let text = body::own_fingerprint(site, meta, body);
        body::add_to(view, site, (meta, body), text, label)
    }
}
