//! What all kinds of content files have in common, once they are in their places.

use super::{SiteIndex, State, Target};
use crate::model::{Body, Meta, PictureRef};
use crate::paths::UrlPath;

/// A content file in its place.
#[derive(Clone, Copy, Debug)]
pub struct ContentEntry<'a> {
    /// What it is.
    pub target: Target,
    /// What all kinds share.
    pub meta: &'a Meta,
    /// What is known of its text.
    pub body: &'a Body,
    /// Its picture.
    pub image: Option<&'a PictureRef>,
    /// Its URL.
    pub url: &'a UrlPath,
    /// Its id.
    pub id: &'a str,
    /// Whether its text is shown now.
    pub state: State,
}

impl SiteIndex {
    /// Every content file, kind by kind.
    pub fn contents(&self) -> impl Iterator<Item = ContentEntry<'_>> {
        let articles = (0..self.articles.len()).map(|id| self.article_content(id));
        articles.chain(self.other_contents())
    }

    /// An article's file.
    pub fn article_content(&self, id: super::ArticleId) -> ContentEntry<'_> {
        let entry = &self.articles[id];
        ContentEntry {
            target: Target::Article(id),
            meta: &entry.article.meta,
            body: &entry.article.body,
            image: entry.article.image.as_ref(),
            url: &entry.url,
            id: &entry.id,
            state: entry.state,
        }
    }

    /// Every content file but the articles', of which there are many.
    pub fn other_contents(&self) -> impl Iterator<Item = ContentEntry<'_>> {
        let events = self.events.iter().enumerate().map(|(id, entry)| ContentEntry {
            target: Target::Event(id),
            meta: &entry.event.meta,
            body: &entry.event.body,
            image: entry.event.image.as_ref(),
            url: &entry.url,
            id: &entry.id,
            state: entry.state,
        });
        let people = self.people.iter().enumerate().map(|(id, entry)| ContentEntry {
            target: Target::Person(id),
            meta: &entry.person.meta,
            body: &entry.person.body,
            image: entry.person.image.as_ref(),
            url: &entry.url,
            id: &entry.id,
            state: entry.state,
        });
        let editions = self.editions.iter().enumerate().filter_map(|(id, entry)| {
            let (file, state) = entry.file.as_ref()?;
            // The text of a week without articles waits for the first.
            let waits = *state == State::Listed && !entry.has_page();
            Some(ContentEntry {
                target: Target::Edition(id),
                meta: &file.meta,
                body: &file.body,
                image: None,
                url: &entry.url,
                id: &entry.id,
                state: if waits { State::Scheduled } else { *state },
            })
        });
        let pages = self.pages.iter().enumerate().map(|(id, entry)| ContentEntry {
            target: Target::Page(id),
            meta: &entry.page.meta,
            body: &entry.page.body,
            image: None,
            url: &entry.url,
            id: &entry.id,
            state: entry.state,
        });
        let authors = self.authors.iter().enumerate().filter_map(|(id, entry)| {
            let profile = entry.any_profile()?;
            Some(ContentEntry {
                target: Target::Author(id),
                meta: &profile.meta,
                body: &profile.body,
                image: profile.image.as_ref(),
                url: &entry.url,
                id: &entry.id,
                state: entry.hidden.as_ref().map_or(State::Listed, |(_, state)| *state),
            })
        });
        events.chain(people).chain(editions).chain(pages).chain(authors)
    }
}
