//! What pages and files are sent as.

use crate::site::{CANARY, Entry, Served};

#[test]
fn files_have_their_types() {
    let served = Served::new();
    for (path, expected) in [
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"),
        ("a.mp4", "video/mp4"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("emner/ai/rss.xml", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("favicon.ico", "image/x-icon"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("_headers", "text/plain; charset=utf-8"),
    ] {
        served.site.write(path, "x");
        let answer = served.get(&format!("/{path}"));
        assert_eq!((answer.status, answer.field("content-type")), (200, Some(expected)), "{path}");
        assert_eq!(answer.text(), "x", "{path}: nothing is added");
        assert_eq!(answer.field("cache-control"), Some("no-cache"), "{path}");
    }
}

#[test]
fn pages_are_sent_with_the_script_and_are_not_kept() {
    let served = Served::new();
    let answer = served.get("/om/");
    let text = answer.text();
    let (before, rest) = text.split_once("<script src=\"/_digest/").unwrap();
    assert_eq!(before, "<body><p>about");
    assert!(rest.ends_with(" defer></script></body>"), "{text}");
    assert_eq!(answer.field("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.field("cache-control"), Some("no-store"));
    let mark = served.mark("/om/");
    assert_eq!((mark.page.as_str(), mark.problems.as_str()), ("/om/", ""));
}

#[test]
fn the_script_and_its_style_are_files() {
    let served = Served::new();
    let own = served.mark("/").own;
    let script = served.get(&format!("{own}live.js"));
    assert_eq!(script.field("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(script.text().contains("EventSource"));
    let style = served.get(&format!("{own}live.css"));
    assert_eq!(style.field("content-type"), Some("text/css; charset=utf-8"));
    assert!(style.text().contains(":host"));
}

#[test]
fn only_pages_that_show_a_draft_are_marked() {
    let served = Served::new();
    assert!(!served.get("/").text().contains("data-draft"));
    served.site.set("index.html", Entry::Draft("<p>".into()));
    assert!(served.get("/").text().contains(" data-draft defer>"));
}

#[test]
fn an_address_that_leads_nowhere_has_the_sites_page() {
    let served = Served::new();
    for path in ["/none", "/none/", "/om/none.css", "/con", "/_digest2/"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().starts_with("<body><p>not found<script "), "{path}");
        assert_eq!(answer.field("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(answer.field("cache-control"), Some("no-store"), "{path}");
    }
    served.site.remove("404.html");
    let answer = served.get("/none");
    assert_eq!((answer.status, answer.text().as_str()), (404, "Not found.\n"));
}

#[test]
fn a_change_is_there_with_the_next_request() {
    let served = Served::new();
    let before = served.get("/");
    served.site.write("index.html", "<p>new");
    let after = served.get("/");
    assert!(after.text().starts_with("<p>new"));
    assert!(!after.text().contains(CANARY));
    assert_ne!(before.field("etag"), after.field("etag"));
}
