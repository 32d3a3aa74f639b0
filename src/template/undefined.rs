//! Which name of a template is undefined, and what was meant.
//!
//! Tera names the variable or field if it is printed. If a loop, a filter or an operator gets an
//! undefined value, it names only that: the name is looked for in the tag.
//!
//! In: Tera's report and the page's values. Out: a message and its help. May import: `suggest`,
//! `declarations`, `string_literal`, `tags`, `settings`.

use std::collections::BTreeSet;

use tera::value::Key;
use tera::{Context, ReportError};

use super::declarations::{is_in_component, variables};
use super::settings::Templates;
use super::string_literal::parse_rest;
use super::suggest::{self, SITE_WIDE};
use super::tags::{Tag, name_at, tags};

/// Names of the language, which are no variables.
const KEYWORDS: &[&str] = &[
    "and",
    "elif",
    "else",
    "false",
    "filter",
    "for",
    "if",
    "in",
    "is",
    "none",
    "not",
    "or",
    "set",
    "set_global",
    "true",
];

/// The values of a page.
pub(super) struct Scope<'a> {
    pub(super) names: Vec<&'a str>,
    pub(super) values: &'a Context,
}

/// The variables that a template declares, and those of all templates.
struct Declared<'a> {
    here: BTreeSet<&'a str>,
    anywhere: BTreeSet<&'a str>,
}

/// What a problem is called, and the help for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Says more of an error about an undefined name; none if the error is about something else.
pub(super) fn explain(
    report: &ReportError,
    scope: &Scope<'_>,
    templates: &Templates,
) -> Option<Named> {
    let message = report.message();
    let text = templates.get(report.filename()).map_or("", |template| template.text.as_str());
    let span = report.span().range.clone();
    let is_in_component = is_in_component(text, span.start);
    if let Some((name, available)) = not_defined(message, "Variable", "variables") {
        let available: BTreeSet<&str> = available.into_iter().collect();
        return Some(if is_in_component {
            argument(name, &available)
        } else {
            variable(name, available, scope, text)
        });
    }
    if let Some((name, available)) = not_defined(message, "Field", "fields") {
        let before = text.get(..span.start).unwrap_or_default().trim_end_matches(['.', '[', '"']);
        let is_data = before.strip_suffix("data").is_some_and(|before| !before.ends_with('.'));
        return Some(field(name, &available.into_iter().collect(), is_data));
    }
    if !message.contains("undefined") || is_in_component {
        return None;
    }
    let declared = Declared {
        here: variables(text),
        anywhere: templates.values().flat_map(|template| variables(&template.text)).collect(),
    };
    let undefined = |path: &[String]| undefined(path, scope, &declared, text);
    if let Some(rest) = message.strip_prefix("Variable `") {
        // It was set to something undefined.
        let before = text.get(..span.start)?;
        let set = tags(before).filter_map(|tag| {
            let rest = rest.split('`').next().and_then(|name| after_set(&tag, name))?;
            paths(rest).iter().find_map(|(_, path)| undefined(path))
        });
        return set.last();
    }
    let tag = tags(text).find(|tag| (tag.at..=tag.at + tag.inside.len()).contains(&span.start))?;
    // The place is that of the whole expression, or that of a filter behind it.
    let mut last = None;
    for (at, path) in paths(tag.inside) {
        if tag.at + at >= span.end {
            break;
        }
        last = undefined(&path).or(last);
        if tag.at + at >= span.start && last.is_some() {
            break;
        }
    }
    last
}

/// What a statement sets a variable to.
fn after_set<'a>(tag: &Tag<'a>, name: &str) -> Option<&'a str> {
    let rest = tag.after_keyword("set").or_else(|| tag.after_keyword("set_global"))?;
    rest.strip_prefix(name)?.trim_start().strip_prefix('=')
}

/// Splits Tera's ``Variable `x` is not defined. Available variables: a, b``.
fn not_defined<'a>(message: &'a str, what: &str, list: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let rest = message.strip_prefix(what)?.strip_prefix(" `")?;
    let (name, rest) = rest.split_once("` is not defined")?;
    let available = rest.split_once(&format!("Available {list}: ")).map_or("", |(_, list)| list);
    Some((name, available.split(", ").filter(|name| !name.is_empty()).collect()))
}

/// A variable of a component that is none of its arguments.
fn argument(name: &str, available: &BTreeSet<&str>) -> Named {
    let near = suggest::near(name, available.iter().copied());
    let help = near.filter(|_| !SITE_WIDE.contains(&name) && name != "page").unwrap_or_else(|| {
        format!("a component sees only its arguments: declare the parameter `{name}` and pass it")
    });
    Named { message: format!("Variable `{name}` is not defined"), help: Some(help) }
}

