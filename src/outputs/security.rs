//! `/.well-known/security.txt` (RFC 9116): whom to tell of a hole.

use std::fmt::Write;

use super::site::Site;
use crate::fingerprint::Fingerprint;
use crate::paths::UrlPath;
use crate::view::View;

/// Its URL, at the root of the host.
pub(super) fn url() -> UrlPath {
    UrlPath::folder([".well-known"]).file_below("security.txt")
}

/// Writes it as `site.toml` has it: its last day comes from there, never from the clock.
pub(super) fn text(site: &Site) -> String {
    let config = &site.config;
    let Some(security) = &config.security_txt else { return String::new() };
    let mut text = format!("Contact: {}\nExpires: {}\n", security.contact, security.expires);
    let _ = writeln!(text, "Preferred-Languages: {}", config.language);
    let _ = writeln!(text, "Canonical: {}", config.base_url.absolute(&url()));
    text
}

pub(super) fn view(site: &Site) -> View<'_> {
    View::new().input("security", Fingerprint::of(text(site).as_bytes()))
}
