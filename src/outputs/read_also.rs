//! Lists of articles that an editor chose: `read_also`, and components that show cards.

use super::links;
use super::site::Site;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{ArticleEntry, State, Target};
use crate::model::Reference;
use crate::paths::SourcePath;
use crate::view::{Record, Value};

/// A line of a component's body without the mark of a list item.
pub(super) fn without_list_mark(line: &str) -> &str {
    line.trim_start().trim_start_matches(['-', '*', '+']).trim()
}

/// »Læs også« of an article: `{title, url, external, sponsored}` each.
pub(super) fn value(site: &Site, entry: &ArticleEntry) -> Value {
    let source = &entry.article.meta.source;
    Value::list(entry.article.read_also.iter().filter_map(|reference| {
        match reference {
            Reference::Article(name) => link(site, source, name),
            Reference::Elsewhere { title, url } => Some(
                Record::new()
                    .set("title", title)
                    .set("url", url)
                    .set("external", true)
                    .set("sponsored", Value::none())
                    .into(),
            ),
        }
    }))
}

/// The fingerprint of everything that [`value`] reads.
pub(super) fn fingerprint(site: &Site, entry: &ArticleEntry) -> Fingerprint {
    let mut all = Combiner::new("read also");
    for reference in &entry.article.read_also {
        match reference {
            Reference::Article(name) => {
                all.fingerprint(reference_fingerprint(site, &entry.article.meta.source, name))
            }
            Reference::Elsewhere { title, url } => all.text(title).text(url),
        };
    }
    all.finish()
}

/// A link to the content file that a slug or path names; none if it is not shown now.
pub(super) fn link(site: &Site, from: &SourcePath, name: &str) -> Option<Value> {
    let target = shown(site, from, name)?;
    let lookup = site.index.lookup();
    let record = Record::new()
        .set("title", lookup.title(target))
        .set("url", lookup.url(target).under(site.config.base_url.sub_path()))
        .set("external", false)
        .set("sponsored", sponsor(site, target));
    Some(record.into())
}

/// The fingerprint of everything that [`link`] reads.
pub(super) fn reference_fingerprint(site: &Site, from: &SourcePath, name: &str) -> Fingerprint {
    let mut all = Combiner::new("reference");
    if let Some(target) = shown(site, from, name) {
        let lookup = site.index.lookup();
        all.text(lookup.title(target)).text(lookup.url(target).as_str());
        all.optional(sponsor(site, target));
    }
    all.finish()
}

fn shown(site: &Site, from: &SourcePath, name: &str) -> Option<Target> {
    let target = links::reference(site, from, name, false).ok()?;
    (site.index.lookup().state(target) == State::Listed).then_some(target)
}

/// The advertiser, for links to an advertisement must say so as well.
fn sponsor(site: &Site, target: Target) -> Option<&str> {
    match target {
        Target::Article(id) => site.index.articles[id].article.sponsored.as_deref(),
        _ => None,
    }
}
