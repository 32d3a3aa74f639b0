//! The table `[csp]`: what the pages' Content-Security-Policy allows beyond the site itself.

use std::fmt;

use url::Url;

use super::reader::{Complaint, Section};
use crate::html::Directive;

/// The policy of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CspConfig {
    /// The policy of a page without videos of other sites; none if there is none.
    pub policy: Option<String>,
    sources: [Vec<CspSource>; DIRECTIVES.len()],
}

/// A source that a directive allows: an origin or a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CspSource {
    /// `https://cdn.example`, `cdn.example:8443` or `*.example`.
    Host { scheme: Option<String>, host: String, port: Option<u16> },
    /// `data:` or `blob:`.
    Scheme(&'static str),
    /// `'unsafe-inline'`, for styles only: texts that another program wrote are full of attributes
    /// `style`, which cannot run anything. For scripts it would undo the policy.
    Inline,
}

/// The directives that a site can add to: key, name, and the sources that always apply.
const DIRECTIVES: [(Directive, &str, &str, &str); 7] = [
    (Directive::Img, "img", "img-src", "'self' data:"),
    (Directive::Media, "media", "media-src", "'self'"),
    (Directive::Frame, "frame", "frame-src", "'self'"),
    (Directive::Script, "script", "script-src", "'self'"),
    (Directive::Style, "style", "style-src", "'self'"),
    (Directive::Connect, "connect", "connect-src", "'self'"),
    (Directive::Form, "form", "form-action", "'self'"),
];

impl Default for CspConfig {
    fn default() -> Self {
        Self::new(true, std::array::from_fn(|_| Vec::new()))
    }
}

impl CspConfig {
    fn new(is_enabled: bool, sources: [Vec<CspSource>; DIRECTIVES.len()]) -> Self {
        let policy = is_enabled.then(|| policy(&sources, &[]));
        Self { policy, sources }
    }

    /// The policy of a page with frames of these sources, if there is one.
    pub fn with_frames(&self, frames: &[String]) -> Option<String> {
        self.policy.is_some().then(|| policy(&self.sources, frames))
    }

    /// The sources that are added to a directive.
    pub fn sources(&self, directive: Directive) -> &[CspSource] {
        let place = DIRECTIVES.iter().position(|(other, ..)| *other == directive);
        place.map_or(&[], |place| &self.sources[place])
    }

    /// Whether a directive allows a URL of another site.
    pub fn allows(&self, directive: Directive, url: &Url) -> bool {
        let is_data = directive == Directive::Img && url.scheme() == "data";
        is_data || self.sources(directive).iter().any(|source| source.allows(url))
    }

    /// The line of `site.toml` that adds a source to a directive.
    pub fn line_with(&self, directive: Directive, source: &str) -> String {
        let key = DIRECTIVES.iter().find(|(other, ..)| *other == directive).map_or("", |d| d.1);
        let mut items: Vec<_> =
            self.sources(directive).iter().map(|source| format!("\"{source}\"")).collect();
        items.push(format!("\"{source}\""));
        format!("{key} = [{}]", items.join(", "))
    }
}

/// The policy in a fixed order. `frame-src` and its like are left out where they would only repeat
/// `default-src`.
fn policy(sources: &[Vec<CspSource>; DIRECTIVES.len()], frames: &[String]) -> String {
    let mut policy = "default-src 'self'".to_owned();
    let mut forms = String::new();
    for ((directive, _, name, own), added) in DIRECTIVES.iter().zip(sources) {
        let mut added: Vec<_> = added.iter().map(ToString::to_string).collect();
        let is_form = *directive == Directive::Form;
        let is_needed = is_form || *directive == Directive::Img || !added.is_empty();
        let own = if is_needed { *own } else { "" };
        if *directive == Directive::Frame {
            added.extend_from_slice(frames);
        }
        if own.is_empty() && added.is_empty() {
            continue;
        }
        let to = if is_form { &mut forms } else { &mut policy };
        to.push_str("; ");
        to.push_str(name);
        for source in own.split_ascii_whitespace().chain(added.iter().map(String::as_str)) {
            to.push(' ');
            to.push_str(source);
        }
    }
    format!("{policy}; base-uri 'none'{forms}; object-src 'none'")
}

impl CspSource {
    /// Whether it matches a URL (CSP Level 3, §6.7.2.8). `http` sources match `https` URLs too.
    fn allows(&self, url: &Url) -> bool {
        match self {
            Self::Inline => false,
            Self::Scheme(name) => name.strip_suffix(':') == Some(url.scheme()),
            Self::Host { scheme, host, port } => {
                let is_scheme = match scheme.as_deref() {
                    Some("http") => matches!(url.scheme(), "http" | "https"),
                    Some(scheme) => scheme == url.scheme(),
                    None => url.scheme() == "https",
                };
                let given = url.host_str().unwrap_or_default();
                let is_host = match host.strip_prefix('*') {
                    Some(end) => given.len() > end.len() && given.ends_with(end),
                    None => given == host,
                };
                let usual = if url.scheme() == "https" { 443 } else { 80 };
                is_scheme && is_host && url.port().unwrap_or(usual) == port.unwrap_or(usual)
            }
        }
    }

