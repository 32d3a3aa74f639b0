//! What the links of content lead to.

use std::sync::OnceLock;

use crate::diagnostics::{Code, nearest};
use crate::discover::is_image;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleId, LinkTarget};
use crate::model::Body;
use crate::paths::{
    Claims, FULL_URL, SourcePath, UrlPath, decoded, external_address, without_dots,
};
use crate::site::{self, Address, Memo, Site};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Ready for `href`: a page or file of this site, with the sub-path in front.
    Here(String),
    /// Another site, a mail address and the like.
    Elsewhere(String),
    /// A content file that is not shown now; the link becomes plain text.
    Hidden {
        /// What is hidden.
        title: String,
        why: &'static str,
    },
}

/// The problem of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadLink {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl BadLink {
    fn missing(message: String, help: Option<String>) -> Self {
        Self { code: Code::MissingTarget, message, help }
    }
}

/// Why a list is not shown now.
const NO_ARTICLES: &str = "currently has no articles";

/// The content file with the link.
#[derive(Clone, Copy)]
pub(crate) struct From<'a> {
    pub(crate) source: &'a SourcePath,
    pub(crate) body: &'a Body,
}

/// How closely links are looked at.
#[derive(Clone, Copy)]
pub(crate) enum Mode<'a> {
    /// A page is rendered. What is wrong with its links has been reported, and they lead nowhere;
    /// but one that names an anchor that is not there still leads to its page.
    Trusting,
    /// Problems are reported. Suggestions are looked for on request: each costs a look at every
    /// page.
    Checking { claims: &'a Claims, suggest: bool },
}

impl<'a> Mode<'a> {
    fn suggests(self) -> bool {
        matches!(self, Self::Checking { suggest: true, .. })
    }

    /// The paths of which a site-relative link must have one.
    fn claims(self, site: &'a Site) -> Option<&'a Claims> {
        match self {
            Self::Trusting => site.claims(),
            Self::Checking { claims, .. } => Some(claims),
        }
    }
}

/// A target within the site, in its parts.
#[derive(Clone, Copy)]
struct Target<'t> {
    path: &'t str,
    query: Option<&'t str>,
    anchor: Option<&'t str>,
}

