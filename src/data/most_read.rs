//! `data/laest.json`: what is read most, as a program that counts readers writes it.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;

use super::problems::MAX_REPORTED;
use crate::diagnostics::{Code, Diagnostic, LineIndex};

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popular {
    /// A slug, a path such as `/2026/11/nyt/`, or an absolute address.
    pub target: String,
    /// Its position, in bytes of the file's text.
    pub range: Range<usize>,
}

/// Reads a text that is JSON: a list of text values, or of objects with `url` and perhaps `views`.
/// Other keys are left alone, since the program that writes them is not ours.
pub(super) fn read(text: &str) -> Result<Vec<Popular>, Vec<Diagnostic>> {
    let index = LineIndex::new(text);
    let wrong = |raw: &str, message: String| {
        Diagnostic::new(Code::WrongType, message)
            .at(index.span(range(text, raw)))
            .help("write `[\"slug\", …]` or `[{\"url\": \"/2026/11/slug/\", \"views\": 10}, …]`")
    };
    let whole = text.trim();
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) else {
        let message = format!("expected a list of articles, found {}", type_name(whole));
        return Err(vec![wrong(whole, message)]);
    };
    let mut problems = Vec::new();
    let mut list = Vec::new();
    for item in items {
        if problems.len() >= MAX_REPORTED {
            break;
        }
        let raw = item.get();
        if let Ok(target) = serde_json::from_str::<String>(raw) {
            list.push(Popular { target, range: range(text, raw) });
            continue;
        }
        let Ok(entry) = serde_json::from_str::<BTreeMap<String, &RawValue>>(raw) else {
            let found = type_name(raw);
            problems.push(wrong(raw, format!("expected text or an object, found {found}")));
            continue;
        };
        match entry.get("url").map(|url| (url.get(), serde_json::from_str::<String>(url.get()))) {
            Some((raw, Ok(target))) => list.push(Popular { target, range: range(text, raw) }),
            Some((raw, Err(_))) => {
                let found = type_name(raw);
                problems.push(wrong(raw, format!("`url`: expected text, found {found}")));
            }
            None => problems.push(wrong(raw, "the entry has no `url`".into())),
        }
        let views = entry.get("views").map(|views| views.get());
        if let Some(raw) = views.filter(|raw| serde_json::from_str::<u64>(raw).is_err()) {
            let message = format!("`views`: expected a whole number, found {}", type_name(raw));
            problems.push(wrong(raw, message));
        }
    }
    if problems.is_empty() { Ok(list) } else { Err(problems) }
}

/// The position of a part of a text.
fn range(text: &str, piece: &str) -> Range<usize> {
    let start = piece.as_ptr().addr() - text.as_ptr().addr();
    start..start + piece.len()
}

/// What a piece of JSON is.
fn type_name(raw: &str) -> &'static str {
    match raw.bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "nothing",
        _ => "a number",
    }
}
