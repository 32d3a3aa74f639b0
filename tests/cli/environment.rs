//! Bad surroundings: closed and full outputs, no environment, no working directory, names that
//! would steer a terminal. No panic, one of the known exit codes, and no half of anything.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use insta::assert_snapshot;

use crate::bench::{PROGRAM, TestSite};

#[test]
fn closed_outputs() {
    let site = TestSite::new();
    let run = |line: &str| site.shell(&format!("\"$DIGEST\" {line}")).outcome().code;
    assert_eq!(run("build >&-"), Some(0));
    assert_eq!(run("build 2>&-"), Some(0));
    assert_eq!(run("build <&- >&- 2>&-"), Some(0));
    // Rust reopens closed standard streams as /dev/null, so nobody can read a message.
    assert_eq!(run("man >&-"), Some(0));
    assert!(site.read("public/index.html").ends_with("</html>\n"));
}

#[test]
fn full_outputs() {
    let site = TestSite::new();
    let run = |line: &str| site.shell(&format!("\"$DIGEST\" {line}")).outcome().code;
    assert_eq!(run("man >/dev/full"), Some(3));
    assert_eq!(run("completions bash >/dev/full"), Some(3));
    assert_eq!(run("new page Fuld >/dev/full"), Some(3));
    assert_eq!(run("build 2>/dev/full"), Some(3));
    assert!(site.has("public/index.html"));
    assert_eq!(run("--help >/dev/full"), Some(3));
    assert_eq!(run("--version >/dev/full"), Some(3));
    assert_eq!(run("bild 2>/dev/full"), Some(2));
}

#[test]
fn nobody_reads() {
    let site = TestSite::new().article("x", "date: 2026-11-02\ntags: [Al]");
    for line in ["man", "completions zsh", "--help", "build --help"] {
        let line = format!("\"$DIGEST\" {line} | head -c0; exit ${{PIPESTATUS[0]}}");
        let outcome = site.shell(&line).outcome();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{line}");
    }
    let line = "\"$DIGEST\" build --format json | head -c0; exit ${PIPESTATUS[0]}";
    site.shell(line).outcome().exits(1).done();
    let line = "\"$DIGEST\" build 2>&1 | head -c0; exit ${PIPESTATUS[0]}";
    site.shell(line).outcome().exits(1).done();
}

#[test]
fn no_environment() {
    let site = TestSite::new().article("æøå", "date: 2026-11-02\ntags: [Ål]");
    let outcome = site.command(&["build", "--format", "short"]).env_clear().outcome().exits(1);
    outcome.tells("content/artikler/æøå.md").tells("`Ål`").done();
    let site = TestSite::new();
    site.command(&["build"]).env_clear().outcome().exits(0).done();
    assert!(site.read("public/index.html").contains("Prøven"));
}

#[test]
fn arguments_that_are_not_utf_8() {
    let site = TestSite::new();
    let odd = OsStr::from_bytes(b"\xff\x1b[31m");
    let run = |args: &[&OsStr]| site.command(args).outcome();
    let outcome = run(&[odd]).exits(2);
    assert!(!outcome.stderr.contains('\u{1b}'), "{outcome}");
    run(&["new".as_ref(), "article".as_ref(), odd]).exits(2).done();
    run(&["build".as_ref(), "--now".as_ref(), odd]).exits(2).done();
    run(&["--root".as_ref(), odd, "build".as_ref()]).exits(2).done();
    // A directory may have any name.
    run(&["build".as_ref(), "--output".as_ref(), odd]).exits(0).done();
    assert!(site.root().join(odd).join("index.html").exists());
    run(&["init".as_ref(), OsStr::from_bytes(b"nyt-\xff")]).exits(0).done();
}

#[test]
fn a_variable_that_is_not_utf_8() {
    let site = TestSite::new();
    let run = |name| site.command(&["build"]).env(name, OsStr::from_bytes(b"\xff")).outcome();
    run("TERM").exits(0).done();
    run("SOURCE_DATE_EPOCH").exits(2).done();
}

