//! Limits, duplicate keys, tags: what is checked before any value is believed.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::Fault;
use crate::diagnostics::{Code, LineIndex, is_forbidden};

/// How large and deep a YAML text may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// What messages call the text, such as `the front matter`.
    pub(crate) subject: &'static str,
    /// Bytes of text.
    pub(crate) bytes: usize,
    /// Levels of nesting.
    pub(crate) depth: usize,
    /// Values after aliases are expanded.
    pub(crate) nodes: usize,
    /// Aliases, such as `*name`.
    pub(crate) aliases: usize,
    /// Opening `{` and `[`, which bound the time of the scan.
    pub(crate) flow_openers: usize,
}

/// Checks the text as bytes, then visits every node.
pub(super) fn check(yaml: &str, limits: &Limits) -> Result<(), Fault> {
    check_bytes(yaml, limits)?;
    let walk = Walk { limits, nodes: Cell::new(0), fault: RefCell::new(None) };
    let (text, lines_before) = with_reported_tags(yaml);
    let deserializer = serde_yaml::Deserializer::from_str(&text);
    (Node { walk: &walk, depth: 0 }).deserialize(deserializer).map_err(|error| {
        let fault = walk.fault.take().unwrap_or_else(|| syntax(&error, limits));
        let mut fault = fault.at(&error);
        if let Some(position) = &mut fault.position {
            position.line = position.line.saturating_sub(lines_before).max(1);
        }
        fault
    })
}

fn check_bytes(yaml: &str, limits: &Limits) -> Result<(), Fault> {
    let over = |what: &str, count: usize, limit: usize| {
        let message = format!("{} has {count} {what}; the limit is {limit}", limits.subject);
        Err(Fault::new(Code::FrontMatterLimit, message))
    };
    if yaml.len() > limits.bytes {
        return over("bytes", yaml.len(), limits.bytes);
    }
    let openers = yaml.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if openers > limits.flow_openers {
        return over("opening brackets", openers, limits.flow_openers);
    }
    let aliases = yaml
        .as_bytes()
        .windows(3)
        .filter(|w| b" \t\n[,:-".contains(&w[0]) && w[1] == b'*' && w[2].is_ascii_alphanumeric())
        .count();
    if aliases > limits.aliases {
        return over("aliases", aliases, limits.aliases);
    }
    if let Some(offset) = yaml.find(['\u{2028}', '\u{2029}']) {
        let message =
            "an invisible line break (U+2028 or U+2029), which YAML treats as a line break";
        let fault = Fault::new(Code::ControlCharacter, message).help("delete it");
        let position = Some(LineIndex::new(yaml).position(offset));
        return Err(Fault { position, ..fault });
    }
    Ok(())
}

/// The text with a directive that makes local tags, which the parser reports, of YAML's own, such as
/// `!!str`, which it ignores; and how many lines stand before the text.
fn with_reported_tags(yaml: &str) -> (Cow<'_, str>, u32) {
    if !yaml.contains("!!") {
        return (Cow::Borrowed(yaml), 0);
    }
    let is_blank = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let first = yaml.lines().find(|line| !is_blank(line)).unwrap_or_default();
    if first.starts_with("---") || first.starts_with('%') {
        (Cow::Owned(format!("%TAG !! !\n{yaml}")), 1)
    } else {
        (Cow::Owned(format!("%TAG !! !\n---\n{yaml}")), 2)
    }
}

/// What the parser itself objects to.
fn syntax(error: &serde_yaml::Error, limits: &Limits) -> Fault {
    let text = error.to_string();
    // The parser appends the place, which the fault has already.
    let message = text.split(" at line ").next().unwrap_or(&text);
    let fault = Fault::new(Code::FrontMatterSyntax, message);
    if message.contains("mapping values are not allowed") {
        return fault.help("put quotes around a value that contains a colon: `title: \"A: b\"`");
    }
    if message.contains("more than one document") {
        let subject = limits.subject;
        return fault.help(format!("delete the line `...` or `---` in {subject}"));
    }
    if message.contains("repetition limit") || message.contains("recursion limit") {
        return Fault { code: Code::FrontMatterLimit, ..fault };
    }
    fault
}

