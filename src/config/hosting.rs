//! Where the site is hosted, and what it redirects: the table `[hosting]` and the list
//! `[[redirect]]`.

use super::address::ConfigLink;
use super::reader::{Complaint, Section};
use crate::diagnostics::{Code, Span};
use crate::paths::{SourcePath, UrlPath};

/// A host, which decides about the files that it reads itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HostKind {
    GithubPages,
    GitlabPages,
    Netlify,
    CloudflarePages,
    Nginx,
    Caddy,
    S3,
    /// Any host: nothing is written for it.
    #[default]
    None,
}

impl HostKind {
    /// The names in `site.toml`.
    pub(crate) const NAMES: [(&'static str, Self); 8] = [
        ("github-pages", Self::GithubPages),
        ("gitlab-pages", Self::GitlabPages),
        ("netlify", Self::Netlify),
        ("cloudflare-pages", Self::CloudflarePages),
        ("nginx", Self::Nginx),
        ("caddy", Self::Caddy),
        ("s3", Self::S3),
        ("none", Self::None),
    ];
}

/// Where the site is hosted: `[hosting]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostingConfig {
    pub kind: HostKind,
    /// The data file of more redirects.
    pub redirects: Option<RedirectsFile>,
}

/// The data file of redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectsFile {
    pub path: SourcePath,
    /// Where `site.toml` names it, unless a variable does.
    pub span: Option<Span>,
}

/// What a host answers to a former URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedirectStatus {
    MovedPermanently = 301,
    Found = 302,
    SeeOther = 303,
    TemporaryRedirect = 307,
    PermanentRedirect = 308,
    /// Nothing takes its place.
    Gone = 410,
}

impl RedirectStatus {
    const ALL: [Self; 6] = [
        Self::MovedPermanently,
        Self::Found,
        Self::SeeOther,
        Self::TemporaryRedirect,
        Self::PermanentRedirect,
        Self::Gone,
    ];

    pub(crate) fn code(self) -> u16 {
        self as u16
    }
}

/// An entry of `[[redirect]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectConfig {
    pub from: UrlPath,
    /// A path of this site or an absolute address, as it is written; none for what is gone.
    pub to: Option<String>,
    pub status: RedirectStatus,
    pub from_span: Option<Span>,
    pub to_span: Option<Span>,
}

