//! What front matter takes.

use std::sync::LazyLock;

use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::{Code, Diagnostic};
use digest::testing::fingerprint::Fingerprint;
use digest::testing::model::Kind;
use digest::testing::parse::{keys, parse};
use digest::testing::paths::SourcePath;
use serde_json::{Map, Value, json};

use crate::manual;
use crate::shape::{Shape, document, object, quoted};
use crate::text_rules;

const MANUAL: &str = include_str!("../../docs/content.md");
/// A key that is nowhere known.
const UNKNOWN: &str = "☃";
/// A text that is valid as a name, a date or a path.
const SAMPLE: &str = "2026-11-22";
/// An address that is right.
const ADDRESS: &str = "https://t.example/";
/// What the manual's headings call those kinds that they do not call by their names.
const NAMES: &[(Kind, &str)] = &[
    (Kind::PeopleNews, "people news"),
    (Kind::Page, "plain page"),
    (Kind::Author, "author's profile"),
];
/// What the manual does not say in a table of the kind's own, or of every kind.
const BESIDES: &[(Kind, &str, &str)] =
    &[(Kind::Page, "description", "A line about the page, for search engines and feeds.")];

/// The schema of a kind's front matter.
pub(crate) fn schema(kind: Kind) -> Value {
    let place = Place { kind, wrap: &|value| value };
    let properties = keys(kind).into_iter().map(|key| {
        let mut schema = Place { kind, wrap: &|value| json!({ key: value }) }.schema();
        if let Some(text) = description(kind, key) {
            schema["description"] = json!(text);
        }
        (key.to_owned(), schema)
    });
    let mut schema = object(&properties.collect(), &[]);
    let ways = place.required();
    let (one, several): (Vec<_>, Vec<_>) = ways.into_iter().partition(|ways| ways.len() == 1);
    schema["required"] = json!(one.concat());
    for key in one.iter().flatten() {
        drop_null(&mut schema["properties"][key]);
    }
    let any = |ways: Vec<String>| -> Value {
        ways.into_iter().map(|key| json!({ "required": [key] })).collect()
    };
    for ways in several {
        schema["anyOf"] = any(ways);
    }
    document(&format!("Front matter of a file in {}/", kind.directory()), schema)
}

fn description(kind: Kind, key: &str) -> Option<String> {
    let besides = BESIDES.iter().find(|(of, name, _)| *of == kind && *name == key);
    let own = NAMES.iter().find(|(of, _)| *of == kind);
    let own =
        own.map_or_else(|| format!("{kind:?}").to_lowercase(), |(_, name)| (*name).to_owned());
    let ways = ["", "a ", "an "].map(|article| format!("Keys of {article}{own}"));
    let headings = ways.into_iter().chain(["Keys of every kind".to_owned()]);
    let said = headings.into_iter().find_map(|heading| manual::of_key(MANUAL, &heading, key));
    besides.map(|(.., text)| (*text).to_owned()).or(said)
}

/// What the program says of front matter with these keys.
pub(crate) fn problems(kind: Kind, keys: &Map<String, Value>) -> Vec<Diagnostic> {
    static CONFIG: LazyLock<SiteConfig> = LazyLock::new(|| {
        let config = "title = \"T\"\nbase_url = \"https://t.example\"\n";
        SiteConfig::read(&SourcePath::new("site.toml").unwrap(), config, &[]).unwrap().0
    });
    // JSON is YAML.
    let lines: Vec<String> = keys.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    let text = format!("---\n{}---\n", lines.concat());
    let name = if kind == Kind::Edition { "2026-uge-47" } else { "x" };
    let source = SourcePath::new(&format!("{}/{name}.md", kind.directory())).unwrap();
    let fingerprint = Fingerprint::of(text.as_bytes());
    parse(kind, &source, &text, fingerprint, &CONFIG).problems
}

/// A place in front matter: `wrap` makes the whole from the value there.
struct Place<'a> {
    kind: Kind,
    wrap: &'a dyn Fn(Value) -> Value,
}

