//! The file of known problems, with which a site that has many moves in.

use crate::bench::TestSite;

const CHECK: &str = "[check]\nbaseline = \"kendte.txt\"\n";

fn text(links: &str) -> String {
    format!("---\ntitle: Gammel\ndate: 2026-11-02\ntags: [AI]\n---\n{links}\n")
}

/// A site with dead links, two of which are alike.
fn legacy() -> TestSite {
    let site = TestSite::new();
    let config = site.read("site.toml");
    site.file("site.toml", format!("{config}{CHECK}"))
        .file("content/artikler/gammel nr 1.md", text("[a](a.md) [a](a.md)\n\n[b](/b/)"))
        .file("content/artikler/senere.md", text("[a](a.md)"))
        .article("kladde", "date: 2026-11-01\ndraft: true")
        .article("x", "date: 2026-11-02\nread_also: [kladde]")
}

const WRITTEN: &str = "\
2 content/artikler/gammel\\u{20}nr\\u{20}1.md missing-target the file `a.md` does not exist
1 content/artikler/gammel\\u{20}nr\\u{20}1.md missing-target this site has no page `/b/`
1 content/artikler/senere.md missing-target the file `a.md` does not exist
1 content/artikler/x.md hidden-target »kladde« is a draft and is left out
";

#[test]
fn known_problems_are_neither_printed_nor_errors() {
    let site = legacy();
    let missing = "the baseline `kendte.txt` does not exist";
    for command in ["build", "check", "serve"] {
        let outcome = site.run(&[command]).exits(2).tells("site.toml:12:12").tells(missing);
        outcome.tells("digest check --write-baseline").done();
    }
    let outcome = site.run(&["check", "--write-baseline"]).exits(0);
    outcome.tells("Wrote 5 problems to kendte.txt").done();
    assert_eq!(site.read("kendte.txt"), WRITTEN);
    assert!(!site.has("public") && !site.has(".digest"));

    for args in [&["check"][..], &["check", "--strict"], &["build"], &["build"], &["build", "-q"]] {
        let outcome = site.run(args).exits(0);
        assert!(!outcome.stderr.contains("missing-target"), "{outcome}");
        let told = outcome.stderr.contains("5 warnings, of which 5 are listed in kendte.txt");
        assert_eq!(told, !args.contains(&"-q"), "{outcome}");
    }
    let outcome = site.run(&["check", "--format", "json"]).exits(0);
    assert_eq!(outcome.stdout, "{\"total\":{\"errors\":0,\"warnings\":5}}\n");
    assert!(site.read("public/2026/11/senere/index.html").contains("<p>a</p>"));
}

#[test]
fn a_new_problem_is_an_error_and_the_only_one_printed() {
    let site = legacy();
    site.run(&["check", "--write-baseline"]).exits(0).done();
    site.run(&["build"]).exits(0).done();
    // A third one of two that are alike, further down; and lines further up change nothing.
    let links = "Nyt.\n\n[a](a.md) [a](a.md)\n\n[b](/b/)\n\n[a](a.md)";
    site.write("content/artikler/gammel nr 1.md", text(links));
    for command in ["check", "build", "build"] {
        let outcome = site.run(&[command, "--format", "short"]).exits(1);
        let errors = outcome.stderr.lines().filter(|line| line.contains("error["));
        let errors: Vec<_> = errors.collect();
        assert_eq!(errors.len(), 1, "{outcome}");
        assert!(errors[0].contains(".md:12:5: error[missing-target]"), "{outcome}");
        outcome.tells("1 error, 5 warnings, of which 5 are listed").done();
    }
    // The file written again lists it as well.
    site.run(&["check", "--write-baseline"]).exits(0).done();
    assert!(site.read("kendte.txt").starts_with("3 content"));
    site.run(&["build"]).exits(0).done();
}

#[test]
fn the_file_counts_without_anything_else_changing() {
    let site = legacy();
    site.run(&["check", "--write-baseline"]).exits(0).done();
    for _ in 0..2 {
        site.run(&["build"]).exits(0).done();
    }
    let known = site.read("kendte.txt");
    let without = known.lines().skip(1).map(|line| format!("{line}\r\n"));
    site.write("kendte.txt", without.collect::<String>());
    site.run(&["build"]).exits(1).tells("2 errors, 3 warnings").done();
    site.write("kendte.txt", known.clone() + "1 content/sider/om.md missing-alt x\n");
    let outcome = site.run(&["build"]).exits(0);
    outcome.tells("1 problem listed here is no longer found").done();
    site.run(&["check", "--strict"]).exits(1).tells("error[outdated-baseline]").done();
    site.write("kendte.txt", known);
    site.run(&["check", "--strict"]).exits(0).done();
}

#[test]
fn what_is_always_an_error_is_not_listed() {
    let site = legacy().file("content/artikler/z.md", text("").replace("date:", "date: x #"));
    let outcome = site.run(&["check", "--write-baseline"]).exits(1);
    outcome.tells("error[bad-date]").done();
    assert!(!site.read("kendte.txt").contains("bad-date"));
    site.run(&["check"]).exits(1).done();
}

#[test]
fn severities_come_before_the_baseline() {
    let site = legacy();
    let config = site.read("site.toml");
    let paths = "[[check.paths]]\nmatch = \"senere.md\"\n";
    site.write(
        "site.toml",
        format!("{config}hidden-target = \"off\"\n{paths}missing-target = \"off\"\n"),
    );
    site.run(&["check", "--write-baseline"]).exits(0).done();
    let expected: Vec<_> = WRITTEN.lines().take(2).collect();
    assert_eq!(site.read("kendte.txt").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn where_the_file_may_be() {
    let site = TestSite::new();
    site.run(&["check", "--write-baseline"]).exits(2).tells("no file is named").done();
    let config = site.read("site.toml");
    for (name, complaint) in [
        ("../kendte.txt", "must be a path within"),
        ("/kendte.txt", "must be a path within"),
        ("static/kendte.txt", "must not be in `static`"),
        ("site.toml", "must not be in `site.toml`"),
        ("x/", "must be the name of a file"),
    ] {
        site.write("site.toml", format!("{config}[check]\nbaseline = \"{name}\"\n"));
        site.run(&["check", "--write-baseline"]).exits(2).tells(complaint).done();
    }
    site.write("README.md", "# Mit overblik\n");
    site.write("site.toml", format!("{config}[check]\nbaseline = \"README.md\"\n"));
    site.run(&["check", "--write-baseline"]).exits(2).tells("is not a baseline").done();
    assert_eq!(site.read("README.md"), "# Mit overblik\n");
    site.write("site.toml", format!("{config}[check]\nbaseline = \"./fejl/kendte.txt\"\n"));
    site.run(&["check", "--write-baseline"]).exits(0).tells("Wrote 0 problems").done();
    assert_eq!(site.read("fejl/kendte.txt"), "");
    site.run(&["check", "--strict"]).exits(0).done();
}
