//! »Læses lige nu«: the articles that `data/laest.json` names.

use crate::data::{MAX_REPORTED, Popular};
use crate::diagnostics::{Code, Diagnostic};
use crate::index::{ArticleId, LinkTarget, PublicationState};
use crate::paths::{Claims, UrlPath};
use crate::site::Site;

/// The limit on cards in `most_read`.
const MOST: usize = 10;

/// The articles that are shown, in the order of the file, each once.
pub(crate) fn most_read(site: &Site) -> Vec<ArticleId> {
    let mut articles = Vec::new();
    for entry in entries(site) {
        if let Ok(Some(id)) = article(site, entry)
            && site.index.articles[id].state == PublicationState::Listed
            && !articles.contains(&id)
        {
            articles.push(id);
            if articles.len() == MOST {
                break;
            }
        }
    }
    articles
}

/// Warns of what is nothing on this site. A program writes the file, so nobody's slip stops the
/// build; and what counts readers also counts those of the front page and of lists, which are
/// passed over in silence.
pub(crate) fn check(site: &Site, claims: &Claims) -> Vec<Diagnostic> {
    let Some(file) = site.data.most_read() else { return Vec::new() };
    let problems = entries(site).filter_map(|entry| {
        let (message, help) = match article(site, entry) {
            Ok(Some(_)) => return None,
            Ok(None) => (
                format!("no article has the slug `{}`", entry.target),
                "write the slug of an article, or its URL",
            ),
            Err(Address::Elsewhere) => (
                format!("`{}` is not a URL on this site", entry.target),
                "write URLs that begin with `/` or with the site's `base_url`",
            ),
            Err(Address::Here(url)) => {
                let output = url.output().ok();
                if output.is_some_and(|path| claims.claimant(&path).is_some())
                    || site.index.lookup().at_url(&url).is_some()
                    || site.index.lookup().is_empty_list(&url)
                {
                    return None;
                }
                (
                    format!("no page has the URL `{}`", entry.target),
                    "remove the entry; a former URL of an article belongs in its `aliases`",
                )
            }
        };
        let problem = Diagnostic::new(Code::UnknownMostRead, message).help(help);
        Some(problem.in_file(&file.source).at_bytes(entry.range.clone()))
    });
    problems.take(MAX_REPORTED).collect()
}

fn entries(site: &Site) -> impl Iterator<Item = &Popular> {
    site.data.most_read().into_iter().flat_map(|file| &file.most_read)
}

/// An address that is no article's.
enum Address {
    Here(UrlPath),
    Elsewhere,
}

/// The article that an entry names; none for a slug that no article has.
fn article(site: &Site, entry: &Popular) -> Result<Option<ArticleId>, Address> {
    let lookup = site.index.lookup();
    let base = &site.config.base_url;
    let target = entry.target.trim();
    let path = match target.strip_prefix(base.origin()) {
        Some("") => "/",
        Some(path) => path,
        None if target.contains("://") => return Err(Address::Elsewhere),
        None => target,
    };
    if !path.starts_with('/') {
        if path.len() < target.len() {
            // A longer host that begins with this one.
            return Err(Address::Elsewhere);
        }
        let mut articles = lookup.slug(path).iter().filter_map(|target| target.article());
        // Of two articles with one slug nobody knows which was meant.
        return Ok(articles.next().filter(|_| articles.next().is_none()));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let below = path.strip_prefix(base.sub_path()).filter(|path| path.starts_with('/'));
    let Ok(url) = UrlPath::parse(below.unwrap_or(path)) else { return Err(Address::Elsewhere) };
    match lookup.at_url(&url).and_then(LinkTarget::article) {
        Some(id) => Ok(Some(id)),
        None => Err(Address::Here(url)),
    }
}
