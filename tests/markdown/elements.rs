//! What HTML says, apart from how it is written and from where our dialect is another on purpose.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use percent_encoding::percent_decode_str;

/// The elements and texts of some HTML, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Elements(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Start(String, BTreeMap<String, String>),
    End(String),
    Text(String),
}

/// Elements around which white space means nothing.
const BLOCKS: [&str; 22] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "section",
    "div",
    "br",
    "input",
];

/// Our own additions: a label makes a task easier to read aloud, and a wide table scrolls in its
/// frame.
const OURS: [&str; 1] = ["label"];

/// Attributes that are ours or theirs alone: ids and roles of headings, tables and notes, sizes of
/// images, and how they load.
const IGNORED: [&str; 12] = [
    "id",
    "role",
    "aria-label",
    "aria-hidden",
    "tabindex",
    "loading",
    "scope",
    "data-footnotes",
    "data-footnote-ref",
    "data-footnote-backref",
    "data-footnote-backref-idx",
    "disabled",
];

impl Elements {
    pub(crate) fn of(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut parts: Vec<Part> = Vec::new();
        // For each `<div>` that is open, whether it is the frame of a table.
        let mut frames = Vec::new();
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let attributes = tag.attributes.iter();
                    let attributes: BTreeMap<_, _> =
                        attributes.map(|(name, value)| (string(name), string(value))).collect();
                    let name = level_two(string(&tag.name));
                    if name == "div" {
                        frames.push(attributes.get("class").is_some_and(|c| c == "table-scroll"));
                    }
                    if OURS.contains(&name.as_str()) || (name == "div" && frames.ends_with(&[true]))
                    {
                        continue;
                    }
                    parts.push(Part::Start(name, normalized(attributes)));
                }
                Token::EndTag(tag) => {
                    let name = level_two(string(&tag.name));
                    let is_frame = name == "div" && frames.pop() == Some(true);
                    if !is_frame && !OURS.contains(&name.as_str()) {
                        parts.push(Part::End(name));
                    }
                }
                Token::String(text) => match parts.last_mut() {
                    Some(Part::Text(before)) => before.push_str(&string(&text)),
                    _ => parts.push(Part::Text(string(&text))),
                },
                // We leave comments out.
                _ => {}
            }
        }
        Self(with_plain_texts(parts))
    }

    /// The parts around the first difference.
    pub(crate) fn difference(&self, other: &Self) -> String {
        let at = self.0.iter().zip(&other.0).take_while(|(one, other)| one == other).count();
        let around = |parts: &[Part]| {
            let shown = parts.iter().enumerate().skip(at.saturating_sub(2)).take(5);
            let shown: Vec<_> = shown.map(|(number, part)| format!("{number}: {part:?}")).collect();
            shown.join("\n")
        };
        format!("{}\n---\n{}", around(&self.0), around(&other.0))
    }
}

/// The title is the only heading of level 1 on our pages, so `#` gives what `##` does.
fn level_two(name: String) -> String {
    if name == "h1" { "h2".into() } else { name }
}

/// Attributes without those of one renderer alone.
fn normalized(attributes: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for (name, value) in attributes {
        let class = (name == "class").then_some(value.as_str());
        match name.as_str() {
            name if IGNORED.contains(&name) => {}
            // We align by classes: the site's rules against injected styles forbid others.
            "align" => drop(kept.insert("align".into(), value)),
            _ if class.is_some_and(|class| class.starts_with("align-")) => {
                kept.insert("align".into(), value["align-".len()..].into());
            }
            // The classes of notes and tasks are names of a theme.
            "class" if !value.starts_with("language-") => {}
            // Notes are found by other ids.
            "href" if value.starts_with("#fn") => {}
            // We keep addresses as the author wrote them, and browsers encode them.
            "href" | "src" => {
                let decoded = percent_decode_str(&value).decode_utf8_lossy();
                kept.insert(name, decoded.into_owned());
            }
            _ => drop(kept.insert(name, value)),
        }
    }
    kept
}

/// Texts with one form of white space and of dashes, except in code that is shown line by line.
fn with_plain_texts(parts: Vec<Part>) -> Vec<Part> {
    let parts = with_tasks_in_paragraphs(parts);
    let is_block = |part: Option<&Part>| match part {
        None => true,
        Some(Part::Start(name, _) | Part::End(name)) => BLOCKS.contains(&name.as_str()),
        Some(Part::Text(_)) => false,
    };
    let mut plain: Vec<Part> = Vec::new();
    let mut in_code = false;
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Text(text) if !in_code => {
                let text = with_plain_marks(&text);
                let mut shown = text.as_str();
                if is_block(plain.last()) {
                    shown = shown.trim_start();
                }
                if is_block(parts.peek()) {
                    shown = shown.trim_end();
                }
                if !shown.is_empty() {
                    plain.push(Part::Text(shown.to_owned()));
                }
                continue;
            }
            Part::Start(ref name, _) if name == "pre" => in_code = true,
            Part::End(ref name) if name == "pre" => in_code = false,
            _ => {}
        }
        plain.push(part);
    }
    plain
}

/// In a list with space between its items, `comrak` puts the box of a task before its paragraph; we
/// put it into the paragraph, so that the label contains both.
fn with_tasks_in_paragraphs(mut parts: Vec<Part>) -> Vec<Part> {
    let is = |part: Option<&Part>, wanted: &str| matches!(part, Some(Part::Start(name, _)) if name == wanted);
    for at in 0..parts.len() {
        if is(parts.get(at), "input")
            && matches!(parts.get(at + 1), Some(Part::Text(text)) if text.trim().is_empty())
            && is(parts.get(at + 2), "p")
        {
            parts.swap(at, at + 2);
        }
    }
    parts
}

/// Danish dashes and ellipses cannot be switched off, so they count as what they are made from.
fn with_plain_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.replace('…', "...").chars() {
        let c = match c {
            '–' => '-',
            c if c.is_ascii_whitespace() => ' ',
            c => c,
        };
        if !(matches!(c, ' ' | '-') && plain.ends_with(c)) {
            plain.push(c);
        }
    }
    plain
}
