//! Limits, duplicate keys, tags: what is checked before any value is trusted.

use std::borrow::Cow;

use serde::de::DeserializeSeed;

use super::fault::Fault;
use super::syntax;
use crate::diagnostics::{Code, LineIndex};
use crate::parse::datum::{Bounds, Walk};

/// How large and deep a YAML text may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct YamlLimits {
    /// The name of the text in messages, such as `the front matter`.
    pub(crate) subject: &'static str,
    /// Bytes of text.
    pub(crate) bytes: usize,
    /// Levels of nesting.
    pub(crate) depth: usize,
    /// Values after aliases are expanded.
    pub(crate) nodes: usize,
    /// Aliases, such as `*name`.
    pub(crate) aliases: usize,
    /// Opening `{` and `[`, which bound the time of the scan.
    pub(crate) flow_openers: usize,
}

/// Whether the text is so plain that [`check`] finds nothing wrong with it that reading it into
/// typed fields does not: too short for too many values, too few levels, no aliases or tags, and no
/// map without a type, in which a duplicate key would go unnoticed.
pub(super) fn is_plain(yaml: &str, limits: &YamlLimits) -> bool {
    const MAX_BYTES: usize = 8 * 1024;
    const MAX_OPENERS: usize = 8;
    if yaml.len() > MAX_BYTES.min(limits.bytes).min(limits.nodes) {
        return false;
    }
    let openers = yaml.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    let is_special = |byte: u8| matches!(byte, b'&' | b'*' | b'!' | b'?' | b'\\' | b'|' | b'>');
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    openers <= MAX_OPENERS.min(limits.flow_openers)
        && !yaml.bytes().any(is_special)
        && yaml.lines().map(indent).max().unwrap_or_default() + openers < limits.depth
        && !yaml.contains("extra")
        && !yaml.contains(['\u{2028}', '\u{2029}'])
}

/// Checks the text as bytes, then visits every node.
pub(super) fn check(yaml: &str, limits: &YamlLimits) -> Result<(), Fault> {
    check_bytes(yaml, limits)?;
    let walk = Walk::new(Bounds {
        subject: limits.subject,
        depth: limits.depth,
        values: limits.nodes,
        code: Code::FrontMatterLimit,
        help: None,
        checks_keys: true,
    });
    let (text, lines_before) = with_reported_tags(yaml);
    let deserializer = serde_yaml::Deserializer::from_str(&text);
    walk.seed().deserialize(deserializer).map(drop).map_err(|error| {
        let Some(problem) = walk.take_problem() else {
            return syntax::explain(&error, yaml, lines_before, limits.subject);
        };
        let mut fault = Fault::from(problem).at(&error);
        if let Some(position) = &mut fault.position {
            position.line = position.line.saturating_sub(lines_before).max(1);
        }
        fault
    })
}

fn check_bytes(yaml: &str, limits: &YamlLimits) -> Result<(), Fault> {
    let over = |what: &str, count: usize, limit: usize| {
        let message = format!("{} has {count} {what}; the limit is {limit}", limits.subject);
        Err(Fault::new(Code::FrontMatterLimit, message))
    };
    if yaml.len() > limits.bytes {
        return over("bytes", yaml.len(), limits.bytes);
    }
    let openers = yaml.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if openers > limits.flow_openers {
        return over("opening brackets", openers, limits.flow_openers);
    }
    let aliases = yaml
        .as_bytes()
        .windows(3)
        .filter(|w| b" \t\n[,:-".contains(&w[0]) && w[1] == b'*' && w[2].is_ascii_alphanumeric())
        .count();
    if aliases > limits.aliases {
        return over("aliases", aliases, limits.aliases);
    }
    if let Some(offset) = yaml.find(['\u{2028}', '\u{2029}']) {
        let message =
            "an invisible line break (U+2028 or U+2029), which YAML treats as a line break";
        let fault = Fault::new(Code::ControlCharacter, message).help("delete it");
        let position = Some(LineIndex::new(yaml).position(offset));
        return Err(Fault { position, ..fault });
    }
    Ok(())
}

/// The text with a directive that makes local tags, which the parser reports, of YAML's own, such
/// as `!!str`, which it ignores; and how many lines stand before the text.
fn with_reported_tags(yaml: &str) -> (Cow<'_, str>, u32) {
    if !yaml.contains("!!") {
        return (Cow::Borrowed(yaml), 0);
    }
    let is_blank = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let first = yaml.lines().find(|line| !is_blank(line)).unwrap_or_default();
    if first.starts_with("---") || first.starts_with('%') {
        (Cow::Owned(format!("%TAG !! !\n{yaml}")), 1)
    } else {
        (Cow::Owned(format!("%TAG !! !\n---\n{yaml}")), 2)
    }
}
