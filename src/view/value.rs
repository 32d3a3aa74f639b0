//! The values of parts.

use tera::value::Key;

/// A value that a template can use. Cheap to clone: lists, records and long texts are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(tera::Value);

impl Value {
    /// No value: prints nothing, is false in a condition.
    pub fn none() -> Self {
        Self(tera::Value::none())
    }

    /// HTML that is printed without being escaped again.
    pub fn html(html: &str) -> Self {
        Self(tera::Value::safe_string(html))
    }

    pub fn list(values: impl IntoIterator<Item = Self>) -> Self {
        let values: Vec<tera::Value> = values.into_iter().map(|value| value.0).collect();
        Self(values.into())
    }

    /// Free data, such as the values under `extra`.
    pub fn data(data: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match data {
            Json::Null => Self::none(),
            Json::Bool(value) => Self::from(*value),
            Json::Number(number) => Self(match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => number.into(),
                (None, Some(number)) => number.into(),
                (None, None) => number.as_f64().unwrap_or_default().into(),
            }),
            Json::String(text) => text.as_str().into(),
            Json::Array(items) => Self::list(items.iter().map(Self::data)),
            Json::Object(map) => Self::map(map),
        }
    }

    /// Free data with names.
    pub fn map(map: &serde_json::Map<String, serde_json::Value>) -> Self {
        let entries = map.iter().map(|(name, data)| (Key::from(name.clone()), Self::data(data).0));
        let map: tera::Map = entries.collect();
        Self(map.into())
    }

    /// Values with names, in this order.
    pub fn named<'a>(entries: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let entries =
            entries.into_iter().map(|(name, value)| (Key::from(name.to_owned()), value.0));
        let map: tera::Map = entries.collect();
        Self(map.into())
    }

    pub(crate) fn into_tera(self) -> tera::Value {
        self.0
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self((number as u64).into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self(number.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self(record.0.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::none, Into::into)
    }
}

/// Builds a value with named fields, in the order in which they are set.
#[derive(Clone, Debug, Default)]
pub struct Record(tera::Map);

/// Most records have no more fields: a page makes dozens, and to grow costs as much as to fill.
const FIELDS: usize = 16;

impl Record {
    /// Starts a record without fields.
    pub fn new() -> Self {
        Self(tera::Map::with_capacity(FIELDS))
    }

    /// Sets a field.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(Key::Str(name), value.into().0);
        self
    }
}
