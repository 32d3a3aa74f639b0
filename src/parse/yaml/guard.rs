//! Limits, duplicate keys, tags: what is checked before any value is believed.

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

/// Whether the text is so plain that typed fields catch everything that [`check`] would: too
/// short for too many values, too few levels, no aliases or tags, and no map without a type, in
/// which a duplicate key would go unnoticed.
pub(super) fn is_harmless(yaml: &str, limits: &Limits) -> bool {
    const MAX_BYTES: usize = 8 * 1024;
    const MAX_OPENERS: usize = 8;
    let openers = yaml.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    let is_plain = |byte: u8| !matches!(byte, b'&' | b'*' | b'!' | b'?' | b'\\' | b'|' | b'>');
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    yaml.len() <= MAX_BYTES.min(limits.bytes).min(limits.nodes)
        && openers <= MAX_OPENERS.min(limits.flow_openers)
        && yaml.bytes().all(is_plain)
        && yaml.lines().map(indent).max().unwrap_or_default() + openers < limits.depth
        && !yaml.contains("extra")
        && !yaml.contains(['\u{2028}', '\u{2029}'])
}

/// Checks the text as bytes, then visits every node.
pub(super) fn check(yaml: &str, limits: &Limits) -> Result<(), Fault> {
    check_bytes(yaml, limits)?;
    let walk = Walk { limits, nodes: Cell::new(0), fault: RefCell::new(None) };
    match (Node { walk: &walk, depth: 0 }).deserialize(serde_yaml::Deserializer::from_str(yaml)) {
        Ok(()) => Ok(()),
        Err(error) => {
            let fault = walk.fault.take().unwrap_or_else(|| syntax(&error, limits));
            Err(fault.at(&error))
        }
    }
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
    let at = |offset, fault: Fault| {
        let position = Some(LineIndex::new(yaml).position(offset));
        Err(Fault { position, ..fault })
    };
    if let Some(offset) = yaml.find(['\u{2028}', '\u{2029}']) {
        let message =
            "an invisible line break (U+2028 or U+2029), which YAML treats as a line break";
        return at(offset, Fault::new(Code::ControlCharacter, message).help("delete it"));
    }
    match global_tag(yaml) {
        Some(offset) => at(offset, tag()),
        None => Ok(()),
    }
}

/// Finds a tag such as `!!python/object` or `!<…>` where a value starts. The parser drops these
/// silently; those of the form `!name` it tells. One pass, since a line may be as long as the text.
fn global_tag(yaml: &str) -> Option<usize> {
    let mut line = Line::default();
    for (at, character) in yaml.char_indices() {
        let rest = &yaml[at..];
        if (rest.starts_with("!!") || rest.starts_with("!<")) && line.starts_a_value() {
            return Some(at);
        }
        line.take(character, rest[character.len_utf8()..].chars().next());
    }
    None
}

/// What stands on a line, up to some character.
struct Line {
    /// Whether the quotation marks and the apostrophes so far are odd in number.
    is_odd: [bool; 2],
    /// The mark of the quoted value that is open.
    open: Option<char>,
    /// Whether the next character is escaped, or the second half of a doubled apostrophe.
    is_passed: bool,
    before: char,
    /// The last character that is no white space.
    last: Option<char>,
}

impl Default for Line {
    fn default() -> Self {
        Self { is_odd: [false; 2], open: None, is_passed: false, before: ' ', last: None }
    }
}

impl Line {
    fn starts_a_value(&self) -> bool {
        // An odd apostrophe within a plain text is no tag's beginning either.
        self.is_odd == [false; 2]
            && self.open.is_none()
            && self.last.is_none_or(|last| ":-[{,?".contains(last))
    }

    fn take(&mut self, character: char, next: Option<char>) {
        if matches!(character, '\n' | '\r') {
            *self = Self::default();
            return;
        }
        self.is_odd[0] ^= character == '"';
        self.is_odd[1] ^= character == '\'';
        if !character.is_whitespace() {
            self.last = Some(character);
        }
        if std::mem::take(&mut self.is_passed) {
            return;
        }
        match (self.open, character) {
            (Some('"'), '\\') => self.is_passed = true,
            (Some('\''), '\'') if next == Some('\'') => self.is_passed = true,
            (Some(quote), character) if character == quote => self.open = None,
            // An apostrophe within a word opens nothing.
            (None, '"' | '\'') if self.before.is_whitespace() || "[{,:-".contains(self.before) => {
                self.open = Some(character);
            }
            _ => {}
        }
        self.before = character;
    }
}

fn tag() -> Fault {
    Fault::new(Code::FrontMatterSyntax, "YAML tags such as `!name` are not allowed")
        .help("delete the tag, or put quotes around the value")
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
