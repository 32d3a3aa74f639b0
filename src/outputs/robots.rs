//! `robots.txt` (RFC 9309).

use super::site::Site;
use crate::paths::UrlPath;

/// Allows everything and names the sitemap. Robots read it at the root of a host only, so a
/// site under a sub-path has none.
pub(super) fn text(site: &Site, sitemap: &UrlPath) -> String {
    let sitemap = site.config.base_url.absolute(sitemap);
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}
