//! Takes the strings for readers out of Rust sources, and out of the theme's styles and scripts.
//!
//! The rule: a string counts unless it has no word, is English (the language of messages to those
//! who run the program), is one word in the form of an identifier, key, path or format name, or is
//! named in `machine`. A plain lower-case word counts in `src/danish`, and elsewhere if a template
//! shows that word as well.

use std::collections::BTreeSet;

use crate::{has_word, machine};

/// How a directory's plain words are judged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// The words of the language itself.
    Language,
    /// Writers of output, full of keys of formats.
    Output,
}

/// The directories whose sources write words for readers.
pub(crate) const ROOMS: &[(&str, Room)] = &[
    ("src/danish", Room::Language),
    ("src/related", Room::Language),
    ("src/markdown", Room::Output),
    ("src/site", Room::Output),
    ("src/links", Room::Output),
    ("src/body", Room::Output),
    ("src/pages", Room::Output),
    ("src/feeds", Room::Output),
    ("src/machine_files", Room::Output),
    ("src/output", Room::Output),
    ("src/plan", Room::Output),
];

/// Words that only English has; a string with one is a message to those who run the program.
const ENGLISH: &[&str] = &[
    "and", "are", "be", "between", "by", "cannot", "could", "did", "does", "has", "is", "it",
    "more", "most", "no", "not", "of", "only", "remove", "that", "than", "the", "there", "this",
    "which", "with", "write",
];

/// The strings for readers of a Rust source, in their order.
pub(crate) fn for_readers(
    file: &str,
    source: &str,
    room: Room,
    known: &BTreeSet<String>,
) -> Vec<String> {
    if is_test(file) || machine::FILES.iter().any(|(left_out, _)| *left_out == file) {
        return Vec::new();
    }
    let literals =
        of(source).into_iter().filter(|text| !machine::LITERALS.contains(&text.as_str()));
    let parts = literals.flat_map(|text| if is_html(&text) { html(&text) } else { vec![text] });
    let readable = parts.filter(|text| is_for_readers(text, room, known));
    readable.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Whether a source contains only tests.
pub(crate) fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("tests.rs")
}

/// Without the places that are filled in, `{…}`.
pub(crate) fn without_places(text: &str) -> String {
    let mut bare = String::new();
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    bare
}

fn is_for_readers(text: &str, room: Room, known: &BTreeSet<String>) -> bool {
    let bare = without_places(text);
    let bare = bare.trim();
    if !has_word(bare) || bare.contains('`') {
        return false;
    }
    let lower = bare.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    let is_one_word = !bare.contains(char::is_whitespace);
    if !is_one_word && words.any(|word| ENGLISH.contains(&word)) {
        return false;
    }
    if !is_one_word || !bare.is_ascii() {
        return true;
    }
    let is_capital = |c: char| c.is_ascii_uppercase();
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    let word = bare.trim_end_matches([':', '.']);
    if word.chars().skip(1).any(is_capital) || !is_name(word) {
        return false;
    }
    word.starts_with(is_capital) || room == Room::Language || known.contains(word)
}

fn is_html(text: &str) -> bool {
    text.contains('<') || text.contains("=\"")
}

/// The text and the shown attributes of a piece of HTML.
fn html(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for attribute in ["aria-label=\"", "title=\"", "alt=\""] {
        for rest in text.split(attribute).skip(1) {
            parts.push(rest.split('"').next().unwrap_or_default().to_owned());
        }
    }
    if text.contains('<') {
        let between =
            text.split('<').map(|part| part.split_once('>').map_or(part, |(_, after)| after));
        parts.extend(between.map(str::to_owned));
    }
    parts
}

/// The string literals of a Rust source, unescaped, without its comments and unit tests.
pub(crate) fn of(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let is_new_word = !before.is_alphanumeric() && before != '_';
        before = next;
        // In this project, tests come last.
        let item = rest.strip_prefix("#[cfg(test)]").map_or("", str::trim_start);
        if item.starts_with("mod ") || item.starts_with("#[path") {
            break;
        }
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if next == '"' {
            let (text, after) = quoted(&rest[1..]);
            found.push(text);
            rest = after;
        } else if let Some((text, after)) = raw(rest).filter(|_| is_new_word) {
            found.push(text.to_owned());
            rest = after;
        } else if let Some(after) = character(rest) {
            rest = after;
        } else {
            rest = &rest[next.len_utf8()..];
        }
    }
    found
}

/// The text up to the closing quotation mark, unescaped, and what follows it.
fn quoted(rest: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &rest[at + 1..]),
            '\\' => match characters.next().map(|(_, escaped)| escaped) {
                Some('u') => {
                    let code: String =
                        characters.by_ref().map(|(_, c)| c).take_while(|c| *c != '}').collect();
                    let code = u32::from_str_radix(code.trim_start_matches('{'), 16).ok();
                    text.extend(code.and_then(char::from_u32));
                }
                Some('\n') => {
                    let left = characters.as_str();
                    let skipped = left.len() - left.trim_start().len();
                    characters.by_ref().take(left[..skipped].chars().count()).for_each(drop);
                }
                Some('n' | 't' | 'r' | '0') => text.push(' '),
                Some(escaped) => text.push(escaped),
                None => break,
            },
            other => text.push(other),
        }
    }
    (text, "")
}

/// A raw string at the beginning of a text, and what follows it.
fn raw(rest: &str) -> Option<(&str, &str)> {
    let hashes = rest.strip_prefix('r')?;
    let behind = hashes.trim_start_matches('#');
    let end = format!("\"{}", "#".repeat(hashes.len() - behind.len()));
    behind.strip_prefix('"')?.split_once(&end)
}

/// What follows a character literal; a lifetime is none.
fn character(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('\'')?;
    let escaped = inner.strip_prefix('\\');
    let text = escaped.unwrap_or(inner);
    let first = text.chars().next()?;
    let behind = &text[first.len_utf8()..];
    if escaped.is_some() {
        return behind.split_once('\'').map(|(_, after)| after);
    }
    behind.strip_prefix('\'')
}

/// The words that a style sheet puts into pages, or that a script may.
pub(crate) fn of_theme(source: &str, extension: &str, known: &BTreeSet<String>) -> Vec<String> {
    if extension == "js" {
        let literals = of(&source.replace(['`', '\''], "\""));
        return literals.into_iter().filter(|text| is_word_of_page(text, known)).collect();
    }
    let mut found = Vec::new();
    for value in source.split("content:").skip(1) {
        let value = value.split(';').next().unwrap_or_default();
        let strings = value.split('"').skip(1).step_by(2);
        found.extend(strings.map(without_codes).filter(|text| has_word(text)));
    }
    found
}

/// A string of a style sheet without its codes of characters, such as `\FE0E`.
fn without_codes(text: &str) -> String {
    let mut parts = text.split('\\');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

/// Whether a script's string is more than a selector or a name of the platform.
fn is_word_of_page(text: &str, known: &BTreeSet<String>) -> bool {
    let starts_large = text.starts_with(char::is_uppercase);
    has_word(text) && (!text.is_ascii() || starts_large || known.contains(text))
}
