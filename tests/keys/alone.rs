//! What an edit leaves alone although it is near.

use insta::assert_snapshot;

use crate::site::{Site, article};

#[test]
fn a_setting_that_only_some_lists_read_is_none_of_all_pages() {
    let changes = Site::new().changes(|site| site.edit("site.toml", "limit = 3", "limit = 2"));
    assert_snapshot!(changes, @"
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    feed.json: entries
    rss.xml: entries
    udgaver/atom.xml: entries
    ");
}

#[test]
fn a_template_that_no_page_is_made_of_changes_nothing() {
    let changes = Site::new().changes(|site| site.file("templates/ny.html", "{{ page.title }}"));
    assert_eq!(changes, "");
}

#[test]
fn a_new_article_without_tags_and_authors_leaves_those_of_others_alone() {
    let changes = Site::new()
        .changes(|site| site.file(&article("a6"), "---\ntitle: a6\ndate: 2026-11-03\n---\n"));
    for path in ["emner/", "forfattere/", "om/", "2025/", "gammel/"] {
        assert!(!changes.contains(path), "{path} in {changes}");
    }
}

#[test]
fn what_is_not_shown_changes_nothing() {
    let site = Site::new()
        .file(
            &article("kladde"),
            "---\ntitle: K\ndate: 2026-11-02\ndraft: true\ntags: [AI]\n---\nX\n",
        )
        .file(&article("kommer"), "---\ntitle: K\ndate: 2026-12-24\ntags: [AI]\n---\nX\n");
    for name in ["kladde", "kommer"] {
        assert_eq!(site.changes(|site| site.edit(&article(name), "X", "Y")), "", "{name}");
        assert_eq!(
            site.changes(|site| site.edit(&article(name), "title: K", "title: L")),
            "",
            "{name}"
        );
    }
}

#[test]
fn the_clock_alone_changes_nothing_until_something_falls_due() {
    let site = Site::new().file(&article("kommer"), "---\ntitle: K\ndate: 2026-12-24\n---\nX\n");
    let later = |site: &Site, now| site.changes(|site| Site { now, ..site });
    assert_eq!(later(&site, "2026-12-23T22:59:59Z"), "");
    assert!(later(&site, "2026-12-23T23:00:00Z").contains("2026/12/kommer/index.html: new"));
}

#[test]
fn a_file_that_is_moved_and_keeps_its_slug_changes_nothing() {
    let moved = |mut site: Site| {
        let text = site.files.remove(&article("a2")).unwrap();
        site.file("content/artikler/2026/a2.md", &text)
    };
    assert_eq!(Site::new().changes(moved), "");
}
