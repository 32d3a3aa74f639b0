//! What is shown when: drafts, scheduled, expired and withdrawn articles. What is shown no more
//! is gone from the next build.

use crate::bench::TestSite;

/// Builds, and returns whether the article `x` has a page, and whether the front page lists it.
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
    assert_eq!(has_page, site.has("public/2026/11/x"), "an empty directory stays");
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
    for flag in ["-F", "--future"] {
        assert_eq!(build(&site, &[flag]), (true, true));
        assert_eq!(build(&site, &[]), (false, false));
    }
    assert_eq!(build(&site, &["--now", "2026-11-22 14:05:59"]), (false, false));
    assert_eq!(build(&site, &["--now", "2026-11-22 14:06"]), (true, true));
    assert_eq!(build(&site, &["--now", "2026-11-22 13:06Z"]), (true, true));
}

#[test]
fn scheduled_articles_are_checked_when_they_are_included() {
    let site = TestSite::new()
        .article("x", "date: 2026-11-02\nread_also: [senere]")
        .article("senere", "date: 2026-11-30");
    let hidden = "warning[hidden-target]: »senere« is not published yet";
    let outcome = site.run(&["check"]).exits(0).tells(hidden);
    outcome.tells("; 1 scheduled not shown\n").done();
    site.run(&["check", "--strict"]).exits(1).done();
    for flag in ["-F", "--future"] {
        let outcome = site.run(&["check", "--strict", flag]).exits(0);
        assert!(!outcome.stderr.contains("not shown"), "{outcome}");
        outcome.done();
    }
    // Drafts are included by their own flag only.
    let site = site.article("kladde", "date: 2026-11-30\ndraft: true");
    site.run(&["check", "-F"]).exits(0).tells("; 1 draft not shown\n").done();
    let outcome = site.run(&["check", "-F", "-D"]).exits(0);
    assert!(!outcome.stderr.contains("not shown"), "{outcome}");
    outcome.done();
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
fn an_open_tag_comes_and_goes_with_its_articles() {
    let config = "title = \"Prøven\"\nbase_url = \"https://proeven.example\"\n\
                  feeds.id_base = \"tag:proeven.example,2026:\"\ntags.open = true\n";
    let site = TestSite::new()
        .file("site.toml", config)
        .article("x", "date: 2026-11-02\nexpires: 2026-11-22\ntags: [Hemmeligt]")
        .article("y", "date: 2026-11-02\n---\n[emnet](/emner/hemmeligt/)\n");
    let has_page = |now: &str| {
        let outcome = site.run(&["build", "--now", now]).exits(0);
        // It may come back, so nobody is asked for another page at its address.
        assert!(!outcome.stderr.contains("published before"), "{outcome}");
        let has_link = site.read("public/2026/11/y/index.html").contains("/emner/hemmeligt/");
        assert_eq!(has_link, site.has("public/emner/hemmeligt/atom.xml"));
        assert_eq!(has_link, site.has("public/emner/hemmeligt"));
        has_link
    };
    assert!(has_page("2026-11-22"));
    assert!(!has_page("2026-11-23"));
    assert!(has_page("2026-11-22"));
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

#[test]
fn a_url_that_is_gone_is_reported_once_by_the_build_that_removes_it() {
    let told = "`/2026/11/x/` was published before and no longer exists";
    for how in [&["build"][..], &["build", "--fresh"], &["build", "--verify"]] {
        let site = TestSite::new().article("x", "date: 2026-11-02");
        let silent = |args: &[&str]| {
            let outcome = site.run(args).exits(0);
            assert!(!outcome.stderr.contains("warning"), "{args:?}: {outcome}");
        };
        silent(&["build"]);
        let text = site.read("content/artikler/x.md");
        std::fs::remove_file(site.path("content/artikler/x.md")).unwrap();
        silent(&["check"]);
        // What fails removes nothing.
        site.write("content/artikler/y.md", "x");
        let outcome = site.run(how).exits(1);
        assert!(!outcome.stderr.contains(told), "{outcome}");
        std::fs::remove_file(site.path("content/artikler/y.md")).unwrap();
        // Another output directory has its own past.
        silent(&["build", "--output", "other"]);
        site.run(how).exits(0).tells(told).done();
        silent(how);
        site.write("content/artikler/x.md", text);
        silent(how);
    }
}

#[test]
fn what_was_only_previewed_is_not_gone() {
    let gone = |args: &[&str], front_matter: &str| {
        let site = TestSite::new().article("x", front_matter);
        let path = site.path("content/artikler/x.md");
        site.run(args).exits(0).done();
        assert!(!site.files("public").iter().all(|file| !file.ends_with("/x/index.html")));
        std::fs::remove_file(path).unwrap();
        site.run(&["build"]).exits(0).stderr.contains("gone-url")
    };
    assert!(!gone(&["build", "-D"], "date: 2026-11-02\ndraft: true"));
    assert!(!gone(&["build", "-F"], "date: 2026-11-30"));
    // With drafts, but not one itself.
    assert!(gone(&["build", "-D", "-F"], "date: 2026-11-02"));
}

#[test]
fn what_was_previewed_first_is_gone_once_it_was_published() {
    let site = TestSite::new().article("x", "date: 2026-11-30");
    site.run(&["build", "-F"]).exits(0).done();
    site.run(&["build", "--now", "2026-12-01"]).exits(0).done();
    std::fs::remove_file(site.path("content/artikler/x.md")).unwrap();
    site.run(&["build", "--now", "2026-12-01"]).exits(0).tells("warning[gone-url]").done();
}

#[test]
fn an_address_is_gone_also_where_what_was_noted_of_it_is_lost() {
    let site = TestSite::new().article("x", "id: x\ndate: 2026-11-02");
    site.run(&["build"]).exits(0).done();
    std::fs::remove_dir_all(site.path(".digest")).unwrap();
    let site = site.article("x", "id: y\nslug: y\ndate: 2026-11-02");
    let help = "write `aliases: [/2026/11/x/]` in the file that replaces it";
    site.run(&["build"]).exits(0).tells("`/2026/11/x/` was published before").tells(help).done();
}

#[test]
fn a_file_with_the_id_of_what_is_gone_is_named_though_a_build_failed_between() {
    let site = TestSite::new().article("x", "date: 2026-11-02");
    site.run(&["build"]).exits(0).done();
    let site = site.article("x", "slug: y\ndate: 2026-11-02\ntags: [Ukendt]");
    site.run(&["build"]).exits(1).done();
    let site = site.article("x", "slug: y\ndate: 2026-11-02");
    let outcome = site.run(&["build", "--format", "short"]).exits(0);
    let line = "content/artikler/x.md: warning[gone-url]: `/2026/11/x/` was published before";
    outcome.tells(line).done();
    // Mended as it says, the article keeps its id.
    let site = site.article("x", "slug: y\ndate: 2026-11-02\naliases: [/2026/11/x/]");
    site.run(&["build"]).exits(0).done();
    assert!(site.read("public/atom.xml").contains(":/2026/11/x/</id>"));
}

#[test]
fn closing_lines_count_what_is_not_shown_of_every_kind() {
    let site = TestSite::new()
        .article("kladde", "date: 2026-11-01\ndraft: true")
        .article("venter", "date: 2026-11-23")
        .article("udloebet", "date: 2026-11-01\nexpires: 2026-11-02")
        .article("borte", "date: 2026-11-01\nwithdrawn: {date: 2026-11-02, text: Forkert.}")
        .file("content/sider/om.md", "---\ntitle: Om\ndraft: true\n---\n")
        .file(
            "content/navnenyt/ny.md",
            "---\ntitle: Ny\ndate: 2026-12-01\nexpires: 2027-01-01\n---\n",
        );
    let counts = "2 drafts, 2 scheduled, 1 expired, 1 withdrawn not shown";
    // Once read, and once recalled.
    for _ in 0..2 {
        site.run(&["build"]).exits(0).tells(&format!("Built 1 article; {counts}: ")).done();
    }
    site.run(&["check"]).exits(0).tells(&format!("; {counts}\n")).done();
    let counts = "; 1 expired, 1 withdrawn not shown: ";
    site.run(&["build", "--drafts", "--future"]).exits(0).tells(counts).done();
}

#[test]
fn a_date_in_the_future_is_reported_until_it_has_come() {
    let site = TestSite::new().article("x", "date: 2026-11-01\nupdated: 2026-11-24");
    for _ in 0..2 {
        site.run(&["build"]).exits(0).tells("`updated` is in the future").done();
    }
    let outcome = site.run(&["build", "--now", "2026-11-23 23:59"]).exits(0);
    outcome.tells("`updated` is in the future").done();
    let outcome = site.run(&["build", "--quiet", "--now", "2026-11-24"]);
    insta::assert_snapshot!(outcome, @"exit code 0");
}
