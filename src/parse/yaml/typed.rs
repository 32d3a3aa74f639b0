//! Typed fields, with every problem reported.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor,
};

use super::fault::{Fault, position_in};
use super::foreign_keys;
use crate::diagnostics::{Code, Position, nearest};

/// Reads the mapping until it goes well without the keys that went wrong. One reading finds all
/// unknown keys and at most one wrong value, so there are no more readings than known keys.
///
/// If nothing but unknown keys is wrong, gives the value without them.
pub(super) fn read<T: DeserializeOwned + Default>(
    yaml: &str,
    keys: &[&str],
) -> Result<(T, Vec<Fault>), Vec<Fault>> {
    let mut top = Top { keys, progress: RefCell::default() };
    loop {
        let deserializer = serde_yaml::Deserializer::from_str(yaml);
        let result = deserializer.deserialize_any(TopVisitor(&top, std::marker::PhantomData));
        let Progress { wrong, current, faults, .. } = top.progress.get_mut();
        match result {
            Ok(value) => {
                let faults = std::mem::take(faults);
                let is_fatal = faults.iter().any(|fault| fault.code.is_fatal());
                return if is_fatal { Err(faults) } else { Ok((value, faults)) };
            }
            Err(error) => {
                faults.push(explain(&error, current));
                // The same key twice means that leaving it out does not help.
                if !wrong.insert(current.clone()) {
                    return Err(std::mem::take(faults));
                }
            }
        }
    }
}

/// What all readings share.
struct Top<'a> {
    /// The keys that are allowed.
    keys: &'a [&'a str],
    progress: RefCell<Progress>,
}

#[derive(Default)]
struct Progress {
    /// The keys to pass over.
    wrong: BTreeSet<String>,
    /// The key being read.
    current: String,
    /// Whether it was refused as unknown.
    is_unknown: bool,
    faults: Vec<Fault>,
}

impl Top<'_> {
    fn is_wrong(&self, key: &str) -> bool {
        self.progress.borrow().wrong.contains(key)
    }

    /// Notes the key that [`KnownKey`] has just refused as unknown, unless the error is another.
    fn note_unknown(&self, error: &impl fmt::Display) -> bool {
        let Progress { wrong, current, is_unknown, faults } = &mut *self.progress.borrow_mut();
        let is_unknown = std::mem::take(is_unknown);
        if is_unknown {
            let position = position_in(error).unwrap_or(Position::new(1, 1));
            faults.push(Fault { position: Some(position), ..unknown(current, self.keys) });
            wrong.insert(current.clone());
        }
        is_unknown
    }
}

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
        loop {
            match self.map.next_key_seed(KnownKey(self.top)) {
                Ok(None) => return Ok(None),
                Ok(Some(key)) if !self.top.is_wrong(&key) => {
                    return seed.deserialize(de::value::StringDeserializer::new(key)).map(Some);
                }
                Err(error) if !self.top.note_unknown(&error) => return Err(error),
                // The key has been read, also when it was refused: its value is next.
                Ok(Some(_)) | Err(_) => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
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
        key.clone_into(&mut self.0.progress.borrow_mut().current);
        if self.0.keys.contains(&key) || self.0.is_wrong(key) {
            Ok(key.to_owned())
        } else {
            self.0.progress.borrow_mut().is_unknown = true;
            Err(E::custom("unknown key"))
        }
    }
}

/// Says what is wrong in the author's terms.
fn explain(error: &serde_yaml::Error, key: &str) -> Fault {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    let fault = if let Some(name) = between(text, "unknown field `", "`") {
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
            _ if key.is_empty() => fault.help("write `key: value`, with a space after the colon"),
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
    if let Some(help) = foreign_keys::help(name, known) {
        return fault.help(help);
    }
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
