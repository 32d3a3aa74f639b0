//! Paths of output files.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest output path, in bytes.
const MAX_BYTES: usize = 1_024;
/// The longest part of an output path, in bytes: what every common file system allows.
const MAX_PART_BYTES: usize = 255;

/// The path of a file of the built site: relative to the output directory, with `/` between the
/// parts, such as `2026/11/nyt/index.html`.
///
/// A value of this type is safe on every file system and web host: no part is empty, `.` or
/// `..`, ends in a dot or space, is a device name of Windows, or contains a control character,
/// backslash or colon.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// Why a text is no output path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOutputPath {
    /// The path, or a part of it, is empty.
    #[error("a part of the path is empty")]
    EmptyPart,
    /// A part is `.` or `..`.
    #[error("`{0}` would lead outside its directory")]
    Dots(String),
    /// A part contains a character that some system forbids.
    #[error("the character {0:?} is not allowed in a path")]
    Character(char),
    /// A part ends in a dot or a space, which Windows drops.
    #[error("`{0}` ends in a dot or a space")]
    Ending(String),
    /// A part is the name of a device on Windows, with or without an extension.
    #[error("`{0}` is a device name on Windows")]
    Device(String),
    /// The path or a part of it is too long.
    #[error("the path is too long ({0} bytes)")]
    Long(usize),
}

impl OutputPath {
    /// Checks the text form of a path.
    pub fn new(text: &str) -> Result<Self, BadOutputPath> {
        if text.len() > MAX_BYTES {
            return Err(BadOutputPath::Long(text.len()));
        }
        text.split('/').try_for_each(check_part)?;
        Ok(Self(text.into()))
    }

    /// The text form, with `/` between the parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The directories above the file, the outermost first: `a/b/c` gives `a` and `a/b`.
    pub fn directories(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(end, _)| &self.0[..end])
    }
}

/// What some system forbids in a part, apart from control characters.
const FORBIDDEN: &str = "\\:*?\"<>|";

fn check_part(part: &str) -> Result<(), BadOutputPath> {
    if part.is_empty() {
        return Err(BadOutputPath::EmptyPart);
    }
    if part == "." || part == ".." {
        return Err(BadOutputPath::Dots(part.into()));
    }
    if part.len() > MAX_PART_BYTES {
        return Err(BadOutputPath::Long(part.len()));
    }
    let forbidden = |c: char| c.is_control() || FORBIDDEN.contains(c);
    // Most parts consist of ASCII letters, which are checked faster as bytes.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !FORBIDDEN.as_bytes().contains(&byte);
    if !part.bytes().all(is_plain)
        && let Some(character) = part.chars().find(|c| forbidden(*c))
    {
        return Err(BadOutputPath::Character(character));
    }
    if part.ends_with(['.', ' ']) {
        return Err(BadOutputPath::Ending(part.into()));
    }
    if is_device(part) { Err(BadOutputPath::Device(part.into())) } else { Ok(()) }
}

/// Whether Windows takes a file of this name for a device.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let is = |name: &&str| stem.eq_ignore_ascii_case(name);
    let is_port = |name: &&str| {
        let (start, digit) = stem.as_bytes().split_at(3);
        start.eq_ignore_ascii_case(name.as_bytes()) && matches!(digit, [b'1'..=b'9'])
    };
    ["con", "prn", "aux", "nul"].iter().any(is)
        || (stem.len() == 4 && ["com", "lpt"].iter().any(is_port))
}

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for OutputPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OutputPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(PathVisitor)
    }
}

/// Takes borrowed and owned texts: in JSON, one with escapes cannot be borrowed.
struct PathVisitor;

impl Visitor<'_> for PathVisitor {
    type Value = OutputPath;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an output path")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OutputPath, E> {
        OutputPath::new(text).map_err(E::custom)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_paths() {
        for good in ["index.html", "2026/11/å/index.html", ".well-known/security.txt", "_headers"]
        {
            assert_eq!(OutputPath::new(good).unwrap().as_str(), good);
        }
        let path = OutputPath::new("a/b/c").unwrap();
        assert_eq!(path.directories().collect::<Vec<_>>(), ["a", "a/b"]);
    }

    #[test]
    fn bad_paths() {
        let long = "x".repeat(256);
        for bad in [
            "",
            "/etc/x",
            "a//b",
            "a/",
            "../x",
            "a/..",
            "a\\..\\b",
            "a\0",
            "a\n",
            "con",
            "CON.txt",
            "com1",
            "lpt9.md",
            "a.",
            "a ",
            "a:b",
            "a*",
            long.as_str(),
        ] {
            assert!(OutputPath::new(bad).is_err(), "{bad:?} was accepted");
        }
        assert!(OutputPath::new("com0").is_ok());
        assert!(OutputPath::new("console").is_ok());
    }
}
