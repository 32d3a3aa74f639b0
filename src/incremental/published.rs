//! What was published before: addresses that are gone, and ids that were changed.
//!
//! The manifest in the output directory knows every path of the last build, and is all that is
//! needed to find that one is gone. The content file and the id of each page are recorded
//! in `.digest`: where that is lost, no file is named, and no changed id is noticed.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use jiff::Timestamp;

use super::output_cache::{OutputCache, OutputOrigin, is_preview};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ContentEntry, SiteIndex};
use crate::model::Kind;
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::plan::Plan;
use crate::site::Site;
use crate::write::OutputManifest;

/// What the content files of an index publish. Each origin is worked out once, if it is asked for.
#[derive(Debug)]
pub(super) struct Published {
    /// The fingerprint of all that is read here of the index but for titles: most builds find it as
    /// it was, and need not look at each content file.
    pub(super) fingerprint: Fingerprint,
    /// In the order of the index.
    origins: OnceLock<Vec<OutputOrigin>>,
    now: Timestamp,
}

impl Published {
    /// What an index publishes now; only this index may be given to the other functions.
    pub(super) fn of(index: &SiteIndex, now: Timestamp) -> Self {
        let mut all = FingerprintBuilder::new("published");
        for content in index.contents() {
            all.text(content.meta.source.as_str())
                .text(content.id)
                .text(content.url.as_str())
                .number(u64::from(content.state.has_page()))
                .number(u64::from(is_preview(&content, now)))
                .number(content.meta.aliases.len() as u64);
            for alias in &content.meta.aliases {
                all.text(alias.url.as_str());
            }
        }
        Self { fingerprint: all.finish(), origins: OnceLock::new(), now }
    }

    /// The content files, shown or not, each with its origin.
    fn contents<'a>(
        &'a self,
        index: &'a SiteIndex,
    ) -> impl Iterator<Item = (ContentEntry<'a>, OutputOrigin)> {
        let all = || index.contents().map(|content| OutputOrigin::of(&content, self.now)).collect();
        index.contents().zip(self.origins.get_or_init(all).iter().copied())
    }

    /// The origins of all paths at which shown content files have pages or redirects.
    pub(super) fn by_path(&self, index: &SiteIndex) -> HashMap<String, OutputOrigin> {
        let mut by_path = HashMap::new();
        for (content, origin) in self.contents(index).filter(|(c, _)| c.state.has_page()) {
            let aliases = content.meta.aliases.iter().map(|alias| &alias.url);
            let urls = std::iter::once(content.url).chain(aliases);
            by_path.extend(urls.filter_map(|url| Some((url.output().ok()?.to_string(), origin))));
        }
        by_path
    }
}

/// What to report once, by the build that changes it: which URLs of pages are gone, and
/// which articles, events and editions have another id than before.
pub(super) fn changes(
    previous: &OutputManifest,
    before: &OutputCache,
    now: &Published,
    site: &Site,
    plan: &Plan,
) -> Diagnostics {
    let index = &site.index;
    let gone = gone(previous, before, index, plan);
    let successors = Successors::of((!gone.is_empty()).then(|| now.contents(index)));
    let mut problems = Diagnostics::default();
    let mut reported = HashSet::new();
    for (path, url) in &gone {
        let origin = before.origin(path);
        let stands = origin.and_then(|origin| successors.find(origin));
        reported.extend(stands.map(|content| content.meta.source.as_str()));
        problems.push(gone_url(url, stands.as_ref()));
    }
    problems.extend(changed_id_base(before, now, site));
    if !before.publishes(now.fingerprint) {
        problems.extend(changed_ids(before, now, index, &reported));
    }
    problems
}

