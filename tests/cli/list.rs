//! `digest list`.

use crate::bench::TestSite;

fn site() -> TestSite {
    TestSite::new()
        .article("senere", "date: 2026-12-24")
        .article("snart", "date: 2026-11-24 06:00")
        .article("kladde", "date: 2026-12-23 06:00\ndraft: true")
        .article("udloebet", "date: 2026-11-01\nexpires: 2026-11-10")
        .article("trukket", "date: 2026-11-01\nwithdrawn: {date: 2026-11-05, text: Forkert.}")
        .file("content/sider/job.md", "---\ntitle: Job\nexpires: 2026-11-01\n---\nSøg.\n")
}

#[test]
fn all_are_listed_by_reason_and_time() {
    let outcome = site().run(&["list", "all"]).exits(0);
    insta::assert_snapshot!(outcome.stdout, @"
    draft                              content/artikler/kladde.md  »kladde«
    scheduled  until 2026-11-24 06:00  content/artikler/snart.md  »snart«
    scheduled  until 2026-12-24        content/artikler/senere.md  »senere«
    expired    since 2026-11-02        content/sider/job.md  »Job«
    expired    since 2026-11-11        content/artikler/udloebet.md  »udloebet«
    withdrawn  since 2026-11-05        content/artikler/trukket.md  »trukket«
    ");
    assert_eq!(outcome.stderr, "6 files not shown now\n");
}

#[test]
fn a_program_gets_an_object_a_line() {
    let site = site();
    let list = |state| site.run(&["list", state, "--format", "json"]).exits(0);
    let outcomes = ["drafts", "scheduled", "expired", "withdrawn"].map(list);
    let joined: String = outcomes.iter().map(|outcome| outcome.stdout.as_str()).collect();
    insta::assert_snapshot!(joined, @r#"
    {"file":"content/artikler/kladde.md","since":null,"state":"draft","title":"kladde","until":null}
    {"file":"content/artikler/snart.md","since":null,"state":"scheduled","title":"snart","until":"2026-11-24T06:00:00+01:00"}
    {"file":"content/artikler/senere.md","since":null,"state":"scheduled","title":"senere","until":"2026-12-24T00:00:00+01:00"}
    {"file":"content/sider/job.md","since":"2026-11-02T00:00:00+01:00","state":"expired","title":"Job","until":null}
    {"file":"content/artikler/udloebet.md","since":"2026-11-11T00:00:00+01:00","state":"expired","title":"udloebet","until":null}
    {"file":"content/artikler/trukket.md","since":"2026-11-05T00:00:00+01:00","state":"withdrawn","title":"trukket","until":null}
    "#);
    assert_eq!(list("all").stdout, joined);
    assert_eq!(list("all").stderr, "");
}

#[test]
fn the_time_decides() {
    let site = site();
    let outcome = site.run(&["list", "scheduled", "--now", "2026-11-24 06:00"]).exits(0);
    assert!(outcome.stdout.contains("senere.md") && !outcome.stdout.contains("snart.md"));
}

#[test]
fn an_empty_list_is_no_failure() {
    let outcome = TestSite::new().run(&["list", "drafts"]).exits(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", "0 files not shown now\n"));
    let outcome = TestSite::new().run(&["list", "all", "--format", "json"]).exits(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn what_cannot_be_read_is_reported_after_the_others() {
    let site = site().file("content/artikler/x.md", "---\ntitle: [\n---\n");
    let outcome = site.run(&["list", "drafts"]).exits(1);
    assert!(outcome.stdout.contains("kladde.md"), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("content/artikler/x.md"), "{}", outcome.stderr);
}
