//! Web addresses: that of the site, and those that its configuration names.

use url::Url;

use super::reader::{Complaint, Section};
use crate::diagnostics::Span;
use crate::paths::{BadWebAddress, UrlPath, web_address};

/// Where the site is published: `https://digitalt.example/nyt` is an origin and a sub-path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    host: String,
    sub_path: String,
}

impl BaseUrl {
    /// Reads an absolute address; a host such as `blåbær.dk` becomes punycode (RFC 3492), a
    /// default port and the slash at the end are dropped.
    pub(super) fn parse(text: &str) -> Result<Self, Complaint> {
        let url = parse_web(text)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Complaint::secret("must not contain a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Complaint::new("must not contain `?` or `#`"));
        }
        let path = UrlPath::parse(url.path().trim_end_matches('/'))
            .map_err(|error| Complaint::new(format!("has an invalid path: {error}")))?;
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            host: url.host_str().unwrap_or_default().to_owned(),
            sub_path: path.as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// Scheme, host and port if it is not the usual one: `https://digitalt.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host, in ASCII and without the port: `digitalt.example`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The directory of the host in which the site is, percent-encoded: empty, or such as `/nyt`.
    pub fn sub_path(&self) -> &str {
        &self.sub_path
    }

    /// The absolute address of a page or file of the site.
    pub fn absolute(&self, path: &UrlPath) -> String {
        format!("{}{}{path}", self.origin, self.sub_path)
    }

    /// What follows the sub-path in an address of the site itself: path, query and fragment.
    /// `None` for an address elsewhere. Whether it says `http` or `https` does not matter.
    pub fn path_of<'t>(&self, address: &'t str) -> Option<&'t str> {
        let after = |prefix: &str| {
            let start = address.get(..prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then(|| &address[prefix.len()..])
        };
        let rest = after("https://").or_else(|| after("http://")).or_else(|| after("//"))?;
        let (host, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if !self.is_host(host) {
            return None;
        }
        let below = rest.strip_prefix(self.sub_path.as_str())?;
        (below.is_empty() || below.starts_with(['/', '?', '#'])).then_some(below)
    }

    /// Whether a host, with its port, is that of the site, in ASCII or not.
    fn is_host(&self, host: &str) -> bool {
        let own = self.origin.split_once("://").map_or("", |(_, host)| host);
        if host.is_ascii() || host.contains('@') {
            return host.eq_ignore_ascii_case(own);
        }
        let url = Url::parse(&format!("https://{host}"));
        url.is_ok_and(|url| url.origin().ascii_serialization().ends_with(&format!("://{own}")))
    }

    /// The address without a slash at the end: `https://digitalt.example/nyt`.
    pub fn as_text(&self) -> String {
        format!("{}{}", self.origin, self.sub_path)
    }
}

/// A link that the configuration names: within the site, or to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigLink {
    /// A page or file of this site.
    Site {
        /// Its path, without the sub-path of the site.
        path: UrlPath,
        /// The query and fragment with their `?` and `#`; mostly empty.
        suffix: String,
    },
    /// An absolute `http` or `https` address.
    Web(String),
}

/// A link, with its position in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLink {
    /// Where it leads.
    pub link: ConfigLink,
    /// As it is written.
    pub text: String,
    /// Its position; none if a variable gives it.
    pub span: Option<Span>,
}

impl PlacedLink {
    /// Reads the link of a key.
    pub(super) fn read(section: &mut Section<'_, '_>, key: &'static str) -> Option<Self> {
        let parse = |text: &str| ConfigLink::parse(text).map(|link| (link, text.to_owned()));
        let ((link, text), source) = section.placed(key, parse)?;
        Some(Self { link, text, span: section.span(&source) })
    }
}

impl ConfigLink {
    /// Reads a path that begins with `/`, or an absolute address.
    pub(super) fn parse(text: &str) -> Result<Self, Complaint> {
        if !text.starts_with('/') {
            return parse_web(text).map(|url| Self::Web(url.into())).map_err(|complaint| {
                complaint.help("write `/om/` for this site or `https://…` for another")
            });
        }
        let (path, suffix) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
        let path = UrlPath::parse(path)
            .map_err(|error| Complaint::new(format!("is not a path on this site: {error}")))?;
        let allowed = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        match suffix.chars().find(|c| !allowed(*c)) {
            None => Ok(Self::Site { path, suffix: suffix.to_owned() }),
            Some(bad) => Err(Complaint::new(format!("cannot contain {bad:?} after `?` or `#`"))
                .help("percent-encode it")),
        }
    }

