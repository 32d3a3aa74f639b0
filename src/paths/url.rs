//! Paths of URLs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::output::{BadOutputPath, OutputPath};
use super::percent::{self, push_path};

/// The path of a URL within the site, percent-encoded, always with a leading `/`:
/// `/2026/11/nyt/`. A path that ends in `/` stands for that directory's `index.html`.
///
/// It does not contain the sub-path of `base_url`; [`UrlPath::under`] puts it in front.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// Makes the URL of a page from unencoded parts: `["2026", "ærø"]` gives
    /// `/2026/%C3%A6r%C3%B8/`. No parts give `/`.
    pub fn directory<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = String::from("/");
        for part in parts {
            push_path(&mut path, part);
            path.push('/');
        }
        Self(path.into())
    }

    /// Makes the URL of a file at the top of the site from its unencoded name.
    pub fn file(name: &str) -> Self {
        let mut path = String::from("/");
        push_path(&mut path, name);
        Self(path.into())
    }

    /// Makes the URL of a directory below this one from unencoded parts.
    #[must_use]
    pub fn below<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = self.0.trim_end_matches('/').to_owned();
        for part in parts {
            path.push('/');
            push_path(&mut path, part);
        }
        path.push('/');
        Self(path.into())
    }

    /// Makes the URL of a file in this directory from its unencoded name.
    #[must_use]
    pub fn file_below(&self, name: &str) -> Self {
        let mut path = self.0.trim_end_matches('/').to_owned();
        path.push('/');
        push_path(&mut path, name);
        Self(path.into())
    }

    /// Makes the URL of an output file. That of a directory's `index.html` is the directory's.
    pub fn of_output(path: &OutputPath) -> Self {
        let mut url = String::from("/");
        let directory = match path.as_str() {
            "index.html" => Some(""),
            path => path.strip_suffix("index.html").filter(|directory| directory.ends_with('/')),
        };
        push_path(&mut url, directory.unwrap_or(path.as_str()));
        Self(url.into())
    }

    /// Reads the path that an author wrote, such as `/gammel/adresse` or `/om/`: decoded once,
    /// normalised to percent-encoding, checked as an output path. Without an extension in its
    /// last part it is a directory's.
    pub fn parse(text: &str) -> Result<Self, BadOutputPath> {
        let decoded = decode(text)?;
        let path = decoded.strip_prefix('/').unwrap_or(&decoded);
        let (path, is_directory) = match path.strip_suffix('/') {
            Some(path) => (path, true),
            None => (path, !path.rsplit('/').next().unwrap_or_default().contains('.')),
        };
        if path.is_empty() {
            return Ok(Self::directory([]));
        }
        OutputPath::new(path)?;
        let mut url = String::from("/");
        push_path(&mut url, path);
        if is_directory {
            url.push('/');
        }
        Ok(Self(url.into()))
    }

    /// The file of the built site that answers this URL.
    pub fn output(&self) -> Result<OutputPath, BadOutputPath> {
        let decoded = decode(&self.0[1..])?;
        if decoded.is_empty() || decoded.ends_with('/') {
            OutputPath::new(&format!("{decoded}index.html"))
        } else {
            OutputPath::new(&decoded)
        }
    }

    /// The percent-encoded text form, with a leading `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a browser asks for it when the site is under `sub_path` (empty, or such as
    /// `/nyt`).
    pub fn under(&self, sub_path: &str) -> String {
        format!("{sub_path}{}", self.0)
    }
}

impl Serialize for UrlPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for UrlPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As it was: to read it as an author's would take a file without an extension for a
        // directory.
        Ok(Self(<&str>::deserialize(deserializer)?.into()))
    }
}

/// Decodes a path, which must be text then.
fn decode(text: &str) -> Result<Cow<'_, str>, BadOutputPath> {
    let bad = || BadOutputPath::Character('%');
    Ok(match percent::decode(text).ok_or_else(bad)? {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| bad())?),
    })
}

/// Decodes percent-encoding for a look-up by name; a text that is not encoded right stays as it
/// is.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    decode(text).unwrap_or(Cow::Borrowed(text))
}

