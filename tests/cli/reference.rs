//! `docs/commands.md` is what `--help` says, so that it cannot be wrong.

use std::fmt::Write;
use std::path::Path;

use crate::bench::TestSite;

fn help(of: &[&str]) -> String {
    let site = TestSite::empty();
    let outcome = site.run(&[of, &["--help"]].concat()).exits(0);
    let lines: Vec<&str> = outcome.stdout.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// The names under `Commands:`.
fn commands(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ")?;
        (!name.starts_with(' ')).then(|| name.split(' ').next()).flatten()
    });
    names.filter(|name| *name != "help").collect()
}

fn reference() -> String {
    let top = help(&[]);
    let mut page = String::from(
        "# Commands\n\n<!-- Made by `UPDATE_DOCS=1 cargo test --test cli reference`. -->\n",
    );
    write!(page, "\n## digest\n\n```text\n{top}\n```\n").unwrap();
    for command in commands(&top) {
        let help = help(&[command]);
        // What all commands share is told once.
        let own = help.split("\n\nGlobal options:\n").next().unwrap_or(&help);
        write!(page, "\n## digest {command}\n\n```text\n{own}\n```\n").unwrap();
    }
    page
}

#[test]
fn the_command_reference_is_what_help_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let reference = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &reference).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == reference,
        "docs/commands.md is old; run `UPDATE_DOCS=1 cargo test --test cli reference`"
    );
}

#[test]
fn every_command_has_help() {
    let top = help(&[]);
    assert_eq!(
        commands(&top),
        ["init", "new", "build", "serve", "check", "explain", "completions", "man"]
    );
}

#[test]
fn short_help_is_shorter() {
    let site = TestSite::empty();
    let short = site.run(&["build", "-h"]).exits(0).stdout;
    assert!(short.len() < help(&["build"]).len());
    assert!(short.contains("--base-url"));
}
