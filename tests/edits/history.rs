//! What only the build that changes something can report: URLs of pages that are gone, and ids
//! that are others. A build from nothing but the sources does not know what was published before.

use std::collections::BTreeSet;

use digest::testing::build::ReadySite;
use digest::testing::diagnostics::Code;
use digest::testing::index::{Clock, ContentEntry};
use digest::testing::model::Kind;
use digest::testing::output::Job;
use digest::testing::paths::UrlPath;

/// The codes of problems that are reported once.
pub(crate) const CODES: [Code; 2] = [Code::GoneUrl, Code::ChangedId];

/// What a build must report, as codes and messages, that puts `new` in the place of `old`.
/// `is_forgetful` if what was noted of the last build is lost.
pub(crate) fn told(
    (old, then): (&ReadySite, &Clock),
    new: &ReadySite,
    is_forgetful: bool,
) -> BTreeSet<(Code, String)> {
    let previews = if is_forgetful { BTreeSet::new() } else { previews(old, then) };
    let gone: BTreeSet<String> =
        gone(old, new).into_iter().filter(|url| !previews.contains(url.as_str())).collect();
    let changed = if is_forgetful { BTreeSet::new() } else { changed(old, new, &gone) };
    let gone = gone
        .into_iter()
        .map(|url| (Code::GoneUrl, format!("`{url}` was published before and no longer exists")));
    let changed = changed.into_iter().map(|message| (Code::ChangedId, message));
    gone.chain(changed).collect()
}

/// The URLs of what was shown only on request.
fn previews<'a>(old: &'a ReadySite, then: &Clock) -> BTreeSet<&'a str> {
    let contents = old.site.index.contents().filter(|content| {
        let date = content.file.date();
        content.meta.draft || date.is_some_and(|date| date.zoned.timestamp() > then.now)
    });
    contents.flat_map(|content| urls(old, &content)).collect()
}

fn gone(old: &ReadySite, new: &ReadySite) -> BTreeSet<String> {
    let is_page = |job: &Job| match job.kind_name() {
        "article" | "event" | "person" | "page" | "redirect" | "copied file" => true,
        "author" => !job.url.as_str().contains("/side/"),
        _ => false,
    };
    let index = &new.site.index;
    let planned: BTreeSet<&str> = new.plan.jobs.iter().map(|job| job.url.as_str()).collect();
    // Hidden or not, what has its file is not gone.
    let files = index.contents().flat_map(|content| {
        let aliases = content.meta.aliases.iter().map(|alias| alias.url.as_str());
        aliases.chain([content.url.as_str()])
    });
    let authors = index.authors.iter().map(|author| author.url.as_str());
    let known: BTreeSet<&str> = files.chain(authors).collect();
    // What the host redirects has a claim, but no output.
    let is_redirected = |job: &&Job| new.plan.claims.claimant(&job.output).is_some();
    let pages = old
        .plan
        .jobs
        .iter()
        .filter(|job| is_page(job) && job.output.as_str().ends_with("/index.html"))
        .filter(|job| !is_redirected(job));
    let urls = pages.map(|job| job.url.as_str());
    let gone = urls.filter(|url| !planned.contains(url) && !known.contains(url));
    gone.map(str::to_owned).collect()
}

/// The pages or redirects of a content file that were published.
fn urls<'a>(site: &ReadySite, content: &ContentEntry<'a>) -> Vec<&'a str> {
    let aliases = content.meta.aliases.iter().map(|alias| &alias.url);
    let urls = std::iter::once(content.url).chain(aliases);
    let is_planned = |url: &&UrlPath| {
        content.state.has_page() && site.plan.job(&url.output().unwrap()).is_some()
    };
    urls.filter(is_planned).map(UrlPath::as_str).collect()
}

/// What is said of ids that are others.
fn changed(old: &ReadySite, new: &ReadySite, gone: &BTreeSet<String>) -> BTreeSet<String> {
    let before: Vec<(ContentEntry<'_>, Vec<&str>)> = old
        .site
        .index
        .contents()
        .map(|content| (content, urls(old, &content)))
        .filter(|(_, urls)| !urls.is_empty())
        .collect();
    let now: Vec<ContentEntry<'_>> = new.site.index.contents().collect();
    // Restoring a former URL also restores the id; otherwise this is reported next time.
    let mut told = BTreeSet::new();
    for (content, _) in before.iter().filter(|(_, urls)| urls.iter().any(|u| gone.contains(*u))) {
        let same_id = now.iter().find(|other| other.id == content.id);
        let stands = same_id.or_else(|| now.iter().find(|o| o.meta.source == content.meta.source));
        told.extend(stands.map(|stands| stands.meta.source.as_str()));
    }
    let mut changed = BTreeSet::new();
    let bases = [old, new].map(|ready| &ready.site.config.feeds.id_base);
    for content in now.iter().filter(|content| content.state.has_page()) {
        let is_named = matches!(content.target.kind, Kind::Article | Kind::Event | Kind::Edition);
        let url = content.url.as_str();
        let at_url = before.iter().find(|(_, urls)| urls.contains(&url));
        let of_file = || before.iter().find(|(o, _)| o.meta.source == content.meta.source);
        let Some((former, _)) = at_url.or_else(of_file) else { continue };
        if is_named && bases[0] != bases[1] {
            let [old, new] = bases;
            changed.insert(format!(
                "all ids in feeds and the calendar have changed: they began with `{old}`, and now \
                 begin with `{new}`"
            ));
        }
        let is_kept = now.iter().any(|other| other.id == former.id);
        if is_named && !is_kept && !told.contains(content.meta.source.as_str()) {
            changed.insert(format!("`{url}` was previously published under a different id"));
        }
    }
    changed
}
