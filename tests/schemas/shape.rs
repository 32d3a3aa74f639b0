//! Parts of schemas.

use serde_json::{Map, Value, json};

/// The values allowed in one place.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// Names of simple types: `string`, `number`, `boolean`, `null`.
    pub(crate) simple: Vec<&'static str>,
    /// What simple values must keep to.
    pub(crate) rules: Map<String, Value>,
    /// The schema of a list's items.
    pub(crate) items: Option<Value>,
    /// The schema of a mapping.
    pub(crate) object: Option<Value>,
}

impl Shape {
    /// The schema of the place.
    pub(crate) fn schema(self) -> Value {
        let mut ways = Vec::new();
        if !self.simple.is_empty() {
            let mut simple = self.rules;
            let types = match self.simple.as_slice() {
                [one] => json!(one),
                several => json!(several),
            };
            simple.insert("type".into(), types);
            ways.push(Value::Object(simple));
        }
        ways.extend(self.items.map(|items| json!({ "type": "array", "items": items })));
        ways.extend(self.object);
        match ways.len() {
            1 => ways.remove(0),
            _ => json!({ "anyOf": ways }),
        }
    }
}

/// A mapping that has no other keys than these.
pub(crate) fn object(properties: &Map<String, Value>, required: &[String]) -> Value {
    let mut object = json!({
        "type": "object", "properties": properties, "additionalProperties": false,
    });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// The names in backticks of a message.
pub(crate) fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A whole schema.
pub(crate) fn document(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}
