//! »Læs også«: the articles that an editor chose, filled up with related ones.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::content_page::article_template;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleId, KeptLists, LinkTarget, PublicationState, RelatedLists};
use crate::links::{add_target, link_to, shown};
use crate::model::Reference;
use crate::site::{Memo, Site};
use crate::view::{Record, Value, View};

/// The name of the value with them.
const READ_ALSO: &str = "read_also";

/// Adds »Læs også« to the view of an article: `{title, url, external, sponsored, date}` each. Left
/// out where no template of the page names it, because to find related articles takes time.
pub(crate) fn part<'a>(site: &'a Site, view: View<'a>, id: ArticleId) -> View<'a> {
    if !is_named(site, id) {
        return view;
    }
    view.part(READ_ALSO, fingerprint(site, id), move || {
        Value::list(entries(site, id).into_iter().map(|entry| {
            match entry {
                ReadAlsoLink::Here(target) => link_to(site, target),
                ReadAlsoLink::Elsewhere { title, url } => Record::new()
                    .set("title", title)
                    .set("url", url)
                    .set("external", true)
                    .set("sponsored", Value::none())
                    .set("date", Value::none())
                    .into(),
            }
        }))
    })
}

/// Whether a template of an article's page shows »Læs også«.
pub(crate) fn is_named(site: &Site, id: ArticleId) -> bool {
    let entry = &site.index.articles[id];
    let components = entry.content.body.components.iter().map(|call| call.name.as_str());
    site.engine.closures().of(article_template(entry), components).mentions(READ_ALSO)
}

/// An entry of »Læs også«.
enum ReadAlsoLink<'a> {
    Here(LinkTarget),
    Elsewhere { title: &'a str, url: &'a str },
}

impl<'a> ReadAlsoLink<'a> {
    /// Its identity: the content file or the URL.
    fn key(&self) -> (Option<LinkTarget>, &'a str) {
        match self {
            Self::Here(target) => (Some(*target), ""),
            Self::Elsewhere { url, .. } => (None, url),
        }
    }
}

/// The editor's entries that are shown now, then related articles as far as there is room. Of a
/// withdrawn article there are none: only its notice is shown.
fn entries(site: &Site, id: ArticleId) -> Vec<ReadAlsoLink<'_>> {
    let entry = &site.index.articles[id];
    if entry.state == PublicationState::Withdrawn {
        return Vec::new();
    }
    let source = &entry.content.meta.source;
    let chosen = entry.content.read_also.iter().filter_map(|reference| match reference {
        Reference::Article(name) => shown(site, source, name).map(ReadAlsoLink::Here),
        Reference::Elsewhere { title, url } => Some(ReadAlsoLink::Elsewhere { title, url }),
    });
    // What is named twice, or the article itself, is left out with a warning.
    let mut seen = HashSet::from([ReadAlsoLink::Here(LinkTarget::of_article(id)).key()]);
    let mut entries: Vec<ReadAlsoLink<'_>> =
        chosen.filter(|entry| seen.insert(entry.key())).collect();
    let room = site.config.related.count.saturating_sub(entries.len());
    if room > 0 {
        let related = related(site, id);
        let key = |id: &ArticleId| ReadAlsoLink::Here(LinkTarget::of_article(*id)).key();
        let is_new = |id: &ArticleId| !seen.contains(&key(id));
        let fill: Vec<ArticleId> = related.iter().copied().filter(is_new).take(room).collect();
        entries.extend(fill.into_iter().map(|id| ReadAlsoLink::Here(LinkTarget::of_article(id))));
    }
    entries
}

fn fingerprint(site: &Site, id: ArticleId) -> Fingerprint {
    let mut all = FingerprintBuilder::new("read also");
    for entry in entries(site, id) {
        match entry {
            ReadAlsoLink::Here(target) => add_target(&mut all, site, target),
            ReadAlsoLink::Elsewhere { title, url } => all.text(title).text(url),
        };
    }
    all.finish()
}

/// The related articles that were asked for.
#[derive(Default)]
struct Related {
    /// Those of all articles, for a build.
    all: OnceLock<RelatedLists>,
    /// Those of some, for a server: few are visited between two changes of the site.
    some: Mutex<HashMap<ArticleId, Arc<[ArticleId]>>>,
}

/// An edit changes the words that articles are compared by.
impl Memo for Related {}

/// Whether a page shows related articles.
pub(crate) fn shows_related(site: &Site) -> bool {
    site.config.related.count > 0 && (0..site.index.articles.len()).any(|id| is_named(site, id))
}

/// Finds the related articles of all articles at once: many times as fast as one by one, and faster
/// still with what an earlier build kept. Changes nothing else.
pub(crate) fn find_all_related(site: &Site, kept: Option<&KeptLists>) {
    let memo = site.memo(|_| Related::default());
    memo.all.get_or_init(|| site.index.all_related(&site.config.related, kept));
}

/// What a later build can use of all related articles, once they have been found.
pub(crate) fn kept_related(site: &Site) -> Option<KeptLists> {
    let memo = site.memo(|_| Related::default());
    let lists = memo.all.get()?;
    Some(site.index.kept_related(lists, &site.config.related))
}

/// The articles that one is related to, the nearest first.
fn related(site: &Site, id: ArticleId) -> Arc<[ArticleId]> {
    let memo = site.memo(|_| Related::default());
    if let Some(all) = memo.all.get() {
        return all.of(id).collect();
    }
    let some = || memo.some.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = some().get(&id) {
        return Arc::clone(known);
    }
    // Without the lock: others must not wait.
    let related: Arc<[ArticleId]> = site.index.related(id, &site.config.related).into();
    some().insert(id, Arc::clone(&related));
    related
}
