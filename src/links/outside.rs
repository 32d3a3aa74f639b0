//! The links of the site to other sites: for a check over the network.

use std::collections::HashSet;
use std::ops::Range;

use url::Url;

use super::notices;
use super::redirects::declared_redirects;
use crate::diagnostics::{Code, Diagnostic};
use crate::html::{Directive, Governed};
use crate::markdown;
use crate::model::{Body, ContentFile, Correction};
use crate::paths::SourcePath;
use crate::site::{self, Site};

/// A link to another site.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "network"), expect(dead_code, reason = "only the network needs it"))]
pub(crate) struct OutsideLink {
    /// An `http` or `https` URL without a fragment, as browsers send it.
    pub url: String,
    /// Whether it is that of one of an article's sources.
    pub is_source: bool,
    /// A problem without a message, at the link's place.
    pub place: Diagnostic,
}

/// Collects the links of everything that is shown now or later, and those of `site.toml`. Those of
/// other data files are not: only templates know which of their texts are links.
pub(crate) fn outside(site: &Site) -> Vec<OutsideLink> {
    let contents = site.index.contents().filter(|content| content.state.is_checked());
    let mut links: Vec<OutsideLink> = contents
        .flat_map(|content| {
            let article = content.target.article();
            let corrections = article.map(|id| &*site.index.articles[id].content.corrections);
            let of_file = of_file(site, content.file);
            let of_body = of_body(site, content.body);
            let of_notices = of_notices(site, content.file, corrections.unwrap_or_default());
            let in_file = |mut link: OutsideLink| {
                link.place = link.place.in_file(&content.meta.source);
                link
            };
            of_file.chain(of_body).chain(of_notices).map(in_file).collect::<Vec<_>>()
        })
        .collect();
    links.extend(of_configuration(site));
    links
}

/// The links of `site.toml`, and where the redirects of its data file lead. A hub is not asked: it
/// need not answer anything but a notification.
fn of_configuration(site: &Site) -> Vec<OutsideLink> {
    let config = &site.config;
    let toml = SourcePath::new("site.toml");
    let at = |span| Diagnostic { file: toml.clone(), ..problem().at_maybe(span) };
    let tags = config.tags.declared.iter().filter_map(|tag| tag.image.as_ref());
    let placed = config.menu.iter().map(|item| &item.url);
    let placed = placed.chain(&config.publisher.logo).chain(tags);
    let placed = placed.map(|link| (link.text.clone(), link.span));
    let publisher = config.publisher.url.clone().map(|url| (url, config.publisher.url_span));
    let links = placed.chain(publisher).map(|(url, span)| (url, at(span)));
    let redirects = declared_redirects(site);
    let redirects = redirects.iter().filter_map(|redirect| {
        let place = redirect.problem_of_target(Code::ExternalLink, "");
        Some((redirect.to.clone()?, place))
    });
    let all = links.chain(redirects);
    all.filter_map(|(url, place)| outside_link(site, &url, false, place)).collect()
}

fn of_file<'a>(
    site: &'a Site,
    file: &'a dyn ContentFile,
) -> impl Iterator<Item = OutsideLink> + 'a {
    file.addresses().into_iter().filter_map(move |(key, url)| {
        let is_source = key.first() == Some(&"sources".into());
        outside_link(site, url, is_source, problem().at_key(key))
    })
}

fn of_body<'a>(site: &'a Site, body: &'a Body) -> impl Iterator<Item = OutsideLink> + 'a {
    // What a form is sent to need not answer anything else.
    let forms = body.governed.iter().filter(|it| it.kind == Governed::Url(Directive::Form));
    let forms: HashSet<&Range<usize>> = forms.map(|it| &it.range).collect();
    let links = body.links.iter().filter(move |link| !forms.contains(&link.range));
    let links = links.map(|link| (link.target.as_str(), &link.range));
    let images = body.images.iter().map(|image| (image.src.as_str(), &image.range));
    let options = body.components.iter().flat_map(|component| &component.options);
    let options = options.filter(|(name, ..)| name == "url");
    let options = options.map(|(_, url, range)| (url.as_str(), range));
    links.chain(images).chain(options).filter_map(|(url, range)| {
        outside_link(site, url, false, problem().at_bytes(range.clone()))
    })
}

fn of_notices<'a>(
    site: &'a Site,
    file: &'a dyn ContentFile,
    corrections: &'a [Correction],
) -> impl Iterator<Item = OutsideLink> + 'a {
    notices::texts(file.meta(), corrections).flat_map(move |(key, text)| {
        let links = markdown::inline(text, &site.markdown).links.into_iter();
        links.filter_map(move |link| {
            outside_link(site, &link.target, false, problem().at_key(key.clone()))
        })
    })
}

fn problem() -> Diagnostic {
    Diagnostic::new(Code::ExternalLink, "")
}

fn outside_link(site: &Site, url: &str, is_source: bool, place: Diagnostic) -> Option<OutsideLink> {
    if !site::is_elsewhere(&site.config, url) {
        return None;
    }
    let mut url = match url.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")).ok()?,
        None => Url::parse(url).ok()?,
    };
    url.set_fragment(None);
    let is_web = matches!(url.scheme(), "http" | "https");
    is_web.then(|| OutsideLink { url: url.into(), is_source, place })
}
