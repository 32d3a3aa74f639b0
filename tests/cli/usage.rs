//! Wrong arguments, and what every command understands.

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn the_version() {
    let version = TestSite::empty().run(&["--version"]).exits(0).stdout;
    assert_eq!(version, format!("digest {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn no_command() {
    TestSite::empty().run(&[]).exits(2).tells("Usage: digest [OPTIONS] <COMMAND>").done();
}

#[test]
fn an_unknown_command() {
    assert_snapshot!(TestSite::empty().run(&["bild"]), @"
    exit code 2
    --- stderr
    error: unrecognized subcommand 'bild'

      tip: a similar subcommand exists: 'build'

    Usage: digest [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn an_unknown_option() {
    assert_snapshot!(TestSite::new().run(&["build", "--draft"]), @"
    exit code 2
    --- stderr
    error: unexpected argument '--draft' found

      tip: a similar argument exists: '--drafts'

    Usage: digest build --drafts

    For more information, try '--help'.
    ");
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    assert_snapshot!(TestSite::new().run(&["build", "-q", "-v"]), @"
    exit code 2
    --- stderr
    error: the argument '--quiet' cannot be used with '--verbose'

    Usage: digest build --quiet

    For more information, try '--help'.
    ");
}

#[test]
fn an_unknown_format() {
    assert_snapshot!(TestSite::new().run(&["check", "--format", "xml"]), @"
    exit code 2
    --- stderr
    error: invalid value 'xml' for '--format <FORMAT>'
      [possible values: human, short, json, sarif]

    For more information, try '--help'.
    ");
}

#[test]
fn no_site() {
    let site = TestSite::empty();
    let outcome = site.run(&["build"]);
    assert_snapshot!(outcome, @"
    exit code 2
    --- stderr
    error: there is no site.toml in `[SITE]` or its parent directories
    help: create a site with `digest init DIR`
    ");
}

#[test]
fn a_root_without_a_site() {
    let site = TestSite::new().file("sub/x", "");
    assert_snapshot!(site.run(&["--root", "sub", "build"]), @"
    exit code 2
    --- stderr
    error: there is no site.toml in `sub`
    help: create a site with `digest init DIR`
    ");
}

#[test]
fn a_root_that_does_not_exist() {
    assert_snapshot!(TestSite::new().run(&["--root", "nix", "build"]), @"
    exit code 2
    --- stderr
    error: there is no site.toml in `nix`
    help: create a site with `digest init DIR`
    ");
}

#[test]
fn the_nearest_directory_upward_is_the_site() {
    let site = TestSite::new();
    site.command(&["build"]).within("content/artikler").outcome().exits(0).done();
    assert!(site.has("public/index.html"));
    assert!(!site.has("content/artikler/public"));
}

#[test]
fn root_stands_before_or_after_the_command() {
    let site = TestSite::new().file("else/x", "");
    site.command(&["--root", "..", "build"]).within("else").outcome().exits(0).done();
    site.command(&["build", "--root", ".."]).within("else").outcome().exits(0).done();
    assert!(site.has("public/index.html"));
}

#[test]
fn an_inner_site_is_nearer() {
    let site = TestSite::new()
        .file("inner/site.toml", "title = \"Indre\"\nbase_url = \"https://indre.example\"\n");
    site.command(&["build"]).within("inner").outcome().exits(0).done();
    assert!(site.read("inner/public/index.html").contains("Indre"));
    assert!(!site.has("public"));
}

#[test]
fn a_quiet_command_says_nothing() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["build", "-q"]), @"exit code 0");
    assert_snapshot!(site.run(&["check", "-q"]), @"exit code 0");
}

#[test]
fn a_quiet_command_reports_problems() {
    let site = TestSite::new().article("x", "date: 2026-11-02\ntags: [Al]");
    site.run(&["build", "-q"]).exits(1).tells("unknown-tag").done();
}

#[test]
fn a_verbose_command_reports_its_steps() {
    assert_snapshot!(TestSite::new().run(&["build", "-v"]), @"
    exit code 0
    --- stderr
    [TIME]  scanned files
    [TIME]  loaded caches
    [TIME]  read sources
    [TIME]  checked the site
    [TIME]  found related articles
    [TIME]  rendered outputs
    [TIME]  committed outputs
    Built 1 article: [N] files written in [TIME]
    ");
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let site = TestSite::new().article("x", "date: 2026-11-02\ntags: [Al]");
    let coloured = |args: &[&str]| site.run(args).exits(1).stderr.contains('\u{1b}');
    assert!(!coloured(&["build"]));
    assert!(coloured(&["build", "--color", "always"]));
    assert!(!coloured(&["build", "--color", "never"]));
}
