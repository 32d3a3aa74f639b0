//! The syntax of other programs: Hugo's shortcodes, Liquid, attribute lists, containers.

use super::super::block_text::{BlockText, Inline};
use super::stretch::{Literal, Stretch, line_start, shown};

const COMPONENTS: &str = "write a component, such as `billede` or `faktaboks`, or plain Markdown";

/// Names of the boxes that start with `!!!` (`MkDocs`).
const BOXES: [&str; 14] = [
    "note",
    "abstract",
    "info",
    "tip",
    "success",
    "question",
    "warning",
    "failure",
    "danger",
    "bug",
    "example",
    "quote",
    "caution",
    "important",
];

/// Reports shortcodes, tags and attribute lists.
pub(super) fn check_braces(stretches: &[Stretch<'_>], problems: &mut Vec<Literal>) {
    for stretch in stretches {
        // Where the last one that was reported ends.
        let mut end = 0;
        for at in stretch.find("{") {
            if at >= end
                && let Some((length, literal)) = brace(*stretch, at)
            {
                end = at + length;
                problems.push(literal);
            }
        }
    }
}

/// What begins with the brace at `at`, and its length.
fn brace(stretch: Stretch<'_>, at: usize) -> Option<(usize, Literal)> {
    let text = &stretch.text[at..];
    let literal = |end: &str, message: &str, help: &str| {
        let line = line_start(text);
        let length = line.find(end).map_or(2, |found| found + end.len());
        let range = stretch.range(at..at + length);
        let message = format!("{message}: `{}`", shown(&text[..length]));
        (length, Literal::foreign(range, message, help))
    };
    if text.starts_with("{{<") || text.starts_with("{{%") {
        return Some(literal("}}", "Hugo shortcodes are not supported", COMPONENTS));
    }
    if let Some(tag) = text.strip_prefix("{%") {
        let name = tag.trim_start_matches('-').trim_start_matches(' ');
        let help = if name.starts_with("post_url") || name.starts_with("link") {
            "write `[text](../folder/file.md)` or `[text](@slug)`"
        } else if name.starts_with("highlight") {
            "write the code between two fences of three backticks"
        } else {
            COMPONENTS
        };
        return name
            .starts_with(|c: char| c.is_ascii_alphabetic())
            .then(|| literal("%}", "Liquid tags are not supported", help));
    }
    let inner = line_start(&text[1..]).split('}').next()?;
    let is_closed = text[1 + inner.len()..].starts_with('}');
    let list = inner.strip_prefix(':').map(str::trim_start);
    let is_kramdown = list.is_some_and(|list| is_attribute(list) || list == "toc");
    let list = inner.trim_start();
    // After emphasis `{i=1}` may be mathematics.
    let is_list = at == 0
        && is_attribute(list)
        && (stretch.follows_link || stretch.follows_markup && list.starts_with(['.', '#']));
    (is_closed && (is_kramdown || is_list))
        .then(|| literal("}", "attribute lists are not supported", ATTRIBUTES))
}

const ATTRIBUTES: &str = "remove it; a heading's id is written `## Title {#id}`";

/// Whether a list of attributes begins so: with a class, an id, or a name and a value.
fn is_attribute(list: &str) -> bool {
    let word = list.split_ascii_whitespace().next().unwrap_or_default();
    let is_letter = |c: char| c.is_ascii_alphabetic();
    if let Some(name) = word.strip_prefix(['.', '#']) {
        return name.starts_with(is_letter);
    }
    // A shorter name is that of a variable in a formula.
    word.split_once('=').is_some_and(|(name, _)| {
        name.len() > 2
            && name.starts_with(is_letter)
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// Reports containers and boxes, which begin with a line of their own.
pub(super) fn check_lines(stretches: &[Stretch<'_>], problems: &mut Vec<Literal>) {
    for stretch in stretches {
        for (at, line) in stretch.lines() {
            let name = |mark: &str| {
                let rest = line.trim_start_matches(mark.chars().next()?);
                let length = line.len() - rest.len();
                (length >= 3 && line.starts_with(mark)).then_some(rest.trim_start())
            };
            let is_box = |mark| {
                name(mark).is_some_and(|name| {
                    let word = name.trim_start_matches('+').split([' ', '"']).next();
                    word.is_some_and(|word| BOXES.contains(&word))
                })
            };
            let is_container = name(":::").is_some_and(|name| {
                name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{')
            });
            if is_container || is_box("!!!") || is_box("???") {
                problems.push(Literal::foreign(
                    stretch.range(at..at + line.len()),
                    format!("this kind of box is not supported: `{}`", shown(line)),
                    "write an alert (`> [!NOTE]`) or a component, such as `faktaboks`",
                ));
            }
        }
    }
}

/// Reports the mark that other programs replace by a table of contents.
pub(super) fn check_contents(
    text: &BlockText<'_>,
    stretches: &[Stretch<'_>],
    problems: &mut Vec<Literal>,
) {
    if let ([Inline::Text { .. }], [stretch]) = (&text.items[..], stretches)
        && stretch.text.trim().eq_ignore_ascii_case("[toc]")
        && !stretch.is_escaped
    {
        problems.push(Literal::foreign(
            stretch.range(0..stretch.text.len()),
            "`[TOC]` is shown as typed: no table of contents is generated",
            "remove it",
        ));
    }
}
