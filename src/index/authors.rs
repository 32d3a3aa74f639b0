//! Authors: profiles matched with the names that articles give.

use std::collections::HashMap;
use std::sync::Arc;

use super::articles::ArticleEntry;
use super::entry::{IndexEntry, Summary};
use super::ids::{ArticleId, AuthorId};
use super::show::{Clock, PublicationState};
use crate::danish::{self, Collator};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Author, ContentFile};
use crate::paths::{OutputPath, UrlPath};

/// An author in their place.
#[derive(Debug)]
pub struct AuthorEntry {
    /// The name as readers see it.
    pub name: String,
    /// The last part of the URL.
    pub slug: String,
    /// `/forfattere/SLUG/`.
    pub url: UrlPath,
    pub id: String,
    /// The profile, if there is one that is shown now.
    pub profile: Option<Arc<Author>>,
    /// A profile that is not shown now, and why: a link to it becomes plain text.
    pub hidden: Option<(Arc<Author>, PublicationState)>,
    /// The listed articles, newest first.
    pub articles: Vec<ArticleId>,
}

impl AuthorEntry {
    /// The profile, shown or not.
    pub fn any_profile(&self) -> Option<&Author> {
        self.profile.as_deref().or(self.hidden.as_ref().map(|(profile, _)| &**profile))
    }

    /// Whether the author has a page: a profile that is shown, or listed articles.
    pub fn has_page(&self) -> bool {
        self.profile.is_some() || !self.articles.is_empty()
    }
}

impl IndexEntry for AuthorEntry {
    type Model = Author;

    fn place(files: Vec<Arc<Author>>, _clock: &Clock) -> Vec<Self> {
        debug_assert!(files.is_empty(), "`SiteIndex::new` matches them with articles");
        Vec::new()
    }

    fn summary(&self) -> Summary<'_> {
        let text_state = self.hidden.as_ref().map_or(PublicationState::Listed, |(_, state)| *state);
        Summary {
            file: self.any_profile().map(|profile| profile as &dyn ContentFile),
            url: &self.url,
            id: &self.id,
            own_title: Some(&self.name),
            state: if self.has_page() { PublicationState::Listed } else { text_state },
            text_state,
            // A page without the profile is not the profile's, even if that has been withdrawn.
            has_page: text_state == PublicationState::Listed,
        }
    }
}

/// The authors while articles are being read.
pub(super) struct Authors {
    list: Vec<AuthorEntry>,
    by_name: HashMap<String, AuthorId>,
    /// By names as articles spell them.
    spelled: HashMap<String, AuthorId>,
    twice: Vec<Diagnostic>,
}

impl Authors {
    pub(super) fn new(profiles: Vec<Arc<Author>>, clock: &Clock) -> Self {
        let (by_name, spelled) = (HashMap::new(), HashMap::new());
        let mut authors = Self { list: Vec::new(), by_name, spelled, twice: Vec::new() };
        for profile in profiles {
            let state = PublicationState::of(&profile.meta, None, clock);
            let meta = &profile.meta;
            if let Some(other) = authors.by_name.get(&fold(&meta.title)) {
                let other = authors.list[*other].any_profile();
                let other = other.map_or_else(String::new, |other| other.meta.source.to_string());
                let message = format!("{other} is also a profile of `{}`", meta.title);
                let key = ["name".into()];
                let problem = Diagnostic::new(Code::UrlCollision, message).in_file(&meta.source);
                authors.twice.push(problem.at_key(key).help("delete one of the two"));
                continue;
            }
            let (name, slug) = (meta.title.clone(), meta.slug.clone());
            if state == PublicationState::Listed {
                authors.add(name, slug, Some(profile));
            } else {
                let id = authors.add(name, slug, None);
                let entry = &mut authors.list[id];
                entry.id = profile.meta.public_id(&entry.url);
                entry.hidden = Some((profile, state));
            }
        }
        authors
    }

    fn add(&mut self, name: String, slug: String, profile: Option<Arc<Author>>) -> AuthorId {
        let id = self.list.len();
        let url = UrlPath::directory(["forfattere", &slug]);
        self.by_name.insert(fold(&name), id);
        self.list.push(AuthorEntry {
            id: profile.as_ref().map_or_else(|| url.to_string(), |p| p.meta.public_id(&url)),
            name,
            slug,
            url,
            profile,
            hidden: None,
            articles: Vec::new(),
        });
        id
    }

    /// Finds the authors of an article, each once. A name without a profile makes an author too.
    pub(super) fn resolve(&mut self, names: &[String]) -> Vec<AuthorId> {
        let mut found = Vec::new();
        for name in names {
            let id = match self.spelled.get(name) {
                Some(id) => *id,
                None => self.find_or_add(name),
            };
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    fn find_or_add(&mut self, name: &str) -> AuthorId {
        let id = match self.by_name.get(&fold(name)) {
            Some(id) => *id,
            None => self.add(name.trim().to_owned(), danish::slug(name), None),
        };
        self.spelled.insert(name.to_owned(), id);
        id
    }

    /// Sorts the authors A–Å and gathers their listed articles. An author with neither
    /// profile nor articles is left out of lists.
    pub(super) fn sorted(
        self,
        mut articles: Vec<ArticleEntry>,
        listed: &[ArticleId],
        collator: &Collator,
        problems: &mut Diagnostics,
    ) -> (Vec<ArticleEntry>, Vec<AuthorEntry>) {
        problems.extend(self.twice);
        let mut list: Vec<_> = self.list.into_iter().enumerate().collect();
        list.sort_by(|(_, a), (_, b)| {
            let key = |author: &AuthorEntry| {
                let profile = author.profile.as_ref();
                profile.and_then(|p| p.meta.sort_key.clone()).unwrap_or(author.name.clone())
            };
            collator.compare(&key(a), &key(b)).then_with(|| a.slug.cmp(&b.slug))
        });
        let mut place = vec![0; list.len()];
        for (new, (old, _)) in list.iter().enumerate() {
            place[*old] = new;
        }
        let mut authors: Vec<AuthorEntry> = list.into_iter().map(|(_, author)| author).collect();
        let mut by_slug: HashMap<&str, AuthorId> = HashMap::new();
        for entry in &mut articles {
            for author in &mut entry.authors {
                *author = place[*author];
            }
            for author in &entry.authors {
                let AuthorEntry { name, slug, .. } = &authors[*author];
                let problem = if let Err(error) = OutputPath::new(slug) {
                    let reason = if slug.is_empty() { String::new() } else { format!(": {error}") };
                    let message =
                        format!("no URL can be made from the author's name `{name}`{reason}");
                    Diagnostic::new(Code::BadUrl, message)
                        .help("add a profile with a `slug` for the author")
                } else {
                    let first = *by_slug.entry(slug).or_insert(*author);
                    if first == *author {
                        continue;
                    }
                    let other = &authors[first].name;
                    let message = format!("the authors `{name}` and `{other}` have the same URL");
                    Diagnostic::new(Code::UrlCollision, message)
                        .help("add a profile with another `slug` for one of them")
                };
                let source = &entry.content.meta.source;
                problems.push(problem.in_file(source).at_key(["authors".into()]));
            }
        }
        for id in listed {
            for author in &articles[*id].authors {
                authors[*author].articles.push(*id);
            }
        }
        (articles, authors)
    }
}

fn fold(name: &str) -> String {
    danish::nfc(name.trim()).to_lowercase()
}
