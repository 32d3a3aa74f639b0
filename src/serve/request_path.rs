//! What the path of a request asks for.
//!
//! In: a path as it came over the network. Out: a [`RequestTarget`], or [`BadPath`]. May import: `paths`.

use crate::paths::{OutputPath, UrlPath, decoded, percent};

/// The server's own files are below this.
const RESERVED: &str = "/_digest/";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestTarget {
    /// A file of the site, or its directory without the slash at the end.
    File(OutputPath),
    /// One of the server's own files: the text after `/_digest/`.
    Reserved(String),
    /// The top of the host, when the site is below a path: that path.
    Above(String),
    /// A valid path that no site can have.
    Nothing,
}

/// The path is one that no browser sends, so it is refused and not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadPath;

/// Reads the path of a request, without its query. `sub_path` is the path below which the site is
/// served: empty, or such as `/nyt`.
pub(super) fn read(path: &str, sub_path: &str) -> Result<RequestTarget, BadPath> {
    let path = decode(path)?;
    let parts = path.strip_prefix('/').ok_or(BadPath)?;
    let is_bad = |c: char| c.is_control() || c == '\\';
    let is_odd = |part: &str| matches!(part, "." | "..");
    if parts.contains("//") || parts.starts_with('/') {
        return Err(BadPath);
    }
    if parts.contains(is_bad) || parts.split('/').any(is_odd) {
        return Err(BadPath);
    }
    if let Some(rest) = path.strip_prefix(RESERVED) {
        return Ok(RequestTarget::Reserved(rest.to_owned()));
    }
    let top = decoded(sub_path);
    let Some(rest) = path.strip_prefix(top.as_str()) else {
        return Ok(if path == "/" {
            RequestTarget::Above(UrlPath::directory([]).under(sub_path))
        } else {
            RequestTarget::Nothing
        });
    };
    let file = match rest.strip_prefix('/') {
        Some(file) if file.is_empty() || file.ends_with('/') => format!("{file}index.html"),
        Some(file) => file.to_owned(),
        None if rest.is_empty() => {
            return Ok(RequestTarget::Above(UrlPath::directory([]).under(sub_path)));
        }
        // Only the beginning of the name matches.
        None => return Ok(RequestTarget::Nothing),
    };
    Ok(OutputPath::new(&file).map_or(RequestTarget::Nothing, RequestTarget::File))
}

/// Decodes percent-encoding once. A slash that was encoded is refused: it would be one for some
/// readers of the path and none for others.
fn decode(text: &str) -> Result<String, BadPath> {
    if text.contains("%2F") || text.contains("%2f") {
        return Err(BadPath);
    }
    let bytes = percent::decode(text).ok_or(BadPath)?;
    String::from_utf8(bytes).map_err(|_| BadPath)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    fn file(path: &str) -> RequestTarget {
        RequestTarget::File(OutputPath::new(path).unwrap())
    }

    #[test]
    fn pages_and_files() {
        assert_eq!(read("/", ""), Ok(file("index.html")));
        assert_eq!(read("/om/", ""), Ok(file("om/index.html")));
        assert_eq!(read("/om", ""), Ok(file("om")));
        assert_eq!(read("/%C3%A6r%c3%b8/a.png", ""), Ok(file("ærø/a.png")));
        assert_eq!(read("/ærø/a.png", ""), Ok(file("ærø/a.png")));
        assert_eq!(read("/%252e%252e/x", ""), Ok(file("%2e%2e/x")));
        assert_eq!(read("/_digest/x/y", ""), Ok(RequestTarget::Reserved("x/y".into())));
        assert_eq!(read("/con", ""), Ok(RequestTarget::Nothing));
    }

    #[test]
    fn a_site_below_a_folder() {
        assert_eq!(read("/nyt/", "/nyt"), Ok(file("index.html")));
        assert_eq!(read("/nyt/om/", "/nyt"), Ok(file("om/index.html")));
        assert_eq!(read("/%6eyt/om/", "/nyt"), Ok(file("om/index.html")));
        assert_eq!(read("/%C3%A6/om", "/%C3%A6"), Ok(file("om")));
        assert_eq!(read("/", "/nyt"), Ok(RequestTarget::Above("/nyt/".into())));
        assert_eq!(read("/nyt", "/nyt"), Ok(RequestTarget::Above("/nyt/".into())));
        assert_eq!(read("/nyt2/", "/nyt"), Ok(RequestTarget::Nothing));
        assert_eq!(read("/om/", "/nyt"), Ok(RequestTarget::Nothing));
        assert_eq!(read("/_digest/x", "/nyt"), Ok(RequestTarget::Reserved("x".into())));
    }

    #[test]
    fn paths_that_no_browser_sends() {
        for bad in [
            "",
            "*",
            "om",
            "/..",
            "/../",
            "/a/../b",
            "/./",
            "/%2e%2e/",
            "/..%2f",
            "/%2E./",
            "/..\\",
            "/%5c..",
            "//etc",
            "/a//b",
            "/.%00",
            "/%",
            "/%z",
            "/%zz",
            "/%+1",
            "/%c0%ae%c0%ae/",
            "/%ff",
            "/a%0d%0ab",
            "/%7f",
        ] {
            assert_eq!(read(bad, ""), Err(BadPath), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn no_path_leaves_the_site(path in "/?([.%/\\\\]|%2[eEfF]|%5[cC]|%25|%00|[a-zæ\u{0}]|\\PC){0,12}", sub in "(/[a-z]{1,3})?") {
            if let Ok(RequestTarget::File(output)) = read(&path, &sub) {
                let mut parts = output.as_str().split('/');
                prop_assert!(parts.all(|part| !part.is_empty() && part != "." && part != ".."));
                prop_assert!(!output.as_str().contains(['\\', '\0']));
            }
        }

        #[test]
        fn every_output_has_its_path(
            path in "[a-zæøå0-9 %_-]{1,8}(/[a-zæøå0-9%_.-]{1,8}){0,3}",
            sub in "(/[a-z]{1,3}){0,2}",
        ) {
            prop_assume!(!path.starts_with("_digest/"));
            if let Ok(path) = OutputPath::new(&path) {
                let url = UrlPath::of_output(&path).under(&sub);
                prop_assert_eq!(read(&url, &sub), Ok(RequestTarget::File(path)));
            }
        }
    }
}
