//! Splitting a content file into front matter and body.

use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic, Position};

/// Where front matter and body stand in a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// The bytes between the two `---` lines. They begin at line 2.
    pub(crate) yaml: Range<usize>,
    /// Where the body begins.
    pub(crate) body: usize,
}

/// The line of the file on which front matter begins.
pub(crate) const FIRST_LINE: u32 = 2;

/// Finds the front matter: the first line is `---`, and so is the line after it. Only a line of
/// its own, unindented, closes it, so `---` within a YAML block or the body does not.
pub(crate) fn split(text: &str) -> Result<Split, Box<Diagnostic>> {
    let mut lines = lines(text);
    let first = lines.next().map_or("", |line| &text[line]);
    if !is_fence(first) {
        return Err(Box::new(missing(first)));
    }
    let mut start = None;
    for line in lines {
        let start = *start.get_or_insert(line.start);
        if is_fence(&text[line.clone()]) {
            return Ok(Split { yaml: start..line.start, body: line.end });
        }
    }
    let message = "the front matter is not closed: there is no second `---` line";
    let problem = Diagnostic::new(Code::FrontMatterUnclosed, message);
    Err(Box::new(problem.at(Position::new(1, 1)).help("write `---` on a line of its own below it")))
}

/// What a file that begins with `first` lacks.
fn missing(first: &str) -> Diagnostic {
    let first = first.trim_end();
    let (message, help) = if first == "+++" {
        (
            "the front matter is TOML, between `+++` lines",
            "write YAML between `---` lines instead: `title: …` for `title = \"…\"`",
        )
    } else if first
        .strip_prefix('{')
        .is_some_and(|rest| matches!(rest.trim_start().bytes().next(), None | Some(b'"')))
    {
        (
            "the front matter is JSON",
            "write YAML between `---` lines instead: `title: …` for `\"title\": \"…\"`",
        )
    } else {
        (
            "the file has no front matter",
            "begin the file with a `---` line, the keys, and another `---` line",
        )
    };
    Diagnostic::new(Code::FrontMatterMissing, message).at(Position::new(1, 1)).help(help)
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// The lines of a text with their ends: LF, CRLF or a lone CR.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start == text.len() {
            return None;
        }
        let end = match text[start..].find(['\n', '\r']) {
            None => text.len(),
            Some(at) if text[start + at..].starts_with("\r\n") => start + at + 2,
            Some(at) => start + at + 1,
        };
        let line = start..end;
        start = end;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    fn parts(text: &str) -> (&str, &str) {
        let split = split(text).unwrap();
        (&text[split.yaml], &text[split.body..])
    }

    #[test]
    fn front_matter_and_body() {
        assert_eq!(parts("---\na: 1\n---\nText\n"), ("a: 1\n", "Text\n"));
        assert_eq!(parts("---\r\na: 1\r\n---\r\nText"), ("a: 1\r\n", "Text"));
        assert_eq!(parts("---\ra: 1\r---\rText"), ("a: 1\r", "Text"));
        assert_eq!(parts("--- \n---"), ("", ""));
        assert_eq!(parts("---\na: 1\n---\n\n---\n\nx"), ("a: 1\n", "\n---\n\nx"));
    }

    #[test]
    fn only_a_line_of_its_own_closes() {
        let text = "---\na: |\n  x\n  ---\n  y\nb: '---'\n---\nText";
        assert_eq!(parts(text), ("a: |\n  x\n  ---\n  y\nb: '---'\n", "Text"));
    }

    #[test]
    fn what_is_missing_is_said() {
        let code = |text| split(text).unwrap_err().code;
        assert_eq!(code(""), Code::FrontMatterMissing);
        assert_eq!(code("Text\n---\n"), Code::FrontMatterMissing);
        assert_eq!(code("---"), Code::FrontMatterUnclosed);
        assert_eq!(code("---\na: 1\n ---\nText"), Code::FrontMatterUnclosed);
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn splitting_loses_nothing(yaml in "([a-zæ: ]{0,9}\n){0,4}", body in "(.|\n|\r){0,60}") {
            let text = format!("---\n{yaml}---\n{body}");
            prop_assert_eq!(parts(&text), (yaml.as_str(), body.as_str()));
        }

        #[test]
        fn no_text_is_too_odd(text in "(---|\n|\r|[^a]|a){0,30}") {
            if let Ok(split) = split(&text) {
                prop_assert!(split.yaml.end <= split.body && split.body <= text.len());
                prop_assert!(text.is_char_boundary(split.body));
            }
        }
    }
}
