//! Where a value stands. Asked only when a diagnostic is shown, so it may read the text again.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::diagnostics::{KeySegment, Position};

/// Follows `key_path` and raises an error on arrival: `serde_yaml` tells places only of errors.
pub(super) fn locate(yaml: &str, key_path: &[KeySegment]) -> Option<Position> {
    let deserializer = serde_yaml::Deserializer::from_str(yaml);
    let error = KeyPath { rest: key_path }.deserialize(deserializer).err()?;
    let location = error.location()?;
    Some(super::fault::position(&location))
}

struct KeyPath<'a> {
    rest: &'a [KeySegment],
}

impl<'a> KeyPath<'a> {
    fn arrived<E: de::Error>() -> E {
        E::custom("arrived")
    }

    fn step(&self) -> Option<(&'a KeySegment, KeyPath<'a>)> {
        let (first, rest) = self.rest.split_first()?;
        Some((first, KeyPath { rest }))
    }
}

impl<'de> DeserializeSeed<'de> for KeyPath<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! arrive_at_scalars {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method<E: de::Error>(self, _: $type) -> Result<(), E> { Err(Self::arrived()) })+
    };
}

impl<'de> Visitor<'de> for KeyPath<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    arrive_at_scalars! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str,
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Err(Self::arrived())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((KeySegment::Item(wanted), rest)) = self.step() else {
            return Err(Self::arrived());
        };
        for _ in 0..*wanted {
            if items.next_element::<IgnoredAny>()?.is_none() {
                return Err(Self::arrived());
            }
        }
        items.next_element_seed(rest)?;
        Err(Self::arrived())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((KeySegment::Name(wanted), rest)) = self.step() else {
            return Err(Self::arrived());
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *wanted {
                return map.next_value_seed(rest);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Err(Self::arrived())
    }
}