    /// The value of `href` on a page of the site.
    pub fn href(&self, base: &BaseUrl) -> String {
        match self {
            Self::Site { path, suffix } => format!("{}{suffix}", path.under(base.sub_path())),
            Self::Web(url) => url.clone(),
        }
    }

    /// The absolute address, for feeds and search engines.
    pub fn absolute(&self, base: &BaseUrl) -> String {
        match self {
            Self::Site { path, suffix } => format!("{}{suffix}", base.absolute(path)),
            Self::Web(url) => url.clone(),
        }
    }
}

/// Reads an absolute `http` or `https` address (WHATWG URL).
pub(super) fn parse_web(text: &str) -> Result<Url, Complaint> {
    let bad = |error: BadWebAddress| match error {
        BadWebAddress::Scheme if text.contains(':') => {
            Complaint::new("must be a URL that begins with `https://`")
        }
        BadWebAddress::Scheme => Complaint::new("must be a URL that begins with `https://`")
            .help(format!("write `https://{}`", text.trim_start_matches('/'))),
        error => Complaint::new(error.to_string()),
    };
    let address = web_address(text).map_err(bad)?;
    Url::parse(&address).map_err(|error| bad(error.into()))
}

/// Reads an e-mail address.
pub(super) fn parse_email(text: &str) -> Result<String, Complaint> {
    let is_address = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if is_address && !text.contains(|c: char| c.is_whitespace() || "<>\",;".contains(c)) {
        Ok(text.to_owned())
    } else {
        Err(Complaint::new("must be one email address, such as `red@digitalt.example`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        BaseUrl::parse(text).unwrap()
    }

    #[test]
    fn a_base_url_is_an_origin_and_a_sub_path() {
        let plain = base("HTTPS://Digitalt.Example:443/");
        assert_eq!((plain.origin(), plain.sub_path()), ("https://digitalt.example", ""));
        let deep = base("http://[::1]:8080/nyt/æ//");
        assert_eq!((deep.origin(), deep.sub_path()), ("http://[::1]:8080", "/nyt/%C3%A6"));
        assert_eq!(deep.host(), "[::1]");
        let path = UrlPath::directory(["om"]);
        assert_eq!(deep.absolute(&path), "http://[::1]:8080/nyt/%C3%A6/om/");
        assert_eq!(base("https://blåbær.dk").host(), "xn--blbr-roah.dk");
    }

    #[test]
    fn addresses_of_the_site_itself() {
        let plain = base("https://blåbær.dk");
        for (address, path) in [
            ("https://blåbær.dk", Some("")),
            ("HTTP://XN--blbr-roah.dk/om/?a#b", Some("/om/?a#b")),
            ("//blåbær.dk?a", Some("?a")),
            ("https://blåbær.dk.evil.example/om/", None),
            ("https://me@blåbær.dk/", None),
            ("https://blåbær.dk:8080/", None),
            ("mailto:a@blåbær.dk", None),
            ("/om/", None),
            ("ø", None),
        ] {
            assert_eq!(plain.path_of(address), path, "{address}");
        }
        let below = base("http://localhost:8080/nyt");
        assert_eq!(below.path_of("http://localhost:8080/nyt"), Some(""));
        assert_eq!(below.path_of("http://localhost:8080/nyt/om/"), Some("/om/"));
        assert_eq!(below.path_of("http://localhost:8080/nytår/"), None);
        assert_eq!(below.path_of("http://localhost/nyt/"), None);
    }

    #[test]
    fn what_is_no_base_url() {
        for bad in [
            "",
            "digitalt.example",
            "//digitalt.example",
            "ftp://digitalt.example",
            "https://",
            "https:///nyt",
            "https://x.dk/?a",
            "https://x.dk/#a",
            "https://me@x.dk",
            "https://:secret@x.dk",
            "https://x.dk:99999",
            "https://x .dk",
            "https://x.dk/a:b",
        ] {
            assert!(BaseUrl::parse(bad).is_err(), "{bad} was accepted");
        }
    }

    #[test]
    fn links_lead_into_the_site_or_out() {
        let base = base("https://x.dk/nyt");
        let href = |text| ConfigLink::parse(text).unwrap().href(&base);
        assert_eq!(href("/"), "/nyt/");
        assert_eq!(href("/om/ærø?a=1#b"), "/nyt/om/%C3%A6r%C3%B8/?a=1#b");
        assert_eq!(href("https://y.dk"), "https://y.dk/");
        assert_eq!(ConfigLink::parse("/om#b").unwrap().absolute(&base), "https://x.dk/nyt/om/#b");
        for bad in ["om", "//y.dk", "/a/../b", "javascript:alert(1)", "/om#\"x", "mailto:a@b.dk"] {
            assert!(ConfigLink::parse(bad).is_err(), "{bad} was accepted");
        }
    }
}
