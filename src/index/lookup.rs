//! What file paths, slugs and URLs stand for.

use std::collections::{BTreeSet, HashMap};

use super::entries::{ContentEntry, Entries, LinkTarget};
use super::entry::Summary;
use super::show::PublicationState;
use crate::danish::nfc;
use crate::diagnostics::nearest;
use crate::model::Body;
use crate::paths::{SourcePath, UrlPath};

#[derive(Debug, Default)]
pub(super) struct Targets {
    sources: HashMap<String, LinkTarget>,
    slugs: HashMap<String, Vec<LinkTarget>>,
    urls: HashMap<UrlPath, LinkTarget>,
}

impl Targets {
    pub(super) fn new(entries: &Entries) -> Self {
        let (sources, (slugs, urls)) =
            rayon::join(|| sources(entries), || rayon::join(|| slugs(entries), || urls(entries)));
        Self { sources, slugs, urls }
    }
}

fn sources(entries: &Entries) -> HashMap<String, LinkTarget> {
    let mut sources = HashMap::with_capacity(entries.articles.len());
    for content in entries.contents() {
        sources.insert(nfc(content.meta.source.as_str()).into_owned(), content.target);
    }
    sources
}

fn slugs(entries: &Entries) -> HashMap<String, Vec<LinkTarget>> {
    let mut slugs: HashMap<String, Vec<LinkTarget>> =
        HashMap::with_capacity(entries.articles.len());
    for content in entries.contents() {
        slugs.entry(content.meta.slug.clone()).or_default().push(content.target);
    }
    slugs
}

fn urls(entries: &Entries) -> HashMap<UrlPath, LinkTarget> {
    let mut urls = HashMap::with_capacity(entries.articles.len());
    for ContentEntry { target, meta, url, .. } in entries.contents() {
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
    pub(super) entries: &'a Entries,
    pub(super) targets: &'a Targets,
    pub(super) empty_lists: &'a BTreeSet<UrlPath>,
}

impl<'a> Lookup<'a> {
    /// The content file at a path, whatever the Unicode form of its name.
    pub fn source(self, path: &SourcePath) -> Option<LinkTarget> {
        self.targets.sources.get(nfc(path.as_str()).as_ref()).copied()
    }

    /// The content file at a present or former URL, shown or not.
    pub fn at_url(self, url: &UrlPath) -> Option<LinkTarget> {
        self.targets.urls.get(url).copied()
    }

    /// Whether a URL is that of an archive, author or open tag without a listed article at the
    /// moment.
    pub fn is_empty_list(self, url: &UrlPath) -> bool {
        self.empty_lists.contains(url)
    }

    /// The content files with a slug.
    pub fn slug(self, slug: &str) -> &'a [LinkTarget] {
        self.targets.slugs.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The slug that the author most likely meant.
    pub fn nearest_slug(self, slug: &str) -> Option<&'a str> {
        let mut names: Vec<&str> = self.targets.slugs.keys().map(String::as_str).collect();
        names.sort_unstable();
        nearest(slug, names)
    }

    /// The content file's path that the author most likely meant: one of the same name, else one
    /// of a similar name in the same directory.
    pub fn nearest_source(self, path: &SourcePath) -> Option<&'a str> {
        let directory = format!("{}/", path.directory());
        let ending = format!("/{}", path.name());
        let mut paths: Vec<&str> = self.targets.sources.keys().map(String::as_str).collect();
        paths.sort_unstable();
        let moved = paths.iter().find(|other| other.ends_with(&ending)).copied();
        let beside = paths.into_iter().filter(|other| other.starts_with(&directory));
        moved.or_else(|| nearest(path.as_str(), beside))
    }

    /// Where the page of a target is.
    pub fn url(self, target: LinkTarget) -> &'a UrlPath {
        self.summary(target).url
    }

    /// The title of a target; of an edition as its page has it.
    pub fn title(self, target: LinkTarget) -> &'a str {
        self.summary(target).title()
    }

    /// Whether a target is shown now.
    pub fn state(self, target: LinkTarget) -> PublicationState {
        self.summary(target).state
    }

    /// Whether a target's text is shown now. The page of a week, and that of an author, may be
    /// there without it.
    pub fn text_state(self, target: LinkTarget) -> PublicationState {
        let Summary { state, text_state, .. } = self.summary(target);
        if state == PublicationState::Listed { text_state } else { state }
    }

    /// What is known of a target's text.
    pub fn body(self, target: LinkTarget) -> Option<&'a Body> {
        Some(self.summary(target).file?.body())
    }

    /// The content file of a target.
    pub fn source_of(self, target: LinkTarget) -> Option<&'a SourcePath> {
        Some(&self.summary(target).file?.meta().source)
    }

    fn summary(self, target: LinkTarget) -> Summary<'a> {
        self.entries.summary(target)
    }
}
