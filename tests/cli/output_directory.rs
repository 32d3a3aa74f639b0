//! Where a site may be written, and whose files lie there.

use std::fs;
use std::os::unix::fs::symlink;

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn another_directory() {
    let site = TestSite::new();
    site.run(&["build", "--output", "ud/nu"]).exits(0).done();
    assert!(site.has("ud/nu/index.html"));
    assert!(!site.has("public"));
}

#[test]
fn output_is_seen_from_the_current_directory() {
    let site = TestSite::new();
    let run = site.command(&["build", "--output", "ud"]).within("content");
    // A directory within the content could be taken for content.
    assert_snapshot!(run.outcome(), @"
    exit code 5
    --- stderr
    error: the output directory `[SITE]/content/ud` would overwrite `[SITE]/content`
    help: choose another directory with `--output`
    ");
    let site = TestSite::new().file("andre/x", "");
    site.command(&["build", "--output", "ud"]).within("andre").outcome().exits(0).done();
    assert!(site.has("andre/ud/index.html"));
}

#[test]
fn directories_that_are_never_taken() {
    let site = TestSite::new();
    symlink("content", site.path("link")).unwrap();
    for output in [".", "content", "/", "..", "link", "content/../content", ".digest"] {
        let outcome = site.run(&["build", "--output", output]);
        assert_eq!(outcome.code, Some(5), "{output}: {outcome}");
        let outcome = site.run(&["build", "--force", "--output", output]);
        assert_eq!(outcome.code, Some(5), "{output}: {outcome}");
    }
    assert_eq!(site.files("content"), ["artikler/nyt.md"]);
}

#[test]
fn a_directory_that_is_not_ours() {
    let site = TestSite::new().file("public/notes.txt", "mine");
    assert_snapshot!(site.run(&["build"]), @"
    exit code 5
    --- stderr
    error: the output directory `[SITE]/public` was not created by digest
    help: move the files away, or take over the directory with `--force`
    ");
    assert_eq!(site.files("public"), ["notes.txt"]);
    assert_snapshot!(site.run(&["check"]), @"
    exit code 5
    --- stderr
    error: the output directory `[SITE]/public` was not created by digest
    help: move the files away, or take over the directory with `--force`
    ");
    assert_snapshot!(site.run(&["build", "--force"]), @"
    exit code 0
    --- stderr
    warning[foreign-file]: `notes.txt` in the output directory was not written by digest; it is kept
     |
     = help: move it out, or into `static/` if it belongs to the site

    1 warning
    Built 1 article: [N] files written in [TIME]
    ");
    assert_eq!(site.read("public/notes.txt"), "mine");
    assert!(site.has("public/index.html"));
}

#[test]
fn foreign_files_are_kept_and_reported() {
    let site = TestSite::new();
    site.run(&["build"]).exits(0).done();
    site.write("public/notes.txt", "mine");
    site.write("public/.git/HEAD", "mine");
    assert_snapshot!(site.run(&["build"]), @"
    exit code 0
    --- stderr
    warning[foreign-file]: `.git/` in the output directory was not written by digest; it is kept
     |
     = help: leave it there if the output directory is a repository of its own

    warning[foreign-file]: `notes.txt` in the output directory was not written by digest; it is kept
     |
     = help: move it out, or into `static/` if it belongs to the site

    2 warnings
    Built 1 article: 0 files written, [N] unchanged in [TIME]
    ");
    assert_eq!(site.read("public/.git/HEAD"), "mine");
}

#[test]
fn a_foreign_file_where_an_output_must_lie() {
    let site = TestSite::new();
    site.run(&["build"]).exits(0).done();
    site.write("public/2026/11/x/index.html", "mine");
    let site = site.article("x", "date: 2026-11-02");
    assert_snapshot!(site.run(&["build"]), @"
    exit code 5
    --- stderr
    error: the output would overwrite files not written by digest: 2026/11/x/index.html
    help: move the files away, or take over the directory with `--force`
    ");
    assert_eq!(site.read("public/2026/11/x/index.html"), "mine");
    assert_snapshot!(site.run(&["check"]), @"
    exit code 5
    --- stderr
    error: the output would overwrite files not written by digest: 2026/11/x/index.html
    help: move the files away, or take over the directory with `--force`
    ");
    site.run(&["build", "--force"]).exits(0).done();
    site.run(&["check"]).exits(0).done();
    assert!(site.read("public/2026/11/x/index.html").contains("Teksten i x"));
}

#[test]
fn check_refuses_the_files_that_build_refuses() {
    let built = || {
        let site = TestSite::new();
        site.run(&["build"]).exits(0).done();
        site
    };
    let page = {
        let site = built().article("x", "date: 2026-11-02");
        site.run(&["build"]).exits(0).done();
        site.read("public/2026/11/x/index.html")
    };
    for (path, content, code) in [
        // A file where a directory must be, a directory where a file must be.
        ("2026/11/x", "mine", 5),
        ("2026/11/x/index.html/mine", "mine", 5),
        ("2026/11/x/index.html", "mine", 5),
        ("2026/11/x/index.html", &page, 0),
        ("2026/11/x/other.html", "mine", 0),
        ("2026/11/y/index.html", "mine", 0),
    ] {
        let site = built();
        site.write(&format!("public/{path}"), content);
        let site = site.article("x", "date: 2026-11-02");
        site.run(&["check"]).exits(code).done();
        site.run(&["build"]).exits(code).done();
    }
}

#[test]
fn a_changed_output_is_written_again() {
    let site = TestSite::new();
    site.run(&["build"]).exits(0).done();
    let page = site.read("public/index.html");
    site.write("public/index.html", "changed by hand");
    site.run(&["build"]).exits(0).done();
    assert_eq!(site.read("public/index.html"), page);
    fs::remove_dir_all(site.path("public")).unwrap();
    site.run(&["build"]).exits(0).done();
    assert_eq!(site.read("public/index.html"), page);
}
