//! What only some modules may name: libraries, and the lint that guards disk, clock and environment.

use std::collections::BTreeSet;
use std::fs;

use crate::source;

/// What only some modules may name.
const WALLS: &[(&str, &[&str])] = &[
    ("tera", &["view", "template"]),
    ("serde_yaml", &["parse/yaml"]),
    ("pulldown_cmark", &["markdown"]),
    ("percent_encoding", &["paths/percent"]),
    ("postcard", &["incremental/seal"]),
    ("hyper", &["serve"]),
    ("tokio", &["serve"]),
    (
        "digest_network",
        &["build/external", "incremental/external", "publish/store", "publish/announce"],
    ),
    ("notify", &["watch"]),
    ("rustix", &["dir", "files/disk", "write", "watch/watches", "publish/program"]),
    ("process::Command", &["publish/program", "cli/serve"]),
    ("walkdir", &["files/walk"]),
    ("clippy::disallowed_methods", &["dir", "write", "cli", "publish/program"]),
];

/// What only the crate `digest-network` may depend on.
const OF_NETWORK: &[&str] = &["object_store", "reqwest", "rustls"];

#[test]
fn walls_have_no_holes() {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for source in source::all() {
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

/// The names of a package's dependencies.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(source::root().join(manifest)).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let tables = ["dependencies", "dev-dependencies"].into_iter();
    let tables = tables.filter_map(|name| manifest.get(name)?.as_table());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn only_the_network_crate_has_a_network_stack() {
    let (own, network) = (dependencies("Cargo.toml"), dependencies("crates/network/Cargo.toml"));
    for name in OF_NETWORK {
        assert!(!own.contains(*name), "`digest` depends on `{name}`");
        assert!(network.contains(*name), "nothing depends on `{name}`");
    }
    assert!(!network.contains("digest"));
}
