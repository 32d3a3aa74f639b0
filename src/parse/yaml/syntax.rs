//! What the parser objects to, in an author's words and with a fix.
//!
//! In: the parser's error and the text. Out: a [`Fault`]. The parser says what it expected; the
//! text around it shows the likely mistake.

use super::fault::{Fault, position_in};
use crate::diagnostics::{Code, LineIndex, Position};

const SAME_COLUMN: &str = "begin all keys of one mapping in the same column";

/// Explains an error of the parser. It read `yaml` behind `lines_before` lines of our own; messages
/// call the text `subject`.
pub(super) fn explain(
    error: &serde_yaml::Error,
    yaml: &str,
    lines_before: u32,
    subject: &str,
) -> Fault {
    let text = error.to_string();
    // The parser names the place where it gave up, and the beginning of what it was reading there.
    let (problem, reading) = text.split_once(", while ").unwrap_or((&text, ""));
    let message = problem.split(" at line ").next().unwrap_or(problem);
    let fault = Fault::new(Code::FrontMatterSyntax, message);
    if message.contains("repetition limit") || message.contains("recursion limit") {
        return Fault { code: Code::FrontMatterLimit, ..fault }.at(error);
    }
    let lines = LineIndex::new(yaml);
    let offset = |position: Option<Position>| {
        let Position { line, column } = position.unwrap_or(Position::new(1, 1));
        lines.offset(Position::new(line.saturating_sub(lines_before).max(1), column))
    };
    let place = Place { yaml, at: offset(position_in(&problem)) };
    let start = Place { yaml, at: offset(position_in(&reading)) };
    let (at, message, help) = place
        .explain(message, reading, start, subject)
        .unwrap_or_else(|| (place.at, message.to_owned(), None));
    Fault { position: Some(lines.position(at)), help, ..Fault::new(fault.code, message) }
}

/// A mistake: its byte, what it is and how to fix it.
type Mistake = (usize, String, Option<String>);

/// A byte of the text.
#[derive(Clone, Copy)]
struct Place<'a> {
    yaml: &'a str,
    at: usize,
}

impl<'a> Place<'a> {
    fn explain(self, message: &str, reading: &str, start: Self, subject: &str) -> Option<Mistake> {
        let rest = self.rest();
        let with_help = |at, message: String, help: String| Some((at, message, Some(help)));
        match message {
            _ if message.contains("tab character")
                || message.contains("cannot start any token") =>
            {
                let indent = self.before().len() + rest.len() - rest.trim_start().len();
                let tab = self.line()[..indent].find('\t').map(|tab| self.line_start() + tab);
                match tab {
                    Some(tab) => with_help(
                        tab,
                        "a tab, which YAML does not allow as indentation".into(),
                        "indent with spaces".into(),
                    ),
                    None => self.bad_start(),
                }
            }
            "did not find expected key" | "did not find expected '-' indicator" => {
                Some(self.after_value().unwrap_or_else(|| {
                    let help = match (rest.starts_with("- "), self.before().is_empty()) {
                        (true, true) => "write a key above the list, such as `tags:`",
                        (true, false) => "begin all entries of one list in the same column",
                        _ => SAME_COLUMN,
                    };
                    (
                        self.at,
                        "this line is not indented like those above".into(),
                        Some(help.into()),
                    )
                }))
            }
            "found unexpected end of stream" if reading.contains("quoted scalar") => {
                let mark = start.rest().chars().next()?;
                with_help(
                    start.at,
                    "the quotation mark is not closed".into(),
                    format!("add {mark} at the end of the value"),
                )
            }
            "did not find expected ',' or ']'" | "did not find expected ',' or '}'" => {
                Some(self.in_brackets(start))
            }
            "mapping values are not allowed in this context" => self.second_colon(),
            "could not find expected ':'" => {
                let line = start.line().trim();
                let help = match line.split_once(':') {
                    Some((key, value)) => format!("write a space: `{key}: {value}`"),
                    None => {
                        "write `key: value`; indent a line that continues the value above it".into()
                    }
                };
                with_help(start.at, "the line is not a key and a value".into(), help)
            }
            "did not find expected alphabetic or numeric character"
            | "did not find expected comment or line break" => start.bad_start(),
            "unknown anchor" => {
                let (_, message, help) = self.bad_start()?;
                Some((self.at, message, help))
            }
            "block sequence entries are not allowed in this context"
            | "mapping keys are not allowed in this context" => self.bad_start(),
            "did not find expected node content" => {
                let is_first = self.before().trim_end().ends_with(':');
                if is_first { self.bad_start() } else { self.missing_item() }
            }
            "found unknown escape character" | "did not find expected hexadecimal number" => {
                with_help(
                    self.at,
                    "in double quotes, a backslash begins an escape sequence".into(),
                    "write `\\\\` for a backslash, or put the value in single quotes".into(),
                )
            }
            _ if message.contains("more than one document") => {
                let marks = ["\n---", "\n...", "\r---", "\r..."];
                let mark = marks.into_iter().filter_map(|mark| self.yaml.find(mark)).min();
                if let Some(mark) = mark {
                    with_help(
                        mark + 1,
                        "a `...` or `---` line begins a second document".into(),
                        format!("delete the `...` or `---` line in {subject}"),
                    )
                } else {
                    with_help(
                        self.at,
                        "the first line is indented deeper than a later one".into(),
                        SAME_COLUMN.into(),
                    )
                }
            }
            _ => None,
        }
    }

