//! `digest build`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn a_site_is_built_and_then_left_alone() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["build"]), @"
    exit code 0
    --- stderr
    Built 1 article: [N] files written in [TIME]
    ");
    assert_snapshot!(site.run(&["build"]), @"
    exit code 0
    --- stderr
    Built 1 article: 0 files written, [N] unchanged in [TIME]
    ");
}

#[test]
fn two_builds_are_the_same_bytes() {
    let (one, two) = (TestSite::new(), TestSite::new());
    one.run(&["build"]).exits(0).done();
    two.command(&["build"]).env("TZ", "Asia/Tokyo").env("LANG", "C").outcome().exits(0).done();
    let files = one.files("public");
    assert_eq!(files, two.files("public"));
    for file in files.iter().filter(|file| *file != ".digest-manifest") {
        let path = format!("public/{file}");
        assert_eq!(fs::read(one.path(&path)).unwrap(), fs::read(two.path(&path)).unwrap());
    }
}

#[test]
fn a_failed_build_changes_nothing() {
    let site = TestSite::new();
    site.run(&["build"]).exits(0).done();
    let before = site.read("public/index.html");
    let site = site.article("x", "date: 2026-11-02\ntags: [Al]");
    site.run(&["build"]).exits(1).tells("did you mean `AI`").done();
    assert_eq!(site.read("public/index.html"), before);
    assert!(!site.has("public/2026/11/x"));
}

#[test]
fn a_template_error_is_content() {
    let site = TestSite::new().file("templates/page.html", "{{ page.titel }}");
    let site = site.file("content/sider/om.md", "---\ntitle: Om\n---\n");
    site.run(&["build"]).exits(1).tells("templates/page.html:1:").done();
    assert!(!site.has("public/index.html"));
}

#[test]
fn what_can_be_no_source_is_content() {
    let site = TestSite::new();
    symlink("nowhere", site.path("content/artikler/loes.md")).unwrap();
    site.run(&["build"]).exits(1).tells("content/artikler/loes.md").done();
    fs::remove_file(site.path("content/artikler/loes.md")).unwrap();
    fs::create_dir(site.path("content/artikler/x.md")).unwrap();
    site.run(&["build"]).exits(1).tells("a directory").done();
}

#[test]
fn what_cannot_be_written_is_the_machine() {
    let site = TestSite::new().file("file", "");
    assert_snapshot!(site.run(&["build", "--output", "file/public"]), @"
    exit code 3
    --- stderr
    error: cannot find `[SITE]/file/public`: Not a directory (os error 20)
    help: check that you have permission to write there
    ");
}

#[test]
fn a_site_under_a_sub_path() {
    let site = TestSite::new();
    site.run(&["build", "--base-url", "https://x.example/nyt"]).exits(0).done();
    let page = site.read("public/index.html");
    assert!(page.contains("href=\"/nyt/2026/11/nyt/\""), "{page}");
    assert!(page.contains("href=\"https://x.example/nyt/\""), "{page}");
    let is_page = |file: &&String| Path::new(file).extension().is_some_and(|e| e == "html");
    for file in site.files("public").iter().filter(is_page) {
        let page = site.read(&format!("public/{file}"));
        for start in ["href=\"/", "src=\"/"] {
            for link in page.split(start).skip(1) {
                assert!(link.starts_with("nyt/"), "{file}: {start}{}", &link[..20.min(link.len())]);
            }
        }
    }
    assert!(site.read("public/atom.xml").contains("https://x.example/nyt/2026/11/nyt/"));
    assert!(site.read("public/sitemap.xml").contains("https://x.example/nyt/2026/11/nyt/"));
}

#[test]
fn published_files_can_be_read_by_a_server() {
    let site = TestSite::new();
    let outcome = site.shell("umask 022; exec \"$DIGEST\" build").outcome();
    outcome.exits(0).done();
    let mode = |path| fs::metadata(site.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("public/index.html"), 0o644);
    assert_eq!(mode("public"), 0o755);
}

#[test]
fn a_file_size_limit_is_an_error_and_no_end() {
    let site = TestSite::new();
    let outcome = site.shell("ulimit -f 2; exec \"$DIGEST\" build").outcome();
    outcome.exits(3).tells("File too large").done();
    assert!(!site.has("public/index.html"));
    site.run(&["build"]).exits(0).done();
}

#[test]
fn the_end_of_security_txt_is_reported_when_the_clock_alone_comes_near() {
    let site = TestSite::new();
    let table = "[security_txt]\ncontact = \"mailto:r@x.dk\"\nexpires = 2027-06-30\n";
    site.write("site.toml", site.read("site.toml") + table);
    // So long after its last change a file is not read again if it looks the same.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    for (now, told) in [
        ("2026-06-30 23:00", Some("more than a year away")),
        ("2027-01-01", None),
        ("2027-05-31 23:59", None),
        ("2027-06-01 00:00", Some("less than 30 days away")),
        ("2027-06-30 23:59", Some("less than 30 days away")),
        ("2027-07-01 00:00", Some("has passed")),
    ] {
        let run = site.run(&["build", "--now", now]).exits(0);
        match told {
            Some(told) => run.tells(told).done(),
            None => assert!(!run.stderr.contains("security"), "{now}: {run}"),
        }
    }
}
