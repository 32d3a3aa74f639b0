//! What a long-running command has reported already, so that it reports only what is new.
//!
//! In: changed files and all problems of each build. Out: the lines to print.

use std::collections::BTreeMap;

use crate::paths::SourcePath;

/// At most this many files are named.
const MAX_NAMED: usize = 3;

/// The problems that were told, by titles that do not depend on positions.
#[derive(Debug, Default)]
pub(super) struct Told {
    titles: BTreeMap<String, usize>,
}

/// What has changed since.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// The places of new problems in the list.
    pub(super) new: Vec<usize>,
    /// The titles of those that are gone.
    pub(super) resolved: Vec<String>,
}

impl Told {
    /// Compares the problems of now, by their titles, with those that were told, and keeps them.
    pub(super) fn update(&mut self, titles: &[String]) -> News {
        let mut now: BTreeMap<String, usize> = BTreeMap::new();
        let mut news = News::default();
        for (place, title) in titles.iter().enumerate() {
            let count = now.entry(title.clone()).or_default();
            *count += 1;
            if self.titles.get(title).is_none_or(|told| told < count) {
                news.new.push(place);
            }
        }
        for (title, told) in &self.titles {
            let gone = told.saturating_sub(now.get(title).copied().unwrap_or_default());
            news.resolved.extend(std::iter::repeat_n(title.clone(), gone));
        }
        self.titles = now;
        news
    }
}

/// What made a command build again, for people.
pub(super) fn cause(changed: &[SourcePath]) -> String {
    let named: Vec<&str> = changed.iter().take(MAX_NAMED).map(SourcePath::as_str).collect();
    match changed.len().saturating_sub(MAX_NAMED) {
        _ if changed.is_empty() => "Updated".to_owned(),
        0 => format!("Changed {}", named.join(", ")),
        more => format!("Changed {} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_is_told_when_it_comes_and_when_it_goes() {
        let mut told = Told::default();
        let update = |told: &mut Told, titles: &[&str]| {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            told.update(&titles)
        };
        assert_eq!(update(&mut told, &["a", "b"]).new, [0, 1]);
        assert_eq!(update(&mut told, &["b", "a"]), News::default());
        // One more of the same, and one that is gone.
        let news = update(&mut told, &["b", "b"]);
        assert_eq!((news.new, news.resolved), (vec![1], vec!["a".to_owned()]));
        assert_eq!(update(&mut told, &[]).resolved, ["b", "b"]);
    }

    #[test]
    fn a_few_files_are_named() {
        let paths: Vec<_> = ["a", "b", "c", "d"].map(|p| SourcePath::new(p).unwrap()).into();
        assert_eq!(cause(&[]), "Updated");
        assert_eq!(cause(&paths[..1]), "Changed a");
        assert_eq!(cause(&paths), "Changed a, b, c and 1 more");
    }
}
