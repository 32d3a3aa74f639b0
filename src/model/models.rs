//! All models of a site, kind by kind.

use std::sync::Arc;

use crate::model::{Article, Author, Edition, Event, Meta, Page, Person};

/// Everything that was read from content files. All lists are sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// The articles.
    pub articles: Vec<Arc<Article>>,
    /// The events.
    pub events: Vec<Arc<Event>>,
    /// The people news.
    pub people: Vec<Arc<Person>>,
    /// The files of editions.
    pub editions: Vec<Arc<Edition>>,
    /// The plain pages.
    pub pages: Vec<Arc<Page>>,
    /// The authors' profiles.
    pub authors: Vec<Arc<Author>>,
}

impl Models {
    /// What all kinds share, of every file.
    pub fn metas(&self) -> impl Iterator<Item = &Meta> {
        let articles = self.articles.iter().map(|article| &article.meta);
        let events = self.events.iter().map(|event| &event.meta);
        let people = self.people.iter().map(|person| &person.meta);
        let editions = self.editions.iter().map(|edition| &edition.meta);
        let pages = self.pages.iter().map(|page| &page.meta);
        let authors = self.authors.iter().map(|author| &author.meta);
        articles.chain(events).chain(people).chain(editions).chain(pages).chain(authors)
    }
}
