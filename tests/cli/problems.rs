//! How problems are told.

use insta::assert_snapshot;

use crate::bench::TestSite;

fn broken() -> TestSite {
    TestSite::new()
        .article("a", "date: 2026-11-02\ntags: [Al]\ntitel: x")
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
    ");
    assert_snapshot!(broken().run(&["check", "--format", "short"]), @"
    exit code 1
    --- stderr
    content/artikler/a.md:5:1: error[unknown-key]: unknown key `titel` (help: did you mean `title`?)
    content/artikler/b.md:3:7: error[bad-date]: there is no day 30: February 2026 has 28 days (help: write a date such as `2026-11-22` or `2026-11-22 14:05`)
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
    "#);
    for line in outcome.stdout.lines() {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in ["file", "line", "column", "severity", "code", "message", "help"] {
            assert!(problem.get(key).is_some(), "{key}: {line}");
        }
    }
}

#[test]
fn fifty_at_most() {
    let mut site = TestSite::new();
    for number in 0..60 {
        site = site.article(&format!("a{number:02}"), "date: 2026-11-02\ntags: [Al]");
    }
    let outcome = site.run(&["build", "--format", "short"]).exits(1);
    assert_eq!(outcome.stderr.lines().filter(|line| line.contains("unknown-tag")).count(), 50);
    outcome.tells("and 10 more problems").done();
    let outcome = site.run(&["build"]).exits(1);
    outcome.tells("60 errors").done();
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