/// The pages of the last build that nothing stands for now, by path. What is hidden on purpose, as
/// a draft or after its last day, is not gone: its file is still there. Nor is what was never
/// published.
fn gone<'a>(
    previous: &'a OutputManifest,
    before: &OutputCache,
    index: &SiteIndex,
    plan: &Plan,
) -> Vec<(&'a OutputPath, UrlPath)> {
    let now: HashSet<&OutputPath> = plan.jobs.iter().map(|job| &job.output).collect();
    let paths = previous.entries().iter().map(|entry| &entry.path);
    paths
        .filter(|path| !now.contains(path) && is_page(path.as_str()))
        // What the host redirects has a claim, but no output.
        .filter(|path| plan.claims.claimant(path).is_none())
        .map(|path| (path, UrlPath::of_output(path)))
        .filter(|(_, url)| {
            let lookup = index.lookup();
            lookup.at_url(url).is_none() && !lookup.is_empty_list(url)
        })
        .filter(|(path, _)| before.origin(path).is_none_or(|origin| !origin.is_preview))
        .collect()
}

/// Whether a path is that of a page to which others link for its own sake: of an article, an event,
/// people news, a plain page or an author, or a redirect to one. Lists come and go with what they
/// show, and so do tags, archives and editions.
fn is_page(path: &str) -> bool {
    let Some(directory) = path.strip_suffix("/index.html") else { return false };
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = directory.split('/').collect();
    match parts[..] {
        ["emner" | "side", ..] | ["forfattere" | "events" | "navnenyt" | "udgaver" | "lige-nu"] => {
            false
        }
        ["forfattere", _, ref rest @ ..] => rest.is_empty(),
        [year] if is_number(year, 4) => false,
        [year, part] if is_number(year, 4) => !is_number(part, 2) && !part.starts_with("uge-"),
        _ => true,
    }
}

/// The content files by what they could stand for.
struct Successors<'a> {
    by_id: HashMap<Fingerprint, ContentEntry<'a>>,
    by_source: HashMap<Fingerprint, ContentEntry<'a>>,
}

impl<'a> Successors<'a> {
    /// Those of an index; none if nobody is going to ask.
    fn of(contents: Option<impl Iterator<Item = (ContentEntry<'a>, OutputOrigin)>>) -> Self {
        let mut all = Self { by_id: HashMap::new(), by_source: HashMap::new() };
        for (content, origin) in contents.into_iter().flatten() {
            all.by_id.entry(origin.id).or_insert(content);
            all.by_source.entry(origin.source).or_insert(content);
        }
        all
    }

    /// The content file that stands for what a page was of: the one with its id, else the same
    /// file.
    fn find(&self, origin: OutputOrigin) -> Option<ContentEntry<'a>> {
        self.by_id.get(&origin.id).or_else(|| self.by_source.get(&origin.source)).copied()
    }
}

fn gone_url(url: &UrlPath, stands: Option<&ContentEntry<'_>>) -> Diagnostic {
    let url = url.as_str();
    let message = format!("`{url}` was published before and no longer exists");
    let problem = Diagnostic::new(Code::GoneUrl, message);
    match stands {
        None => problem.help(format!("write `aliases: [{url}]` in the file that replaces it")),
        Some(content) if content.meta.aliases.is_empty() => {
            problem.in_file(&content.meta.source).help(format!("write `aliases: [{url}]`"))
        }
        Some(content) => problem
            .in_file(&content.meta.source)
            .at_key(["aliases".into()])
            .help(format!("add `{url}` to its `aliases`")),
    }
}

/// What feeds and the calendar name by an id and the last build published as well: the content
/// file, its origin now, and that of the last build.
fn with_former<'a>(
    before: &'a OutputCache,
    now: &'a Published,
    index: &'a SiteIndex,
) -> impl Iterator<Item = (ContentEntry<'a>, OutputOrigin, OutputOrigin)> {
    let has_id = |content: &ContentEntry<'_>| {
        matches!(content.target.kind, Kind::Article | Kind::Event | Kind::Edition)
    };
    let shown = now.contents(index).filter(move |(c, _)| c.state.has_page() && has_id(c));
    shown.filter_map(|(content, origin)| {
        let path = content.url.output().ok();
        let old = path.and_then(|path| before.origin(&path));
        Some((content, origin, old.or_else(|| before.origin_of(origin.source))?))
    })
}

