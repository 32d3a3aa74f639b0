use proptest::prelude::*;

use super::*;
use crate::paths::UrlPath;
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
    assert_eq!(read("/", "/nyt"), Ok(RequestTarget::Above));
    assert_eq!(read("/nyt", "/nyt"), Ok(RequestTarget::Above));
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
        assert_eq!(read(bad, ""), Err(Refusal::Target), "{bad}");
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
