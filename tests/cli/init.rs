//! `digest init`.

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn a_new_site_builds_at_once() {
    let site = TestSite::empty();
    assert_snapshot!(site.run(&["init", "mit overblik"]), @"
    exit code 0
    --- stderr
    Created 14 files in `mit overblik`; run `digest build` there
    ");
    assert_snapshot!(site.files("mit overblik").join("\n"), @"
    .gitignore
    content/artikler/2026/citater-bokse-og-tidslinjer.md
    content/artikler/2026/henvisninger-og-billeder.md
    content/artikler/2026/saadan-skriver-du-en-artikel.md
    content/forfattere/redaktionen.md
    content/sider/om.md
    schemas/artikler.schema.json
    schemas/events.schema.json
    schemas/forfattere.schema.json
    schemas/navnenyt.schema.json
    schemas/sider.schema.json
    schemas/site.schema.json
    schemas/udgaver.schema.json
    site.toml
    ");
    assert!(site.has("mit overblik/templates") && site.has("mit overblik/static"));
    assert_snapshot!(site.run(&["--root", "mit overblik", "build"]), @"
    exit code 0
    --- stderr
    Built 3 articles: [N] files written in [TIME]
    ");
    site.run(&["--root", "mit overblik", "check", "--strict"]).exits(0).done();
}

#[test]
fn ids_are_of_the_host_and_the_year() {
    let site = TestSite::empty();
    site.run(&["init", "Blåbær"]).exits(0).done();
    let config = site.read("Blåbær/site.toml");
    assert!(config.contains("base_url = \"https://blaabaer.example\""), "{config}");
    assert!(config.contains("id_base = \"tag:blaabaer.example,2026:\""), "{config}");
    let article = site.read("Blåbær/content/artikler/2026/saadan-skriver-du-en-artikel.md");
    assert!(article.contains("date: 2026-11-22 14:05\n"), "{article}");
}

#[test]
fn new_works_in_a_new_site() {
    let site = TestSite::empty();
    site.run(&["init", "."]).exits(0).done();
    site.run(&["new", "article", "Første", "--tags", "ai,5g,smartphone"]).exits(0).done();
    let path = "content/artikler/2026/foerste.md";
    site.write(path, site.read(path).replacen("---\n\n", "sources: [{name: Ritzau}]\n---\n\n", 1));
    site.run(&["check", "--strict"]).exits(0).done();
}

#[test]
fn an_empty_directory_is_used() {
    let site = TestSite::empty().file("repo/.git/HEAD", "");
    site.run(&["init", "repo"]).exits(0).done();
    assert!(site.has("repo/site.toml") && site.has("repo/.git/HEAD"));
}

#[test]
fn nothing_is_ever_overwritten() {
    let site = TestSite::empty().file("x/site.toml", "mine");
    assert_snapshot!(site.run(&["init", "x"]), @"
    exit code 2
    --- stderr
    error: `x` is not empty: it contains `site.toml`
    help: name a new or empty directory, such as `digest init mit-overblik`; or keep the files that are there with `--force`
    ");
    assert_snapshot!(site.run(&["init", "x/site.toml"]), @"
    exit code 2
    --- stderr
    error: `x/site.toml` is not a directory
    help: name a new or empty directory, such as `digest init mit-overblik`
    ");
    assert_eq!(site.files("x"), ["site.toml"]);
    assert_eq!(site.read("x/site.toml"), "mine");
}

#[test]
fn a_new_repository_is_used() {
    let site = TestSite::empty();
    let files = [".git/HEAD", ".gitignore", ".github/x.yml", "README.md", "LICENSE-MIT", "COPYING"];
    let site = files.iter().fold(site, |site, file| site.file(file, "mine"));
    let outcome = site.run(&["init", "."]).exits(0);
    outcome
        .tells("Kept `.gitignore`, which was there already; it should contain `/public/`")
        .done();
    assert!(files.iter().all(|file| site.read(file) == "mine"));
    site.run(&["check", "--strict"]).exits(0).done();
}

#[test]
fn other_files_are_kept_if_that_is_wanted() {
    let site = TestSite::empty().file("noter.txt", "mine").file("content/sider/om.md", "mine");
    site.run(&["init", "."]).exits(2).tells("it contains `content`").done();
    assert!(!site.has("site.toml"));
    let outcome = site.run(&["init", ".", "--force"]).exits(0);
    outcome.tells("Kept `content/sider/om.md`, which was there already\n").done();
    assert_eq!(
        (site.read("noter.txt"), site.read("content/sider/om.md")),
        ("mine".into(), "mine".into())
    );
    assert!(site.has("site.toml"));
}

#[test]
fn a_place_where_none_can_be_made() {
    let site = TestSite::empty().file("file", "");
    assert_snapshot!(site.run(&["init", "file/x"]), @"
    exit code 2
    --- stderr
    error: `file/x` is not a directory
    help: name a new or empty directory, such as `digest init mit-overblik`
    ");
    assert_snapshot!(site.run(&["init", "/proc/nyt"]), @"
    exit code 3
    --- stderr
    error: cannot create the directory `/proc/nyt`: No such file or directory (os error 2)
    help: check that you have permission to write there
    ");
}