    /// A value that begins with a character that means something else to YAML.
    fn bad_start(self) -> Option<Mistake> {
        let character = self.rest().chars().next()?;
        let message = format!("a value without quotes cannot begin with `{character}`");
        Some((self.at, message, Some(quote(self.rest()))))
    }

    /// What follows the end of a value in quotes or brackets.
    fn after_value(self) -> Option<Mistake> {
        let before = self.before();
        let value = before
            .find(": ")
            .map_or_else(|| before.trim_start(), |colon| before[colon + 1..].trim_start());
        let value = value.strip_prefix("- ").map_or(value, str::trim_start);
        let what = match value.chars().next()? {
            '"' | '\'' => "quotation mark",
            '[' | '{' => "bracket",
            _ => return None,
        };
        let whole = &self.line()[before.len() - value.len()..];
        // Quotation marks around everything are meant to be those of YAML.
        let mark = whole
            .chars()
            .next()
            .filter(|mark| matches!(mark, '"' | '\''))
            .filter(|mark| whole.trim_end().ends_with(*mark));
        let whole = mark.map_or(whole, |mark| whole.trim_end().trim_matches(mark));
        let message = format!("the value continues after its closing {what}");
        Some((self.at, message, Some(quote(whole))))
    }

    /// A list or mapping in brackets, of which `start` is the opening one.
    fn in_brackets(self, start: Self) -> Mistake {
        let (open, close) = if start.rest().starts_with('{') { ('{', '}') } else { ('[', ']') };
        if self.line_start() == start.line_start() {
            let message = format!("expected `,` or `{close}`");
            let help = "separate entries with commas, and put quotes around an entry that contains \
                        a comma, a colon or a bracket";
            return (self.at, message, Some(help.into()));
        }
        let message = format!("the `{open}` is not closed");
        let help = if start.rest().contains(" #") {
            "put quotes around an entry that contains ` #`, which begins a comment".into()
        } else {
            format!("add `{close}` after the last entry")
        };
        (start.at, message, Some(help))
    }

    /// A colon where no key can stand.
    fn second_colon(self) -> Option<Mistake> {
        let line = self.line();
        let before = self.before();
        if before.contains(": ") {
            let value = before.find(": ").map_or("", |colon| line[colon + 2..].trim());
            let message = "a value that contains a colon and a space must be in quotes".into();
            return Some((self.at, message, Some(quote(value))));
        }
        let above = self.yaml[..self.line_start()].lines().rev();
        let above = above.map(str::trim_end).find(|line| !line.is_empty())?;
        let at = self.line_start() + (before.len() - before.trim_start().len());
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        if above.contains(':') && indent(line) > indent(above) {
            let message =
                "this key is indented deeper than the one above, which has a value".into();
            return Some((at, message, Some(SAME_COLUMN.into())));
        }
        let message = "the line above is not a key and a value".into();
        Some((at, message, Some("write a colon and a space after its key".into())))
    }

    /// A comma or bracket in the place of an entry.
    fn missing_item(self) -> Option<Mistake> {
        let character = self.rest().chars().next()?;
        let message = format!("no entry before `{character}`");
        Some((self.at, message, Some(format!("delete the `{character}`, or write an entry"))))
    }

    fn line_start(self) -> usize {
        self.yaml[..self.at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn line(self) -> &'a str {
        self.yaml[self.line_start()..].split(['\n', '\r']).next().unwrap_or_default()
    }

    /// The line up to the place.
    fn before(self) -> &'a str {
        &self.yaml[self.line_start()..self.at]
    }

    /// The line from the place on.
    fn rest(self) -> &'a str {
        self.yaml[self.at..].split(['\n', '\r']).next().unwrap_or_default()
    }
}

/// How to write a value so that it is taken as it is.
fn quote(value: &str) -> String {
    match quoted(value) {
        Some(quoted) => format!("put quotes around the whole value: `{quoted}`"),
        None => "put quotes around the whole value".into(),
    }
}

