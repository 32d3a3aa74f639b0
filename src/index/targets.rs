//! What file paths and slugs stand for.

use std::collections::HashMap;

use super::{ArticleId, ContentEntry, SiteIndex, State};
use crate::danish::nfc;
use crate::diagnostics::nearest;
use crate::model::{Body, Edition};
use crate::paths::{SourcePath, UrlPath};

/// A content file that a link can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article.
    Article(ArticleId),
    /// An event.
    Event(usize),
    /// A piece of people news.
    Person(usize),
    /// The file of an edition.
    Edition(usize),
    /// A plain page.
    Page(usize),
    /// An author with a profile, shown or not.
    Author(usize),
}

#[derive(Debug, Default)]
pub(super) struct Targets {
    sources: HashMap<String, Target>,
    slugs: HashMap<String, Vec<Target>>,
    urls: HashMap<UrlPath, Target>,
}

impl Targets {
    pub(super) fn new(index: &SiteIndex) -> Self {
        let (sources, (slugs, urls)) =
            rayon::join(|| sources(index), || rayon::join(|| slugs(index), || urls(index)));
        Self { sources, slugs, urls }
    }
}

fn sources(index: &SiteIndex) -> HashMap<String, Target> {
    let mut sources = HashMap::with_capacity(index.articles.len());
    for content in index.contents() {
        sources.insert(nfc(content.meta.source.as_str()).into_owned(), content.target);
    }
    sources
}

fn slugs(index: &SiteIndex) -> HashMap<String, Vec<Target>> {
    let mut slugs: HashMap<String, Vec<Target>> = HashMap::with_capacity(index.articles.len());
    for content in index.contents() {
        slugs.entry(content.meta.slug.clone()).or_default().push(content.target);
    }
    slugs
}

fn urls(index: &SiteIndex) -> HashMap<UrlPath, Target> {
    let mut urls = HashMap::with_capacity(index.articles.len());
    for ContentEntry { target, meta, url, .. } in index.contents() {
        for alias in &meta.aliases {
            urls.insert(alias.url.clone(), target);
        }
        urls.insert(url.clone(), target);
    }
    urls
}

/// Looks up targets in an index.
#[derive(Clone, Copy, Debug)]
pub struct Lookup<'a> {
    pub(super) index: &'a SiteIndex,
    pub(super) targets: &'a Targets,
}

impl<'a> Lookup<'a> {
    /// The content file at a path, whatever the Unicode form of its name.
    pub fn source(self, path: &SourcePath) -> Option<Target> {
        self.targets.sources.get(nfc(path.as_str()).as_ref()).copied()
    }

    /// The content file at a present or former URL, shown or not.
    pub fn at_url(self, url: &UrlPath) -> Option<Target> {
        self.targets.urls.get(url).copied()
    }

    /// Whether a URL is that of an archive or author without a listed article at the moment.
    pub fn is_empty_list(self, url: &UrlPath) -> bool {
        self.index.empty_lists.contains(url)
    }

    /// The content files with a slug.
    pub fn slug(self, slug: &str) -> &'a [Target] {
        self.targets.slugs.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The slug that the author most likely meant.
    pub fn nearest_slug(self, slug: &str) -> Option<&'a str> {
        let mut names: Vec<&str> = self.targets.slugs.keys().map(String::as_str).collect();
        names.sort_unstable();
        nearest(slug, names)
    }

    /// The content file's path that the author most likely meant: one of the same name, else one
    /// of a similar name in the same folder.
    pub fn nearest_source(self, path: &SourcePath) -> Option<&'a str> {
        let folder = format!("{}/", path.folder());
        let ending = format!("/{}", path.name());
        let mut paths: Vec<&str> = self.targets.sources.keys().map(String::as_str).collect();
        paths.sort_unstable();
        let moved = paths.iter().find(|other| other.ends_with(&ending)).copied();
        let beside = paths.into_iter().filter(|other| other.starts_with(&folder));
        moved.or_else(|| nearest(path.as_str(), beside))
    }

    /// The URL of a target.
    pub fn url(self, target: Target) -> &'a UrlPath {
        match target {
            Target::Article(id) => &self.index.articles[id].url,
            Target::Event(id) => &self.index.events[id].url,
            Target::Person(id) => &self.index.people[id].url,
            Target::Edition(id) => &self.index.editions[id].url,
            Target::Page(id) => &self.index.pages[id].url,
            Target::Author(id) => &self.index.authors[id].url,
        }
    }

    /// The title of a target; of an edition as its page has it.
    pub fn title(self, target: Target) -> &'a str {
        match target {
            Target::Article(id) => &self.index.articles[id].article.meta.title,
            Target::Event(id) => &self.index.events[id].event.meta.title,
            Target::Person(id) => &self.index.people[id].person.meta.title,
            Target::Edition(id) => self.index.editions[id].title(),
            Target::Page(id) => &self.index.pages[id].page.meta.title,
            Target::Author(id) => &self.index.authors[id].name,
        }
    }

    /// Whether a target is shown now.
    pub fn state(self, target: Target) -> State {
        match target {
            Target::Article(id) => self.index.articles[id].state,
            Target::Event(id) => self.index.events[id].state,
            Target::Person(id) => self.index.people[id].state,
            Target::Edition(id) => self.index.editions[id].state(),
            Target::Page(id) => self.index.pages[id].state,
            Target::Author(id) => {
                let entry = &self.index.authors[id];
                let hidden = entry.hidden.as_ref().filter(|_| !entry.has_page());
                hidden.map_or(State::Listed, |(_, state)| *state)
            }
        }
    }

    /// Whether a target's text is shown now. The page of a week, and that of an author, may be
    /// there without it.
    pub fn text_state(self, target: Target) -> State {
        let text = match target {
            Target::Edition(id) => self.index.editions[id].file.as_ref().map(|file| file.1),
            Target::Author(id) => self.index.authors[id].hidden.as_ref().map(|hidden| hidden.1),
            _ => None,
        };
        match self.state(target) {
            State::Listed => text.unwrap_or(State::Listed),
            state => state,
        }
    }

    /// What is known of a target's text.
    pub fn body(self, target: Target) -> Option<&'a Body> {
        match target {
            Target::Article(id) => Some(&self.index.articles[id].article.body),
            Target::Event(id) => Some(&self.index.events[id].event.body),
            Target::Person(id) => Some(&self.index.people[id].person.body),
            Target::Edition(id) => self.edition_file(id).map(|file| &file.body),
            Target::Page(id) => Some(&self.index.pages[id].page.body),
            Target::Author(id) => self.index.authors[id].any_profile().map(|p| &p.body),
        }
    }

    /// The content file of a target.
    pub fn source_of(self, target: Target) -> Option<&'a SourcePath> {
        match target {
            Target::Article(id) => Some(&self.index.articles[id].article.meta.source),
            Target::Event(id) => Some(&self.index.events[id].event.meta.source),
            Target::Person(id) => Some(&self.index.people[id].person.meta.source),
            Target::Edition(id) => self.edition_file(id).map(|file| &file.meta.source),
            Target::Page(id) => Some(&self.index.pages[id].page.meta.source),
            Target::Author(id) => self.index.authors[id].any_profile().map(|p| &p.meta.source),
        }
    }

    fn edition_file(self, id: usize) -> Option<&'a Edition> {
        self.index.editions[id].file.as_ref().map(|(file, _)| &**file)
    }
}
