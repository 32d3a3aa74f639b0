//! Typed fields, with every problem told.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor,
};

use super::fault::Fault;
use crate::diagnostics::{Code, nearest};

/// Reads the mapping until it goes well without the keys that went wrong.
pub(super) fn read<T: DeserializeOwned + Default>(
    yaml: &str,
    keys: &[&str],
) -> Result<T, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut wrong = BTreeSet::new();
    loop {
        let top = Top { keys, wrong: &wrong, current: RefCell::new(String::new()) };
        let deserializer = serde_yaml::Deserializer::from_str(yaml);
        let result = deserializer.deserialize_any(TopVisitor(&top, std::marker::PhantomData));
        match result {
            Ok(value) if faults.is_empty() => return Ok(value),
            Ok(_) => return Err(faults),
            Err(error) => {
                faults.push(explain(&error, &top));
                // The same key twice means that leaving it out does not help.
                if !wrong.insert(top.current.into_inner()) {
                    return Err(faults);
                }
            }
        }
    }
}

/// One reading: the keys that are allowed, those to pass over, and the one being read.
struct Top<'a> {
    keys: &'a [&'a str],
    wrong: &'a BTreeSet<String>,
    current: RefCell<String>,
}

const UNKNOWN: &str = "digest: unknown key";

struct TopVisitor<'a, T>(&'a Top<'a>, std::marker::PhantomData<T>);

impl<'de, T: DeserializeOwned + Default> Visitor<'de> for TopVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys and values, such as `title: Nyt`")
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(Filter { map, top: self.0 }))
    }
}

/// A mapping without its wrong keys, in which unknown keys are errors.
struct Filter<'a, A> {
    map: A,
    top: &'a Top<'a>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Filter<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key_seed(KnownKey(self.top))? {
            if self.top.wrong.contains(&key) {
                self.map.next_value::<IgnoredAny>()?;
                continue;
            }
            return seed.deserialize(de::value::StringDeserializer::new(key)).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads a key and refuses it while its place is at hand.
struct KnownKey<'a>(&'a Top<'a>);

impl<'de> DeserializeSeed<'de> for KnownKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KnownKey<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.0.current.replace(key.to_owned());
        if self.0.keys.contains(&key) || self.0.wrong.contains(key) {
            Ok(key.to_owned())
        } else {
            Err(E::custom(UNKNOWN))
        }
    }
}

/// Says what is wrong in the author's terms.
fn explain(error: &serde_yaml::Error, top: &Top<'_>) -> Fault {
    let key = top.current.borrow().clone();
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    let fault = if text.contains(UNKNOWN) {
        unknown(&key, top.keys)
    } else if let Some(name) = between(text, "unknown field `", "`") {
        let known: Vec<_> = text.split('`').skip(3).step_by(2).collect();
        unknown(name, &known)
    } else if let Some(name) = between(text, "missing field `", "`") {
        Fault::new(Code::MissingKey, format!("an entry in `{key}` has no `{name}`"))
    } else if let Some((found, expected)) =
        text.split_once("invalid type: ").and_then(|(_, rest)| rest.rsplit_once(", expected "))
    {
        let message = format!("expected {}, found {}", plain(expected), plain(found));
        let message = if key.is_empty() { message } else { format!("`{key}`: {message}") };
        let fault = Fault::new(Code::WrongType, message);
        match expected {
            "a sequence" => fault.help(format!("write it as a list: `{key}: [first, second]`")),
            "a boolean" => fault.help(format!("write `{key}: true` or `{key}: false`")),
            _ => fault,
        }
    } else {
        Fault::new(Code::WrongType, format!("`{key}`: {text}"))
    };
    fault.at(error)
}

fn unknown(name: &str, known: &[&str]) -> Fault {
    let fault = Fault::new(Code::UnknownKey, format!("unknown key `{name}`"));
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("known keys: {}", known.join(", "))),
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(inner, _)| inner)
}

/// Serde's names of types as an author knows them.
fn plain(serde: &str) -> String {
    match serde {
        "sequence" | "a sequence" => "a list".into(),
        "map" | "a map" => "a mapping".into(),
        "a string" => "text".into(),
        "a boolean" => "true or false".into(),
        "unit value" => "nothing".into(),
        other => {
            let other = other.strip_prefix("struct ").map_or(other, |_| "a mapping");
            let quoted = other.strip_prefix("string ").map(|text| format!("the text {text}"));
            quoted.unwrap_or_else(|| other.replace("boolean", "true or false"))
        }
    }
}