/// A value of one line in the quotes that need the least escaping; none of one that is too long to
/// be repeated in a message.
pub(super) fn quoted(value: &str) -> Option<String> {
    const MAX_CHARS: usize = 60;
    let value = value.trim();
    if value.chars().count() > MAX_CHARS {
        return None;
    }
    if value.contains(['"', '\\']) {
        return Some(format!("'{}'", value.replace('\'', "''")));
    }
    Some(format!("\"{value}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml::YamlLimits;
    use crate::parse::yaml::guard::check;

    const LIMITS: YamlLimits = YamlLimits {
        subject: "the front matter",
        bytes: 1 << 10,
        depth: 8,
        nodes: 100,
        aliases: 9,
        flow_openers: 9,
    };

    /// The place, the message and the help.
    fn mistake(yaml: &str) -> (u32, u32, String, String) {
        let Err(Fault { position, message, help, .. }) = check(yaml, &LIMITS) else {
            panic!("{yaml} was read");
        };
        let Position { line, column } = position.unwrap_or(Position::new(0, 0));
        (line, column, message, help.unwrap_or_default())
    }

    #[test]
    fn mistakes_are_explained_where_they_are() {
        let whole = |quoted| format!("put quotes around the whole value: `{quoted}`");
        let cannot = |mark| format!("a value without quotes cannot begin with `{mark}`");
        let tab = "a tab, which YAML does not allow as indentation";
        let behind = "the value continues after its closing quotation mark";
        let indented = "this line is not indented like those above";
        for (yaml, line, column, message, help) in [
            ("a: 1\n\tb: 2", 2, 1, tab, "indent with spaces"),
            ("a:\n \tb: 2", 2, 2, tab, "indent with spaces"),
            ("a: \"Æ\" b", 1, 8, behind, &whole("'\"Æ\" b'")),
            ("a: \"b \"c\" d\"", 1, 8, behind, &whole("'b \"c\" d'")),
            ("a: 'b's c'", 1, 7, behind, &whole("\"b's c\"")),
            ("- 'b' c", 1, 7, behind, &whole("\"'b' c\"")),
            ("a: @b", 1, 4, &cannot("@"), &whole("\"@b\"")),
            ("b: x\na: *æ* fed", 2, 4, &cannot("*"), &whole("\"*æ* fed\"")),
            ("a: > b", 1, 4, &cannot(">"), &whole("\"> b\"")),
            ("a: - b", 1, 4, &cannot("-"), &whole("\"- b\"")),
            (
                "a: b: c",
                1,
                5,
                "a value that contains a colon and a space must be in quotes",
                &whole("\"b: c\""),
            ),
            (
                "a: b\n  c: d",
                2,
                3,
                "this key is indented deeper than the one above, which has a value",
                SAME_COLUMN,
            ),
            (
                "a\nb: c",
                2,
                1,
                "the line above is not a key and a value",
                "write a colon and a space after its key",
            ),
            ("a: b\nc:d\ne: f", 2, 1, "the line is not a key and a value", "write a space: `c: d`"),
            ("a:\n- b: 1\n c: 2", 3, 2, indented, SAME_COLUMN),
            ("a:\n  - b\n - c", 3, 2, indented, "begin all entries of one list in the same column"),
            ("a: b\n- c", 2, 1, indented, "write a key above the list, such as `tags:`"),
            (
                " a: b\nc: d",
                1,
                1,
                "the first line is indented deeper than a later one",
                SAME_COLUMN,
            ),
            (
                "a: [b, c #, d]\ne: f",
                1,
                4,
                "the `[` is not closed",
                "put quotes around an entry that contains ` #`, which begins a comment",
            ),
            ("a: {b: c\ne: f", 1, 4, "the `{` is not closed", "add `}` after the last entry"),
            ("a: [b,, c]", 1, 7, "no entry before `,`", "delete the `,`, or write an entry"),
            (
                "a: b\nc: 'd\ne: f",
                2,
                4,
                "the quotation mark is not closed",
                "add ' at the end of the value",
            ),
            (
                "a: !!str b\nc: @d",
                1,
                4,
                "YAML tags such as `!name` are not allowed",
                "delete the tag, or put quotes around the value",
            ),
            (
                "a: \"C:\\\\x\\q\"",
                1,
                10,
                "in double quotes, a backslash begins an escape sequence",
                "write `\\\\` for a backslash, or put the value in single quotes",
            ),
        ] {
            let expected = (line, column, message.to_owned(), help.to_owned());
            assert_eq!(mistake(yaml), expected, "{yaml}");
        }
    }
}
