//! Component calls: fenced blocks whose info string is a name in braces, as in `MyST` Markdown.

use std::collections::HashSet;
use std::ops::Range;

use super::document::{Component, ComponentOption, Document};
use super::parse_part;
use super::source::SourceMap;
use super::writer::Page;
use crate::diagnostics::Code;

/// How deep components may nest: the body of each is parsed for each that it lies in.
const MAX_DEPTH: usize = 8;

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
        page: &mut Page<'_>,
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

    /// Adds text of the block, which stands at `range`.
    pub(super) fn push(&mut self, text: &str, map: &SourceMap, range: Range<usize>) {
        self.map.add(self.text.len(), map, range);
        self.text.push_str(text);
    }
}

/// Reads a component call whose block has ended.
pub(super) fn read(page: &mut Page<'_>, fence: Fence) -> Component {
    let Fence { name, name_range, text, map } = fence;
    let (options, body_start) = options(page, &text, &map);
    let source = &text[body_start..];
    let source_range = map.range(body_start..text.len());
    let mut body = Document::default();
    if page.component_depth == MAX_DEPTH {
        page.problem(
            Code::MarkdownLimit,
            name_range.clone(),
            format!("components are nested deeper than {MAX_DEPTH}"),
            "nest them less deeply",
        );
    } else {
        page.component_depth += 1;
        body = parse_part(page, source, &SourceMap::of_part(&map, body_start..text.len()));
        page.component_depth -= 1;
    }
    Component { name, name_range, options, source: source.to_owned(), source_range, body }
}

/// Reads the options at the start of a component's text, and where its body begins.
fn options(page: &mut Page<'_>, text: &str, map: &SourceMap) -> (Vec<ComponentOption>, usize) {
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
