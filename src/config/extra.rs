//! The table `[extra]`, whose keys are free, as JSON.

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::{Complaint, Section, ValueSource, check_characters};
use crate::diagnostics::Code;

/// Reads the table `key`; dates become texts. What JSON cannot contain is reported.
pub(super) fn read(section: &mut Section<'_, '_>, key: &'static str) -> Value {
    let Some(table) = section.free(key) else { return Value::Object(Map::new()) };
    object(section, table)
}

fn object(section: &mut Section<'_, '_>, table: &DeTable<'_>) -> Value {
    let member = |(key, value): (&Spanned<_>, &Spanned<_>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.as_ref().to_owned(), json(section, key, value))
    };
    Value::Object(table.iter().map(member).collect())
}

fn json(section: &mut Section<'_, '_>, key: &str, value: &Spanned<DeValue<'_>>) -> Value {
    let result = match value.get_ref() {
        DeValue::Table(table) => return object(section, table),
        DeValue::Array(items) => {
            return items.iter().map(|item| json(section, key, item)).collect();
        }
        DeValue::Boolean(value) => return Value::Bool(*value),
        DeValue::Datetime(date) => return Value::String(date.to_string()),
        DeValue::String(text) => check_characters(text).map(|()| Value::from(text.as_ref())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(Value::from)
            .map_err(|_| Complaint::new("is too large")),
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(Number::from_f64);
            number.map(Value::Number).ok_or_else(|| Complaint::new("must be a finite number"))
        }
    };
    result.unwrap_or_else(|complaint| {
        section.report(&ValueSource::in_file(key, value.span()), Code::ConfigValue, complaint);
        Value::Null
    })
}
