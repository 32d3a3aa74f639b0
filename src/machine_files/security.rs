//! `/.well-known/security.txt` (RFC 9116): where to report a vulnerability.

use std::fmt::Write;

use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;

/// Its URL, at the root of the host.
fn url() -> UrlPath {
    UrlPath::directory([".well-known"]).file_below("security.txt")
}

#[derive(Debug)]
struct SecurityTxt;

/// As `robots.txt`, it belongs to the host and not to a sub-path.
pub(crate) fn plan(planner: &mut Planner<'_>) {
    let config = &planner.site.config;
    if config.base_url.sub_path().is_empty() && config.security_txt.is_some() {
        planner.generated(SecurityTxt, url());
    }
}

impl FileOutput for SecurityTxt {
    fn name(&self) -> &'static str {
        "security.txt"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("security", Fingerprint::of(text(site).as_bytes()))
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(text(site).into_bytes())
    }
}

/// Writes it as `site.toml` has it: its last day comes from there, never from the clock.
fn text(site: &Site) -> String {
    let config = &site.config;
    let Some(security) = &config.security_txt else { return String::new() };
    let mut text = format!("Contact: {}\nExpires: {}\n", security.contact, security.expires);
    let _ = writeln!(text, "Preferred-Languages: {}", config.language);
    let _ = writeln!(text, "Canonical: {}", config.base_url.absolute(&url()));
    text
}
