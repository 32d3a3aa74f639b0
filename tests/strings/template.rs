//! Takes the texts for readers out of a template: the text between tags, the attributes that are
//! shown or read out, and the strings that expressions show.

use crate::{Place, has_word};

/// The attributes whose values reach readers.
const ATTRIBUTES: &[&str] =
    &["aria-label", "title", "alt", "content", "value", "placeholder", "label"];

/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Arguments whose strings name something for the engine.
const ENGINE: &[&str] =
    &["style=", "style: string =", "attribute=", "pat=", "from=", "to=", "sep=", "==", "!="];

/// The texts of a template with their places, in their order.
pub(crate) fn texts(template: &str) -> Vec<(Place, String)> {
    let mut reader =
        Reader { rest: template, open: Vec::new(), text: String::new(), found: Vec::new() };
    while reader.step() {}
    reader.flush();
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    /// The elements around, the innermost last.
    open: Vec<String>,
    /// The text since the last tag.
    text: String,
    found: Vec<(Place, String)>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) -> bool {
        if self.rest.starts_with("{#") {
            self.take_until("#}");
        } else if self.rest.starts_with("{%") {
            self.flush();
            let tag = self.take_until("%}");
            self.expression(tag);
        } else if self.rest.starts_with("{{") {
            let expression = self.take_until("}}");
            self.expression(expression);
            self.text.push_str(&place_of(expression));
        } else if self.rest.starts_with('<') {
            self.flush();
            self.tag();
        } else if let Some(first) = self.rest.chars().next() {
            self.text.push(first);
            self.rest = &self.rest[first.len_utf8()..];
        } else {
            return false;
        }
        true
    }

    /// The text up to an end mark outside strings; continues after the mark.
    fn take_until(&mut self, end: &str) -> &'a str {
        let mut in_string = false;
        for (at, character) in self.rest.char_indices() {
            if character == '"' && end != "#}" {
                in_string = !in_string;
            }
            // A map may close right before the expression does.
            let is_end = self.rest[at..].starts_with(end) && !self.rest[at + 1..].starts_with(end);
            if !in_string && is_end {
                let taken = &self.rest[2.min(at)..at];
                self.rest = &self.rest[at + end.len()..];
                return taken;
            }
        }
        panic!("`{}` has no end", self.rest.lines().next().unwrap_or_default());
    }

    fn flush(&mut self) {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        if !has_word(&crate::literals::without_places(&text)) {
            return;
        }
        let place = match self.open.last().map(String::as_str) {
            Some("a") => Place::Link,
            Some("dt") => Place::Label,
            Some("title") => Place::Heading,
            Some(name) if name.starts_with('h') && name.len() <= 2 => Place::Heading,
            _ => Place::Text,
        };
        self.found.push((place, text));
    }

    fn tag(&mut self) {
        self.rest = &self.rest[1..];
        let is_end = self.rest.starts_with('/');
        let name: String = self
            .rest
            .trim_start_matches(['/', '!'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if is_end {
            while let Some(open) = self.open.pop() {
                if open == name {
                    break;
                }
            }
        } else if !VOID.contains(&name.as_str()) && !self.rest.starts_with('!') {
            self.open.push(name);
        }
        let mut attribute = String::new();
        loop {
            if self.rest.starts_with("{{") || self.rest.starts_with("{%") {
                let end = if self.rest.starts_with("{{") { "}}" } else { "%}" };
                let expression = self.take_until(end);
                self.expression(expression);
                continue;
            }
            let Some(next) = self.rest.chars().next() else { return };
            self.rest = &self.rest[next.len_utf8()..];
            match next {
                '>' => return,
                '"' => {
                    self.value(attribute.trim_end_matches('='));
                    attribute.clear();
                }
                next if next.is_whitespace() => attribute.clear(),
                next => attribute.push(next),
            }
        }
    }

    /// The value of an attribute, behind its first quotation mark.
    fn value(&mut self, attribute: &str) {
        let mut parts = vec![String::new()];
        while !self.rest.starts_with('"') {
            if self.rest.starts_with("{{") {
                let expression = self.take_until("}}");
                self.expression(expression);
                parts.last_mut().expect("one at least").push_str(&place_of(expression));
            } else if self.rest.starts_with("{%") {
                let tag = self.take_until("%}");
                self.expression(tag);
                parts.push(String::new());
            } else {
                let next = self.rest.chars().next().expect("attributes are closed");
                parts.last_mut().expect("one at least").push(next);
                self.rest = &self.rest[next.len_utf8()..];
            }
        }
        self.rest = &self.rest[1..];
        let Some(name) = ATTRIBUTES.iter().find(|name| **name == attribute) else { return };
        for part in parts {
            if !has_word(&crate::literals::without_places(&part)) || is_for_machines(name, &part) {
                continue;
            }
            self.found.push((Place::Attribute(name), part));
        }
    }

    /// The strings of an expression or a statement.
    fn expression(&mut self, expression: &str) {
        let statement = expression.trim_start_matches('-').trim_start();
        if statement.starts_with("extends ") || statement.starts_with("include ") {
            return;
        }
        let parts: Vec<&str> = expression.split('"').collect();
        for at in (1..parts.len()).step_by(2) {
            let before = parts[at - 1].trim_end();
            let is_key = parts.get(at + 1).is_some_and(|after| after.starts_with(':'));
            let is_engine = ENGINE.iter().any(|end| before.ends_with(end));
            let text = parts[at];
            if is_key
                || is_engine
                || text.starts_with('/')
                || text.ends_with("://")
                || !has_word(text)
            {
                continue;
            }
            self.found.push((Place::Expression, text.to_owned()));
        }
    }
}

/// The placeholder of an expression in a text: its value's name, or its component's.
fn place_of(expression: &str) -> String {
    let bare = expression.trim_matches(['-', ' ']).trim_start_matches('<');
    let end = bare.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
    format!("{{{}}}", &bare[..end.unwrap_or(bare.len())])
}

/// `content` of a `meta` is mostly for machines: `noindex`, `da_DK`, `width=device-width, …`.
fn is_for_machines(attribute: &str, value: &str) -> bool {
    let is_settings = value.split([',', ';']).skip(usize::from(value.starts_with("0;")));
    let is_word = |part: &str| !part.trim().contains(' ') && part.is_ascii();
    attribute == "content" && is_settings.into_iter().all(is_word)
}
