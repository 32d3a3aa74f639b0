//! Patterns for paths, as in a `.gitignore`.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A pattern for paths of the site's directory: `*` stands for any characters of one name, `?` for
/// one, `**` between slashes for any number of directories. A pattern without a slash is one for
/// names in any directory; one that ends in a slash stands for everything in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `**`.
    AnyDirectories,
    Name(Vec<char>),
}

/// Why a pattern cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadGlob {
    /// It has no name.
    #[error("must not be empty")]
    Empty,
    /// It has a character with a meaning that is not supported.
    #[error("cannot contain `{0}`; write `*`, `?` and `**`, with `/` between directories")]
    Unsupported(char),
    /// `**` is only a part of a name.
    #[error("must have `**` between slashes, as in `content/**/x.md`")]
    PartialStars,
    /// It leads outside the site.
    #[error("must not contain `..`")]
    Outside,
}

impl Glob {
    /// Reads a pattern.
    pub fn new(pattern: &str) -> Result<Self, BadGlob> {
        if let Some(bad) = pattern.chars().find(|c| "[]{}!\\".contains(*c)) {
            return Err(BadGlob::Unsupported(bad));
        }
        let pattern: String = pattern.trim().nfc().collect();
        let names = pattern.split('/').filter(|name| !name.is_empty() && *name != ".");
        let mut parts: Vec<Part> = Vec::new();
        for name in names {
            match name {
                "**" => parts.push(Part::AnyDirectories),
                ".." => return Err(BadGlob::Outside),
                name if name.contains("**") => return Err(BadGlob::PartialStars),
                name => parts.push(Part::Name(name.chars().collect())),
            }
        }
        if parts.is_empty() {
            return Err(BadGlob::Empty);
        }
        if pattern.ends_with('/') && parts.last() != Some(&Part::AnyDirectories) {
            parts.push(Part::AnyDirectories);
        }
        if parts.last() == Some(&Part::AnyDirectories) {
            // At least one name, that of the file, follows.
            parts.push(Part::Name(vec!['*']));
        } else if !pattern.contains('/') {
            parts.insert(0, Part::AnyDirectories);
        }
        Ok(Self { parts })
    }

    /// Whether a path, with `/` between its parts, fits the pattern, whatever its Unicode form.
    pub fn matches(&self, path: &str) -> bool {
        let path: Cow<'_, str> =
            if is_nfc(path) { path.into() } else { path.nfc().collect::<String>().into() };
        let names: Vec<Vec<char>> = path.split('/').map(|name| name.chars().collect()).collect();
        fits(&self.parts, &names, &|part| *part == Part::AnyDirectories, &|part, name| match part {
            Part::AnyDirectories => false,
            Part::Name(pattern) => {
                fits(pattern, name, &|c| *c == '*', &|wanted, c| *wanted == '?' || wanted == c)
            }
        })
    }
}

/// Whether items fit a pattern in which stars stand for any number of them. Only the last star is
/// ever tried again, so the time is at most the product of the lengths.
fn fits<P, T>(
    pattern: &[P],
    items: &[T],
    is_star: &dyn Fn(&P) -> bool,
    is_fit: &dyn Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut item) = (0, 0);
    // After the last star, and the first item that it does not stand for.
    let mut star = None;
    while item < items.len() {
        match pattern.get(at) {
            Some(part) if is_star(part) => {
                at += 1;
                star = Some((at, item));
            }
            Some(part) if is_fit(part, &items[item]) => {
                at += 1;
                item += 1;
            }
            _ => {
                let Some((after, first)) = star else { return false };
                star = Some((after, first + 1));
                (at, item) = (after, first + 1);
            }
        }
    }
    pattern[at..].iter().all(is_star)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Glob::new(pattern).unwrap().matches(path)
    }

    #[test]
    fn paths_that_fit() {
        for (pattern, path) in [
            ("content/artikler/2019/**", "content/artikler/2019/a/b.md"),
            ("content/artikler/2019/", "content/artikler/2019/a/b.md"),
            ("./content/artikler/*.md", "content/artikler/a.md"),
            ("/content/**/gammel-*.md", "content/artikler/gammel-1.md"),
            ("content/**/a.md", "content/a.md"),
            ("**/a?.md", "content/artikler/aø.md"),
            ("*.orig", "content/artikler/a.md.orig"),
            ("site.toml", "site.toml"),
            ("content/A\u{30a}r/*", "content/\u{c5}r/x.md"),
            ("content/\u{c5}r/*", "content/A\u{30a}r/x.md"),
            ("**/a/**/b/*", "x/a/b/a/c/b/d"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn paths_that_do_not_fit() {
        for (pattern, path) in [
            ("content/artikler/*.md", "content/artikler/2019/a.md"),
            ("content/artikler/2019/**", "content/artikler/2019"),
            ("artikler/*.md", "content/artikler/a.md"),
            ("a?.md", "a.md"),
            ("content/**/a.md", "content/xa.md"),
            ("CONTENT/**", "content/a.md"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern() {
        assert_eq!(Glob::new(" / "), Err(BadGlob::Empty));
        assert_eq!(Glob::new("*.{md,txt}"), Err(BadGlob::Unsupported('{')));
        assert_eq!(Glob::new("content\\*"), Err(BadGlob::Unsupported('\\')));
        assert_eq!(Glob::new("content/**.md"), Err(BadGlob::PartialStars));
        assert_eq!(Glob::new("../x"), Err(BadGlob::Outside));
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!Glob::new(&"*a".repeat(200)).unwrap().matches(&"a".repeat(199)));
        assert!(!Glob::new(&"**/a/".repeat(100)).unwrap().matches(&"a/".repeat(99)));
    }
}