/// What one visit shares: the limits, a counter, and the fault that ended it.
struct Walk<'a> {
    limits: &'a Limits,
    nodes: Cell<usize>,
    fault: RefCell<Option<Fault>>,
}

impl Walk<'_> {
    /// Ends the visit. The fault lies beside the error, which carries the place.
    fn fail<E: de::Error>(&self, fault: Fault) -> E {
        self.fault.replace(Some(fault));
        E::custom("refused")
    }

    fn count<E: de::Error>(&self) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() <= self.limits.nodes {
            return Ok(());
        }
        let Limits { subject, nodes, .. } = self.limits;
        let message = format!("{subject} has more than {nodes} values");
        Err(self.fail(Fault::new(Code::FrontMatterLimit, message)))
    }

    /// Refuses what no file may hold as it is and an escape such as `\u0007` would bring in.
    fn check_text<E: de::Error>(&self, text: &str) -> Result<(), E> {
        let Some(character) = text.chars().find(|c| is_forbidden(*c)) else { return Ok(()) };
        let message = format!("control character U+{:04X} is not allowed", u32::from(character));
        let fault = Fault::new(Code::ControlCharacter, message);
        Err(self.fail(fault.help("delete its escape; no web page can show this character")))
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    walk: &'a Walk<'a>,
    depth: usize,
}

impl Node<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let Limits { subject, depth: most, .. } = self.walk.limits;
        if self.depth < *most {
            return Ok(Self { depth: self.depth + 1, ..self });
        }
        let message = format!("{subject} is nested deeper than {most} levels");
        Err(self.walk.fail(Fault::new(Code::FrontMatterLimit, message)))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! count_scalars {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method<E: de::Error>(self, _: $type) -> Result<(), E> { self.walk.count() })+
    };
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    count_scalars! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128,
        visit_f64: f64,
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.walk.count()?;
        self.walk.check_text(text)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.walk.count()
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.walk.count()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.walk.count()?;
        let node = self.deeper()?;
        while items.next_element_seed(node)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.walk.count()?;
        let node = self.deeper()?;
        let seen = RefCell::new(HashSet::new());
        while map.next_key_seed(MapKey { walk: self.walk, seen: &seen })?.is_some() {
            map.next_value_seed(node)?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        let fault =
            Fault::new(Code::FrontMatterSyntax, "YAML tags such as `!name` are not allowed");
        Err(self.walk.fail(fault.help("delete the tag, or put quotes around the value")))
    }
}

/// Reads a key; raises the fault while the key is at hand, so that its place is told.
struct MapKey<'a> {
    walk: &'a Walk<'a>,
    seen: &'a RefCell<HashSet<String>>,
}

impl MapKey<'_> {
    fn not_text<E: de::Error>(&self) -> E {
        let fault = Fault::new(Code::FrontMatterSyntax, "a key must be text");
        self.walk.fail(fault.help("put quotes around it"))
    }
}

impl<'de> DeserializeSeed<'de> for MapKey<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for MapKey<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<(), E> {
        self.walk.count()?;
        self.walk.check_text(key)?;
        if self.seen.borrow_mut().insert(key.to_owned()) {
            return Ok(());
        }
        let fault = Fault::new(Code::DuplicateKey, format!("duplicate key `{key}`"));
        Err(self.walk.fail(fault.help("delete one of the two")))
    }

    fn visit_bool<E: de::Error>(self, key: bool) -> Result<(), E> {
        self.visit_str(&key.to_string())
    }

    fn visit_i64<E: de::Error>(self, key: i64) -> Result<(), E> {
        self.visit_str(&key.to_string())
    }

    fn visit_u64<E: de::Error>(self, key: u64) -> Result<(), E> {
        self.visit_str(&key.to_string())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        Err(self.not_text())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Err(self.not_text())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.not_text())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.not_text())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.not_text())
    }
}
