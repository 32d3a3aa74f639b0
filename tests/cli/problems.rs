//! How problems are reported.

use insta::assert_snapshot;

use crate::bench::TestSite;

fn broken() -> TestSite {
    TestSite::new()
        .article("a", "date: 2026-11-02\ntags: [AI]\ntitel: x")
        .article("b", "date: 2026-02-30")
}

#[test]
fn for_people() {
    assert_snapshot!(broken().run(&["build"]), @"
    exit code 1
    --- stderr
    error[unknown-key]: unknown key `titel`
     --> content/artikler/a.md:5:1
      |
    5 | titel: x
      | ^
      |
      = help: did you mean `title`?

    error[bad-date]: there is no day 30: February 2026 has 28 days
     --> content/artikler/b.md:3:7
      |
    3 | date: 2026-02-30
      |       ^
      |
      = help: write a date such as `2026-11-22` or `2026-11-22 14:05`

    2 errors
    ");
}

#[test]
fn one_line_each() {
    assert_snapshot!(broken().run(&["build", "--format", "short"]), @"
    exit code 1
    --- stderr
    content/artikler/a.md:5:1: error[unknown-key]: unknown key `titel` (help: did you mean `title`?)
    content/artikler/b.md:3:7: error[bad-date]: there is no day 30: February 2026 has 28 days (help: write a date such as `2026-11-22` or `2026-11-22 14:05`)
    2 errors
    ");
    assert_snapshot!(broken().run(&["check", "--format", "short"]), @"
    exit code 1
    --- stderr
    content/artikler/a.md:5:1: error[unknown-key]: unknown key `titel` (help: did you mean `title`?)
    content/artikler/b.md:3:7: error[bad-date]: there is no day 30: February 2026 has 28 days (help: write a date such as `2026-11-22` or `2026-11-22 14:05`)
    2 errors
    ");
}

#[test]
fn as_json() {
    let outcome = broken().run(&["build", "--format", "json"]);
    assert_snapshot!(outcome, @r#"
    exit code 1
    --- stdout
    {"code":"unknown-key","column":1,"file":"content/artikler/a.md","help":"did you mean `title`?","line":5,"message":"unknown key `titel`","severity":"error"}
    {"code":"bad-date","column":7,"file":"content/artikler/b.md","help":"write a date such as `2026-11-22` or `2026-11-22 14:05`","line":3,"message":"there is no day 30: February 2026 has 28 days","severity":"error"}
    {"total":{"errors":2,"warnings":0}}
    "#);
    for line in outcome.stdout.lines().filter(|line| !line.contains("total")) {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in ["file", "line", "column", "severity", "code", "message", "help"] {
            assert!(problem.get(key).is_some(), "{key}: {line}");
        }
    }
}

/// A site with more problems than are shown to people.
fn sixty_problems() -> TestSite {
    (0..60).fold(TestSite::new(), |site, number| {
        site.article(&format!("a{number:02}"), "date: 2026-11-02\ntags: [Al]")
    })
}

#[test]
fn people_see_fifty_and_how_to_see_the_rest() {
    let outcome = sixty_problems().run(&["build"]).exits(1);
    assert_eq!(outcome.stderr.lines().filter(|line| line.contains("unknown tag")).count(), 50);
    outcome
        .tells("and 10 more problems; `--format short` prints all of them")
        .tells("60 errors")
        .done();
}

#[test]
fn programs_get_all_problems_and_a_total() {
    let site = sixty_problems()
        .article("b", "date: 2026-11-02\nread_also: [c]")
        .article("c", "date: 2026-11-02\ndraft: true");
    for command in ["build", "check"] {
        let outcome = site.run(&[command, "--format", "short"]).exits(1);
        assert_eq!(outcome.stderr.lines().filter(|line| line.contains("unknown-tag")).count(), 60);
        assert_eq!(outcome.stderr.lines().last(), Some("60 errors, 1 warning"));
        outcome.done();

        let outcome = site.run(&[command, "--format", "json"]).exits(1);
        assert_eq!(outcome.stdout.lines().filter(|line| line.contains("unknown-tag")).count(), 60);
        let total = r#"{"total":{"errors":60,"warnings":1}}"#;
        assert_eq!(outcome.stdout.lines().last(), Some(total));
        outcome.done();
    }
}

#[test]
fn a_total_of_nothing() {
    let site = TestSite::new();
    let outcome = site.run(&["check", "--format", "json"]).exits(0);
    assert_eq!(outcome.stdout, "{\"total\":{\"errors\":0,\"warnings\":0}}\n");
    outcome.done();
    let outcome =
        TestSite::new().file("site.toml", "titel = 1").run(&["check", "--format", "json"]);
    let outcome = outcome.exits(2);
    assert!(outcome.stdout.lines().last().unwrap().starts_with("{\"total\":"), "{outcome:?}");
    outcome.done();
}

#[test]
fn warnings_return_on_the_next_build() {
    let text = "date: 2026-11-02\nread_also: [kladde]";
    let site =
        TestSite::new().article("x", text).article("kladde", "date: 2026-11-01\ndraft: true");
    for _ in 0..2 {
        site.run(&["build"]).exits(0).tells("warning[hidden-target]").tells("1 warning").done();
    }
}