#[test]
fn no_working_directory() {
    let site = TestSite::new();
    let run = |args: &str| {
        let line = format!("mkdir -p gone && cd gone && rm -rf ../gone && \"$DIGEST\" {args}");
        site.shell(&line).outcome()
    };
    assert_snapshot!(run("build"), @"
    exit code 3
    --- stderr
    error: cannot determine the current directory: No such file or directory (os error 2)
    ");
    run("init x").exits(3).done();
    let root = site.root();
    run(&format!("build --root '{}'", root.display())).exits(0).done();
    run("--version").exits(0).done();
}

/// Runs a line with a terminal as its outputs.
fn in_terminal(site: &TestSite, line: &str) -> String {
    let found = site.shell("command -v script").outcome();
    assert_eq!(found.code, Some(0), "the program `script` of util-linux is missing");
    // `script` runs the line with $SHELL.
    let run = site.shell("exec script -qec \"$LINE\" /dev/null </dev/null");
    let run = run.env("SHELL", "/bin/sh").env("TERM", "xterm").env("LINE", line);
    run.outcome().stdout
}

#[test]
fn names_do_not_steer_a_terminal() {
    let site = TestSite::new();
    let directory = site.path("content/artikler");
    let text = "---\ntitel: x\n---\n";
    for name in ["a\u{1b}]0;x\u{7}.md", "b\u{202e}dm.exe.md", "c\nd.md", "-rf\u{9b}31m.md"] {
        fs::write(directory.join(name), text).unwrap();
    }
    fs::write(directory.join(OsStr::from_bytes(b"e\xff.md")), text).unwrap();
    for command in ["build", "check", "check --format short", "check --format json"] {
        let shown = in_terminal(&site, &format!("NO_COLOR=1 '{PROGRAM}' {command}"));
        assert!(shown.contains("file-name"), "{command}: {shown}");
        let bad = |c: &char| {
            (c.is_control() && !matches!(c, '\r' | '\n')) || matches!(c, '\u{202a}'..='\u{202e}')
        };
        assert_eq!(shown.chars().find(bad), None, "{command}: {shown:?}");
    }
}

#[test]
fn arguments_do_not_steer_a_terminal() {
    let site = TestSite::new();
    for args in [
        "new article x --tags $'\\e]0;x\\a'",
        "new article x --slug $'\\e[31m'",
        "new article x --date $'\\e[31m'",
        "--root $'\\e[31m' build",
        "build --limit $'\\e[31m'",
        "build --now $'\\e[31m'",
        "build --output $'content/\\e[31m'",
        "check --format $'\\e[31m'",
        "$'\\e[31m'",
    ] {
        let line = format!("exec bash -c \"NO_COLOR=1 '{PROGRAM}' {args}\"");
        let shown = in_terminal(&site, &line);
        assert!(shown.contains("error"), "{args}: {shown}");
        assert!(!shown.contains('\u{1b}'), "{args}: {shown:?}");
    }
}

#[test]
fn a_terminal_has_colours_by_default() {
    let site = TestSite::new().article("x", "date: 2026-11-02\ntags: [Al]");
    let coloured = |line: &str| in_terminal(&site, line).contains("\u{1b}[");
    assert!(coloured(&format!("'{PROGRAM}' build")));
    assert!(!coloured(&format!("NO_COLOR=1 '{PROGRAM}' build")));
    assert!(coloured(&format!("NO_COLOR= '{PROGRAM}' build")));
    assert!(!coloured(&format!("TERM=dumb '{PROGRAM}' build")));
    assert!(!coloured(&format!("'{PROGRAM}' build --color never")));
}

#[test]
fn leavings_of_other_programs_are_no_content() {
    let site = TestSite::new();
    for name in [".git/x.md", "node_modules/x.md", ".DS_Store", "4913", "x.md~", ".#x.md", "#x.md#"]
    {
        site.write(&format!("content/artikler/{name}"), "no front matter");
    }
    site.run(&["check", "--strict"]).exits(0).done();
}