/// Reports, once for all content files, that the prefix of all ids has changed.
fn changed_id_base(before: &OutputCache, now: &Published, site: &Site) -> Option<Diagnostic> {
    let (id_base, span) = (&site.config.feeds.id_base, site.config.feeds.id_base_span);
    let former = before.id_base.as_ref().filter(|former| *former != id_base)?;
    with_former(before, now, &site.index).next()?;
    let message = format!(
        "all ids in feeds and the calendar have changed: they began with `{former}`, and now begin \
         with `{id_base}`"
    );
    let help = format!(
        "write `id_base = \"{former}\"` under `[feeds]`, or feed readers and calendars will show \
         everything as new"
    );
    let problem = Diagnostic::new(Code::ChangedId, message).help(help).at_maybe(span);
    // A variable has no position in the file.
    let file = span.and_then(|_| SourcePath::new("site.toml"));
    Some(Diagnostic { file, ..problem })
}

/// Finds content whose id in feeds and the calendar has changed. `reported` are the files for which
/// a problem already says how to restore the former URL, and with it the id.
fn changed_ids(
    before: &OutputCache,
    now: &Published,
    index: &SiteIndex,
    reported: &HashSet<&str>,
) -> Diagnostics {
    let mut changed = Vec::new();
    for (content, origin, old) in with_former(before, now, index) {
        if old.id != origin.id && !reported.contains(content.meta.source.as_str()) {
            changed.push((old, content));
        }
    }
    if changed.is_empty() {
        return Diagnostics::default();
    }
    // What went with its id to another address was not changed.
    let ids: HashSet<Fingerprint> = now.contents(index).map(|(_, origin)| origin.id).collect();
    let changed = changed.iter().filter(|(old, _)| !ids.contains(&old.id));
    changed.map(|(old, content)| changed_id(*old, content)).collect()
}

fn changed_id(old: OutputOrigin, content: &ContentEntry<'_>) -> Diagnostic {
    let meta = content.meta;
    let message =
        format!("`{}` was previously published under a different id", content.url.as_str());
    let problem = Diagnostic::new(Code::ChangedId, message).in_file(&meta.source);
    let key = if meta.id.is_some() { "id" } else { "aliases" };
    let is_written = meta.id.is_some() || !meta.aliases.is_empty();
    let problem = if is_written { problem.at_key([key.into()]) } else { problem };
    let aliases = meta.aliases.iter().map(|alias| &alias.url);
    let former = std::iter::once(content.url).chain(aliases).map(UrlPath::as_str);
    let mut former = former.filter(|url| Fingerprint::of(url.as_bytes()) == old.id);
    problem.help(match former.next() {
        Some(former) => {
            format!("write `id: {former}`, or feed readers and calendars will show it as new")
        }
        None => "write its former `id`, or feed readers and calendars will show it as new".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_distinguished_from_lists() {
        for page in [
            "2026/11/x/index.html",
            "om/index.html",
            "events/messe/index.html",
            "navnenyt/mette/index.html",
            "forfattere/mette/index.html",
            "gammel/adresse/index.html",
            "2026/tal/index.html",
            "20261/index.html",
            "emnerne/index.html",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "index.html",
            "404.html",
            "om.html",
            "om/foto.png",
            "emner/index.html",
            "emner/ai/index.html",
            "emner/ai/side/2/index.html",
            "side/2/index.html",
            "forfattere/index.html",
            "forfattere/mette/side/2/index.html",
            "events/index.html",
            "navnenyt/index.html",
            "udgaver/index.html",
            "lige-nu/index.html",
            "2026/index.html",
            "2026/11/index.html",
            "2026/uge-47/index.html",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}
