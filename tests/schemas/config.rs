//! What `site.toml` takes.

use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::{Code, Diagnostic};
use digest::testing::paths::SourcePath;
use serde_json::{Map, Value, json};

use crate::manual;
use crate::shape::{Shape, document, object, quoted};

const MANUAL: &str = include_str!("../../docs/configuration.md");
/// A key and a value that are nowhere known.
const UNKNOWN: &str = "☃";

/// The schema of the file.
pub(crate) fn schema() -> Value {
    document("site.toml of digest", Table { path: Vec::new() }.schema())
}

/// A table, by the keys that lead to it; those of lists of tables end in `[]`.
struct Table {
    path: Vec<String>,
}

impl Table {
    /// The problems of a file that has one key in this table.
    fn problems(&self, key: &str, value: &str) -> Vec<Diagnostic> {
        let mut text = format!("\"{key}\" = {value}");
        for name in self.path.iter().rev() {
            text = match name.strip_suffix("[]") {
                Some(name) => format!("{name} = [{{ {text} }}]"),
                None => format!("{name} = {{ {text} }}"),
            };
        }
        // Other missing keys do not matter here.
        let read = SiteConfig::read(&SourcePath::new("site.toml").unwrap(), &text, &[]);
        read.map_or_else(|errors| errors, |(_, warnings)| warnings).into_iter().collect()
    }

    /// What is wrong with the type of a key's value; nothing if the type is right.
    fn expected(&self, key: &str, value: &str) -> Option<String> {
        let problems = self.problems(key, value).into_iter();
        let mut wrong = problems.filter(|problem| problem.code == Code::ConfigType);
        let message = wrong.next()?.message;
        Some(message.split("must be ").nth(1)?.split(", not").next()?.to_owned())
    }

    /// What is wrong with a key's value although its type is right.
    fn complaint(&self, key: &str, value: &str) -> Option<Diagnostic> {
        let mut problems = self.problems(key, value).into_iter();
        problems.find(|problem| {
            problem.code == Code::ConfigValue
                && quoted(&problem.message).first().is_some_and(|k| k == key)
        })
    }

    /// The keys of the table; none if they are free.
    fn keys(&self) -> Option<Vec<String>> {
        let mut problems = self.problems(UNKNOWN, "1").into_iter();
        let unknown = problems.find(|problem| {
            problem.code == Code::ConfigUnknownKey && problem.message.contains(UNKNOWN)
        })?;
        Some(quoted(&unknown.help.unwrap()))
    }

    fn schema(&self) -> Value {
        // Its tables are targets, whose names are free.
        if self.path == ["publish"] {
            let target = Self { path: vec!["publish".into(), "NAME".into()] };
            let names = json!({ "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 64 });
            let targets = target.schema();
            return json!({
                "type": "object", "propertyNames": names, "additionalProperties": targets,
            });
        }
        let Some(keys) = self.keys() else { return json!({ "type": "object" }) };
        let mut missing = self.problems(UNKNOWN, "1");
        missing.retain(|problem| problem.message.contains("is missing"));
        // At the top, what is missing within is not reported; within, what is missing at the top
        // is.
        let here = |problem: &Diagnostic| {
            let names = quoted(&problem.message);
            let at = self.path.iter().map(|name| name.trim_end_matches("[]")).collect::<Vec<_>>();
            names.get(1).map_or(at.is_empty(), |within| *within == at.join("."))
        };
        let missing = missing.iter().filter(|problem| here(problem));
        let required: Vec<String> =
            missing.map(|problem| quoted(&problem.message).remove(0)).collect();
        let properties = keys.iter().map(|key| (key.clone(), self.described(key)));
        object(&properties.collect::<Map<_, _>>(), &required)
    }

    fn described(&self, key: &str) -> Value {
        let mut schema = self.value(key);
        let heading = match self.path.join(".").as_str() {
            "" => "The site".to_owned(),
            path => match path.strip_suffix("[]") {
                Some(path) => format!("`[[{path}]]`"),
                None => format!("`[{path}]`"),
            },
        };
        let own = [format!("`[{key}]`"), format!("`[[{key}]]`")];
        let own = own.iter().find_map(|heading| manual::of_section(MANUAL, heading));
        let own = own.or_else(|| self.path.is_empty().then(|| format!("The table `[{key}]`.")));
        let text = manual::of_key(MANUAL, &heading, key).or(own);
        if let Some(text) = text {
            schema["description"] = json!(text);
        }
        schema
    }

    fn value(&self, key: &str) -> Value {
        let below = |name: String| {
            let path = self.path.iter().cloned().chain([name]).collect();
            Self { path }.schema()
        };
        let simple = |name, rules: Value| {
            let rules = rules.as_object().unwrap().clone();
            Shape { simple: vec![name], rules, ..Shape::default() }.schema()
        };
        // A date is what the fewest keys take.
        let expected = self.expected(key, "1979-05-27").or_else(|| self.expected(key, "true"));
        match expected.unwrap().as_str() {
            "a table" => below(key.to_owned()),
            "a list of tables" => {
                json!({ "type": "array", "items": below(format!("{key}[]")) })
            }
            "a list of text values and tables" => {
                let table = below(format!("{key}[]"));
                let items = json!({ "anyOf": [{ "type": "string" }, table] });
                json!({ "type": "array", "items": items })
            }
            "a list of text values" => json!({ "type": "array", "items": { "type": "string" } }),
            // Programs that read TOML for a schema make texts of dates.
            "a date" => simple("string", json!({ "format": "date" })),
            "true or false" => simple("boolean", json!({})),
            "text" => match self.choices(key) {
                Some(choices) => simple("string", json!({ "enum": choices })),
                None => simple("string", json!({})),
            },
            "a whole number" => {
                let [least, most] = self.range(key);
                let number = json!({ "type": "integer", "minimum": least, "maximum": most });
                // Sizes may have a unit.
                let takes_text = self.expected(key, "\"x\"").is_none();
                if takes_text { json!({ "anyOf": [number, { "type": "string" }] }) } else { number }
            }
            other => panic!("`{key}` takes {other}"),
        }
    }

    /// The names that a text must be one of.
    fn choices(&self, key: &str) -> Option<Vec<String>> {
        let complaint = self.complaint(key, &format!("\"{UNKNOWN}\""))?;
        let is_choice = complaint.message.contains("cannot be");
        is_choice.then(|| quoted(&complaint.help.unwrap()))
    }

    /// The least and the highest number.
    fn range(&self, key: &str) -> [u64; 2] {
        let message = self.complaint(key, "-1").unwrap().message;
        let numbers = message.split_once(" from ").unwrap().1;
        let mut numbers = numbers.split([' ', ',']).filter_map(|word| word.parse().ok());
        [numbers.next().unwrap(), numbers.next().unwrap()]
    }
}
