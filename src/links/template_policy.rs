//! What browsers would not load or run of the site's own templates, because the pages'
//! Content-Security-Policy blocks it.

use std::ops::Range;

use super::policy::{blocked, blocked_url};
use crate::diagnostics::Diagnostic;
use crate::html::{Governed, StartTag, Token, inline, of_url, tokens};
use crate::site::Site;

/// The attributes that hold a URL.
const URLS: [&str; 6] = ["src", "href", "data", "action", "formaction", "poster"];

/// What is blocked, each at its place in a template. What a template writes by an expression is not
/// known here.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    if site.config.csp.policy.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for source in site.engine.own_sources() {
        for token in tokens(&without_comments(&source.text)) {
            let Token::Start(tag) = token else { continue };
            let problems = inline(&tag)
                .filter_map(|(kind, range)| Some((blocked(site, kind)?, range)))
                .chain(urls(site, &tag));
            found.extend(problems.map(|(problem, range)| {
                let range = tag.at + range.start..tag.at + range.end;
                problem.in_file(&source.file).at_bytes(range)
            }));
        }
    }
    found
}

fn urls(site: &Site, tag: &StartTag<'_>) -> impl Iterator<Item = (Diagnostic, Range<usize>)> {
    tag.attributes.iter().filter_map(|attribute| {
        let name = URLS.into_iter().find(|name| attribute.name.eq_ignore_ascii_case(name))?;
        let problem = match of_url(tag, name, attribute.value)? {
            Governed::Url(directive) if !attribute.value.contains("{{") => {
                blocked_url(site, None, directive, attribute.value)?
            }
            Governed::Url(_) => return None,
            kind => blocked(site, kind)?,
        };
        Some((problem, attribute.value_range.clone()))
    })
}

/// The text with its comments blanked out, so that all else keeps its place.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{#") {
        let end = after.find("#}").map_or(after.len(), |end| end + 2);
        out.push_str(before);
        out.extend(std::iter::repeat_n(' ', 2 + end));
        rest = &after[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_blanked_out() {
        let text = "a{# <é> #}b{#- c";
        let blank = without_comments(text);
        assert_eq!(blank.len(), text.len());
        assert_eq!(blank.split_ascii_whitespace().collect::<Vec<_>>(), ["a", "b"]);
    }
}
