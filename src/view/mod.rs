//! Views: exactly what a template is given.
//!
//! In: named parts, each a fingerprint of its inputs and a way to make its value. Out: a
//! [`View`], which is the only thing a template ever sees. Because nothing reaches a page but
//! through its view, the fingerprints of the parts say all about what the page depends on.
//!
//! May import: rows 0-2. With `template` the only place that knows `tera`.

mod value;

pub(crate) use value::{Record, Value};

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;

/// A named value that a template can use.
pub(crate) struct Part<'a> {
    name: &'static str,
    /// Set if the value is a field of the record `name`.
    field: Option<&'a str>,
    fingerprint: Fingerprint,
    make: Box<dyn Fn() -> Result<Value, Diagnostics> + Send + Sync + 'a>,
}

/// What one page's template is given.
#[derive(Default)]
pub struct View<'a> {
    parts: Vec<Part<'a>>,
}

impl<'a> View<'a> {
    /// Starts a view without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. `fingerprint` is made from everything that `make` reads, never from the
    /// value: equal fingerprint must mean equal value. `make` runs only when the page renders.
    #[must_use]
    pub fn part(
        self,
        name: &'static str,
        fingerprint: Fingerprint,
        make: impl Fn() -> Value + Send + Sync + 'a,
    ) -> Self {
        self.fallible_part(name, fingerprint, move || Ok(make()))
    }

    /// Adds a part whose value may turn out to be impossible, such as a body with a component
    /// whose template fails.
    #[must_use]
    pub fn fallible_part(
        mut self,
        name: &'static str,
        fingerprint: Fingerprint,
        make: impl Fn() -> Result<Value, Diagnostics> + Send + Sync + 'a,
    ) -> Self {
        self.parts.push(Part { name, field: None, fingerprint, make: Box::new(make) });
        self
    }

    /// Adds a part that templates find as a field of the record `name`: `data.NAME`. The record
    /// contains the fields that were added, and nothing else.
    #[must_use]
    pub fn field(
        mut self,
        name: &'static str,
        field: &'a str,
        fingerprint: Fingerprint,
        make: impl Fn() -> Value + Send + Sync + 'a,
    ) -> Self {
        let make = Box::new(move || Ok(make()));
        self.parts.push(Part { name, field: Some(field), fingerprint, make });
        self
    }

    /// Adds what a native writer reads from the site itself: feeds, sitemaps and copied files
    /// have no template that a value would have to reach.
    #[must_use]
    pub fn input(self, name: &'static str, fingerprint: Fingerprint) -> Self {
        self.part(name, fingerprint, Value::none)
    }

    /// The parts' names and fingerprints, in order.
    pub fn parts(&self) -> impl Iterator<Item = (Cow<'static, str>, Fingerprint)> {
        self.parts.iter().map(|part| (part.full_name(), part.fingerprint))
    }

    /// The names by which templates find the values.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|part| part.name)
    }

    /// Makes every value.
    pub(crate) fn context(&self) -> Result<tera::Context, Diagnostics> {
        let mut context = tera::Context::new();
        let mut records: BTreeMap<&'static str, tera::Map> = BTreeMap::new();
        for part in &self.parts {
            let value = (part.make)()?.into_tera();
            match part.field {
                None => context.insert_value(part.name, value),
                Some(field) => {
                    records.entry(part.name).or_default().insert(field.to_owned().into(), value);
                }
            }
        }
        for (name, record) in records {
            context.insert_value(name, record.into());
        }
        Ok(context)
    }
}

impl Part<'_> {
    fn full_name(&self) -> Cow<'static, str> {
        match self.field {
            None => Cow::Borrowed(self.name),
            Some(field) => Cow::Owned(format!("{}.{field}", self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_tell_names_and_inputs() {
        let parts = |name, input: &str| -> Vec<_> {
            let text = input.to_owned();
            let fingerprint = Fingerprint::of(input.as_bytes());
            View::new().part(name, fingerprint, move || text.clone().into()).parts().collect()
        };
        assert_eq!(parts("a", "x"), parts("a", "x"));
        assert_ne!(parts("a", "x"), parts("b", "x"));
        assert_ne!(parts("a", "x"), parts("a", "y"));
    }
}