/// Resolves `.` and `..` in the path of a URL as browsers do (URL Standard, "path state"): the root
/// has no parent, so `/../a/./b` is `/a/b`.
pub(crate) fn without_dots(path: &str) -> Cow<'_, str> {
    let plain = |part: &str| part.replace("%2e", ".").replace("%2E", ".");
    let dots = |part: &str| match plain(part).as_str() {
        "." => Some(0),
        ".." => Some(1),
        _ => None,
    };
    let is_suspect = |part: &str| part.starts_with(['.', '%']) && dots(part).is_some();
    if !path.split('/').any(is_suspect) {
        return Cow::Borrowed(path);
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(part) = rest.next() {
        match dots(part) {
            None => parts.push(part),
            Some(up) => {
                parts.truncate(parts.len().saturating_sub(up));
                if rest.peek().is_none() {
                    parts.push("");
                }
            }
        }
    }
    Cow::Owned(format!("/{}", parts.join("/")))
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn directories_and_files() {
        assert_eq!(UrlPath::directory([]).as_str(), "/");
        assert_eq!(UrlPath::directory(["2026", "ærø"]).as_str(), "/2026/%C3%A6r%C3%B8/");
        let url = |path| UrlPath::of_output(&OutputPath::new(path).unwrap());
        assert_eq!(url("index.html").as_str(), "/");
        assert_eq!(url("om/index.html").as_str(), "/om/");
        assert_eq!(url("404.html").as_str(), "/404.html");
        assert_eq!(UrlPath::directory([]).file_below("a.xml"), UrlPath::file("a.xml"));
        let below = UrlPath::directory(["emner", "ai"]).file_below("a.xml");
        assert_eq!(below.as_str(), "/emner/ai/a.xml");
        assert_eq!(url("myindex.html").as_str(), "/myindex.html");
    }

    #[test]
    fn what_authors_write() {
        let parse = |text| UrlPath::parse(text).map(|url| url.to_string());
        assert_eq!(parse("/gammel/adresse").as_deref(), Ok("/gammel/adresse/"));
        assert_eq!(parse("/nyt/ærø/").as_deref(), Ok("/nyt/%C3%A6r%C3%B8/"));
        assert_eq!(parse("/nyt/%C3%A6r%C3%B8/").as_deref(), Ok("/nyt/%C3%A6r%C3%B8/"));
        assert_eq!(parse("/a.html").as_deref(), Ok("/a.html"));
        assert_eq!(parse("/").as_deref(), Ok("/"));
        for bad in ["/../x", "/%2e%2e/x", "/a\\b", "/%zz", "//x", "/a/%2f/", "/a/\u{7}"] {
            assert!(parse(bad).is_err(), "{bad} was accepted");
        }
    }

    #[test]
    fn dots_lead_no_higher_than_the_root() {
        for (path, resolved) in [
            ("/a/b/", "/a/b/"),
            ("/../a/./b", "/a/b"),
            ("/../../a", "/a"),
            ("/a/%2e%2E/.%2e/b/", "/b/"),
            ("/a/b/..", "/a/"),
            ("/a/.", "/a/"),
            ("/..", "/"),
            ("/.a/..b/%2ea/...", "/.a/..b/%2ea/..."),
            ("/a//../b", "/a/b"),
        ] {
            assert_eq!(without_dots(path), resolved, "{path}");
        }
    }

    #[test]
    fn a_sub_path_goes_in_front() {
        assert_eq!(UrlPath::directory(["om"]).under("/nyt"), "/nyt/om/");
        assert_eq!(UrlPath::directory([]).under(""), "/");
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn output_and_url_are_inverse(path in "[a-zæøå0-9 _-]{1,8}(/[a-zæøå0-9%_-]{1,8}){0,3}") {
            if let Ok(path) = OutputPath::new(&path) {
                prop_assert_eq!(UrlPath::of_output(&path).output(), Ok(path));
            }
        }

        #[test]
        fn no_text_makes_a_path_that_leaves_the_site(text in ".{0,40}") {
            if let Ok(url) = UrlPath::parse(&text) {
                let output = url.output().unwrap();
                prop_assert!(output.as_str().split('/').all(|part| part != ".." && !part.is_empty()));
                prop_assert_eq!(UrlPath::parse(url.as_str()), Ok(url));
            }
        }
    }
}