impl<'t> Target<'t> {
    fn of(text: &'t str) -> Self {
        let (rest, anchor) = match text.split_once('#') {
            Some((rest, anchor)) => (rest, Some(anchor)),
            None => (text, None),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        Self { path, query, anchor }
    }

    /// Adds query and fragment to the URL that the path has become.
    fn at(&self, mut url: String) -> Destination {
        for (mark, part) in [('?', self.query), ('#', self.anchor)] {
            if let Some(part) = part {
                url.push(mark);
                url.push_str(part);
            }
        }
        Destination::Here(url)
    }
}

/// Finds where a link leads.
pub(crate) fn resolve(
    site: &Site,
    from: From<'_>,
    text: &str,
    mode: Mode<'_>,
) -> Result<Destination, BadLink> {
    let text = match Address::read(&site.config, text.trim_matches(' ')) {
        Address::Elsewhere(address) => return elsewhere(address),
        Address::Here(text) => text,
    };
    if let Some(bad) = text.chars().find(|c| c.is_control()) {
        return Err(BadLink {
            code: Code::BadUrl,
            message: format!("the URL `{text}` contains {bad:?}"),
            help: Some("remove it".into()),
        });
    }
    let target @ Target { path, anchor, .. } = Target::of(&text);
    if path.is_empty() {
        check_anchor(from.body, anchor.unwrap_or_default(), "this page", mode)?;
        let is_whole_page = target.query.is_none() && anchor.is_none();
        return Ok(target.at(if is_whole_page { "#".into() } else { String::new() }));
    }
    if path.starts_with('/') {
        return site_relative(site, target, mode);
    }
    let name = path.strip_prefix('@');
    let found = match name {
        Some(slug) => by_slug(site, slug, mode.suggests())?,
        None if is_markdown(path) => by_path(site, from.source, path, mode.suggests())?,
        None => return file(site, from.source, target, mode.suggests()),
    };
    let lookup = site.index.lookup();
    // Also where the target is hidden: it must not be wrong on the day that it is shown.
    if let (Some(anchor), Some(body)) = (anchor, lookup.body(found)) {
        check_anchor(body, anchor, path, mode)?;
    }
    if let Some(hidden) = hidden(site, found, needs_text(anchor)) {
        return Ok(hidden);
    }
    Ok(target.at(lookup.url(found).under(site.config.base_url.sub_path())))
}

/// Finds where a link of `site.toml` leads: to a path of the site, or elsewhere.
pub(super) fn configured(site: &Site, text: &str, mode: Mode<'_>) -> Result<Destination, BadLink> {
    match Address::read(&site.config, text) {
        Address::Elsewhere(address) => elsewhere(address),
        Address::Here(text) => site_relative(site, Target::of(&text), mode),
    }
}

/// A link to another site, which must be written so that all programs read it in the same way.
fn elsewhere(address: &str) -> Result<Destination, BadLink> {
    match external_address(address) {
        Ok(address) => Ok(Destination::Elsewhere(address.into_owned())),
        Err(error) => Err(BadLink {
            code: Code::BadUrl,
            message: error.message(address),
            help: Some(FULL_URL.into()),
        }),
    }
}

/// The fingerprint of where all links of a body lead.
pub(crate) fn fingerprint(site: &Site, from: From<'_>) -> Fingerprint {
    let mut all = Gathered::default();
    for link in &from.body.links {
        all.add(&resolve(site, from, &link.target, Mode::Trusting));
    }
    all.finish()
}

/// Where the links of a body lead, as they are resolved.
pub(crate) struct Gathered(FingerprintBuilder);

impl Default for Gathered {
    fn default() -> Self {
        Self(FingerprintBuilder::new("links"))
    }
}

impl Gathered {
    pub(crate) fn add(&mut self, destination: &Result<Destination, BadLink>) {
        match destination {
            Ok(Destination::Here(url) | Destination::Elsewhere(url)) => self.0.number(1).text(url),
            Ok(Destination::Hidden { .. }) => self.0.number(2),
            Err(_) => self.0.number(3),
        };
    }

    pub(crate) fn finish(&self) -> Fingerprint {
        self.0.finish()
    }
}

/// The fingerprint of where an article's links lead.
pub(crate) fn fingerprint_of_article(site: &Site, id: ArticleId) -> Fingerprint {
    let article = &site.index.articles[id].content;
    let from = From { source: &article.meta.source, body: &article.body };
    *site.memo(ArticleLinks::new).0[id].get_or_init(|| fingerprint(site, from))
}

/// Notes where an article's links lead, as the check of its links has found out.
pub(super) fn note_fingerprint(site: &Site, id: ArticleId, fingerprint: Fingerprint) {
    // Computing it gives the same.
    let _ = site.memo(ArticleLinks::new).0[id].set(fingerprint);
}

/// The fingerprints of where the links of each article lead. None is carried over an edit: another
/// text may have other anchors, to which any article may link.
struct ArticleLinks(Vec<OnceLock<Fingerprint>>);

impl ArticleLinks {
    fn new(site: &Site) -> Self {
        Self(site.index.articles.iter().map(|_| OnceLock::new()).collect())
    }
}

impl Memo for ArticleLinks {}

/// Finds the content file that a slug or a path names, as `read_also` and components give it.
pub(crate) fn reference(
    site: &Site,
    from: &SourcePath,
    name: &str,
    suggest: bool,
) -> Result<LinkTarget, BadLink> {
    let name = name.trim();
    match name.strip_prefix('@') {
        Some(slug) => by_slug(site, slug, suggest),
        None if is_markdown(name) => by_path(site, from, name, suggest),
        None => by_slug(site, name, suggest),
    }
}

fn is_markdown(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "md" || extension == "markdown")
}

