//! What comes before `site.toml`: limits, variables and the clock.

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn a_limit_for_one_run() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["build", "--limit", "article_bytes=20"]), @"
    exit code 2
    --- stderr
    error: `--limit article_bytes=20`: there is no such limit
    help: did you mean `article-bytes`?
    ");
    site.run(&["build", "--limit", "article-bytes=1MiB"]).exits(0).done();
}

#[test]
fn a_limit_that_does_not_exist() {
    assert_snapshot!(TestSite::new().run(&["build", "--limit", "artikel-bytes=20"]), @"
    exit code 2
    --- stderr
    error: `--limit artikel-bytes=20`: there is no such limit
    help: did you mean `article-bytes`?
    ");
    let outcome = TestSite::new().run(&["build", "--limit", "fodbold=20"]).exits(2);
    outcome.tells("the limits are article-bytes, ").done();
}

#[test]
fn a_limit_without_a_value() {
    assert_snapshot!(TestSite::new().run(&["build", "--limit", "article-bytes"]), @"
    exit code 2
    --- stderr
    error: `--limit article-bytes` has no value
    help: write it as NAME=VALUE, such as `--limit article-bytes=32MiB`
    ");
}

#[test]
fn a_limit_that_is_no_number() {
    assert_snapshot!(TestSite::new().run(&["build", "--limit", "article-bytes=mange"]), @"
    exit code 2
    --- stderr
    error: `--limit article-bytes=mange`: must be a whole number from 1 to 1073741824, with or without KiB, MiB or GiB
    ");
}

#[test]
fn a_broken_site_toml() {
    let site = TestSite::new().file("site.toml", "titel = \"x\"\nbase_url = 5\n");
    assert_snapshot!(site.run(&["build"]), @r#"
    exit code 2
    --- stderr
    error[config-value]: the key `title` is missing
    --> site.toml

    error[config-unknown-key]: unknown key `titel`
     --> site.toml:1:1
      |
    1 | titel = "x"
      | ^^^^^
      |
      = help: did you mean `title`?

    error[config-type]: `base_url` must be text, not a whole number
     --> site.toml:2:12
      |
    2 | base_url = 5
      |            ^

    3 errors
    "#);
    assert!(!site.has("public"));
}

#[test]
fn variables_override_site_toml_and_options_override_variables() {
    let site = TestSite::new();
    let canonical = |run: crate::bench::Run| {
        run.outcome().exits(0).done();
        let page = site.read("public/index.html");
        let link = page.split("rel=\"canonical\"").nth(1).unwrap();
        link.split('"').nth(1).unwrap().to_owned()
    };
    assert_eq!(canonical(site.command(&["build"])), "https://proeven.example/");
    let variable = || site.command(&["build"]).env("DIGEST_BASE_URL", "https://v.example/sub");
    assert_eq!(canonical(variable()), "https://v.example/sub/");
    let both = site.command(&["build", "--base-url", "https://o.example"]);
    let both = both.env("DIGEST_BASE_URL", "https://v.example");
    assert_eq!(canonical(both), "https://o.example/");
}

#[test]
fn an_unknown_variable_is_reported() {
    let site = TestSite::new();
    let outcome = site.command(&["build"]).env("DIGEST_BASE_URI", "https://v.example").outcome();
    assert_snapshot!(outcome, @"
    exit code 0
    --- stderr
    warning[config-unknown-key]: the variable `DIGEST_BASE_URI` does not name a key of `site.toml`
     |
     = help: did you mean `DIGEST_BASE_URL`?

    1 warning
    Built 1 article: [N] files written in [TIME]
    ");
}

#[test]
fn a_bad_base_url() {
    assert_snapshot!(TestSite::new().run(&["build", "--base-url", "proeven.example"]), @"
    exit code 2
    --- stderr
    error[config-value]: `--base-url` must be a URL that begins with `https://`
     |
     = help: write `https://proeven.example`

    1 error
    ");
}

#[test]
fn a_time_that_is_none() {
    assert_snapshot!(TestSite::new().run(&["build", "--now", "i morgen"]), @r#"
    exit code 2
    --- stderr
    error: `--now i morgen`: `i morgen` is not a date; write 2026-11-22 or 2026-11-22 14:05
    help: write a time such as `--now "2026-11-22 14:05"`
    "#);
    let site = TestSite::new();
    let outcome = site.command(&["build"]).env("SOURCE_DATE_EPOCH", "i morgen").outcome();
    assert_snapshot!(outcome, @"
    exit code 2
    --- stderr
    error: SOURCE_DATE_EPOCH is not a number of seconds: `i morgen`
    ");
}

#[test]
fn now_comes_before_the_epoch() {
    let site = TestSite::new().article("senere", "date: 2026-11-23 06:00");
    site.run(&["build"]).exits(0).done();
    assert!(!site.has("public/2026/11/senere/index.html"));
    site.run(&["build", "--now", "2026-11-23 06:00"]).exits(0).done();
    assert!(site.has("public/2026/11/senere/index.html"));
    let epoch = |seconds| site.command(&["build"]).env("SOURCE_DATE_EPOCH", seconds).outcome();
    epoch("1795409999").exits(0).done();
    assert!(!site.has("public/2026/11/senere/index.html"));
    epoch("1795410000").exits(0).done();
    assert!(site.has("public/2026/11/senere/index.html"));
}

#[test]
fn a_clock_before_every_article_is_reported() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["build", "--now", "1980-01-01"]), @"
    exit code 0
    --- stderr
    warning[clock-before-articles]: the clock says 1979-12-31T23:00:00Z, which is before every article
     |
     = help: set the clock, or pass the time with `--now`

    1 warning
    Built 0 articles; 1 scheduled not shown: [N] files written in [TIME]
    ");
}
