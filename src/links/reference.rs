//! Links to content that an editor names by slug or path: in `read_also`, and in components that
//! show cards.

use super::resolve;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{LinkTarget, PublicationState};
use crate::paths::SourcePath;
use crate::site::Site;
use crate::view::{Record, Value};

/// A line of a component's body without the mark of a list item.
pub(crate) fn without_list_mark(line: &str) -> &str {
    line.trim_start().trim_start_matches(['-', '*', '+']).trim()
}

/// A link to the content file that a slug or path names; none if it is not shown now.
pub(crate) fn link(site: &Site, from: &SourcePath, name: &str) -> Option<Value> {
    shown(site, from, name).map(|target| link_to(site, target))
}

pub(crate) fn link_to(site: &Site, target: LinkTarget) -> Value {
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
pub(crate) fn reference_fingerprint(site: &Site, from: &SourcePath, name: &str) -> Fingerprint {
    let mut all = FingerprintBuilder::new("reference");
    if let Some(target) = shown(site, from, name) {
        add_target(&mut all, site, target);
    }
    all.finish()
}

/// Adds everything that [`link_to`] reads.
pub(crate) fn add_target<'c>(
    all: &'c mut FingerprintBuilder,
    site: &Site,
    target: LinkTarget,
) -> &'c mut FingerprintBuilder {
    let lookup = site.index.lookup();
    match target.article() {
        // Made once for all articles that link there.
        Some(id) => all.number(1).fingerprint(site.link_fingerprints(id).dated),
        None => all.number(0).text(lookup.title(target)).text(lookup.url(target).as_str()),
    }
}

pub(crate) fn shown(site: &Site, from: &SourcePath, name: &str) -> Option<LinkTarget> {
    let target = resolve::reference(site, from, name, false).ok()?;
    (site.index.lookup().state(target) == PublicationState::Listed).then_some(target)
}

/// When an article was published.
fn date(site: &Site, target: LinkTarget) -> Option<String> {
    target.article().map(|id| site.index.articles[id].content.date.machine())
}

/// The advertiser, for links to an advertisement must say so as well.
fn sponsor(site: &Site, target: LinkTarget) -> Option<&str> {
    site.index.articles[target.article()?].content.sponsored.as_deref()
}
