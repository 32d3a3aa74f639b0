//! People news in order.

use std::cmp::Reverse;
use std::sync::Arc;

use super::entries;
use super::show::{Clock, State};
use crate::model::Person;
use crate::paths::UrlPath;

/// A piece of people news in its place.
#[derive(Clone, Debug)]
pub struct PersonEntry {
    /// The news.
    pub person: Arc<Person>,
    /// `/navnenyt/SLUG/`.
    pub url: UrlPath,
    /// Its id.
    pub id: String,
    /// Whether it is shown now.
    pub state: State,
}

/// Orders people news, newest first; ties go by path.
pub(super) fn people(mut people: Vec<Arc<Person>>, clock: &Clock) -> Vec<PersonEntry> {
    people.sort_by(|a, b| {
        let key = |person: &Person| Reverse(person.date.zoned.timestamp());
        key(a).cmp(&key(b)).then_with(|| a.meta.source.cmp(&b.meta.source))
    });
    let entry = |person: Arc<Person>| {
        let url = UrlPath::folder(["navnenyt", person.meta.slug.as_str()]);
        let state = State::of(&person.meta, Some(&person.date), clock);
        PersonEntry { id: entries::id(&person.meta, &url), state, url, person }
    };
    people.into_iter().map(entry).collect()
}
