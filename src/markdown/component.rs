//! Component calls: fenced blocks whose info string is a name in braces, as in `MyST` Markdown.
//!
//! In: the info string and the text of the block. Out: a [`ComponentCall`] whose body the caller
//! has yet to parse. May import: `document`, `page_state`, `source`.

use std::collections::HashSet;
use std::ops::Range;

use super::document::{ComponentCall, ComponentOption};
use super::page_state::PageState;
use super::source::SourceMap;
use crate::diagnostics::Code;

/// A component call that is being read.
#[derive(Debug)]
pub(super) struct Fence {
    name: String,
    name_range: Range<usize>,
    text: String,
    map: SourceMap,
}

impl Fence {
    /// Starts a component call, if the info string of the block at `range` has the form of one.
    pub(super) fn start(
        page: &mut PageState<'_>,
        info: &str,
        source: &str,
        map: &SourceMap,
        range: &Range<usize>,
    ) -> Option<Self> {
        let (name, rest) = info.strip_prefix('{')?.split_once('}')?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let line = source.get(range.clone())?.lines().next()?;
        let at = range.start + line.find(&format!("{{{name}}}")).map_or(0, |at| at + 1);
        if !rest.is_empty() {
            page.problem(
                Code::ComponentOption,
                map.range(at + name.len() + 1..range.start + line.len()),
                format!("text follows {{{name}}}"),
                "write each option on a line of its own: `:name: value`",
            );
        }
        Some(Self {
            name: name.to_owned(),
            name_range: map.range(at..at + name.len()),
            text: String::new(),
            map: SourceMap::default(),
        })
    }

    /// Adds text of the block, from `range`.
    pub(super) fn push(&mut self, text: &str, map: &SourceMap, range: Range<usize>) {
        self.map.add(self.text.len(), map, range);
        self.text.push_str(text);
    }

    /// Ends the block: the call, without its body, and where its source came from.
    pub(super) fn end(self, page: &mut PageState<'_>) -> (ComponentCall, SourceMap) {
        let Self { name, name_range, text, map } = self;
        let (options, body_start) = options(page, &text, &map);
        let call = ComponentCall {
            name,
            name_range,
            options,
            source: text[body_start..].to_owned(),
            source_range: map.range(body_start..text.len()),
            body: Vec::new(),
        };
        (call, SourceMap::of_part(&map, body_start..text.len()))
    }
}

/// Reads the options at the start of a component's text, and where its body begins.
fn options(page: &mut PageState<'_>, text: &str, map: &SourceMap) -> (Vec<ComponentOption>, usize) {
    let mut options: Vec<ComponentOption> = Vec::new();
    let mut names = HashSet::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let Some((name, value)) = option(line) else { break };
        let start = at + line.len() - line.trim_start().len();
        let range = map.range(start..at + line.trim_end().len());
        at += line.len();
        if !names.insert(name) {
            page.problem(
                Code::ComponentOption,
                range,
                format!("the option `{name}` is given twice"),
                "remove one of them",
            );
            continue;
        }
        options.push(ComponentOption { name: name.to_owned(), value: value.to_owned(), range });
    }
    (options, at)
}

/// Splits a line `:name: value`.
fn option(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().strip_prefix(':')?.split_once(':')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let is_option = !name.is_empty() && name.chars().all(is_name);
    (is_option && (value.trim().is_empty() || value.starts_with([' ', '\t'])))
        .then_some((name, value.trim()))
}
