//! The rules of `deny.toml` for dependencies, checked without `cargo deny`: licences, banned crates,
//! sources. And how many packages there may be.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test asks cargo")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq};

/// More packages than these are worth a thought: each is code to trust, and time to compile.
const MAX_PACKAGES: usize = 415;

fn rules() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every package that the lock file names, with what its own manifest says.
fn packages() -> Vec<Value> {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn texts<'a>(table: &'a toml::Table, list: &str) -> Vec<&'a str> {
    table[list].as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

/// The banned crates, each with the versions that are banned: all, or those below one.
fn bans(rules: &toml::Table) -> Vec<(String, Option<Vec<u64>>)> {
    let bans = rules["bans"]["deny"].as_array().unwrap().iter();
    bans.map(|ban| {
        let spec = ban["crate"].as_str().unwrap();
        if let Some((name, below)) = spec.split_once("@<") {
            return (name.to_owned(), Some(version(below)));
        }
        assert!(!spec.contains('@'), "teach this test `{spec}`");
        (spec.to_owned(), None)
    })
    .collect()
}

fn version(text: &str) -> Vec<u64> {
    let numbers = text.split(['-', '+']).next().unwrap();
    numbers.split('.').map(|number| number.parse().unwrap()).collect()
}

#[test]
fn licences_are_allowed() {
    let rules = rules();
    let allowed = texts(rules["licenses"].as_table().unwrap(), "allow");
    let is_allowed = |licence: &LicenseReq| allowed.contains(&&*licence.to_string());
    let mut used = Vec::new();
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{}", package["id"]));
        // Older manifests write a slash for `OR`.
        let expression = Expression::parse(&licence.replace('/', " OR ")).unwrap();
        assert!(expression.evaluate(is_allowed), "{}: {licence}", package["id"]);
        used.extend(expression.requirements().map(|part| part.req.to_string()));
    }
    let unused: Vec<_> = allowed.iter().filter(|name| !used.iter().any(|u| u == *name)).collect();
    assert!(unused.is_empty(), "no package has the licences {unused:?}");
}

#[test]
fn no_crate_is_banned() {
    let rules = rules();
    let bans = bans(&rules);
    for package in packages() {
        let (name, own) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let banned = bans.iter().find(|(banned, below)| {
            banned == name && below.as_ref().is_none_or(|below| version(own) < *below)
        });
        assert!(banned.is_none(), "{name} {own} is banned by deny.toml");
    }
}

#[test]
fn packages_come_from_allowed_registries() {
    let rules = rules();
    let registries = texts(rules["sources"].as_table().unwrap(), "allow-registry");
    for package in packages() {
        // Those of this repository have no source.
        let Some(source) = package["source"].as_str() else {
            let name = package["name"].as_str().unwrap();
            assert!(["digest", "digest-network"].contains(&name), "{name}");
            continue;
        };
        let registry = source.strip_prefix("registry+").unwrap_or_default();
        assert!(registries.contains(&registry), "{}: {source}", package["id"]);
    }
}

#[test]
fn there_are_few_packages() {
    let count = packages().len();
    assert!(count <= MAX_PACKAGES, "{count} packages, at most {MAX_PACKAGES} are allowed");
}
