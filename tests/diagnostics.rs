//! Every kind of problem, reported by the real program: one site per problem in
//! `tests/diagnostics`, with what is said about it. Whatever is wrong, an earlier site stays as it
//! was, to the inode.
//!
//! `BLESS=1` writes what the program says into the fixtures: read the difference. `FIXTURE=NAME`
//! runs those of which NAME is a part.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and look at its files"
)]

mod fixture;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use digest::testing::diagnostics::Code;
use fixture::{Fixture, Run, digest, tree};

/// Codes that no files of a site bring about, and why.
const NOT_BY_FILES: &[(Code, &str)] = &[
    (Code::FileChanged, "needs a program that writes a file while it is read"),
    (Code::ExternalLink, "needs a server, as in `tests/cli/external.rs`"),
    (Code::MovedSource, "needs a server, as in `tests/cli/external.rs`"),
    (Code::LargeSite, "needs a gibibyte; `hosting::limits` tests it"),
    (Code::InternalBug, "needs a bug"),
    (
        Code::StaleOutput,
        "needs a bug, or an output that lies about its age, as in `tests/cache.rs`",
    ),
];

/// An earlier site, for what must stay of it.
const EARLIER: &str = "---\ntitle: Før\ndate: 2026-01-02\ntags: [AI]\n---\nFørst.\n";

/// Builds the earlier site: that of the fixture, or one of our own.
fn build_earlier(root: &Path, fixture: &Fixture) {
    fs::create_dir_all(root.join("content/artikler")).unwrap();
    fs::write(root.join("site.toml"), fixture::SITE_TOML).unwrap();
    // Where the fixture's build goes well, it would report that this article is gone.
    if !fixture.lay_out_earlier(root) && fixture.exit != 0 {
        fs::write(root.join("content/artikler/foer.md"), EARLIER).unwrap();
    }
    Run::of(digest(root).args(["build", "--quiet", "--now", fixture::NOW])).assert_silent();
    for directory in ["content", "static"].map(|directory| root.join(directory)) {
        if directory.exists() {
            fs::remove_dir_all(directory).unwrap();
        }
    }
    fs::remove_file(root.join("site.toml")).unwrap();
}

/// Runs a fixture; gives what is wrong.
fn failure(fixture: &Fixture) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    build_earlier(root, fixture);
    let before = tree(&root.join("public"));
    fixture.lay_out(root, false);
    let run = fixture.build(root);
    let said = run.stderr.replace(root.to_str().unwrap(), "ROOT");
    if std::env::var_os("BLESS").is_some() {
        fixture.bless(&said);
    } else if said != fixture.expected {
        return Some(format!("said:\n{said}\nexpected:\n{}", fixture.expected));
    }
    if run.code != Some(fixture.exit) {
        return Some(format!("ended with {:?}: {said}", run.code));
    }
    if said.chars().any(|c| c.is_control() && c != '\n' && c != '\t') || !run.stdout.is_empty() {
        return Some(format!("wrote control characters or to standard output: {run:?}"));
    }
    if fixture.exit != 0 && tree(&root.join("public")) != before {
        return Some("touched the earlier site".into());
    }
    None
}

#[test]
fn every_problem_is_reported_and_leaves_the_earlier_site_alone() {
    let fixtures = Fixture::all("diagnostics");
    let wanted = std::env::var("FIXTURE").unwrap_or_default();
    let failures = Mutex::new(Vec::new());
    let next = Mutex::new(fixtures.iter().filter(|fixture| fixture.name().contains(&wanted)));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(fixture) = next.lock().unwrap().next() else { break };
                    if let Some(failure) = failure(fixture) {
                        failures.lock().unwrap().push(format!("{}: {failure}", fixture.name()));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_has_a_fixture() {
    let fixtures = Fixture::all("diagnostics");
    let lines: Vec<&str> = fixtures.iter().flat_map(|fixture| fixture.expected.lines()).collect();
    let told = |code: &Code| {
        let mark = format!("{}[{code}]: ", code.severity());
        lines.iter().any(|line| line.contains(&mark))
    };
    let untold: BTreeSet<_> = Code::ALL.iter().filter(|code| !told(code)).collect();
    let excused: BTreeSet<_> = NOT_BY_FILES.iter().map(|(code, _)| code).collect();
    assert_eq!(untold, excused);
}

#[test]
fn the_table_of_faults_names_fixtures_that_exist() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    let table = fs::read_to_string(table).unwrap();
    let fixtures = Fixture::all("diagnostics");
    let names: BTreeSet<&str> = fixtures.iter().map(Fixture::name).collect();
    for line in table.lines() {
        let row = line.strip_prefix("| ").and_then(|row| row.split_once("fixture"));
        let Some((_, cell)) = row else { continue };
        let cell = cell.split([';', '.']).next().unwrap();
        for name in cell.split('`').skip(1).step_by(2) {
            assert!(names.contains(name), "there is no fixture `{name}`: {line}");
        }
    }
}
