//! What is right passes the schemas, what is wrong does not.

use std::fs;
use std::path::{Path, PathBuf};

use digest::testing::builtin;
use digest::testing::model::Kind;
use jsonschema::Validator;
use serde_json::Value;

use crate::{directory, file_name};

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The schema of a file, as it is in the repository.
fn validator(name: &str) -> Validator {
    let schema: Value = serde_json::from_str(&read(&directory().join(name))).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn problems(validator: &Validator, value: &Value) -> Vec<String> {
    let told =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(value).map(told).collect()
}

/// A text of TOML as JSON.
fn toml(text: &str) -> Option<Value> {
    fn json(value: toml::Value) -> Value {
        match value {
            // As programs do that read TOML for a schema.
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(json).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, json(value))).collect()
            }
            other => serde_json::to_value(other).unwrap(),
        }
    }
    Some(json(toml::Value::Table(toml::from_str(text).ok()?)))
}

/// The front matter of a text as JSON.
fn front_matter(text: &str) -> Option<Value> {
    let yaml = text.strip_prefix("---\n")?.split("\n---").next()?;
    serde_yaml::from_str(yaml).ok()
}

fn files_below(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "{}", directory.display());
    files
}

fn kind_of(path: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| path.contains(&format!("{}/", kind.directory())))
}

#[test]
fn right_configurations_pass() {
    let validator = validator("site.schema.json");
    let mut files = files_below(&root().join("tests/config/valid"), "toml");
    files.extend([root().join("site.toml"), root().join("benches/site/site.toml")]);
    files.push(root().join("src/cli/init/site.toml"));
    for file in files {
        let text = read(&file);
        // A value from a variable is not in the file.
        if !text.contains("#$ ") {
            let value = toml(&text).unwrap();
            assert_eq!(problems(&validator, &value), [""; 0], "{}", file.display());
        }
    }
}

#[test]
fn wrong_types_and_unknown_keys_of_configurations_fail() {
    let validator = validator("site.schema.json");
    let mut failed = 0;
    for file in files_below(&root().join("tests/config/invalid"), "toml") {
        let expected = read(&file.with_extension("txt"));
        let in_file = |line: &str| {
            let is_meant = line.contains("[config-type]") || line.contains("[config-unknown-key]");
            is_meant && line.starts_with("site.toml:")
        };
        if expected.lines().any(in_file) {
            let Some(value) = toml(&read(&file)) else { continue };
            assert!(!validator.is_valid(&value), "{} passes", file.display());
            failed += 1;
        }
    }
    assert!(failed >= 2);
}

#[test]
fn every_single_slip_of_a_configuration_fails() {
    let validator = validator("site.schema.json");
    let least = "title = \"T\"\nbase_url = \"https://t.example\"\n";
    assert!(validator.is_valid(&toml(least).unwrap()));
    for slip in [
        "titel = \"x\"",
        "description = 5",
        "tag = [{ name = 5 }]",
        "tag = [{}]",
        "tag = {}",
        "tags = { open = \"ja\" }",
        "tags = { per_page = 0 }",
        "tags = { per_page = 2.5 }",
        "typography = { quotes = \"guillemet\" }",
        "menu = { items = [{ title = \"x\" }] }",
        "limits = { titel-chars = 3 }",
        "limits = { title-chars = false }",
        "limits = { page-tags = -1 }",
        "extra = 5",
        "publisher = { adress = \"x\" }",
        "tag = [{ name = \"x\", aliases = \"y\" }]",
    ] {
        assert!(!validator.is_valid(&toml(&format!("{least}{slip}\n")).unwrap()), "{slip} passes");
    }
    for right in
        ["limits = { svg-bytes = \"3 KiB\" }", "limits = { svg-bytes = 3 }", "extra = { a = [1] }"]
    {
        let value = toml(&format!("{least}{right}\n")).unwrap();
        assert_eq!(problems(&validator, &value), [""; 0], "{right}");
    }
    assert!(!validator.is_valid(&toml("title = \"T\"\n").unwrap()), "an address is missing");
}

#[test]
fn right_content_passes() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for directory in ["content", "tests/web/site/content"] {
        let files = files_below(&root().join(directory), "md").into_iter();
        texts.extend(files.map(|file| (file.display().to_string(), read(&file))));
    }
    for (path, text) in builtin::NEW_SITE {
        let text = ["{now}", "{today}", "{yesterday}", "{before}"]
            .iter()
            .fold((*text).to_owned(), |text, place| text.replace(place, "2026-11-22"));
        texts.push(((*path).to_owned(), text));
    }
    let manual = read(&root().join("docs/content.md"));
    for kind in Kind::ALL {
        let fence = format!("\n```markdown {}\n", format!("{kind:?}").to_lowercase());
        let examples = manual.split(&fence).skip(1).filter_map(|rest| rest.split("\n```\n").next());
        texts.extend(examples.map(|text| (format!("{}/x.md", kind.directory()), text.to_owned())));
    }
    let mut passed = 0;
    for (path, text) in texts {
        let Some(kind) = kind_of(&path) else { continue };
        let value = front_matter(&text).unwrap_or_else(|| panic!("{path}"));
        assert_eq!(problems(&validator(&file_name(kind)), &value), [""; 0], "{path}");
        passed += 1;
    }
    assert!(passed > 40);
}

#[test]
fn content_whose_keys_are_wrong_fails() {
    let mut failed = 0;
    for name in
        ["wrong-type", "wrong-type-tags", "missing-key", "unknown-key", "unknown-key-of-kind"]
    {
        let fixture = read(&root().join(format!("tests/diagnostics/{name}.txt")));
        let (files, expected) = fixture.split_once("=== expected\n").unwrap();
        for file in files.split("=== ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            let is_meant = |line: &&str| line.starts_with(path) && line.contains(": error[");
            let (Some(kind), true) = (kind_of(path), expected.lines().any(|line| is_meant(&line)))
            else {
                continue;
            };
            let value = front_matter(text).unwrap();
            assert!(!validator(&file_name(kind)).is_valid(&value), "{path} of {name} passes");
            failed += 1;
        }
    }
    assert!(failed >= 5);
}

#[test]
fn every_single_slip_of_front_matter_fails() {
    let articles = validator("artikler.schema.json");
    let least = "title: A\ndate: 2026-11-22";
    let value = |keys: &str| front_matter(&format!("---\n{least}\n{keys}\n---\n")).unwrap();
    for slip in [
        "titel: x",
        "draft: ja",
        "tags: AI",
        "tags: [[x]]",
        "image: foto.png",
        "image: {src: a.png}",
        "image: {src: a.png, alt: x, kredit: y}",
        "sources: [Reuters]",
        "sources: [{url: x}]",
        "corrections: [{date: 2026-11-22}]",
        "updated: i går",
        "expires: 2026-11-22 14:05",
        "expires: 5",
        "read_also: [{title: x}]",
        "extra: [x]",
        "name: x",
    ] {
        assert!(!articles.is_valid(&value(slip)), "{slip} passes");
    }
    for right in [
        "tags: [5, AI]",
        "read_also: [x, {title: x, url: 'https://y.dk/'}]",
        "description:",
        "extra: {a: {b: [1]}}",
        "updated: 2026-11-22T14:05+01:00",
        "expires: 2026-11-22",
    ] {
        assert_eq!(problems(&articles, &value(right)), [""; 0], "{right}");
    }
    let authors = validator("forfattere.schema.json");
    let author = |yaml| authors.is_valid(&serde_yaml::from_str(yaml).unwrap());
    assert!(author("name: x") && author("title: x") && !author("role: x"));
}