    fn parse(directive: Directive, text: &str) -> Result<Self, Complaint> {
        let help = "write an origin such as `https://cdn.example`, without a path";
        let bad = |what: &str| Complaint::new(what).help(help);
        if directive == Directive::Style && text == "'unsafe-inline'" {
            return Ok(Self::Inline);
        }
        if text.starts_with('\'') {
            return Err(bad("takes no keywords").help(match directive {
                Directive::Script => "put scripts into files in `static/`",
                _ => help,
            }));
        }
        let schemes = ["data:", "blob:"];
        if let Some(scheme) = schemes.into_iter().find(|scheme| *scheme == text) {
            return match directive {
                Directive::Script => Err(bad("must not allow scripts in URLs")),
                _ => Ok(Self::Scheme(scheme)),
            };
        }
        if text.contains(|c: char| c.is_whitespace() || ";,'\"".contains(c)) {
            return Err(bad("must have one origin per entry, without spaces, `;` and `,`"));
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        if scheme.as_deref().is_some_and(|s| !matches!(s, "https" | "http" | "wss" | "ws")) {
            return Err(bad("must be an `https` origin"));
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (wildcard, host) = match rest.strip_prefix("*.") {
            Some(host) => ("*.", host),
            None => ("", rest),
        };
        if host.contains('*') {
            return Err(bad("may have a `*` only for the first part of a host, as in `*.example`"));
        }
        let url = Url::parse(&format!("https://{host}")).map_err(|_| bad("must be an origin"))?;
        let has_more = host.contains(['/', '?', '#', '@', '\\']) || host.ends_with(':');
        match url.host_str().filter(|_| !has_more) {
            // The parser drops the usual port of `https`, which is not that of `http`.
            Some(name) => {
                let port = host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
                Ok(Self::Host { scheme, host: format!("{wildcard}{name}"), port })
            }
            None => Err(bad("must be an origin, without a path")),
        }
    }
}

impl fmt::Display for CspSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inline => f.write_str("'unsafe-inline'"),
            Self::Scheme(name) => f.write_str(name),
            Self::Host { scheme, host, port } => {
                if let Some(scheme) = scheme {
                    write!(f, "{scheme}://")?;
                }
                f.write_str(host)?;
                port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
        }
    }
}

/// Reads the table.
pub(super) fn read(table: &mut Section<'_, '_>) -> CspConfig {
    let is_enabled = table.boolean("enabled", true);
    let sources = DIRECTIVES.map(|(directive, key, ..)| {
        let sources = table.texts(key, |text| CspSource::parse(directive, text.trim()));
        sources.into_iter().map(|(source, _)| source).collect()
    });
    CspConfig::new(is_enabled, sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Option<CspSource> {
        CspSource::parse(Directive::Img, text).ok()
    }

    fn with_images(sources: &[&str]) -> CspConfig {
        let mut all = std::array::from_fn(|_| Vec::new());
        all[0] = sources.iter().map(|text| source(text).unwrap()).collect();
        CspConfig::new(true, all)
    }

    #[test]
    fn the_policy_is_strict_unless_origins_are_added() {
        let strict = "default-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'self'; object-src 'none'";
        assert_eq!(CspConfig::default().policy.as_deref(), Some(strict));
        assert_eq!(
            with_images(&["https://a.example", "*.b.example"]).policy.unwrap(),
            strict.replace("data:", "data: https://a.example *.b.example")
        );
        let frames = ["https://video.example".to_owned()];
        assert_eq!(
            CspConfig::default().with_frames(&frames).unwrap(),
            strict.replace("data:;", "data:; frame-src https://video.example;")
        );
        let mut all = std::array::from_fn(|_| Vec::new());
        all[2] = vec![source("https://map.example").unwrap()];
        all[6] = vec![source("https://form.example").unwrap()];
        let added = CspConfig::new(true, all);
        let policy = added.with_frames(&frames).unwrap();
        assert!(policy.contains("frame-src 'self' https://map.example https://video.example;"));
        assert!(policy.contains("form-action 'self' https://form.example;"), "{policy}");
        assert_eq!(CspConfig::new(false, added.sources).with_frames(&frames), None);
    }

    #[test]
    fn a_source_matches_as_browsers_match_it() {
        for (text, url, expected) in [
            ("https://a.example", "https://a.example/x.png", true),
            ("https://a.example", "https://a.example:8443/x.png", false),
            ("https://a.example", "http://a.example/x.png", false),
            ("http://a.example", "https://a.example/x.png", true),
            ("a.example", "https://a.example/", true),
            ("a.example:8443", "https://a.example:8443/", true),
            ("*.a.example", "https://b.a.example/", true),
            ("*.a.example", "https://a.example/", false),
            ("*.a.example", "https://ba.example/", false),
            ("https://blåbær.dk", "https://blåbær.dk/", true),
            ("blob:", "blob:https://a.example/x", true),
            ("blob:", "https://a.example/x", false),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(source(text).unwrap().allows(&url), expected, "{text} {url}");
        }
        let data = Url::parse("data:image/gif,x").unwrap();
        assert!(CspConfig::default().allows(Directive::Img, &data));
        assert!(!CspConfig::default().allows(Directive::Media, &data));
    }

    #[test]
    fn what_is_no_source() {
        for bad in [
            "",
            "*",
            "https://*",
            "a.*.example",
            "https://a.example/x",
            "https://a.example b.example",
            "a.example;",
            "a.example; script-src *",
            "'unsafe-inline'",
            "'none'",
            "ftp://a.example",
            "https:",
            "javascript:",
            "https://me@a.example",
            "https://a.example:99999",
        ] {
            assert_eq!(source(bad), None, "{bad}");
        }
        for bad in ["'unsafe-inline'", "'unsafe-eval'", "data:"] {
            assert!(CspSource::parse(Directive::Script, bad).is_err(), "{bad}");
        }
        assert!(CspSource::parse(Directive::Style, "'unsafe-inline'").is_ok());
    }

    #[test]
    fn the_line_to_add_keeps_what_is_there() {
        let config = with_images(&["https://a.example"]);
        let line = config.line_with(Directive::Img, "https://b.example");
        assert_eq!(line, "img = [\"https://a.example\", \"https://b.example\"]");
        assert_eq!(config.line_with(Directive::Form, "c.example"), "form = [\"c.example\"]");
    }
}
