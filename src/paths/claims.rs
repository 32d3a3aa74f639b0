//! The table in which every output claims its path.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{OutputPath, SourcePath};

/// Who claims a path: the source that makes the output, and what about it leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimant {
    /// The file to name in a message, if one file is the cause.
    pub source: Option<SourcePath>,
    /// What the output is, as a noun phrase: "article", "alias", "list of tag »ai«".
    pub what: Cow<'static, str>,
    /// The front matter key that a fix would change, such as `slug` or `aliases`.
    pub key: Option<&'static str>,
}

/// Two outputs that want one path, or a file that wants to lie where another needs a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// The path that the second claimant wants.
    pub path: OutputPath,
    /// The claimant that had it, or needs a directory of that name.
    pub first: Claimant,
    /// The later claimant.
    pub second: Claimant,
}

/// All claimed paths. Two paths are the same if they are equal after Unicode normalisation and
/// case folding, because they would be one file on macOS or Windows.
#[derive(Debug, Default)]
pub struct Claims {
    claimed: HashMap<String, (OutputPath, Claimant)>,
}

impl Claims {
    /// A table with room for this number of claims.
    pub fn with_capacity(claims: usize) -> Self {
        Self { claimed: HashMap::with_capacity(claims) }
    }

    /// Claims `path` for `claimant`; an earlier claim wins.
    pub fn claim(&mut self, path: &OutputPath, claimant: Claimant) -> Result<(), Box<Collision>> {
        use std::collections::hash_map::Entry;
        match self.claimed.entry(fold(path.as_str())) {
            Entry::Vacant(entry) => {
                entry.insert((path.clone(), claimant));
                Ok(())
            }
            Entry::Occupied(entry) => Err(Box::new(Collision {
                path: path.clone(),
                first: entry.get().1.clone(),
                second: claimant,
            })),
        }
    }

    /// The claimant of `path`, if there is one.
    pub fn claimant(&self, path: &OutputPath) -> Option<&Claimant> {
        self.claimed.get(&fold(path.as_str())).map(|(_, claimant)| claimant)
    }

    /// The claimed path that some file system takes for `path`, as it was claimed.
    pub fn spelling(&self, path: &OutputPath) -> Option<&OutputPath> {
        self.claimed.get(&fold(path.as_str())).map(|(claimed, _)| claimed)
    }

    /// Every claimed path, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.claimed.values().map(|(path, _)| path)
    }

    /// Finds the files that lie where another output needs a directory, sorted by path.
    pub fn files_in_the_way(&self) -> Vec<Collision> {
        let mut found = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "what is found is sorted")]
        for (folded, (path, claimant)) in &self.claimed {
            for (end, _) in folded.match_indices('/') {
                if let Some((_, first)) = self.claimed.get(&folded[..end]) {
                    let (first, second) = (first.clone(), claimant.clone());
                    found.push((end, Collision { path: path.clone(), first, second }));
                }
            }
        }
        found.sort_by(|(one, a), (other, b)| a.path.cmp(&b.path).then(one.cmp(other)));
        found.into_iter().map(|(_, collision)| collision).collect()
    }
}

/// The form in which two paths that some file system takes for one are equal.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimant(what: &str) -> Claimant {
        Claimant { source: SourcePath::new(what), what: what.to_owned().into(), key: None }
    }

    fn collides(first: &str, second: &str) -> bool {
        let mut claims = Claims::default();
        claims.claim(&OutputPath::new(first).unwrap(), claimant("first")).unwrap();
        claims.claim(&OutputPath::new(second).unwrap(), claimant("second")).is_err()
    }

    #[test]
    fn paths_that_some_system_takes_for_one_collide() {
        assert!(collides("a.html", "a.html"));
        assert!(collides("A/index.html", "a/index.html"));
        assert!(collides("Øl", "øl"));
        assert!(collides("a\u{30a}ben", "åben"));
        assert!(!collides("aal", "ål"));
    }

    #[test]
    fn a_file_where_a_directory_is_needed() {
        let mut claims = Claims::default();
        for path in ["x", "x/y", "x/z/w"] {
            claims.claim(&OutputPath::new(path).unwrap(), claimant(path)).unwrap();
        }
        let found = claims.files_in_the_way();
        let pairs: Vec<_> = found.iter().map(|c| (&*c.first.what, &*c.second.what)).collect();
        assert_eq!(pairs, [("x", "x/y"), ("x", "x/z/w")]);
    }
}
