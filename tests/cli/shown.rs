//! What is shown when: drafts, scheduled, expired and withdrawn articles. What is shown no more
//! is gone from the next build.

use crate::bench::TestSite;

/// Builds, and tells whether the article `x` has a page, and whether the front page lists it.
fn build(site: &TestSite, more: &[&str]) -> (bool, bool) {
    site.run(&[&["build"], more].concat()).exits(0).done();
    let has_page = site.has("public/2026/11/x/index.html");
    let is_listed = site.read("public/index.html").contains("/2026/11/x/");
    let feed = site.read("public/atom.xml").contains("/2026/11/x/");
    assert_eq!(is_listed, feed, "the front page and the feed disagree");
    for path in ["rss.xml", "feed.json", "sitemap.xml", "llms.txt"] {
        let has = site.read(&format!("public/{path}")).contains("/2026/11/x/");
        assert_eq!(is_listed, has, "the front page and {path} disagree");
    }
    assert_eq!(has_page, site.has("public/2026/11/x"), "an empty folder stays");
    (has_page, is_listed)
}

#[test]
fn drafts() {
    let site = TestSite::new().article("x", "date: 2026-11-02\ndraft: true");
    assert_eq!(build(&site, &[]), (false, false));
    assert_eq!(build(&site, &["--drafts"]), (true, true));
    assert_eq!(build(&site, &[]), (false, false));
}

#[test]
fn scheduled() {
    let site = TestSite::new().article("x", "date: 2026-11-22 14:06");
    assert_eq!(build(&site, &[]), (false, false));
    assert_eq!(build(&site, &["--future"]), (true, true));
    assert_eq!(build(&site, &["--now", "2026-11-22 14:05:59"]), (false, false));
    assert_eq!(build(&site, &["--now", "2026-11-22 14:06"]), (true, true));
    assert_eq!(build(&site, &["--now", "2026-11-22 13:06Z"]), (true, true));
}

#[test]
fn expired() {
    let site = TestSite::new().article("x", "date: 2026-11-02\nexpires: 2026-11-22");
    assert_eq!(build(&site, &["--now", "2026-11-22 23:59"]), (true, true));
    assert_eq!(build(&site, &["--now", "2026-11-23"]), (false, false));
}

#[test]
fn withdrawn() {
    let site = TestSite::new().article("x", "date: 2026-11-02");
    assert_eq!(build(&site, &[]), (true, true));
    let notice = "withdrawn:\n  date: 2026-11-20\n  text: Den var forkert.";
    let site = site.article("x", &format!("date: 2026-11-02\n{notice}"));
    assert_eq!(build(&site, &[]), (true, false));
    let page = site.read("public/2026/11/x/index.html");
    assert!(page.contains("Den var forkert.") && page.contains("noindex"), "{page}");
    assert!(!page.contains("Teksten i x"), "{page}");
}

#[test]
fn a_deleted_article_is_gone() {
    let site = TestSite::new().article("x", "date: 2026-11-02");
    assert_eq!(build(&site, &[]), (true, true));
    std::fs::remove_file(site.path("content/artikler/x.md")).unwrap();
    assert_eq!(build(&site, &[]), (false, false));
}

#[test]
fn a_moved_article_leaves_nothing_at_its_old_address() {
    let site = TestSite::new().article("x", "date: 2026-11-02");
    assert_eq!(build(&site, &[]), (true, true));
    let site = site.article("x", "date: 2026-10-02");
    assert_eq!(build(&site, &[]), (false, false));
    assert!(site.has("public/2026/10/x/index.html"));
}
