//! What browsers would not load or run of the site's own templates, because the pages'
//! Content-Security-Policy blocks it.

use std::ops::Range;

use super::policy::{blocked, blocked_url};
use crate::diagnostics::Diagnostic;
use crate::html::{Governed, StartTag, Token, inline, of_url, tokens};
use crate::markdown::{Candidate, candidates};
use crate::site::Site;

/// The attributes that contain a URL.
const URLS: [&str; 6] = ["src", "href", "data", "action", "formaction", "poster"];
/// The attributes that hold several.
const SOURCE_SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// The blocked parts of templates, each at its position. What a template writes by an expression is
/// not known here.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    if site.config.csp.policy.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for source in site.engine.own_sources() {
        for token in tokens(&only_html(&source.text)) {
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

fn urls(site: &Site, tag: &StartTag<'_>) -> Vec<(Diagnostic, Range<usize>)> {
    let mut found = Vec::new();
    for attribute in &tag.attributes {
        let is = |name: &&str| attribute.name.eq_ignore_ascii_case(name);
        if let Some(name) = URLS.into_iter().find(is) {
            let problem = blocked_at(site, tag, name, attribute.value);
            found.extend(problem.map(|problem| (problem, attribute.value_range.clone())));
        } else if let Some(name) = SOURCE_SETS.into_iter().find(is) {
            let start = attribute.value_range.start;
            found.extend(candidates(attribute.value).filter_map(
                |Candidate { address, .. }| {
                    let problem = blocked_at(site, tag, name, &attribute.value[address.clone()])?;
                    Some((problem, start + address.start..start + address.end))
                },
            ));
        }
    }
    found
}

fn blocked_at(site: &Site, tag: &StartTag<'_>, attribute: &str, url: &str) -> Option<Diagnostic> {
    match of_url(tag, attribute, url)? {
        Governed::Url(directive) => blocked_url(site, None, directive, url),
        kind => blocked(site, kind),
    }
}

/// The text with its comments, statements and expressions blanked out, so that all else keeps its
/// place: the call of a component is written like a tag.
fn only_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let opening = |text: &str| {
        let close = |(at, _)| match text.as_bytes().get(at + 1)? {
            b'#' => Some((at, "#}")),
            b'%' => Some((at, "%}")),
            b'{' => Some((at, "}}")),
            _ => None,
        };
        text.match_indices('{').find_map(close)
    };
    while let Some((start, close)) = opening(rest) {
        let (before, tag) = rest.split_at(start);
        let end = tag[2..].find(close).map_or(tag.len(), |end| 2 + end + close.len());
        out.push_str(before);
        out.extend(std::iter::repeat_n(' ', end));
        rest = &tag[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_html_is_left() {
        let text = "a{# <é> #}{b}{{ <c style=\"x\" /> }}{% <d> %}{#- e";
        let blank = only_html(text);
        assert_eq!(blank.len(), text.len());
        assert_eq!(blank.split_ascii_whitespace().collect::<Vec<_>>(), ["a", "{b}"]);
    }
}
