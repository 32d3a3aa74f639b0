//! Redirects: to the directory's own address, and never to another host.

use crate::site::Served;

#[test]
fn a_directory_leads_to_its_own_address() {
    let served = Served::new();
    let answer = served.get("/om");
    assert_eq!((answer.status, answer.field("location")), (301, Some("/om/")));
    assert_eq!(answer.field("cache-control"), Some("no-store"));
    assert_eq!(served.get("/om?a=1&b=%2F").field("location"), Some("/om/?a=1&b=%2F"));
    served.site.write("ærø/by/index.html", "");
    assert_eq!(served.get("/ærø/by").field("location"), Some("/%C3%A6r%C3%B8/by/"));
    // There is no page in this directory.
    assert_eq!(served.get("/ærø").status, 404);
    assert_eq!(served.get("/tema.css/").status, 404);
}

#[test]
fn former_urls_are_redirected_as_the_host_would() {
    let served = Served::new();
    for path in ["/gammel/", "/gammel"] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.field("location")), (308, Some("/sub/ny/")));
    }
    let answer = served.get("/andre.php");
    let to = "https://elsewhere.example/";
    assert_eq!((answer.status, answer.field("location")), (302, Some(to)));
    assert_eq!(served.get("/andre.php/").status, 404);
}

#[test]
fn no_redirect_leads_to_another_host() {
    let served = Served::new();
    served.site.write("evil.com/index.html", "");
    served.site.write("http/index.html", "");
    for path in [
        "//evil.com",
        "//evil.com/..",
        "//evil.com/%2e%2e",
        "/%2fevil.com",
        "/%2Fevil.com/..",
        "/\\evil.com",
        "/%5cevil.com",
        "/%09/evil.com",
        "/.//evil.com",
        "http://evil.com",
        "///evil.com/..",
    ] {
        let answer = served.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert_eq!(answer.field("location"), None, "{path}");
    }
    assert_eq!(served.get("/evil.com").field("location"), Some("/evil.com/"));
    assert_eq!(served.get("/evil.com?//x").field("location"), Some("/evil.com/?//x"));
    let answer = served.get("/om?%0d%0aSet-Cookie:%20a=b");
    assert_eq!(answer.field("location"), Some("/om/?%0d%0aSet-Cookie:%20a=b"));
    assert_eq!(answer.field("set-cookie"), None);
}

#[test]
fn a_site_below_a_directory_is_served_there() {
    let served = Served::new();
    served.site.move_to("https://digitalt.example/nyt/æ");
    for path in ["/", "/nyt/æ", "/nyt/%C3%A6"] {
        let answer = served.get(path);
        let expected = (302, Some("/nyt/%C3%A6/"));
        assert_eq!((answer.status, answer.field("location")), expected, "{path}");
    }
    assert_eq!(served.get("/nyt/æ/").status, 200);
    assert_eq!(served.get("/nyt/%C3%A6/om").field("location"), Some("/nyt/%C3%A6/om/"));
    for path in ["/om/", "/nyt/", "/nyt", "/nyt/æøå/", "/index.html"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
}
