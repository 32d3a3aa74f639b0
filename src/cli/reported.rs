//! What a long-running command has reported already, so that it reports only what is new.
//!
//! In: changed files and all problems of each build. Out: the lines to print.

use std::collections::BTreeMap;

use crate::paths::SourcePath;

/// At most this many files are named.
const MAX_NAMED: usize = 3;

/// The problems that were reported, by titles that do not depend on positions.
#[derive(Debug, Default)]
pub(super) struct ReportedProblems {
    titles: BTreeMap<String, usize>,
}

/// How the problems differ from those of the last report.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ProblemChanges {
    /// The places of new problems in the list.
    pub(super) new: Vec<usize>,
    /// The titles of those that are gone.
    pub(super) resolved: Vec<String>,
}

impl ReportedProblems {
    /// Compares the current problems, by their titles, with those reported before, and keeps them.
    pub(super) fn update(&mut self, titles: &[String]) -> ProblemChanges {
        let mut now: BTreeMap<String, usize> = BTreeMap::new();
        let mut changes = ProblemChanges::default();
        for (place, title) in titles.iter().enumerate() {
            let count = now.entry(title.clone()).or_default();
            *count += 1;
            if self.titles.get(title).is_none_or(|reported| reported < count) {
                changes.new.push(place);
            }
        }
        for (title, reported) in &self.titles {
            let gone = reported.saturating_sub(now.get(title).copied().unwrap_or_default());
            changes.resolved.extend(std::iter::repeat_n(title.clone(), gone));
        }
        self.titles = now;
        changes
    }
}

/// The cause of a rebuild, for people.
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
    fn each_problem_is_reported_when_it_comes_and_when_it_goes() {
        let mut reported = ReportedProblems::default();
        let update = |reported: &mut ReportedProblems, titles: &[&str]| {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            reported.update(&titles)
        };
        assert_eq!(update(&mut reported, &["a", "b"]).new, [0, 1]);
        assert_eq!(update(&mut reported, &["b", "a"]), ProblemChanges::default());
        // One more of the same, and one that is gone.
        let changes = update(&mut reported, &["b", "b"]);
        assert_eq!((changes.new, changes.resolved), (vec![1], vec!["a".to_owned()]));
        assert_eq!(update(&mut reported, &[]).resolved, ["b", "b"]);
    }

    #[test]
    fn a_few_files_are_named() {
        let paths: Vec<_> = ["a", "b", "c", "d"].map(|p| SourcePath::new(p).unwrap()).into();
        assert_eq!(cause(&[]), "Updated");
        assert_eq!(cause(&paths[..1]), "Changed a");
        assert_eq!(cause(&paths), "Changed a, b, c and 1 more");
    }
}
