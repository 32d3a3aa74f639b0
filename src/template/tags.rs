//! The tags of a template: the texts between Tera's delimiters.
//!
//! In: a template's text. Out: its tags in order, without comments and raw blocks. May import:
//! `string_literal`.

use super::string_literal::parse_rest;

/// A tag: an expression in `{{ }}` or a statement in `{% %}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) is_statement: bool,
    /// The byte at which `inside` begins.
    pub(super) at: usize,
    /// The text between the delimiters, up to the end of the text if it is not closed.
    pub(super) inside: &'a str,
}

impl<'a> Tag<'a> {
    /// What follows the keyword of a statement that begins with it.
    pub(super) fn after_keyword(&self, keyword: &str) -> Option<&'a str> {
        let statement = Some(self.inside).filter(|_| self.is_statement)?;
        let rest = statement.trim_start_matches('-').trim_start().strip_prefix(keyword)?;
        rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
    }
}

/// The tags of a text.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(at) = start(rest) {
            let (open, inside) = (&rest[at..at + 2], &rest[at + 2..]);
            if open == "{#" {
                rest = inside.find("#}").map_or("", |end| &inside[end + 2..]);
                continue;
            }
            let is_statement = open == "{%";
            if is_statement && is_raw(inside) {
                rest = after_raw(inside);
                continue;
            }
            let end = end(inside, if is_statement { "%}" } else { "}}" });
            rest = inside.get(end + 2..).unwrap_or_default();
            let at = text.len() - inside.len();
            return Some(Tag { is_statement, at, inside: &inside[..end] });
        }
        None
    })
}

/// The name with which a text begins, if it does.
pub(super) fn name_at(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// Where the next tag or comment begins.
fn start(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'{', text.as_bytes())
        .find(|at| matches!(text.as_bytes().get(at + 1), Some(b'{' | b'%' | b'#')))
}

/// Where a tag ends: the first `close` outside strings, or the end of the text.
fn end(text: &str, close: &str) -> usize {
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if text[at..].starts_with(close) {
            return at;
        }
        at += match character {
            // A quote without an end is no string.
            '"' | '\'' | '`' => {
                parse_rest(&text[at + 1..], character).map_or(1, |(_, length)| length + 2)
            }
            _ => character.len_utf8(),
        };
    }
    text.len()
}

fn is_raw(tag: &str) -> bool {
    let name = tag.trim_start_matches('-').trim_start();
    name.strip_prefix("raw").is_some_and(|rest| rest.trim_start().starts_with(['-', '%']))
}

/// What follows the end of a raw block; everything, if it has no end.
fn after_raw(text: &str) -> &str {
    let mut rest = text;
    while let Some(at) = rest.find("{%") {
        rest = &rest[at + 2..];
        if rest.trim_start_matches('-').trim_start().starts_with("endraw") {
            return rest;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_outside_strings_and_comments_are_none() {
        let text = "{{ a['}}'] }}{# {% b %} #}{% raw %}{{ c }}{% endraw %}{%- if d -%} {{ e";
        let found: Vec<_> = tags(text).map(|tag| tag.inside.trim()).collect();
        assert_eq!(found, ["a['}}']", "- if d -", "e"]);
        for tag in tags(text) {
            assert!(text[tag.at..].starts_with(tag.inside));
        }
    }

    #[test]
    fn a_keyword_is_a_whole_word_of_a_statement() {
        let after = |text| tags(text).next().and_then(|tag| tag.after_keyword("block"));
        assert_eq!(after("{%- block head %}"), Some("head "));
        assert_eq!(after("{% blocks head %}"), None);
        assert_eq!(after("{{ block head }}"), None);
    }
}
