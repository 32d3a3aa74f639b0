//! The JSON Schemas in `schemas/`, for editors: what they say is found by asking the program, key
//! by key, what it takes, so that they cannot say anything else. `UPDATE_DOCS=1` writes them.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write the schemas"
)]

mod agreement;
mod config;
mod content;
mod manual;
mod shape;
mod text_rules;
mod validity;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use digest::testing::model::Kind;
use digest::testing::parse::keys;
use serde_json::Value;

/// Where the schemas lie.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

/// The name of a kind's schema: that of its directory.
fn file_name(kind: Kind) -> String {
    format!("{}.schema.json", kind.directory().rsplit('/').next().unwrap())
}

/// All schemas by file name, as the program takes what they describe.
fn generated() -> BTreeMap<String, Value> {
    let kinds = Kind::ALL.into_iter().map(|kind| (file_name(kind), content::schema(kind)));
    kinds.chain([("site.schema.json".to_owned(), config::schema())]).collect()
}

#[test]
fn schemas_say_what_the_program_takes() {
    for (name, schema) in generated() {
        let path = directory().join(&name);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(directory()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == text,
            "schemas/{name} is old; run `UPDATE_DOCS=1 cargo test --test schemas`"
        );
    }
}

#[test]
fn no_schema_is_left_of_what_is_no_more_and_new_sites_get_all() {
    let files = std::fs::read_dir(directory()).unwrap();
    let mut files: Vec<String> =
        files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, generated().into_keys().collect::<Vec<_>>());
    let shipped = digest::testing::builtin::NEW_SITE.iter().map(|(path, _)| *path);
    let shipped = shipped.filter_map(|path| path.strip_prefix("schemas/"));
    assert_eq!(shipped.collect::<Vec<_>>(), files);
}

#[test]
fn every_key_is_explained() {
    for (name, schema) in generated() {
        for (key, property) in schema["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{key} in {name}");
        }
    }
    for kind in Kind::ALL {
        let schema = content::schema(kind);
        let properties = schema["properties"].as_object().unwrap();
        let mut keys = keys(kind);
        keys.sort_unstable();
        assert_eq!(properties.keys().collect::<Vec<_>>(), keys, "{kind:?}");
    }
}
