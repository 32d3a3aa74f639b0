//! The file of known problems, which `[check] baseline` names.
//!
//! In: its text, or problems to write into it. Out: which problems it lists. Each line is `COUNT
//! file code message`, without a position, so that an edit further up in a file changes nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::{Code, Diagnostic, Position, Scope, Span, escape_for_terminal};
use crate::paths::SourcePath;

/// Problems that are known, each with how often it occurs in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Lines without their count, in the composed form of Unicode.
    counts: BTreeMap<String, usize>,
}

impl Baseline {
    /// The file of exactly these problems, each of them given once. What is always an error, and
    /// what is in no file, is not listed.
    pub fn of<'a>(problems: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut counts = BTreeMap::new();
        for line in problems.into_iter().filter_map(line) {
            *counts.entry(line).or_default() += 1;
        }
        Self { counts }
    }

    /// Adds what another baseline lists that was not looked for.
    #[must_use]
    pub fn with_unchecked(mut self, other: Self, scope: Scope) -> Self {
        let unchecked = other.counts.into_iter().filter(|(line, _)| !is_in_scope(line, scope));
        self.counts.extend(unchecked);
        self
    }

    /// Reads the text of a file. What is no line of such a file is an error.
    pub fn read(file: &SourcePath, text: &str) -> Result<Self, Box<Diagnostic>> {
        let mut counts = BTreeMap::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let Some((count, line)) = split(line) else {
                let start = Position::new(number, 1);
                let characters = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
                let end = Position::new(number, characters.saturating_add(1));
                let message = "this is not a line of a baseline: `COUNT file code message`";
                let problem = Diagnostic::new(Code::BadBaseline, message).in_file(file);
                let help = "delete the line, or write the file again with `digest check \
                            --write-baseline`";
                return Err(Box::new(problem.at(Span { start, end }).help(help)));
            };
            let known: &mut usize = counts.entry(line.nfc().collect()).or_default();
            *known = known.saturating_add(count);
        }
        Ok(Self { counts })
    }

    /// Whether a text may be that of such a file, perhaps after a merge that was not resolved.
    pub fn is_text(text: &str) -> bool {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
        lines.peek().is_none() || lines.any(|line| split(line).is_some())
    }

    /// The text of the file: sorted by file, code and message.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (line, count) in &self.counts {
            // Writing to a text does not fail.
            let _ = writeln!(text, "{count} {line}");
        }
        text
    }

    /// The number of problems that it lists.
    pub fn total(&self) -> usize {
        self.counts.values().fold(0, |all, count| all.saturating_add(*count))
    }

    /// Starts to compare it with what is found.
    pub fn compare(&self) -> Comparison<'_> {
        let left = self.counts.iter().map(|(line, count)| (line.as_str(), *count)).collect();
        Comparison { left }
    }
}

/// The problems of a baseline that have not been found yet.
#[derive(Debug)]
pub struct Comparison<'a> {
    left: BTreeMap<&'a str, usize>,
}

