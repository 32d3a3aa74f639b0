//! JSON-LD: a page described for search engines, in the vocabulary of schema.org.
//!
//! In: the site, and what a page is about. Out: the part `json_ld`, ready to be put into
//! `<script type="application/ld+json">`. It enters a view only if a template names it.
//!
//! Each kind of page says what it is about by [`Described`].

pub(super) mod article;
pub(super) mod author;
pub(super) mod event;
mod object;
pub(super) mod people;
pub(super) mod publisher;
mod text;
mod trail;

use serde_json::{Value as Json, json};

use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::site::Site;
use crate::template::Closure;
use crate::view::{Value, View};
use text::in_script;
pub(super) use trail::Trail;

/// The name that templates use.
const NAME: &str = "json_ld";

/// A page that has JSON-LD.
pub(crate) trait Described: Send + Sync {
    /// The steps from the front page to the page, itself the last.
    fn trail(&self, site: &Site) -> Trail;

    /// The fingerprint of everything that [`Self::things`] reads, but for publisher and site; none
    /// if there are no things.
    fn fingerprint(&self, _site: &Site) -> Option<Fingerprint> {
        None
    }

    /// The things of schema.org that the page is about.
    fn things(&self, _site: &Site) -> Vec<Json> {
        Vec::new()
    }
}

/// Adds `json_ld`, if the templates name it: HTML, or none.
pub(super) fn add_to<'a>(
    view: View<'a>,
    site: &'a Site,
    closure: &Closure,
    about: Option<&'a dyn Described>,
) -> View<'a> {
    if !closure.mentions(NAME) {
        return view;
    }
    view.part(NAME, fingerprint(site, about), move || {
        let graph = graph(site, about);
        if graph.is_empty() {
            return Value::none();
        }
        let json = json!({ "@context": "https://schema.org", "@graph": graph });
        Value::html(&in_script(&json))
    })
}

/// The fingerprint of everything that [`graph`] reads.
fn fingerprint(site: &Site, about: Option<&dyn Described>) -> Fingerprint {
    let mut all = FingerprintBuilder::new(NAME);
    all.fingerprint(publisher::fingerprint(site));
    if let Some(about) = about {
        if let Some(things) = about.fingerprint(site) {
            all.fingerprint(things);
        }
        all.fingerprint(about.trail(site).fingerprint());
    }
    all.finish()
}

fn graph(site: &Site, about: Option<&dyn Described>) -> Vec<Json> {
    let Some(about) = about else { return Vec::new() };
    let mut graph = about.things(site);
    graph.extend(about.trail(site).value(site));
    graph
}
