//! What a data file holds, whatever its format, and the visit that reads it from those formats
//! that `serde` knows.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::config::Limits;
use crate::diagnostics::{Code, Diagnostic, is_forbidden};

/// A value of a data file. Maps keep the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Nothing: `null`.
    None,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number above the highest `i64`.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// A text; dates are texts as well.
    Text(String),
    /// A list.
    List(Vec<Datum>),
    /// Values with names, each of which stands once.
    Map(Vec<(String, Datum)>),
}

/// What one visit shares: the limits, a counter, and the problem that ended it.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) limits: &'a Limits,
    nodes: Cell<usize>,
    problem: RefCell<Option<Diagnostic>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, nodes: Cell::new(0), problem: RefCell::new(None) }
    }

    pub(super) fn seed(&self) -> Seed<'_> {
        Seed { walk: self, depth: 0 }
    }

    /// The problem that ended a visit, without its place.
    pub(super) fn take_problem(&self) -> Option<Diagnostic> {
        self.problem.take()
    }

    /// Counts a value.
    pub(super) fn count(&self) -> Result<(), Diagnostic> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() <= self.limits.data_nodes {
            return Ok(());
        }
        let message = format!("the data file has more than {} values", self.limits.data_nodes);
        Err(Diagnostic::new(Code::DataLimit, message)
            .help("raise the limit `data-nodes` under `[limits]`"))
    }

    /// Refuses what lies too deep; the top has the depth 0.
    pub(super) fn check_depth(&self, depth: usize) -> Result<(), Diagnostic> {
        if depth <= self.limits.data_depth {
            return Ok(());
        }
        let message =
            format!("the data file is nested deeper than {} levels", self.limits.data_depth);
        Err(Diagnostic::new(Code::DataLimit, message))
    }

    fn checked<E: de::Error>(&self, result: Result<(), Diagnostic>) -> Result<(), E> {
        result.map_err(|problem| {
            // It lies beside the error, which carries the place.
            self.problem.replace(Some(problem));
            E::custom("refused")
        })
    }
}

/// Refuses what no file may hold as it is and an escape such as `\u0007` would bring in.
pub(super) fn check_text(text: &str) -> Result<(), Diagnostic> {
    let Some(character) = text.chars().find(|c| is_forbidden(*c)) else { return Ok(()) };
    let message = format!("control character U+{:04X} is not allowed", u32::from(character));
    Err(Diagnostic::new(Code::ControlCharacter, message)
        .help("delete its escape; no web page can show this character"))
}

/// The problem of a key that stands twice.
pub(super) fn twice(key: &str) -> Diagnostic {
    let message = format!("duplicate key `{key}`");
    Diagnostic::new(Code::DuplicateKey, message).help("delete one of the two")
}

/// Reads a [`Datum`].
#[derive(Clone, Copy)]
pub(super) struct Seed<'a> {
    walk: &'a Walk<'a>,
    depth: usize,
}

impl Seed<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        self.walk.checked(self.walk.check_depth(depth))?;
        Ok(Self { depth, ..self })
    }

    fn counted<E: de::Error>(self, datum: Datum) -> Result<Datum, E> {
        self.walk.checked(self.walk.count())?;
        Ok(datum)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Datum;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Datum, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Datum;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Datum, E> {
        self.counted(Datum::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Datum, E> {
        self.counted(Datum::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Datum, E> {
        self.counted(i64::try_from(number).map_or(Datum::Unsigned(number), Datum::Integer))
    }

    #[expect(clippy::cast_precision_loss, reason = "as JSON numbers of that size are read")]
    fn visit_i128<E: de::Error>(self, number: i128) -> Result<Datum, E> {
        self.counted(Datum::Float(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "as JSON numbers of that size are read")]
    fn visit_u128<E: de::Error>(self, number: u128) -> Result<Datum, E> {
        self.counted(Datum::Float(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Datum, E> {
        self.counted(Datum::Float(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Datum, E> {
        self.walk.checked(check_text(text))?;
        self.counted(Datum::Text(text.to_owned()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Datum, E> {
        self.counted(Datum::None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Datum, E> {
        self.counted(Datum::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Datum, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        self.counted(Datum::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Datum, A::Error> {
        let inner = self.deeper()?;
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key_seed(MapKey { walk: self.walk, seen: &mut seen })? {
            entries.push((key, map.next_value_seed(inner)?));
        }
        self.counted(Datum::Map(entries))
    }
}

/// Reads a key; raises the problem while the key is at hand, so that its place is told.
struct MapKey<'a> {
    walk: &'a Walk<'a>,
    seen: &'a mut HashSet<String>,
}

impl<'de> DeserializeSeed<'de> for MapKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MapKey<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.walk.checked(check_text(key))?;
        if !self.seen.insert(key.to_owned()) {
            self.walk.checked(Err(twice(key)))?;
        }
        Ok(key.to_owned())
    }
}