impl Comparison<'_> {
    /// Whether a problem is known: one for each time that it is listed.
    pub fn takes(&mut self, problem: &Diagnostic) -> bool {
        let count = line(problem).and_then(|line| self.left.get_mut(line.as_str()));
        match count {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// The number of listed problems that were looked for and not found.
    pub fn left(&self, scope: Scope) -> usize {
        let left = self.left.iter().filter(|(line, _)| is_in_scope(line, scope));
        left.fold(0, |all, (_, count)| all.saturating_add(*count))
    }
}

/// Whether the problem of a line without its count was looked for.
fn is_in_scope(line: &str, scope: Scope) -> bool {
    let code = line.split(' ').nth(1).and_then(Code::named);
    code.is_none_or(|code| code.scope() <= scope)
}

/// The line of a problem without its count; none if it cannot be listed.
fn line(problem: &Diagnostic) -> Option<String> {
    let file = problem.file.as_ref().filter(|_| !problem.code.is_fatal())?;
    let message = escape_for_terminal(&problem.message);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = format!("{} {} {message}", escaped(file.as_str()), problem.code);
    Some(if line.is_ascii() { line } else { line.nfc().collect() })
}

/// A path without spaces, so that it is one field of the line.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for character in escape_for_terminal(path).chars() {
        if character.is_whitespace() {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The count of a line and the rest, if it is one of a baseline.
fn split(line: &str) -> Option<(usize, &str)> {
    let (count, rest) = line.trim().split_once(' ')?;
    let rest = rest.trim_start();
    let mut fields = rest.splitn(3, ' ');
    let (_file, code, _message) = (fields.next()?, fields.next()?, fields.next()?);
    let is_code =
        code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit());
    let count = count.parse().ok().filter(|count| *count > 0)?;
    (is_code && !code.is_empty()).then_some((count, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &str, line: u32, message: &str) -> Diagnostic {
        Diagnostic::new(Code::MissingTarget, message)
            .in_file(&SourcePath::new(file).unwrap())
            .at(Position::new(line, 1))
    }

    fn read(text: &str) -> Result<Baseline, Box<Diagnostic>> {
        Baseline::read(&SourcePath::new("known.txt").unwrap(), text)
    }

    #[test]
    fn lines_are_sorted_and_counted() {
        let problems = [
            problem("b.md", 1, "x"),
            problem("a.md", 9, "y"),
            problem("b.md", 5, "x"),
            problem("a b\n.md", 1, "one\n two"),
            // Always an error; and in no file.
            Diagnostic::new(Code::UrlCollision, "x").in_file(&SourcePath::new("a.md").unwrap()),
            Diagnostic::new(Code::ForeignFile, "x"),
        ];
        let baseline = Baseline::of(&problems);
        let text = "1 a.md missing-target y\n\
                    1 a\\u{20}b\\u{a}.md missing-target one two\n\
                    2 b.md missing-target x\n";
        assert_eq!(baseline.text(), text);
        assert_eq!(baseline.total(), 4);
        assert_eq!(read(text), Ok(baseline));
    }

    #[test]
    fn more_than_are_listed_are_new() {
        let baseline = read("2 a.md missing-target x\n1 a.md missing-target y\n").unwrap();
        let mut comparison = baseline.compare();
        let found = [1, 7, 3].map(|line| comparison.takes(&problem("a.md", line, "x")));
        assert_eq!(found, [true, true, false]);
        assert!(!comparison.takes(&problem("b.md", 1, "x")));
        assert_eq!(comparison.left(Scope::Build), 1);
    }

    #[test]
    fn what_was_not_looked_for_is_neither_missing_nor_dropped() {
        let lines = "1 a.md external-link x\n2 a.md no-source x\n1 a.md missing-alt x\n";
        let listed = || read(lines).unwrap();
        let left = |scope| listed().compare().left(scope);
        assert_eq!([Scope::Build, Scope::Check, Scope::External].map(left), [1, 3, 4]);
        let kept = |scope| Baseline::default().with_unchecked(listed(), scope).text();
        assert_eq!(kept(Scope::Check), "1 a.md external-link x\n");
        assert_eq!(kept(Scope::External), "");
    }

    #[test]
    fn how_the_file_was_saved_does_not_matter() {
        let text = "1 \u{e5}.md missing-target x \u{e5}\n1 b.md missing-target x\n";
        let windows = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
        let decomposed: String = text.nfd().collect();
        for other in [windows.as_str(), &decomposed, text.trim_end()] {
            assert_eq!(read(other), read(text), "{other:?}");
        }
        let baseline = read(&decomposed).unwrap();
        let mut comparison = baseline.compare();
        assert!(comparison.takes(&problem("a\u{30a}.md", 1, "x \u{e5}")));
        // As after a merge that kept both sides.
        assert_eq!(read("1 a.md missing-alt x\n1 a.md missing-alt x\n").unwrap().total(), 2);
    }

    #[test]
    fn what_is_no_line() {
        for bad in [
            "<<<<<<< HEAD",
            "0 a.md missing-target x",
            "-1 a.md missing-target x",
            "a.md missing-target x",
            "1 a.md missing-target",
            "1 a.md MissingTarget x",
            "title = \"x\"",
        ] {
            let text = format!("1 a.md missing-target x\n{bad}\n");
            assert!(Baseline::is_text(&text) && !Baseline::is_text(bad), "{bad}");
            let problem = read(&text).unwrap_err();
            assert_eq!(problem.span.unwrap().start, Position::new(2, 1), "{bad}");
        }
    }
}
