//! The rows of modules, and which may import which.

use std::collections::BTreeSet;

use crate::source::{self, Source};

/// The rows, the lowest first, each module with what it may import.
const ROWS: &[&[(&str, May)]] = &[
    &[
        ("fingerprint", May::Only(&[])),
        ("paths", May::Only(&[])),
        ("compress", May::Only(&[])),
        ("media_type", May::Only(&[])),
        ("diagnostics", May::Only(&["paths"])),
        ("html", May::Only(&["diagnostics"])),
        ("dir", May::Only(&["fingerprint"])),
    ],
    &[
        ("danish", May::Only(&["fingerprint"])),
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
        ("hosting", May::Rows(3, &[])),
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
    &[("gates", May::Rows(14, &[])), ("incremental", May::Rows(14, &[]))],
    &[("build", May::Rows(15, &[]))],
    &[
        ("publish", May::Rows(16, &[])),
        ("serve", May::Rows(16, &["watch"])),
        ("watch", May::Only(&["files"])),
    ],
    &[("cli", May::Rows(17, &[]))],
];

/// Modules of the lowest row that only some may import, whatever their row.
const RESERVED: &[(&str, &[&str])] = &[("dir", &["files", "write"])];

/// What a module may import, apart from itself.
#[derive(Clone, Copy)]
enum May {
    /// These modules.
    Only(&'static [&'static str]),
    /// So many of the first rows, and these modules.
    Rows(usize, &'static [&'static str]),
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
    for source in source::all().iter().filter(|source| !source.is_test()) {
        let module = source.module();
        if matches!(module, "lib" | "main" | "testing") {
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
fn rows_name_modules_that_exist() {
    let sources = source::all();
    let modules: BTreeSet<_> = sources.iter().map(Source::module).collect();
    let rows = ROWS.iter().copied().flatten();
    let named = rows.flat_map(|(name, May::Only(others) | May::Rows(_, others))| {
        [name].into_iter().chain(others.iter())
    });
    let unknown: Vec<_> = named.filter(|name| !modules.contains(**name)).collect();
    assert!(unknown.is_empty(), "no such modules in src: {unknown:?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::a::B;\nuse crate::{c::D, e, f::{g, h}};\nfn i() { crate::j::k() }";
    let found = imports(code);
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "c", "e", "f", "j"]);
}
