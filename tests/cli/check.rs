//! `digest check`.

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn a_sound_site() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["check"]), @"
    exit code 0
    --- stderr
    Checked [N] outputs in [TIME]
    ");
    assert!(!site.has("public"));
    assert!(!site.has(".digest"));
}

#[test]
fn problems_of_every_file_at_once() {
    let site = TestSite::new()
        .article("a", "date: 2026-11-02\ntags: [Al]")
        .article("b", "date: 2026-11-02\nread_also: [findes-ikke]\nid: x")
        .article("c", "date: 2026-11-02\nimage: {src: c.jpg, alt: x}\nid: x")
        .file("content/sider/om.md", "---\ntitle: Om\n---\n[x](findes-ikke.md)\n");
    assert_snapshot!(site.run(&["check", "--format", "short"]), @"
    exit code 1
    --- stderr
    content/artikler/a.md:4:8: error[unknown-tag]: unknown tag `Al` (help: did you mean `AI`?)
    content/artikler/b.md:4:13: error[missing-target]: no content has the slug `findes-ikke` (help: write the slug of an article, page or author, or the path of its file)
    content/artikler/c.md:4:14: error[missing-image]: the image `c.jpg` does not exist (help: put the image at `content/artikler/c.jpg`)
    content/artikler/c.md:5:5: error[duplicate-id]: the id `x` is also used by content/artikler/b.md (help: give each its own id; never change the id that was published first)
    content/sider/om.md:4:5: error[missing-target]: the file `findes-ikke.md` does not exist (help: there is no `content/sider/findes-ikke.md`)
    5 errors
    ");
}

#[test]
fn strict_makes_warnings_errors() {
    let site = TestSite::new()
        .article("x", "date: 2026-11-02\nread_also: [kladde]")
        .article("kladde", "date: 2026-11-01\ndraft: true");
    assert_snapshot!(site.run(&["check", "--format", "short"]), @"
    exit code 0
    --- stderr
    content/artikler/x.md:4:13: warning[hidden-target]: »kladde« is a draft and is left out (help: publish it first, or remove the entry)
    1 warning
    Checked [N] outputs in [TIME]; 1 draft not shown
    ");
    assert_snapshot!(site.run(&["check", "--strict", "--format", "short"]), @"
    exit code 1
    --- stderr
    content/artikler/x.md:4:13: error[hidden-target]: »kladde« is a draft and is left out (help: publish it first, or remove the entry)
    1 error
    ");
    site.run(&["check", "--strict", "--drafts"]).exits(0).done();
}

#[test]
fn a_broken_template_is_found() {
    let site = TestSite::new().file("templates/article.html", "{% if %}");
    site.run(&["check"]).exits(1).tells("templates/article.html:1:").done();
}

#[test]
fn the_projects_own_site_is_sound() {
    let site = TestSite::empty();
    site.run(&["--root", env!("CARGO_MANIFEST_DIR"), "check", "--strict"]).exits(0).done();
}
