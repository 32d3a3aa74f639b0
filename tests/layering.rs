//! The walls of `docs/architecture.md`: which module may import which, who alone knows a
//! library, and who alone touches the disk, the clock and the environment.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the sources")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rows, the lowest first, each module with what it may import.
const ROWS: &[&[(&str, May)]] = &[
    &[
        ("fingerprint", May::Only(&[])),
        ("paths", May::Only(&[])),
        ("diagnostics", May::Only(&["paths"])),
        ("dir", May::Only(&["fingerprint"])),
    ],
    &[
        ("danish", May::Only(&["fingerprint"])),
        ("html", May::Only(&["diagnostics"])),
        ("xml", May::Only(&["diagnostics"])),
        ("related", May::Only(&["danish"])),
        ("files", May::Rows(1, &[])),
        ("write", May::Rows(1, &[])),
    ],
    &[("config", May::Rows(1, &["danish"])), ("model", May::Rows(1, &["danish", "related"]))],
    &[
        ("markdown", May::Rows(1, &["danish", "related"])),
        ("parse", May::Rows(3, &["markdown"])),
        ("discover", May::Rows(3, &["markdown", "parse"])),
        ("data", May::Rows(3, &["parse"])),
    ],
    &[
        ("index", May::Rows(3, &[])),
        ("builtin", May::Only(&[])),
        ("assets", May::Rows(3, &["builtin"])),
    ],
    &[("view", May::Only(&["fingerprint", "diagnostics"]))],
    &[("template", May::Rows(3, &["markdown", "view"]))],
    &[("site", May::Rows(7, &[]))],
    &[("links", May::Rows(8, &[])), ("output", May::Rows(8, &[]))],
    &[("body", May::Rows(9, &[]))],
    &[("pages", May::Rows(10, &[]))],
    &[("feeds", May::Rows(11, &[]))],
    &[("machine_files", May::Rows(12, &[]))],
    &[("plan", May::Rows(13, &[]))],
    &[("incremental", May::Rows(14, &[]))],
    &[("build", May::Rows(15, &[]))],
    &[
        ("check", May::Rows(16, &[])),
        ("publish", May::Rows(16, &[])),
        ("serve", May::Rows(16, &["watch"])),
        ("watch", May::Only(&["files"])),
        ("import", May::Rows(16, &[])),
        ("schedule", May::Rows(16, &[])),
    ],
    &[("cli", May::Rows(17, &[]))],
];

/// What a module may import besides itself.
#[derive(Clone, Copy)]
enum May {
    /// These modules.
    Only(&'static [&'static str]),
    /// So many of the first rows, and these modules.
    Rows(usize, &'static [&'static str]),
}

/// Modules of the lowest row that only some may import, whatever their row.
const RESERVED: &[(&str, &[&str])] = &[("dir", &["files", "write"])];

/// What only some modules may name.
const WALLS: &[(&str, &[&str])] = &[
    ("tera", &["view", "template"]),
    ("serde_yaml", &["parse/yaml"]),
    ("pulldown_cmark", &["markdown"]),
    ("postcard", &["incremental/seal"]),
    ("hyper", &["serve"]),
    ("tokio", &["serve"]),
    ("notify", &["watch"]),
    ("rustix", &["dir", "files/disk", "write", "watch/watches"]),
    ("walkdir", &["files/walk"]),
    ("clippy::disallowed_methods", &["dir", "write", "cli"]),
];

/// The most lines of a file.
const MAX_LINES: usize = 400;

struct Source {
    /// The path below `src`, without the extension.
    path: String,
    lines: usize,
    /// The text without comments and without the tests that stand in it.
    code: String,
    text: String,
}

impl Source {
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap()
    }

    fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| part == "tests" || part.ends_with("_tests"))
    }
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn read(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), sources);
        } else if let Some(name) = name.strip_suffix(".rs") {
            let text = fs::read_to_string(&path).unwrap();
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code = own.lines().map(|line| line.split("//").next().unwrap());
            sources.push(Source {
                path: format!("{prefix}{name}"),
                lines: text.lines().count(),
                code: code.collect::<Vec<_>>().join("\n"),
                text,
            });
        }
    }
}

/// The modules that a text names as `crate::NAME` or `crate::{NAME, …}`.
fn imports(code: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let name = |text: &str| {
        let text = text.trim_start();
        text[..text.find(|c| !is_name(c)).unwrap_or(text.len())].to_owned()
    };
    let mut found = BTreeSet::new();
    for (at, mark) in code.match_indices("crate::") {
        let rest = &code[at + mark.len()..];
        if !rest.starts_with('{') {
            found.insert(name(rest));
            continue;
        }
        let mut depth = 0;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && (c == '{' || c == ',') {
                found.insert(name(&rest[at + 1..]));
            }
        }
    }
    found.remove("");
    found
}

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.iter().any(|(name, _)| *name == module))
}

fn may_import(module: &str, other: &str) -> bool {
    let Some((_, may)) = ROWS.iter().copied().flatten().find(|(name, _)| *name == module) else {
        return false;
    };
    let is_named = match may {
        May::Only(names) => names.contains(&other),
        May::Rows(rows, names) => {
            names.contains(&other) || row(other).is_some_and(|row| row < *rows)
        }
    };
    let reserved = RESERVED.iter().find(|(name, _)| *name == other);
    let is_kept = reserved.is_some_and(|(_, users)| !users.contains(&module));
    module == other || (is_named && !is_kept)
}

#[test]
fn modules_import_only_the_rows_above() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let module = source.module();
        if matches!(module, "lib" | "main") {
            continue;
        }
        assert!(row(module).is_some(), "`{module}` has no row");
        let others = imports(&source.code);
        let others = others.iter().filter(|other| !may_import(module, other));
        wrong.extend(others.map(|other| format!("src/{}.rs imports `{other}`", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn walls_have_no_holes() {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for source in sources() {
        for (name, places) in WALLS {
            let is_named = source.code.match_indices(name).any(|(at, _)| {
                let is_part = |c: char| c.is_alphanumeric() || "_-`\"/.".contains(c);
                let before = source.code[..at].chars().next_back();
                let after = source.code[at + name.len()..].chars().next();
                !before.is_some_and(is_part) && !after.is_some_and(is_part)
            });
            let is_inside = places.iter().any(|place| {
                let rest = source.path.strip_prefix(place);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            // Tests may well look at the disk and the clock.
            let of_disk = ["clippy::disallowed_methods", "rustix", "walkdir"];
            let is_open = source.is_test() && of_disk.contains(name);
            if is_named && is_inside {
                used.insert(name);
            } else if is_named && !is_open {
                wrong.push(format!("src/{}.rs names `{name}`", source.path));
            }
        }
    }
    assert_eq!(used.len(), WALLS.len(), "a wall has nothing behind it: {used:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_named_for_their_topic_and_introduced() {
    let mut wrong = Vec::new();
    for source in sources() {
        let path = format!("{}.rs", source.path);
        if source.lines > MAX_LINES {
            wrong.push(format!("src/{path} has {} lines", source.lines));
        }
        let name = source.path.trim_end_matches("/mod").rsplit('/').next().unwrap();
        if matches!(name, "utils" | "util" | "helpers" | "helper" | "common" | "misc") {
            wrong.push(format!("src/{path} is named for no topic"));
        }
        if !source.is_test() && !source.text.starts_with("//!") {
            wrong.push(format!("src/{path} does not begin with what it is for"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::a::B;\nuse crate::{c::D, e, f::{g, h}};\nfn i() { crate::j::k() }";
    let found = imports(code);
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "c", "e", "f", "j"]);
}
