//! Paths of source files.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The path of a file in the site's directory: relative to it, with `/` between the parts,
/// such as `content/artikler/nyt.md`.
///
/// The name is kept as the disk spells it (macOS may decompose `å`); comparisons that a person
/// would expect to be equal normalise both sides to NFC first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Makes a path from its text form; `.` and empty parts are dropped, `..` goes up one part.
    /// Gives `None` if the path would leave the directory.
    pub fn new(text: &str) -> Option<Self> {
        if is_plain(text) {
            return Some(Self(text.into()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// The path of the site's directory itself, which only messages name.
    pub fn top() -> Self {
        Self("".into())
    }

    /// The text form, with `/` between the parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: the file's name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The file's name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// What follows the last `.` of the file's name, if anything.
    pub fn extension(&self) -> Option<&str> {
        let (stem, extension) = self.name().rsplit_once('.')?;
        (!stem.is_empty()).then_some(extension)
    }

    /// The directory that contains the file; empty at the top.
    pub fn directory(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(directory, _)| directory)
    }

    /// Follows a relative path from the directory of this file. `None` if it leaves the site.
    pub fn resolve(&self, relative: &str) -> Option<Self> {
        Self::new(&format!("{}/{relative}", self.directory()))
    }

    /// The part below `directory`, if this path is below it.
    pub fn below(&self, directory: &str) -> Option<&str> {
        self.0.strip_prefix(directory)?.strip_prefix('/')
    }
}

/// Whether no part of a path is empty or begins with a dot, as with nearly all: caches hold many.
fn is_plain(text: &str) -> bool {
    let mut before = b'/';
    text.bytes().all(|byte| {
        let starts = std::mem::replace(&mut before, byte) == b'/';
        !(starts && matches!(byte, b'/' | b'.'))
    }) && before != b'/'
}

impl Serialize for SourcePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SourcePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        Self::new(text).ok_or_else(|| serde::de::Error::custom("the path leads outside the site"))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SourcePath {
        SourcePath::new(text).unwrap()
    }

    #[test]
    fn parts_of_a_path() {
        let path = path("content/artikler/nyt.2.md");
        assert_eq!(path.name(), "nyt.2.md");
        assert_eq!(path.stem(), "nyt.2");
        assert_eq!(path.extension(), Some("md"));
        assert_eq!(path.directory(), "content/artikler");
        assert_eq!(path.below("content"), Some("artikler/nyt.2.md"));
        assert_eq!(path.below("cont"), None);
    }

    #[test]
    fn a_dot_file_has_no_extension() {
        assert_eq!(path("static/.nojekyll").extension(), None);
        assert_eq!(path("static/.nojekyll").stem(), ".nojekyll");
    }

    #[test]
    fn a_path_never_leaves_the_site() {
        assert_eq!(SourcePath::new("../x"), None);
        assert_eq!(SourcePath::new("a/../../x"), None);
        assert_eq!(path("a/./b//../c"), path("a/c"));
        assert_eq!(path("a/b.md").resolve("../c.md"), Some(path("c.md")));
        assert_eq!(path("a/b.md").resolve("../../c.md"), None);
    }
}
