//! Schemas and program agree on what front matter takes: many values are put in every place.

use std::collections::BTreeSet;

use digest::testing::diagnostics::Severity;
use digest::testing::model::Kind;
use digest::testing::parse::keys;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::content::{self, problems};

/// Places within a key, `null` standing for what is put there.
fn places_within() -> Vec<(Kind, &'static str, Value)> {
    let article = [
        ("tags", json!([null])),
        ("authors", json!([null])),
        ("aliases", json!([null])),
        ("read_also", json!([null])),
        ("read_also", json!([{ "title": null, "url": "https://x.dk/" }])),
        ("read_also", json!([{ "title": "x", "url": null }])),
        ("image", json!({ "src": null, "alt": "x" })),
        ("image", json!({ "src": "x.png", "alt": null })),
        ("image", json!({ "src": "x.png", "alt": "x", "credit": null })),
        ("sources", json!([{ "name": null }])),
        ("sources", json!([{ "name": "x", "url": null }])),
        ("sources", json!([{ "name": "x", "date": null }])),
        ("sources", json!([{ "name": "x", "language": null }])),
        ("sources", json!([{ "name": "x", "paywall": null }])),
        ("corrections", json!([{ "date": null, "text": "x" }])),
        ("corrections", json!([{ "date": "2026-11-22", "text": null }])),
        ("withdrawn", json!({ "date": null, "text": "x" })),
        ("withdrawn", json!({ "date": "2026-11-22", "text": null })),
    ];
    let article = article.into_iter().map(|(key, place)| (Kind::Article, key, place));
    let others = [
        (Kind::Event, "place", json!({ "name": null })),
        (Kind::Event, "place", json!({ "name": "x", "city": null })),
        (Kind::Edition, "picks", json!([null])),
    ];
    article.chain(others).collect()
}

fn put(place: &Value, value: &Value) -> Value {
    match place {
        Value::Null => value.clone(),
        Value::Array(items) => items.iter().map(|item| put(item, value)).collect(),
        Value::Object(keys) => keys.iter().map(|(key, at)| (key.clone(), put(at, value))).collect(),
        other => other.clone(),
    }
}

/// Values of all types, right in some places and wrong in others.
fn values() -> Vec<Value> {
    let texts = [
        "x",
        "X y",
        "",
        " ",
        "true",
        "False",
        "YES",
        "no",
        "nej",
        " Nej ",
        "ja",
        "none",
        "Null",
        "ingen",
        "0",
        "1",
        "2",
        "01",
        "2026-11-22",
        "2026-11-22 14:05",
        "2026-11-22T14:05:09Z",
        "2026-11-22 14",
        "2026-13-01",
        "2026-11-00",
        "22/11/2026",
        "https://x.dk/",
        "HTTP://x.dk/a b",
        "https:x.dk",
        "//x.dk",
        "/x/",
        "x/y.md",
        "a@x.dk",
        "a@x",
        "en",
        "de-AT",
        "en_US",
        "x-y",
        "x--y",
        "Æ",
        "a|b",
    ];
    let others = [
        json!(0),
        json!(1),
        json!(5),
        json!(-1),
        json!(1.5),
        Value::Null,
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!(["x"]),
        json!([""]),
        json!([["x"]]),
        json!([{}]),
        json!({ "☃": 1 }),
    ];
    texts.into_iter().map(Value::from).chain(others).collect()
}

/// Whether the program takes the keys.
fn is_taken(kind: Kind, keys: &Map<String, Value>) -> bool {
    problems(kind, keys).iter().all(|problem| problem.severity != Severity::Error)
}

/// Whether it depends on another key that the value is wrong: schemas describe one key at a time.
fn depends_on_another(kind: Kind, key: &str, value: &Value) -> bool {
    let is_blank = value.as_str().is_none_or(|text| text.trim().is_empty());
    match (kind, key) {
        // An author has a `name` or a `title`, a place at least one of its keys.
        (Kind::Author, "title") | (Kind::Event, "place") => is_blank,
        // An event begins and ends at a time, or on a day.
        (Kind::Event, "end") => value.as_str().is_some_and(|text| text.contains(':')),
        _ => false,
    }
}

#[test]
fn every_value_in_every_place_is_taken_by_both_or_by_none() {
    let mut different = BTreeSet::new();
    let mut taken = [0, 0];
    for kind in Kind::ALL {
        let schema = content::schema(kind);
        let validator: Validator = jsonschema::draft202012::new(&schema).unwrap();
        let mut least: Map<String, Value> = Map::new();
        let required = schema["required"].as_array().unwrap().iter();
        for key in required.map(|key| key.as_str().unwrap()).chain(["title"]) {
            least.insert(key.to_owned(), json!("2026-11-22"));
        }
        let tops = keys(kind).into_iter().map(|key| (key, Value::Null));
        let within = places_within().into_iter().filter(|(of, ..)| *of == kind);
        for (key, place) in tops.chain(within.map(|(_, key, place)| (key, place))) {
            for value in values() {
                let mut all = least.clone();
                all.insert(key.to_owned(), put(&place, &value));
                let program = is_taken(kind, &all);
                let passes = validator.is_valid(&Value::Object(all));
                taken[usize::from(program)] += 1;
                // An answer as a text is mostly a slip, as is an entry that is empty: schemas refuse it.
                let is_slip = program && (value.is_boolean() || value.is_null());
                if program != passes && !is_slip && !depends_on_another(kind, key, &value) {
                    different.insert(format!("{kind:?} {key} {place}: {value}: program {program}"));
                }
            }
        }
    }
    assert!(taken.iter().all(|number| *number > 500), "{taken:?}");
    assert!(different.is_empty(), "{different:#?}");
}