fn by_slug(site: &Site, slug: &str, suggest: bool) -> Result<LinkTarget, BadLink> {
    let lookup = site.index.lookup();
    match lookup.slug(slug) {
        [target] => Ok(*target),
        [] => {
            let near = if suggest { lookup.nearest_slug(slug) } else { None };
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let help = help.or_else(|| {
                Some("write the slug of an article, page or author, or the path of its file".into())
            });
            Err(BadLink::missing(format!("no content has the slug `{slug}`"), help))
        }
        several => {
            const SHOWN: usize = 8;
            let sources = several.iter().filter_map(|target| lookup.source_of(*target));
            let sources = sources.take(SHOWN).map(|source| format!("`{source}`"));
            let sources: Vec<_> = sources.collect();
            let more = if several.len() > SHOWN { " and others" } else { "" };
            Err(BadLink {
                code: Code::AmbiguousTarget,
                message: format!("the slug `{slug}` is used by {}{more}", sources.join(" and ")),
                help: Some("write the path of the file instead".into()),
            })
        }
    }
}

fn by_path(
    site: &Site,
    from: &SourcePath,
    path: &str,
    suggest: bool,
) -> Result<LinkTarget, BadLink> {
    let lookup = site.index.lookup();
    let missing = |help| Err(BadLink::missing(format!("the file `{path}` does not exist"), help));
    if path.contains('\\') {
        return missing(Some(format!("write `{}`", path.replace('\\', "/"))));
    }
    let Some(source) = from.resolve(&decoded(path)) else {
        return missing(Some("the path leads outside the site's directory".into()));
    };
    match lookup.source(&source) {
        Some(target) => Ok(target),
        None => missing(match suggest.then(|| lookup.nearest_source(&source)).flatten() {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => Some(format!("there is no `{source}`")),
        }),
    }
}

/// A file beside the content file: images can be linked to, for a larger view.
fn file(
    site: &Site,
    from: &SourcePath,
    target: Target<'_>,
    suggest: bool,
) -> Result<Destination, BadLink> {
    let path = target.path;
    if let Some(image) = site::find_image(site, from, path).filter(|_| is_image(path)) {
        return Ok(target.at(image.url.under(site.config.base_url.sub_path())));
    }
    if path.contains('\\') {
        let help = Some(format!("write `{}`", path.replace('\\', "/")));
        return Err(BadLink::missing(format!("there is no page or image `{path}`"), help));
    }
    let near = if suggest { site.index.lookup().nearest_slug(path) } else { None };
    let help = match near {
        Some(near) => format!("did you mean `@{near}`?"),
        None => "write `@slug`, the path of a Markdown file, or `/path/` for a page on this site; \
                 other files belong in `static/`"
            .into(),
    };
    Err(BadLink::missing(format!("there is no page or image `{path}`"), Some(help)))
}

fn site_relative(site: &Site, target: Target<'_>, mode: Mode<'_>) -> Result<Destination, BadLink> {
    let anchor = target.anchor;
    let path = &*without_dots(target.path);
    let bad = |error: crate::paths::BadOutputPath| {
        BadLink::missing(format!("`{path}` is not a URL on this site: {error}"), None)
    };
    let mut url = UrlPath::parse(path).map_err(bad)?;
    // `/LICENSE` may be a file without an extension as well as a page.
    if url.as_str().ends_with('/')
        && !path.ends_with('/')
        && let Some(file) = SourcePath::new(&format!("static/{}", decoded(path)))
        && site.statics.contains_key(&file)
    {
        url = UrlPath::file(decoded(path).trim_start_matches('/'));
    }
    let url = site::as_named(site, url);
    let lookup = site.index.lookup();
    let page = page_at(&url);
    let content = lookup.at_url(&page);
    let body = content.and_then(|target| lookup.body(target));
    if let (Some(anchor), Some(body)) = (anchor, body) {
        check_anchor(body, anchor, path, mode)?;
    }
    if let Some(target) = content {
        // A former URL leads on only while the file is shown.
        let needs_text = needs_text(anchor) || is_former(site, target, &page);
        if let Some(hidden) = hidden(site, target, needs_text) {
            return Ok(hidden);
        }
    }
    if content.is_none() && is_empty(site, &page) {
        return Ok(Destination::Hidden { title: path.to_owned(), why: NO_ARTICLES });
    }
    if let Some(claims) = mode.claims(site) {
        let output = url.output().map_err(bad)?;
        let near = match claims.spelling(&output) {
            Some(claimed) if *claimed == output => None,
            // Web servers distinguish upper and lower case.
            Some(claimed) => Some(Some(UrlPath::of_output(claimed).to_string())),
            None if mode.suggests() => Some(nearest_url(claims, &url)),
            None => Some(None),
        };
        if let Some(near) = near {
            let help = near.map(|near| format!("did you mean `{near}`?"));
            return Err(BadLink::missing(format!("this site has no page `{path}`"), help));
        }
    }
    Ok(target.at(url.under(site.config.base_url.sub_path())))
}

