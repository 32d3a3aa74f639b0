//! The Content-Security-Policy of a page, and what it blocks.
//!
//! In: a body's facts. Out: the policy; what its page would not load. May import: `config`, `html`,
//! `model`.

use std::borrow::Cow;

use url::Url;

use super::is_elsewhere;
use crate::config::SiteConfig;
use crate::html::{Directive, Governed};
use crate::model::Body;

/// The policy of a page that shows a body, or of one that shows none; nothing if the site has no
/// policy.
pub(crate) fn page_policy<'a>(config: &'a SiteConfig, body: Option<&Body>) -> Option<Cow<'a, str>> {
    let frames = body.map(|body| frames(config, body)).unwrap_or_default();
    if frames.is_empty() {
        return config.csp.policy.as_deref().map(Cow::Borrowed);
    }
    config.csp.with_frames(&frames).map(Cow::Owned)
}

/// The sources of a page's own frames: the origins of the videos on it and, if there are any, its
/// other frames from this site, which no directive is needed for otherwise.
fn frames(config: &SiteConfig, body: &Body) -> Vec<String> {
    let mut frames: Vec<String> = Vec::new();
    for origin in video_origins(config, body) {
        if !frames.contains(&origin) {
            frames.push(origin);
        }
    }
    let is_own = |url: &str| !is_elsewhere(config, url);
    let frame = Governed::Url(Directive::Frame);
    if !frames.is_empty()
        && config.csp.sources(Directive::Frame).is_empty()
        && body.governed.iter().any(|used| used.kind == frame && is_own(&used.url))
    {
        frames.insert(0, "'self'".to_owned());
    }
    frames
}

/// The origins of the videos that the component `video` shows from other sites.
fn video_origins(config: &SiteConfig, body: &Body) -> impl Iterator<Item = String> {
    let videos = body.components.iter().filter(|component| component.name == "video");
    let urls = videos.flat_map(|video| video.options.iter().filter(|(name, ..)| name == "url"));
    urls.filter_map(|(_, url, _)| {
        let url = absolute(url).filter(|_| is_elsewhere(config, url))?;
        matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
    })
}

/// The source to allow for a URL of another site that the page's policy blocks; nothing if it is
/// not blocked.
pub(crate) fn blocked_source(
    config: &SiteConfig,
    body: Option<&Body>,
    directive: Directive,
    url: &str,
) -> Option<String> {
    if !is_elsewhere(config, url) {
        return None;
    }
    let url = absolute(url)?;
    if config.csp.allows(directive, &url) {
        return None;
    }
    let source = match url.scheme() {
        "http" | "https" => url.origin().ascii_serialization(),
        scheme => format!("{scheme}:"),
    };
    let is_video = directive == Directive::Frame
        && body.is_some_and(|body| video_origins(config, body).any(|it| it == source));
    (!is_video).then_some(source)
}

/// A URL with a scheme, or with that of the page left out.
fn absolute(url: &str) -> Option<Url> {
    match url.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")).ok(),
        None => Url::parse(url).ok(),
    }
}