impl Place<'_> {
    fn problems(&self, value: Value) -> Vec<Diagnostic> {
        problems(self.kind, (self.wrap)(value).as_object().unwrap())
    }

    fn has(&self, value: Value, codes: &[Code]) -> bool {
        self.problems(value).iter().any(|problem| codes.contains(&problem.code))
    }

    fn takes(&self, value: Value) -> bool {
        !self.has(value, &[Code::WrongType, Code::UnknownKey])
    }

    fn schema(&self) -> Value {
        let simple = [
            ("string", json!("x")),
            ("number", json!(5)),
            ("boolean", json!(true)),
            ("null", Value::Null),
        ];
        let mut simple: Vec<&str> = simple
            .into_iter()
            .filter(|(_, value)| self.takes(value.clone()))
            .map(|(name, _)| name)
            .collect();
        let mut rules = Map::new();
        if simple.contains(&"string") {
            // `true` can be read as a text, but is mostly a slip.
            simple.retain(|name| *name != "boolean");
        }
        if simple.contains(&"string") {
            let accepts = |value| {
                !self.has(value, &[Code::BadDate, Code::BadValue, Code::BadUrl, Code::MissingAlt])
            };
            rules = text_rules::find(&mut simple, &accepts);
        }
        let items = self.takes(json!([])).then(|| {
            let item = Place { wrap: &|value| (self.wrap)(json!([value])), ..*self };
            let mut schema = item.schema();
            drop_null(&mut schema);
            schema
        });
        Shape { simple, rules, items, object: self.object() }.schema()
    }

    fn object(&self) -> Option<Value> {
        let problems = self.problems(json!({ UNKNOWN: 1 }));
        if !problems.iter().any(|problem| problem.code == Code::WrongType) {
            let unknown = problems.iter().find(|problem| problem.code == Code::UnknownKey);
            let Some(unknown) = unknown else { return Some(json!({ "type": "object" })) };
            let help = unknown.help.as_deref().unwrap();
            let keys = help.strip_prefix("known keys: ").unwrap().split(", ");
            let keys: Vec<&str> = keys.collect();
            let alone = self.properties(&keys, &[]);
            let required = self.required_within(&alone);
            // The values of a mapping are checked only if nothing is missing there.
            let needs_any = self.has(json!({}), &[Code::BadValue]);
            // One that needs any key is looked at with all.
            let all: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            let mut properties = self.properties(&keys, if needs_any { &all } else { &required });
            for key in &required {
                drop_null(&mut properties[key]);
            }
            let mut schema = object(&properties, &required);
            if needs_any {
                schema["minProperties"] = json!(1);
            }
            return Some(schema);
        }
        None
    }

    /// The schemas of a mapping's keys, each looked at beside those that `required` names.
    fn properties(&self, keys: &[&str], required: &[String]) -> Map<String, Value> {
        let property = |key: &&str| {
            let sample = |key: &str| if key == "url" { ADDRESS } else { SAMPLE };
            let beside = required.iter().map(|key| (key.clone(), json!(sample(key))));
            let beside: Map<String, Value> = beside.collect();
            let wrap = |value| {
                let mut all = beside.clone();
                all.insert((*key).to_owned(), value);
                (self.wrap)(Value::Object(all))
            };
            ((*key).to_owned(), Place { wrap: &wrap, ..*self }.schema())
        };
        keys.iter().map(property).collect()
    }

    /// The keys that a mapping must have, found by adding one after the other.
    fn required_within(&self, properties: &Map<String, Value>) -> Vec<String> {
        const MISSING: &[Code] = &[Code::MissingKey, Code::MissingAlt];
        // What the top lacks is not meant.
        let is_missing = |value: &Map<String, Value>| {
            let problems = self.problems(Value::Object(value.clone()));
            let within = |problem: &&Diagnostic| !problem.message.ends_with("is missing");
            problems.iter().filter(within).any(|problem| MISSING.contains(&problem.code))
        };
        let with = |value: &Map<String, Value>, key: &str| {
            let mut value = value.clone();
            value.insert(key.into(), json!(SAMPLE));
            value
        };
        let is_text = |key: &&String| properties[*key]["type"].to_string().contains("\"string\"");
        let all: Vec<&String> = properties.keys().filter(is_text).collect();
        let full = all.iter().fold(Map::new(), |value, key| with(&value, key));
        let without = |key: &str| {
            let mut value = full.clone();
            value.remove(key);
            value
        };
        assert!(!is_missing(&full), "{full:?}");
        all.into_iter().filter(|key| is_missing(&without(key))).cloned().collect()
    }

    /// The keys that front matter must have, each with those that will do instead.
    fn required(&self) -> Vec<Vec<String>> {
        let missing = |value: Value| -> Vec<String> {
            let problems = self.problems(value).into_iter();
            let missing = problems.filter(|problem| problem.message.ends_with("is missing"));
            missing.map(|problem| quoted(&problem.message).remove(0)).collect()
        };
        let keys = keys(self.kind);
        let ways = missing(json!({})).into_iter().map(|wanted| {
            let will_do = |key: &&str| {
                let given = missing(json!({ *key: SAMPLE }));
                !given.contains(&wanted) && (**key == wanted || self.is_text(key))
            };
            let mut ways: Vec<String> =
                keys.iter().filter(|key| will_do(key)).map(|key| (*key).to_owned()).collect();
            ways.sort();
            ways
        });
        ways.collect()
    }

    fn is_text(&self, key: &str) -> bool {
        Place { wrap: &|value| json!({ key: value }), ..*self }.takes(json!("x"))
    }
}

/// Removes nothing from the values allowed in a place.
fn drop_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [one] = types.as_slice() {
            schema["type"] = one.clone();
        }
    }
}