/// The problem of a value of a redirect, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRedirect {
    /// What follows the value's name, such as "must begin with a slash".
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl BadRedirect {
    fn new(message: impl Into<String>, help: &str) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

impl From<BadRedirect> for Complaint {
    fn from(bad: BadRedirect) -> Self {
        let complaint = Self::new(bad.message);
        match bad.help {
            Some(help) => complaint.help(help),
            None => complaint,
        }
    }
}

/// Reads the former URL of a redirect: a path of this site.
pub(crate) fn read_redirect_from(text: &str) -> Result<UrlPath, BadRedirect> {
    let help = "write a path on this site, such as `/gammel/adresse/`";
    if !text.starts_with('/') {
        return Err(BadRedirect::new("must begin with `/`", help));
    }
    if text.contains(['?', '#']) {
        let message = "must not contain `?` or `#`: hosts redirect paths";
        return Err(BadRedirect::new(message, help));
    }
    UrlPath::parse(text)
        .map_err(|error| BadRedirect::new(format!("is not a path on this site: {error}"), help))
}

/// Reads where a redirect leads: to a path of this site, or an absolute address.
pub(crate) fn read_redirect_to(text: &str) -> Result<String, BadRedirect> {
    match ConfigLink::parse(text) {
        Ok(ConfigLink::Site { .. }) => Ok(text.to_owned()),
        Ok(ConfigLink::Web(url)) => Ok(url),
        Err(complaint) => {
            let (message, help) = complaint.into_parts();
            Err(BadRedirect { message, help })
        }
    }
}

/// Reads a status.
pub(crate) fn read_redirect_status(text: &str) -> Result<RedirectStatus, BadRedirect> {
    let all = RedirectStatus::ALL;
    let found = all.into_iter().find(|status| status.code().to_string() == text.trim());
    found.ok_or_else(|| {
        let help = "write 301 if the page has moved for good, 302 if for a while, 410 if it is gone";
        let message = "must be a status from 301 to 410 that leads elsewhere or says that a page is \
                       gone: 301, 302, 303, 307, 308 or 410";
        BadRedirect::new(message, help)
    })
}

/// What is wrong with a redirect of this status that has a `to`, or has none.
pub(crate) fn check_redirect_target(
    status: RedirectStatus,
    has_to: bool,
) -> Result<(), BadRedirect> {
    match (status, has_to) {
        (RedirectStatus::Gone, true) => Err(BadRedirect::new(
            "must be left out where `status` is 410: what is gone leads nowhere",
            "remove it, or write the status 301",
        )),
        (RedirectStatus::Gone, false) | (_, true) => Ok(()),
        (_, false) => Err(BadRedirect::new(
            "is missing",
            "write where it leads, or the status 410 if nothing takes its place",
        )),
    }
}

/// Reads `[hosting]`.
pub(super) fn read(table: &mut Section<'_, '_>) -> HostingConfig {
    let kind = table.one_of("kind", &HostKind::NAMES, HostKind::None);
    let redirects = table.placed("redirects", parse_file);
    let redirects =
        redirects.map(|(path, source)| RedirectsFile { path, span: table.span(&source) });
    HostingConfig { kind, redirects }
}

/// Reads `[[redirect]]`.
pub(super) fn read_redirects(top: &mut Section<'_, '_>) -> Vec<RedirectConfig> {
    top.sections("redirect", redirect).into_iter().flatten().collect()
}

fn redirect(table: &mut Section<'_, '_>) -> Option<RedirectConfig> {
    table.require("from");
    let from = table.placed("from", |text| Ok(read_redirect_from(text)?));
    let has_to = table.has("to");
    let to = table.placed("to", |text| Ok(read_redirect_to(text)?));
    let status = if table.has("status") {
        table.amount("status", |text| Ok(read_redirect_status(text)?))?
    } else {
        RedirectStatus::MovedPermanently
    };
    let (from, from_source) = from?;
    if let Err(bad) = check_redirect_target(status, has_to) {
        let source = to.as_ref().map_or(&from_source, |(_, source)| source);
        let complaint = if has_to { bad.into() } else { needs_target() };
        table.report(source, Code::ConfigValue, complaint);
        return None;
    }
    if has_to && to.is_none() {
        return None;
    }
    let (to, to_source) = to.unzip();
    Some(RedirectConfig {
        from,
        to,
        status,
        from_span: table.span(&from_source),
        to_span: to_source.and_then(|source| table.span(&source)),
    })
}

fn needs_target() -> Complaint {
    Complaint::new("leads nowhere, because `to` is missing")
        .help("write `to`, or `status = 410` if nothing takes its place")
}

fn parse_file(text: &str) -> Result<SourcePath, Complaint> {
    let path = SourcePath::new(text.trim());
    let is_data = |path: &SourcePath| {
        path.directory() == "data"
            && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
    };
    path.filter(is_data).ok_or_else(|| {
        Complaint::new("must be a CSV file in `data/`")
            .help("write, for example, `data/redirects.csv`, with the columns from, to and status")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_urls_are_paths_of_this_site() {
        let from = |text: &str| read_redirect_from(text).map(|url| url.to_string()).ok();
        assert_eq!(from("/nyt/ærø").as_deref(), Some("/nyt/%C3%A6r%C3%B8/"));
        assert_eq!(from("/a.php").as_deref(), Some("/a.php"));
        for bad in ["", "om/", "https://x.dk/om/", "//x.dk/", "/a?b", "/a#b", "/a/../b", "/a\\b"] {
            assert_eq!(from(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_target_is_a_path_or_a_web_address() {
        assert_eq!(read_redirect_to("/om/?a#b").as_deref(), Ok("/om/?a#b"));
        assert_eq!(read_redirect_to("https://y.dk").as_deref(), Ok("https://y.dk/"));
        for bad in ["", "om", "//y.dk/", "javascript:alert(1)", "ftp://y.dk"] {
            assert!(read_redirect_to(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_what_is_gone_leads_nowhere() {
        assert_eq!(read_redirect_status(" 308"), Ok(RedirectStatus::PermanentRedirect));
        for bad in ["", "200", "300", "404", "30", "+301", "x"] {
            assert!(read_redirect_status(bad).is_err(), "{bad}");
        }
        assert!(check_redirect_target(RedirectStatus::Gone, false).is_ok());
        assert!(check_redirect_target(RedirectStatus::Gone, true).is_err());
        assert!(check_redirect_target(RedirectStatus::Found, false).is_err());
    }
}
