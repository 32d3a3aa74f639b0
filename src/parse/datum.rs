//! Free-form values, and the visitor that reads them within limits from the formats that `serde`
//! knows.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

use crate::diagnostics::{Code, Diagnostic, control_help, is_forbidden};

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
    List(Vec<Datum>),
    /// Values with names, each of which occurs once.
    Map(Vec<(String, Datum)>),
}

/// How many values a text may have, and how deep they may nest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// The name of the text in messages, such as `the data file`.
    pub(crate) subject: &'static str,
    pub(crate) depth: usize,
    pub(crate) values: usize,
    /// The code of a text that exceeds them.
    pub(crate) code: Code,
    /// The help for too many values.
    pub(crate) help: Option<&'static str>,
    /// Whether keys count as values, and whether one that is no text is refused rather than taken
    /// as it is written. So YAML is checked.
    pub(crate) checks_keys: bool,
}

/// What one visit shares: the bounds, a counter, and the problem that ended it.
#[derive(Debug)]
pub(crate) struct Walk {
    bounds: Bounds,
    values: Cell<usize>,
    problem: RefCell<Option<Diagnostic>>,
}

impl Walk {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { bounds, values: Cell::new(0), problem: RefCell::new(None) }
    }

    pub(crate) fn seed(&self) -> Seed<'_> {
        Seed { walk: self, depth: 0 }
    }

    /// The problem that ended a visit, without its place.
    pub(crate) fn take_problem(&self) -> Option<Diagnostic> {
        self.problem.take()
    }

    /// Counts a value.
    pub(crate) fn count(&self) -> Result<(), Diagnostic> {
        let Bounds { subject, values, code, help, .. } = self.bounds;
        self.values.set(self.values.get() + 1);
        if self.values.get() <= values {
            return Ok(());
        }
        let message = format!("{subject} has more than {values} values");
        Err(Diagnostic::new(code, message).help_maybe(help.map(str::to_owned)))
    }

    /// Refuses what is nested too deep; the top has the depth 0.
    pub(crate) fn check_depth(&self, depth: usize) -> Result<(), Diagnostic> {
        let Bounds { subject, depth: most, code, .. } = self.bounds;
        if depth <= most {
            return Ok(());
        }
        Err(Diagnostic::new(code, format!("{subject} is nested deeper than {most} levels")))
    }

    /// Ends the visit with a problem, which is kept beside the error: that carries the place.
    fn refuse<E: de::Error>(&self, problem: Diagnostic) -> E {
        self.problem.replace(Some(problem));
        E::custom("refused")
    }

    fn checked<E: de::Error>(&self, result: Result<(), Diagnostic>) -> Result<(), E> {
        result.map_err(|problem| self.refuse(problem))
    }
}

/// Refuses what no file may contain literally and an escape such as `\u0007` would bring in.
pub(crate) fn check_text(text: &str) -> Result<(), Diagnostic> {
    let Some(character) = text.chars().find(|c| is_forbidden(*c)) else { return Ok(()) };
    let message = format!("control character U+{:04X} is not allowed", u32::from(character));
    let help = match control_help(text) {
        help if ('\u{80}'..='\u{9f}').contains(&character) => help,
        _ => "delete the escape sequence; no web page can show this character".into(),
    };
    Err(Diagnostic::new(Code::ControlCharacter, message).help(help))
}

/// The problem of a key that occurs twice.
pub(crate) fn twice(key: &str) -> Diagnostic {
    let message = format!("duplicate key `{key}`");
    Diagnostic::new(Code::DuplicateKey, message).help("delete one of the two")
}

/// Reads a [`Datum`].
#[derive(Clone, Copy)]
pub(crate) struct Seed<'a> {
    walk: &'a Walk,
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
        let datum = self.counted(Datum::Text(text.to_owned()))?;
        self.walk.checked(check_text(text))?;
        Ok(datum)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Datum, E> {
        self.counted(Datum::None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Datum, E> {
        self.counted(Datum::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Datum, A::Error> {
        self.walk.checked(self.walk.count())?;
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Datum::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Datum, A::Error> {
        self.walk.checked(self.walk.count())?;
        let inner = self.deeper()?;
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key_seed(MapKey { walk: self.walk, seen: &mut seen })? {
            entries.push((key, map.next_value_seed(inner)?));
        }
        Ok(Datum::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Datum, A::Error> {
        let message = "YAML tags such as `!name` are not allowed";
        let problem = Diagnostic::new(Code::FrontMatterSyntax, message);
        Err(self.walk.refuse(problem.help("delete the tag, or put quotes around the value")))
    }
}

/// Reads a key; raises the problem while the key is at hand, so that its place is known.
struct MapKey<'a> {
    walk: &'a Walk,
    seen: &'a mut HashSet<String>,
}

impl MapKey<'_> {
    fn not_text<E: de::Error>(&self) -> E {
        let problem = Diagnostic::new(Code::FrontMatterSyntax, "a key must be text");
        self.walk.refuse(problem.help("put quotes around it"))
    }
}

impl<'de> DeserializeSeed<'de> for MapKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        if self.walk.bounds.checks_keys {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_str(self)
        }
    }
}

impl<'de> Visitor<'de> for MapKey<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        if self.walk.bounds.checks_keys {
            self.walk.checked(self.walk.count())?;
        }
        self.walk.checked(check_text(key))?;
        if !self.seen.insert(key.to_owned()) {
            return Err(self.walk.refuse(twice(key)));
        }
        Ok(key.to_owned())
    }

    fn visit_bool<E: de::Error>(self, key: bool) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_i64<E: de::Error>(self, key: i64) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_u64<E: de::Error>(self, key: u64) -> Result<String, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<String, E> {
        Err(self.not_text())
    }

    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        Err(self.not_text())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.not_text())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.not_text())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.not_text())
    }
}
