//! `robots.txt` (RFC 9309).

use super::site::Site;
use crate::fingerprint::Fingerprint;
use crate::paths::UrlPath;
use crate::view::View;

/// Allows everything and names the sitemap. Robots read it at the root of a host only, so a
/// site under a sub-path has none.
pub(super) fn text(site: &Site) -> String {
    let sitemap = site.config.base_url.absolute(&UrlPath::file("sitemap.xml"));
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}

pub(super) fn view(site: &Site) -> View<'_> {
    View::new().input("robots", Fingerprint::of(text(site).as_bytes()))
}
