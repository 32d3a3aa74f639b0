//! Tags: names and aliases resolved, articles gathered.

use std::collections::HashMap;

use super::articles::ArticleEntry;
use super::ids::{ArticleId, TagId};
use crate::config::SiteConfig;
use crate::danish::{self, Collator};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, MAX_SUGGESTIONS, nearest};
use crate::model::Article;
use crate::paths::{OutputPath, UrlPath};

/// A tag in its place.
#[derive(Debug)]
pub struct TagEntry {
    /// The name as readers see it.
    pub name: String,
    /// The last part of its URL.
    pub slug: String,
    /// `/emner/SLUG/`.
    pub url: UrlPath,
    /// A line about it.
    pub description: Option<String>,
    /// The text to sort it by instead of its name.
    pub sort_key: Option<String>,
    /// Whether `site.toml` declares it.
    is_declared: bool,
    /// Its listed articles, newest first.
    pub articles: Vec<ArticleId>,
}

impl TagEntry {
    /// Whether it has a page. A declared tag always has one; an open tag that only hidden articles
    /// use must not decide what they are about.
    pub fn has_page(&self) -> bool {
        self.is_declared || !self.articles.is_empty()
    }
}

/// The tags while articles are being read.
pub(super) struct Tags<'a> {
    config: &'a SiteConfig,
    list: Vec<TagEntry>,
    names: HashMap<String, TagId>,
    /// The names as articles spell them; most use the same spelling.
    spelled: HashMap<String, TagId>,
    slugs: HashMap<String, TagId>,
}

impl<'a> Tags<'a> {
    pub(super) fn new(config: &'a SiteConfig) -> Self {
        let (names, spelled, slugs) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut tags = Self { config, list: Vec::new(), names, spelled, slugs };
        for declared in &config.tags.declared {
            let id = tags.add(&declared.name, declared.slug.clone());
            tags.list[id].is_declared = true;
            tags.list[id].description.clone_from(&declared.description);
            tags.list[id].sort_key.clone_from(&declared.sort_key);
            for name in &declared.aliases {
                tags.names.insert(fold(name), id);
            }
            tags.names.insert(declared.slug.clone(), id);
        }
        tags
    }

    fn add(&mut self, name: &str, slug: String) -> TagId {
        let id = self.list.len();
        self.names.insert(fold(name), id);
        self.slugs.insert(slug.clone(), id);
        self.list.push(TagEntry {
            name: name.to_owned(),
            url: UrlPath::directory(["emner", &slug]),
            slug,
            description: None,
            sort_key: None,
            is_declared: false,
            articles: Vec::new(),
        });
        id
    }

    /// Finds an article's tags. An undeclared one is a problem unless tags are open; then it is
    /// declared by its first use: that of the newest listed article, if there is one.
    pub(super) fn resolve(&mut self, article: &Article, problems: &mut Diagnostics) -> Vec<TagId> {
        let mut found = Vec::new();
        for (item, name) in article.tags.iter().enumerate() {
            let id = match self.spelled.get(name).or_else(|| self.names.get(&fold(name))) {
                Some(id) => Ok(*id),
                None if self.config.tags.open => self.declare(name, article, item),
                None => Err(self.unknown(name, article, item, problems.len() < MAX_SUGGESTIONS)),
            };
            let id = match id {
                Ok(id) => {
                    if !self.spelled.contains_key(name) {
                        self.spelled.insert(name.clone(), id);
                    }
                    id
                }
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            if found.contains(&id) {
                let message = format!("the tag `{name}` is in the list already");
                let problem = problem(Code::DuplicateEntry, message, article, item);
                problems.push(problem.help("delete one of the two"));
            } else {
                found.push(id);
            }
        }
        found
    }

    /// Declares an open tag. Two spellings of one word, `Aarhus` and `Århus`, are one tag; two
    /// words that make one URL, `.NET` and `NET`, are a problem.
    fn declare(&mut self, name: &str, article: &Article, item: usize) -> Result<TagId, Diagnostic> {
        let slug = danish::slug(name);
        if slug.is_empty() {
            let message = format!("no URL can be made from the tag `{name}`");
            let help = "declare it in site.toml with a `slug`";
            return Err(problem(Code::BadUrl, message, article, item).help(help));
        }
        if let Err(error) = OutputPath::new(&slug) {
            let message = format!("no URL can be made from the tag `{name}`: {error}");
            let help = "declare it in site.toml with another `slug`";
            return Err(problem(Code::BadUrl, message, article, item).help(help));
        }
        let Some(id) = self.slugs.get(&slug).copied() else { return Ok(self.add(name, slug)) };
        let spelling = |name: &str| fold(name).replace("aa", "å");
        let other = &self.list[id].name;
        if spelling(name) == spelling(other) {
            return Ok(id);
        }
        let message = format!("the tags `{name}` and `{other}` would have the same URL");
        let help = "declare one of them in site.toml with another `slug`, or as an alias";
        Err(problem(Code::UrlCollision, message, article, item).help(help))
    }

    fn unknown(&self, name: &str, article: &Article, item: usize, suggest: bool) -> Diagnostic {
        let names = self.list.iter().map(|tag| tag.name.as_str());
        let help = match if suggest { nearest(name, names) } else { None } {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it in site.toml: `[[tag]]` with `name = \"{name}\"`"),
        };
        problem(Code::UnknownTag, format!("unknown tag `{name}`"), article, item).help(help)
    }

    /// Sorts the tags A–Å and gathers their listed articles.
    pub(super) fn sorted(
        self,
        mut articles: Vec<ArticleEntry>,
        listed: &[ArticleId],
        collator: &Collator,
    ) -> (Vec<ArticleEntry>, Vec<TagEntry>) {
        let mut order: Vec<TagId> = (0..self.list.len()).collect();
        let key = |id: &TagId| self.list[*id].sort_key.as_ref().unwrap_or(&self.list[*id].name);
        order.sort_by(|a, b| {
            let (first, second) = (&self.list[*a].slug, &self.list[*b].slug);
            collator.compare(key(a), key(b)).then_with(|| first.cmp(second))
        });
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut list: Vec<_> = self.list.into_iter().enumerate().collect();
        list.sort_by_key(|(old, _)| place[*old]);
        let mut tags: Vec<TagEntry> = list.into_iter().map(|(_, tag)| tag).collect();
        for entry in &mut articles {
            for tag in &mut entry.tags {
                *tag = place[*tag];
            }
        }
        for id in listed {
            for tag in &articles[*id].tags {
                tags[*tag].articles.push(*id);
            }
        }
        (articles, tags)
    }
}

fn problem(code: Code, message: String, article: &Article, item: usize) -> Diagnostic {
    Diagnostic::new(code, message)
        .in_file(&article.meta.source)
        .at_key(["tags".into(), item.into()])
}

/// Tags are found whatever their case and Unicode form.
fn fold(name: &str) -> String {
    danish::nfc(name.trim()).to_lowercase()
}
