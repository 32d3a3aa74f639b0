//! »Læs også«: the articles that an editor chose, filled up with related ones; and components that
//! show cards.

use super::site::Site;
use super::{article, links};
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{ArticleId, State, Target};
use crate::model::Reference;
use crate::paths::SourcePath;
use crate::view::{Record, Value, View};

/// A line of a component's body without the mark of a list item.
pub(super) fn without_list_mark(line: &str) -> &str {
    line.trim_start().trim_start_matches(['-', '*', '+']).trim()
}

/// The name of the value that holds them.
pub(super) const READ_ALSO: &str = "read_also";

/// Adds »Læs også« to the view of an article: `{title, url, external, sponsored, date}` each. Left
/// out where no template of the page names it, because to find related articles takes time.
pub(super) fn part<'a>(site: &'a Site, view: View<'a>, id: ArticleId) -> View<'a> {
    if !is_named(site, id) {
        return view;
    }
    view.part(READ_ALSO, fingerprint(site, id), move || {
        Value::list(entries(site, id).into_iter().map(|entry| {
            match entry {
                Entry::Here(target) => link_to(site, target),
                Entry::Elsewhere { title, url } => Record::new()
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
pub(super) fn is_named(site: &Site, id: ArticleId) -> bool {
    let entry = &site.index.articles[id];
    let components = entry.article.body.components.iter().map(|call| call.name.as_str());
    site.engine.closures().of(article::template(entry), components).mentions(READ_ALSO)
}

/// An entry of »Læs også«.
enum Entry<'a> {
    Here(Target),
    Elsewhere { title: &'a str, url: &'a str },
}

/// The editor's entries that are shown now, then related articles as far as there is room. Of a
/// withdrawn article there are none: only its notice is shown.
fn entries(site: &Site, id: ArticleId) -> Vec<Entry<'_>> {
    let entry = &site.index.articles[id];
    if entry.state == State::Withdrawn {
        return Vec::new();
    }
    let source = &entry.article.meta.source;
    let chosen = entry.article.read_also.iter().filter_map(|reference| match reference {
        Reference::Article(name) => shown(site, source, name).map(Entry::Here),
        Reference::Elsewhere { title, url } => Some(Entry::Elsewhere { title, url }),
    });
    let mut entries: Vec<Entry<'_>> = chosen.collect();
    let room = site.config.related.count.saturating_sub(entries.len());
    if room > 0 {
        let related = site.related(id);
        let is_new = |id: &ArticleId| {
            let is = |entry: &Entry<'_>| matches!(entry, Entry::Here(Target::Article(other)) if other == id);
            !entries.iter().any(is)
        };
        let fill: Vec<ArticleId> = related.iter().copied().filter(is_new).take(room).collect();
        entries.extend(fill.into_iter().map(|id| Entry::Here(Target::Article(id))));
    }
    entries
}

fn fingerprint(site: &Site, id: ArticleId) -> Fingerprint {
    let mut all = Combiner::new("read also");
    for entry in entries(site, id) {
        match entry {
            Entry::Here(target) => add_target(&mut all, site, target),
            Entry::Elsewhere { title, url } => all.text(title).text(url),
        };
    }
    all.finish()
}

/// A link to the content file that a slug or path names; none if it is not shown now.
pub(super) fn link(site: &Site, from: &SourcePath, name: &str) -> Option<Value> {
    shown(site, from, name).map(|target| link_to(site, target))
}

fn link_to(site: &Site, target: Target) -> Value {
    let lookup = site.index.lookup();
    Record::new()
        .set("title", lookup.title(target))
        .set("url", lookup.url(target).under(site.config.base_url.sub_path()))
        .set("external", false)
        .set("sponsored", sponsor(site, target))
        .set("date", date(site, target))
        .into()
}

/// The fingerprint of everything that [`link`] reads.
pub(super) fn reference_fingerprint(site: &Site, from: &SourcePath, name: &str) -> Fingerprint {
    let mut all = Combiner::new("reference");
    if let Some(target) = shown(site, from, name) {
        add_target(&mut all, site, target);
    }
    all.finish()
}

/// Adds everything that [`link_to`] reads.
fn add_target<'c>(all: &'c mut Combiner, site: &Site, target: Target) -> &'c mut Combiner {
    let lookup = site.index.lookup();
    match target {
        // Made once for all articles that link there.
        Target::Article(id) => all.number(1).fingerprint(site.link_fingerprints(id).dated),
        _ => all.number(0).text(lookup.title(target)).text(lookup.url(target).as_str()),
    }
}

fn shown(site: &Site, from: &SourcePath, name: &str) -> Option<Target> {
    let target = links::reference(site, from, name, false).ok()?;
    (site.index.lookup().state(target) == State::Listed).then_some(target)
}

/// When an article was published.
fn date(site: &Site, target: Target) -> Option<String> {
    match target {
        Target::Article(id) => Some(site.index.articles[id].article.date.machine()),
        _ => None,
    }
}

/// The advertiser, for links to an advertisement must say so as well.
fn sponsor(site: &Site, target: Target) -> Option<&str> {
    match target {
        Target::Article(id) => site.index.articles[id].article.sponsored.as_deref(),
        _ => None,
    }
}
