//! Ids that authors give to headings: `## Kameraet i detaljer {#kamera}`.
//!
//! Other braces are text, as in `## Skabelonen {navn}`. May import: `block_text`, `page_state`.

use std::borrow::Cow;

use super::block_text::{BlockText, Inline};
use super::page_state::BodyState;
use super::spans::is_escaped;
use crate::danish::Run;
use crate::diagnostics::Code;

/// Takes the id off the end of a heading's text.
pub(super) fn take<'a>(
    text: &mut BlockText<'a>,
    body: &mut BodyState<'_, '_, 'a>,
) -> Option<Cow<'a, str>> {
    let Some(&Inline::Text { at, .. }) = text.items.last() else { return None };
    let Some(Run::Text(Cow::Borrowed(run))) = text.runs.last().cloned() else { return None };
    let end = run.trim_end().len();
    let inner = run[..end].strip_suffix('}')?;
    let open = inner.rfind('{')?;
    if open == 0 && is_escaped(body.source, at) {
        return None;
    }
    let inner = &inner[open + 1..];
    let is_id = |word: &&str| word.len() > 1 && word.starts_with('#');
    let is_class = |word: &str| word.len() > 1 && word.starts_with('.');
    let is_attribute = |word: &str| is_class(word) || word.contains('=');
    let words = inner.split_ascii_whitespace();
    let id = words.clone().find(is_id);
    let others = words.clone().filter(|word| Some(*word) != id).count();
    if inner.is_empty() || !words.clone().all(|word| Some(word) == id || is_attribute(word)) {
        return None;
    }
    if id.is_none() && !words.clone().any(is_class) {
        return None;
    }
    if others > 0 {
        let range = body.map.range(at + open..at + end);
        let help = match id {
            Some(id) => format!("write `{{{id}}}`"),
            None => "remove it, or write an id such as `{#kamera}`".to_owned(),
        };
        let message = "a heading can have an id, but no classes or other attributes";
        body.page.problem(Code::ForeignSyntax, range, message, help);
    }
    let id = &id?[1..];
    let rest = run[..open].trim_end();
    if rest.is_empty() {
        text.items.pop();
        text.runs.pop();
    } else if let Some(last) = text.runs.last_mut() {
        *last = Run::Text(Cow::Borrowed(rest));
    }
    Some(Cow::Borrowed(id))
}
