//! What a template declares: its parent, its blocks and its variables.
//!
//! In: a template's text. Out: names, for suggestions. May import: `string_literal`, `tags`.

use std::collections::BTreeSet;

use super::string_literal::parse_rest;
use super::tags::{Tag, name_at, tags};

/// The template that a text extends.
pub(super) fn parent(text: &str) -> Option<String> {
    let rest = tags(text).find_map(|tag| tag.after_keyword("extends"))?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    parse_rest(&rest[1..], quote).map(|(name, _)| name)
}

/// The names of its blocks.
pub(super) fn blocks(text: &str) -> BTreeSet<&str> {
    tags(text).filter_map(|tag| tag.after_keyword("block")).map(name_at).collect()
}

/// The names of its components.
pub(super) fn components(text: &str) -> BTreeSet<&str> {
    let name = |rest: &'_ str| rest.find(['(', '%', ' ']).unwrap_or(rest.len());
    let found = tags(text).filter_map(|tag| tag.after_keyword("component"));
    found.map(|rest| &rest[..name(rest)]).collect()
}

/// The variables that it sets, those of its loops, and the parameters of its components.
pub(super) fn variables(text: &str) -> BTreeSet<&str> {
    tags(text).flat_map(|tag| declared(&tag)).collect()
}

fn declared<'a>(tag: &Tag<'a>) -> Vec<&'a str> {
    if let Some(rest) = tag.after_keyword("set").or_else(|| tag.after_keyword("set_global")) {
        return vec![name_at(rest)];
    }
    if let Some(rest) = tag.after_keyword("for") {
        let names = rest.split_once(" in ").map_or(rest, |(names, _)| names);
        return names.split(',').map(|name| name_at(name.trim())).collect();
    }
    if let Some(rest) = tag.after_keyword("component") {
        // Types and defaults stand among the parameters; a name too many only hides a suggestion.
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        return rest.split(|c| !is_part(c)).filter(|name| !name.is_empty()).collect();
    }
    Vec::new()
}

/// Whether a byte of a text is within the definition of a component.
pub(super) fn is_in_component(text: &str, byte: usize) -> bool {
    let mut is_inside = false;
    for tag in tags(text).take_while(|tag| tag.at <= byte) {
        let statement = tag.inside.trim_start_matches('-').trim_start();
        if tag.after_keyword("component").is_some() {
            is_inside = true;
        } else if tag.is_statement && name_at(statement) == "endcomponent" {
            is_inside = false;
        }
    }
    is_inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_and_blocks_are_found() {
        let text = "{%- extends 'base.html' %}{# {% block old %} #}{% block head %}\
                    {% block inner -%}{% endblock inner %}{% endblock %}";
        assert_eq!(parent(text).as_deref(), Some("base.html"));
        assert_eq!(blocks(text), BTreeSet::from(["head", "inner"]));
        assert_eq!(parent("{% include 'base.html' %}"), None);
    }

    #[test]
    fn variables_of_loops_sets_and_components_are_found() {
        let text = "{% set a = 1 %}{% for k, v in a %}{% endfor %}{% for card in cards %}{% endfor %}\
                    {% component x(b: string = 'q') %}{{ b }}{% endcomponent x %}{{ c }}";
        let found = variables(text);
        for name in ["a", "k", "v", "card", "b"] {
            assert!(found.contains(name), "{name}");
        }
        assert!(!found.contains("c") && !found.contains("cards"));
        let at = |part: &str| text.find(part).unwrap_or_default();
        assert!(is_in_component(text, at("b }}")));
        assert!(!is_in_component(text, at("c }}")) && !is_in_component(text, at("k, v")));
    }
}
