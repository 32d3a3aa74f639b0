//! `digest next`.

use serde_json::Value;

use crate::bench::TestSite;

/// A site with one of each thing that the clock changes.
fn timed() -> TestSite {
    TestSite::new()
        .article("ny", "date: 2026-11-21 09:00\ntags: [AI]")
        .article("kommer", "date: 2026-11-24 06:00\ntags: [AI]")
        .article("gaar", "date: 2026-11-01\nexpires: 2026-11-25\ntags: [AI]")
        .article("kladde", "date: 2026-11-23 06:00\ndraft: true")
        .file(
            "content/events/moede.md",
            "---\ntitle: Møde\nstart: 2026-11-27 10:00\nend: 2026-11-27 11:30\nonline: true\n---\n",
        )
        .file(
            "content/navnenyt/direktoer.md",
            "---\ntitle: Direktør\ndate: 2026-11-01\nexpires: 2026-11-28\n---\nHun er ny.\n",
        )
}

#[test]
fn each_timed_thing_is_named_at_its_moment() {
    let site = timed();
    let mut lines = Vec::new();
    let mut now = "2026-11-22 14:05".to_owned();
    loop {
        let next = site.run(&["next", "--now", &now, "--format", "json"]).exits(0).stdout;
        let next: Value = serde_json::from_str(&next).unwrap();
        let Some(at) = next["at"].as_str() else { break };
        let outputs = next["outputs"].as_array().unwrap().iter();
        let outputs = outputs.map(|output| {
            let text = |key: &str| output[key].as_str().unwrap();
            format!("{} {}", text("url"), text("change"))
        });
        lines.push(format!("{at}\n    {}", outputs.collect::<Vec<_>>().join(", ")));
        at.clone_into(&mut now);
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    2026-11-23T09:00:00+01:00
        /news-sitemap.xml changes
    2026-11-24T06:00:00+01:00
        /2026/11/ changes, /2026/11/kommer/ appears, /2026/11/ny/ changes, /2026/ changes, /2026/uge-47/ changes, /2026/uge-48/ appears, /atom.xml changes, /emner/ai/atom.xml changes, /emner/ai/feed.json changes, /emner/ai/ changes, /emner/ai/rss.xml changes, /emner/ changes, /feed.json changes, / changes, /lige-nu/ changes, /llms.txt changes, /news-sitemap.xml changes, /rss.xml changes, /sitemap.xml changes, /udgaver/atom.xml changes, /udgaver/ changes
    2026-11-26T00:00:00+01:00
        /2026/11/gaar/ vanishes, /2026/11/ changes, /2026/11/kommer/ changes, /2026/11/ny/ changes, /2026/11/nyt/ changes, /2026/ changes, /2026/uge-44/ changes, /atom.xml changes, /emner/ai/atom.xml changes, /emner/ai/feed.json changes, /emner/ai/ changes, /emner/ai/rss.xml changes, /emner/ changes, /feed.json changes, / changes, /lige-nu/ changes, /llms.txt changes, /rss.xml changes, /sitemap.xml changes, /udgaver/atom.xml changes, /udgaver/ changes
    2026-11-26T06:00:00+01:00
        /news-sitemap.xml changes
    2026-11-27T11:30:00+01:00
        /events/ changes, /events/moede/ changes, / changes, /lige-nu/ changes
    2026-11-29T00:00:00+01:00
        / changes, /lige-nu/ changes, /navnenyt/direktoer/ vanishes, /navnenyt/ changes, /sitemap.xml changes
    ");
}

#[test]
fn for_people_it_is_a_sentence_with_the_pages() {
    let site = TestSite::new().article("kommer", "date: 2026-11-24 06:00:30\ntags: [AI]");
    let outcome = site.run(&["next"]).exits(0).stdout;
    let first = outcome.lines().next().unwrap();
    assert!(
        first.starts_with("Next change: 2026-11-24 06:00:30 (+01:00), in 1 day 15 hours: "),
        "{outcome}"
    );
    assert!(outcome.contains("\n  appears   /2026/11/kommer/\n"), "{outcome}");
    assert!(outcome.contains("\n  changes   /\n"), "{outcome}");
    assert!(!outcome.contains("/404.html"), "{outcome}");
}

#[test]
fn iso_is_one_line_or_nothing() {
    let site = TestSite::new().article("kommer", "date: 2026-11-24 06:00\ntags: [AI]");
    let iso = |now| site.run(&["next", "--format", "iso", "--now", now]).exits(0).stdout;
    assert_eq!(iso("2026-11-22 12:00"), "2026-11-24T06:00:00+01:00\n");
    assert_eq!(iso("2026-12-22 12:00"), "");
}

#[test]
fn nothing_is_scheduled_on_a_site_of_old_articles() {
    let site = TestSite::new();
    let human = site.run(&["next"]).exits(0).stdout;
    assert_eq!(human, "Nothing is scheduled: the clock alone does not change the site\n");
    let json = site.run(&["next", "--format", "json"]).exits(0).stdout;
    assert_eq!(json, "{\"at\":null,\"outputs\":[],\"searched_until\":null}\n");
}

#[test]
fn the_end_of_a_warning_is_no_change() {
    let site = TestSite::new();
    let soon = "[security_txt]\ncontact = \"mailto:a@x.dk\"\nexpires = \"2027-01-15T00:00:00Z\"\n";
    site.write("site.toml", site.read("site.toml") + soon);
    let human = site.run(&["next"]).exits(0).stdout;
    assert!(human.starts_with("Nothing is scheduled"), "{human}");
}

#[test]
fn due_is_what_the_clock_changed_since_the_last_build() {
    let site = TestSite::new().article("kommer", "date: 2026-11-24 06:00\ntags: [AI]");
    let due = |now: &str| site.run(&["next", "--due", "--now", now]);
    let told = due("2026-11-22 12:00").exits(10).stderr;
    assert_eq!(told, "Due: there is no record of a build\n");
    site.run(&["build", "--now", "2026-11-22 12:00"]).exits(0).done();
    let told = due("2026-11-24 05:59:59").exits(0).stderr;
    let built = "since the last build, 2026-11-22 12:00 (+01:00)";
    assert_eq!(told, format!("Not due: the clock has changed nothing {built}\n"));
    let told = due("2026-11-24 06:00").exits(10).stderr;
    assert!(told.starts_with("Due: the clock has changed ") && told.contains(built), "{told}");
    site.run(&["build", "--now", "2026-11-24 06:00"]).exits(0).done();
    due("2026-11-24 06:00").exits(0).done();
    // The clock went back: what is published is not what a build makes now.
    due("2026-11-22 12:00").exits(10).done();
}

#[test]
fn a_changed_source_is_not_due_but_what_it_schedules_is() {
    let site = TestSite::new();
    site.run(&["build", "--now", "2026-11-22 12:00"]).exits(0).done();
    let site = site.article("gammel", "date: 2026-11-02\ntags: [AI]");
    site.run(&["next", "--due", "--now", "2026-11-23 12:00"]).exits(0).done();
    let site = site.article("kommer", "date: 2026-11-23 06:00\ntags: [AI]");
    site.run(&["next", "--due", "--now", "2026-11-23 05:00"]).exits(0).done();
    site.run(&["next", "--due", "--now", "2026-11-23 12:00"]).exits(10).done();
}

#[test]
fn due_knows_each_output_directory_and_what_its_build_showed() {
    let site = TestSite::new().article("kommer", "date: 2026-11-24 06:00\ntags: [AI]");
    site.run(&["build", "-F", "-o", "andet", "--now", "2026-11-22 12:00"]).exits(0).done();
    let due =
        |output: &str| site.run(&["next", "--due", "-o", output, "--now", "2026-11-23 12:00"]);
    due("public").exits(10).done();
    due("andet").exits(0).done();
}

#[test]
fn an_output_that_was_deleted_is_due() {
    let site = TestSite::new();
    site.run(&["build"]).exits(0).done();
    site.run(&["next", "--due"]).exits(0).done();
    std::fs::remove_dir_all(site.path("public")).unwrap();
    site.run(&["next", "--due"]).exits(10).done();
}

#[test]
fn quiet_leaves_only_the_exit_code() {
    let outcome = TestSite::new().run(&["-q", "next", "--due"]).exits(10);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn neither_form_writes_anything() {
    let site = timed();
    let before = site.files(".");
    site.run(&["next"]).exits(0).done();
    site.run(&["-q", "next", "--due"]).exits(10).done();
    assert_eq!(site.files("."), before);
}

#[test]
fn a_site_that_cannot_be_built_is_reported() {
    let site = TestSite::new().file("content/artikler/x.md", "---\ntitle: [\n---\n");
    let outcome = site.run(&["next"]).exits(1);
    assert!(outcome.stderr.contains("content/artikler/x.md"), "{}", outcome.stderr);
}
