//! JSON (RFC 8259).

use serde::de::DeserializeSeed;

use crate::diagnostics::{Code, Diagnostic, LineIndex};
use crate::parse::datum::{Datum, Walk};

pub(super) fn read(text: &str, walk: &Walk) -> Result<Datum, Diagnostic> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = walk.seed().deserialize(&mut deserializer);
    let read = read.and_then(|datum| deserializer.end().map(|()| datum));
    read.map_err(|error| {
        let at = offset(text, &error);
        let Some(problem) = walk.take_problem() else {
            let position = LineIndex::new(text).position(at);
            return Diagnostic::new(Code::DataSyntax, message(&error)).at(position);
        };
        // The parser has passed the text that it refuses, which begins before its position.
        let start = if text[at..].starts_with('"') { start_of_string(text, at) } else { at };
        problem.at(LineIndex::new(text).position(start))
    })
}

/// The parser's message, without the position.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    match message.strip_prefix("EOF while parsing ") {
        Some(what) => format!("the file ends inside {what}"),
        None => message.to_owned(),
    }
}

/// The byte at the parser's position: it counts lines by `\n`, and bytes in a line.
pub(super) fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the string begins whose last quotation mark is at `end`.
fn start_of_string(text: &str, end: usize) -> usize {
    let is_mark = |at: usize| {
        let before = &text[..at];
        let slashes = before.len() - before.trim_end_matches('\\').len();
        slashes.is_multiple_of(2)
    };
    let marks = text[..end].rmatch_indices('"').map(|(at, _)| at);
    marks.into_iter().find(|at| is_mark(*at)).unwrap_or(end)
}
