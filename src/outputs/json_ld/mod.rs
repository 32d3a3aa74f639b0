//! JSON-LD: what search engines are told of a page, in the words of schema.org.
//!
//! In: the site, and what a page is about. Out: the part `json_ld`, ready to stand within
//! `<script type="application/ld+json">`. It enters a view only if a template names it.
//!
//! A new kind of page is a variant of [`About`], with its fingerprint and its values in a file
//! of its own.

mod article;
mod author;
mod event;
mod person;
mod publisher;
mod text;
mod trail;

use serde_json::{Value as Json, json};

use super::site::Site;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{
    ArticleId, AuthorEntry, EditionEntry, EventEntry, Month, PersonEntry, TagEntry, Year,
};
use crate::model::PictureRef;
use crate::paths::SourcePath;
use crate::template::Closure;
use crate::view::{Value, View};
use text::in_script;
use trail::Trail;

pub(super) use publisher::fingerprint as publisher_fingerprint;

/// The name that templates use.
const NAME: &str = "json_ld";

/// What a page is about. Numbers are those of numbered pages.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum About<'a> {
    /// Nothing that search engines have a word for.
    #[default]
    Nothing,
    /// The front page.
    Front(Option<usize>),
    /// An article that was not taken back.
    Article(ArticleId),
    /// An event that was not taken back.
    Event(&'a EventEntry),
    /// All events.
    Events,
    /// People news that was not taken back.
    Person(&'a PersonEntry),
    /// All people news.
    People,
    /// A week's edition.
    Edition(&'a EditionEntry),
    /// All editions.
    Editions,
    /// A tag.
    Tag(&'a TagEntry, Option<usize>),
    /// All tags.
    Tags,
    /// A year's archive.
    Year(&'a Year),
    /// A month's archive.
    Month(&'a Year, &'a Month),
    /// An author.
    Author(&'a AuthorEntry, Option<usize>),
    /// All authors.
    Authors,
}

/// Adds `json_ld`, if the templates name it: HTML, or none.
pub(super) fn add_to<'a>(
    view: View<'a>,
    site: &'a Site,
    closure: &Closure,
    about: About<'a>,
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
fn fingerprint(site: &Site, about: About<'_>) -> Fingerprint {
    let own = match about {
        About::Article(id) => Some(article::fingerprint(site, id)),
        About::Event(entry) => Some(event::fingerprint(site, entry)),
        About::Person(entry) => Some(person::fingerprint(site, entry)),
        About::Author(author, None) => Some(author::fingerprint(site, author)),
        _ => None,
    };
    let mut all = Combiner::new(NAME);
    all.fingerprint(site.publisher_fingerprint());
    if let Some(own) = own {
        all.fingerprint(own);
    }
    all.fingerprint(Trail::of(site, about).fingerprint());
    all.finish()
}

/// The things that are told of.
fn graph(site: &Site, about: About<'_>) -> Vec<Json> {
    let thing = match about {
        About::Front(None) => vec![publisher::organization(site), publisher::web_site(site)],
        About::Article(id) => vec![article::value(site, id)],
        About::Event(entry) => vec![event::value(site, entry)],
        About::Person(entry) => vec![person::value(site, entry)],
        About::Author(author, None) => vec![author::page(site, author)],
        _ => Vec::new(),
    };
    thing.into_iter().chain(Trail::of(site, about).value(site)).collect()
}

/// An object of a type, from those fields that have a value.
fn object<const N: usize>(kind: &str, fields: [(&str, Option<Json>); N]) -> Json {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let kind = ("@type".to_owned(), Json::from(kind));
    Json::Object(std::iter::once(kind).chain(fields).collect())
}

/// A list, or nothing instead of an empty one.
fn list(values: impl IntoIterator<Item = Json>) -> Option<Json> {
    let values: Vec<Json> = values.into_iter().collect();
    (!values.is_empty()).then_some(Json::Array(values))
}

/// A picture.
fn picture(site: &Site, from: &SourcePath, picture: &PictureRef) -> Option<Json> {
    let file = super::pictures::find(site, from, &picture.src)?;
    Some(object(
        "ImageObject",
        [
            ("url", Some(site.config.base_url.absolute(&file.url).into())),
            ("width", Some(file.width.into())),
            ("height", Some(file.height.into())),
            ("caption", picture.caption.as_deref().map(Json::from)),
            ("creditText", picture.credit.as_deref().map(Json::from)),
        ],
    ))
}