/// The page at a URL: `/om/index.html` is `/om/`.
fn page_at(url: &UrlPath) -> UrlPath {
    match url.output() {
        Ok(output) if url.as_str().ends_with("index.html") => UrlPath::of_output(&output),
        _ => url.clone(),
    }
}

/// Whether a URL is that of a list or feed that does not exist now, but did or will.
fn is_empty(site: &Site, page: &UrlPath) -> bool {
    site.index.lookup().is_empty_list(page) || site::is_empty_feed(site, page)
}

/// The destination of a link to a target that is not shown now; `None` if it is shown.
fn hidden(site: &Site, target: LinkTarget, needs_text: bool) -> Option<Destination> {
    let (title, why) = why_hidden(site, target, needs_text)?;
    Some(Destination::Hidden { title, why })
}

/// The title of a target that is not shown now, and why it is not.
fn why_hidden(site: &Site, target: LinkTarget, needs_text: bool) -> Option<(String, &'static str)> {
    let lookup = site.index.lookup();
    let state = if needs_text { lookup.text_state(target) } else { lookup.state(target) };
    Some((lookup.title(target).to_owned(), state.why_hidden()?))
}

/// A link to a place in a text must have the text, too: its headings are not known before.
fn needs_text(anchor: Option<&str>) -> bool {
    anchor.is_some_and(|anchor| !is_top(anchor))
}

/// Whether a URL is a former one of a target.
fn is_former(site: &Site, target: LinkTarget, url: &UrlPath) -> bool {
    site.index.lookup().url(target) != url
}

/// The empty fragment and `top` are the top of every page (HTML, "select the indicated part").
fn is_top(anchor: &str) -> bool {
    anchor.is_empty() || anchor == "top"
}

fn nearest_url(claims: &Claims, url: &UrlPath) -> Option<String> {
    let urls = claims.paths().map(|path| UrlPath::of_output(path).to_string());
    let mut urls: Vec<String> = urls.collect();
    urls.sort_unstable();
    nearest(url.as_str(), urls.iter().map(String::as_str)).map(str::to_owned)
}

fn check_anchor(body: &Body, anchor: &str, place: &str, how: Mode<'_>) -> Result<(), BadLink> {
    let anchor = decoded(anchor);
    if matches!(how, Mode::Trusting)
        || is_top(&anchor)
        || body.anchors.contains(anchor.as_ref() as &str)
    {
        return Ok(());
    }
    let anchors = body.anchors.iter().map(String::as_str);
    let help = match if how.suggests() { nearest(&anchor, anchors) } else { None } {
        Some(near) => format!("did you mean `#{near}`?"),
        None if body.anchors.is_empty() => "that page has no headings".into(),
        None => {
            const SHOWN: usize = 8;
            let known = body.anchors.iter().take(SHOWN).map(|anchor| format!("`#{anchor}`"));
            let known: Vec<_> = known.collect();
            let more = if body.anchors.len() > SHOWN { " and more" } else { "" };
            format!("known anchors: {}{more}", known.join(", "))
        }
    };
    Err(BadLink {
        code: Code::MissingAnchor,
        message: format!("{place} has no anchor `#{anchor}`"),
        help: Some(help),
    })
}
