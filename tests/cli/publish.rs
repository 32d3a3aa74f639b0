//! `digest publish`: what is asked before anything is sent, and what is told afterwards.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::bench::TestSite;

/// A site with a target on this machine.
fn site() -> TestSite {
    with_targets("[publish.live]\nkind = \"directory\"\npath = \"www/live\"\n")
}

fn with_targets(targets: &str) -> TestSite {
    let site = TestSite::new();
    let text = site.read("site.toml");
    site.file("site.toml", format!("{text}\n{targets}"))
}

/// The site after its first publish.
fn published() -> TestSite {
    let site = site();
    site.run(&["publish", "-q"]).exits(0).done();
    site
}

/// The objects that a publish tells a program.
fn objects(site: &TestSite, args: &[&str]) -> Vec<Value> {
    let outcome = site.run(&[&["publish", "--format", "json"], args].concat()).exits(0);
    outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_site_without_targets() {
    assert_snapshot!(TestSite::new().run(&["publish"]), @r"
    exit code 2
    --- stderr
    error: `site.toml` names no target to publish to
    help: add a table such as `[publish.live]` (see: digest docs publishing)
    ");
}

#[test]
fn one_of_several_targets_must_be_named() {
    let target =
        |name: &str| format!("[publish.{name}]\nkind = \"directory\"\npath = \"w/{name}\"\n");
    let site = with_targets(&(target("live") + &target("test")));
    assert_snapshot!(site.run(&["publish"]), @r"
    exit code 2
    --- stderr
    error: there are several targets: `live`, `test`
    help: name one of them, as in `digest publish live`
    ");
    assert_snapshot!(site.run(&["publish", "lvie"]), @r"
    exit code 2
    --- stderr
    error: there is no target `lvie`
    help: did you mean `live`?
    ");
    assert!(!site.has("public") && !site.has("w"));
    site.run(&["publish", "test"]).exits(0).done();
    assert!(site.has("w/test/index.html") && !site.has("w/live"));
}

#[test]
fn options_that_exclude_each_other() {
    let site = site();
    site.run(&["publish", "--rollback", "--audit"]).exits(2).done();
    site.run(&["publish", "--rollback", "--dry-run"]).exits(2).done();
    site.run(&["publish", "--max-deletes", "many"]).exits(2).done();
}

#[test]
fn a_publish_builds_first_and_sends_only_what_changed() {
    let site = site();
    site.run(&["publish"]).exits(0).tells("Built 1 article").tells("Published to").done();
    assert_eq!(site.read("www/live/index.html"), site.read("public/index.html"));
    assert!(!site.has("www/live/.digest-manifest"));
    site.run(&["publish"]).exits(0).tells("Nothing to publish").done();

    site.write(
        "content/artikler/nyt.md",
        "---\ntitle: nyt\ndate: 2026-11-01\ntags: [AI]\n---\nAnden tekst i nyt.\n",
    );
    let objects = objects(&site, &[]);
    let paths: Vec<&str> = objects.iter().filter_map(|object| object["path"].as_str()).collect();
    assert!(paths.contains(&"2026/11/nyt/index.html"), "{paths:?}");
    assert!(!paths.contains(&"404.html"), "{paths:?}");
    let total = &objects.last().unwrap()["total"];
    assert_eq!(total["changed"].as_u64(), Some(paths.len() as u64));
    assert_eq!((&total["new"], &total["deleted"]), (&Value::from(0), &Value::from(0)));
    assert!(site.read("www/live/2026/11/nyt/index.html").contains("Anden tekst"));
}

#[test]
fn a_dry_run_changes_nothing_at_the_target() {
    let site = site();
    let objects = objects(&site, &["--dry-run"]);
    assert!(!site.has("www"));
    let total = &objects.last().unwrap()["total"];
    assert_eq!(total["dry_run"], Value::from(true));
    assert_eq!(total["new"].as_u64(), Some(objects.len() as u64 - 1));
    let page = objects.iter().find(|object| object["path"] == "index.html").unwrap();
    assert_eq!(page["action"], "new");
    let bytes = fs::metadata(site.path("public/index.html")).unwrap().len();
    assert_eq!(page["bytes"].as_u64(), Some(bytes));

    let outcome = site.run(&["publish", "--dry-run"]).exits(0).tells("Would publish to");
    assert!(outcome.stdout.contains("index.html"), "{}", outcome.stdout);
}

#[test]
fn what_was_changed_by_hand_is_neither_sent_nor_overwritten() {
    let site = published();
    let mine = site.read("public/index.html") + "<!-- mine -->";
    site.write("public/index.html", &mine);
    for args in [&["publish"][..], &["publish", "--no-build"], &["publish", "--dry-run"]] {
        let outcome = site.run(args).exits(5);
        outcome.tells("1 output was changed by hand").tells("  index.html").done();
    }
    assert_eq!(site.read("public/index.html"), mine);
    assert!(!site.read("www/live/index.html").contains("mine"));
    site.run(&["build", "-q"]).exits(0).done();
    site.run(&["publish"]).exits(0).tells("Nothing to publish").done();
}

#[test]
fn deleted_outputs_are_built_again() {
    let site = published();
    fs::remove_file(site.path("public/index.html")).unwrap();
    site.run(&["publish", "--no-build"])
        .exits(5)
        .tells("outputs of the last build are missing")
        .done();
    site.run(&["publish"]).exits(0).tells("Nothing to publish").done();
}

#[test]
fn no_build_refuses_what_is_outdated() {
    let site = site();
    site.run(&["publish", "--no-build"]).exits(5).tells("the site has not been built").done();
    site.run(&["build", "-q"]).exits(0).done();
    site.run(&["publish", "--no-build", "-q"]).exits(0).done();

    // The same bytes, with other metadata.
    let text = site.read("content/artikler/nyt.md");
    site.write("content/artikler/nyt.md", &text);
    site.run(&["publish", "--no-build"]).exits(0).tells("Nothing to publish").done();

    let text = site.read("site.toml");
    site.write("site.toml", text.replace("Prøven", "Forsøget"));
    site.run(&["publish", "--no-build"]).exits(5).tells("the build is outdated").done();
    site.write("site.toml", &text);

    let before = site.read("public/index.html");
    let site = site.article("nyere", "date: 2026-11-02\ntags: [AI]");
    site.run(&["publish", "--no-build"]).exits(5).tells("2026/11/nyere/index.html").done();
    assert_eq!(site.read("public/index.html"), before);
    fs::remove_file(site.path("content/artikler/nyere.md")).unwrap();
    site.run(&["publish", "--no-build"]).exits(0).done();

    fs::remove_file(site.path("content/artikler/nyt.md")).unwrap();
    site.run(&["publish", "--no-build"]).exits(5).tells("2026/11/nyt/index.html").done();
}

#[test]
fn a_preview_is_refused() {
    let site = site().article("kladde", "date: 2026-11-02\ntags: [AI]\ndraft: true");
    for (option, words) in [
        (&["--drafts"][..], "with `--drafts`"),
        (&["--future"], "with `--future`"),
        (&["--now", "2027-01-01"], "for a later time than now"),
    ] {
        site.run(&[&["build", "-q"], option].concat()).exits(0).done();
        site.run(&["publish"]).exits(5).tells(words).done();
        site.run(&["publish", "--no-build"]).exits(5).tells(words).done();
        assert!(!site.has("www"));
    }
    site.run(&["build", "-q"]).exits(0).done();
    site.run(&["publish"]).exits(0).done();
    assert!(!site.has("www/live/2026/11/kladde"));
}

#[test]
fn errors_of_content_come_first() {
    let site = published();
    site.write("content/artikler/nyt.md", "---\ntitle: nyt\n---\n[Væk](/findes-ikke/)\n");
    site.run(&["publish"]).exits(1).done();
    site.run(&["publish", "--no-build"]).exits(1).done();
    assert!(site.has("www/live/2026/11/nyt/index.html"));
}

#[test]
fn another_base_url_is_built_apart() {
    let site = with_targets(
        "[publish.live]\nkind = \"directory\"\npath = \"www/live\"\n\
         [publish.test]\nkind = \"directory\"\npath = \"www/test\"\n\
         base_url = \"https://test.example/sub\"\n",
    );
    site.run(&["publish", "live", "-q"]).exits(0).done();
    let public = site.read("public/index.html");
    site.run(&["publish", "test"]).exits(0).tells("Built").done();
    assert_eq!(site.read("public/index.html"), public);
    assert!(site.read("www/test/index.html").contains("https://test.example/sub/"));
    assert!(!site.read("www/live/index.html").contains("test.example"));
    // Below a sub-path, no crawler looks for it.
    let mut live = site.files("www/live/");
    live.retain(|path| path != "robots.txt");
    assert_eq!(site.files("www/test/"), live);
    // Each has caches of its own.
    site.run(&["publish", "test", "--no-build"]).exits(0).tells("Nothing to publish").done();
    site.run(&["publish", "live", "--no-build"]).exits(0).tells("Nothing to publish").done();
    site.run(&["build"]).exits(0).tells("0 files written").done();
    site.run(&["check"]).exits(0).done();
}

#[test]
fn targets_change_no_output() {
    let site = site();
    site.run(&["build", "-q"]).exits(0).done();
    let text = site.read("site.toml");
    site.write("site.toml", text.replace("www/live", "www/other") + "max_deletes = 3\n");
    site.run(&["publish", "--no-build"]).exits(0).tells("www/other").done();
}

#[test]
fn too_many_deletes_are_refused() {
    let site = (1..=9).fold(site(), |site, number| {
        site.article(&format!("a{number}"), "date: 2026-11-02\ntags: [AI]")
    });
    site.run(&["publish", "-q"]).exits(0).done();
    for number in 1..=9 {
        fs::remove_file(site.path(&format!("content/artikler/a{number}.md"))).unwrap();
    }
    site.run(&["publish", "--max-deletes", "2"]).exits(5).tells("at most 2 are permitted").done();
    assert!(site.has("www/live/2026/11/a1/index.html"));
    site.run(&["publish", "--max-deletes", "100"]).exits(0).done();
    assert!(!site.has("www/live/2026/11/a1"));
}

#[test]
fn back_to_the_release_before() {
    let site = published();
    site.run(&["publish", "--rollback"]).exits(5).done();
    let first = site.read("www/live/index.html");
    let text = site.read("site.toml");
    site.write("site.toml", text.replace("Prøven", "Forsøget"));
    site.run(&["publish", "-q"]).exits(0).done();
    assert_ne!(site.read("www/live/index.html"), first);
    site.run(&["publish", "--rollback"]).exits(0).tells("back to").done();
    assert_eq!(site.read("www/live/index.html"), first);
}

#[test]
fn an_audit_says_what_is_there() {
    let site = published();
    site.run(&["publish", "--audit"]).exits(0).tells("the manifest is right").done();
    let objects = objects(&site, &["--audit"]);
    assert!(objects.last().unwrap()["total"]["right"].as_u64() > Some(10));
}

#[test]
fn a_real_directory_in_the_place_of_the_link_is_refused() {
    let site = site().file("www/live/mine.txt", "mine");
    site.run(&["publish"]).exits(5).done();
    assert_eq!(site.files("www/live"), ["mine.txt"]);
}

#[test]
fn an_interrupted_build_is_finished_first() {
    let site = published();
    let damaged = "digest-journal 1\nx\n";
    site.write(".digest/journal", damaged);
    site.run(&["publish"]).exits(3).tells("journal").done();
}
