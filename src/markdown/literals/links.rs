//! Links that are none: `[text](/a file.pdf)`, `[text] (/url/)`, `(text)[/url/]`.

use std::ops::Range;

use super::stretch::{Literal, Stretch, line_start, shown};

pub(super) fn check(stretches: &[Stretch<'_>], problems: &mut Vec<Literal>) {
    // Where the text of a link may have begun.
    let mut opened = None;
    for stretch in stretches {
        let text = stretch.text;
        let first = usize::from(stretch.is_escaped);
        for (at, byte) in text.bytes().enumerate().skip(first) {
            match byte {
                b'[' => opened = Some(stretch.at + at),
                b']' => {
                    if let Some(start) = opened.take() {
                        let rest = &text[at + 1..];
                        let has_markup = start < stretch.at;
                        problems.extend(problem(rest, start..stretch.at + at + 1, has_markup));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The problem with a text in brackets, if `rest`, which follows it, makes it look like a link.
/// `has_markup`: the brackets hold markup, not only text.
fn problem(rest: &str, brackets: Range<usize>, has_markup: bool) -> Option<Literal> {
    let Range { start, end } = brackets;
    let line = line_start(rest);
    if let Some(target) = line.strip_prefix('(').and_then(up_to_parenthesis) {
        let range = start..end + target.len() + 2;
        // Liquid is reported as such.
        if target.trim_start().starts_with("{%") {
            return None;
        }
        if target.contains("{{") {
            let message = "this is not a link: there are no template values in content";
            let help = "write `[text](../folder/file.md)` or `[text](@slug)`";
            return Some(Literal::foreign(range, message, help));
        }
        if !target.contains(char::is_whitespace) {
            let message = "this is not a link: its text contains another link or a note";
            let help = "end the text before it, or begin it after it";
            let is_link = has_markup && !target.is_empty();
            return is_link.then(|| Literal::markup(range, message, help));
        }
        let message = format!("this is not a link: its URL `{}` contains a space", shown(target));
        let help = if target.contains(['"', '<', '>', '\'']) {
            "write the URL between `<` and `>`, and a title after it between quotation marks".into()
        } else {
            format!("write the URL as `<{}>`", shown(target))
        };
        return Some(Literal::markup(range, message, help));
    }
    let target = line.strip_prefix(" (").and_then(up_to_parenthesis)?;
    is_address(target).then(|| {
        Literal::markup(
            start..end + target.len() + 3,
            "this is not a link: there is a space between the text and the URL",
            format!("write `](` without the space: `[…]({})`", shown(target)),
        )
    })
}

/// The text up to the parenthesis that closes.
fn up_to_parenthesis(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(&text[..at]),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a text in parentheses looks like where a link leads.
fn is_address(text: &str) -> bool {
    const STARTS: [&str; 8] = ["/", "./", "../", "@", "http://", "https://", "www.", "mailto:"];
    !text.contains(char::is_whitespace)
        && text.len() > 1
        && (STARTS.iter().any(|start| text.starts_with(start))
            || is_markdown(text.split('#').next().unwrap_or_default()))
}

fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"))
}