/// A variable of a page. `available` are the values that the page has.
fn variable(name: &str, available: BTreeSet<&str>, scope: &Scope<'_>, text: &str) -> Named {
    let key = Key::from(name.to_owned());
    let has_field = |of: &&&str| {
        let value = scope.values.get(of).and_then(tera::Value::as_map);
        value.is_some_and(|fields| fields.contains_key(&key))
    };
    let owners = scope.names.iter().filter(has_field);
    let fields: Vec<String> = owners.map(|owner| format!("`{owner}.{name}`")).collect();
    let help = if fields.is_empty() {
        let all = available.into_iter().chain(variables(text)).chain(SITE_WIDE.iter().copied());
        suggest::nearest_or_all(name, "variables here", all.collect::<BTreeSet<_>>())
    } else {
        Some(format!("did you mean {}?", fields.join(" or ")))
    };
    Named { message: format!("Variable `{name}` is not defined"), help }
}

fn field(name: &str, available: &BTreeSet<&str>, is_data: bool) -> Named {
    let help = if is_data {
        // A page has only the data that its templates name, so there are none to suggest.
        format!("there is no `data/{name}.json`, `.toml`, `.yaml` or `.csv`")
    } else {
        suggest::nearest_or_all(name, "fields", available.iter().copied()).unwrap_or_else(|| {
            "the value before it is none or has no fields; `?.` allows for that".to_owned()
        })
    };
    Named { message: format!("Field `{name}` is not defined"), help: Some(help) }
}

/// The first name of a path that the page's values lack.
fn undefined(
    path: &[String],
    scope: &Scope<'_>,
    declared: &Declared<'_>,
    text: &str,
) -> Option<Named> {
    let (root, fields) = path.split_first()?;
    if declared.here.contains(root.as_str()) {
        return None;
    }
    let Some(mut value) = scope.values.get(root) else {
        // It may be the variable of a template that includes this one.
        let is_unknown = !declared.anywhere.contains(root.as_str());
        let available = || scope.names.iter().copied().collect();
        return is_unknown.then(|| variable(root, available(), scope, text));
    };
    for name in fields {
        let Some(next) = value.as_map().and_then(|map| map.get(&Key::from(name.clone()))) else {
            let names = value.as_map().into_iter().flat_map(tera::Map::keys);
            let names = names.filter_map(Key::as_str).collect();
            return Some(field(name, &names, root == "data" && fields.first() == Some(name)));
        };
        value = next;
    }
    None
}

/// The variables that a tag reads, with their fields: `a.b["c"]` is `a`, `b`, `c`. A path ends
/// where the rest is unknown, or may be missing: `a?.b`.
fn paths(tag: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut at = 0;
    // The text before a name that is no variable's: `| filter`, `is test`, `.field`,
    // `<component`.
    let mut before = ' ';
    while let Some(character) = tag[at..].chars().next() {
        let rest = &tag[at..];
        if matches!(character, '"' | '\'' | '`') {
            at += parse_rest(&rest[1..], character).map_or(1, |(_, length)| length + 2);
            before = character;
        } else if character.is_alphabetic() || character == '_' {
            let name = name_at(rest);
            let after = rest[name.len()..].trim_start();
            let is_argument = after.starts_with('=') && !after.starts_with("==");
            let is_other = is_argument || after.starts_with('(') || KEYWORDS.contains(&name);
            let (path, length) = path(rest);
            if !is_other && !matches!(before, '|' | '.' | '<' | '/' | 'i') {
                found.push((at, path));
            }
            at += length;
            before = if name == "is" || (name == "not" && before == 'i') { 'i' } else { ' ' };
        } else {
            at += character.len_utf8();
            if !character.is_whitespace() {
                before = character;
            }
        }
    }
    found
}

/// The path that a text begins with, and its length.
fn path(text: &str) -> (Vec<String>, usize) {
    let first = name_at(text);
    let (mut names, mut length) = (vec![first.to_owned()], first.len());
    loop {
        let rest = &text[length..];
        if let Some(name) = rest.strip_prefix('.').map(name_at).filter(|name| !name.is_empty()) {
            names.push(name.to_owned());
            length += 1 + name.len();
            continue;
        }
        let quote = rest.strip_prefix('[').and_then(|rest| rest.chars().next());
        let quoted = quote.filter(|quote| matches!(quote, '"' | '\'' | '`'));
        let literal = quoted.and_then(|quote| parse_rest(&rest[2..], quote));
        match literal {
            Some((name, inner)) if rest[2 + inner + 1..].starts_with(']') => {
                names.push(name);
                length += inner + 4;
            }
            _ => return (names, length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_a_tag_reads() {
        let of = |tag| -> Vec<String> {
            paths(tag).into_iter().map(|(_, path)| path.join(".")).collect()
        };
        assert_eq!(of("a.b[\"c\"].d ~ 'e.f'"), ["a.b.c.d"]);
        assert_eq!(of("a.b | date(style=c) | upper"), ["a.b", "c"]);
        assert_eq!(of(" for x, y in a.b "), ["x", "y", "a.b"]);
        assert_eq!(of("if a is not defined and not b == c"), ["a", "b", "c"]);
        assert_eq!(of("<box title={a.b} /> + range(end=n)[i]"), ["a.b", "n", "i"]);
        assert_eq!(of("a?.b + c[0].d"), ["a", "c"]);
    }
}
