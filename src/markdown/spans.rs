//! What the parser does not know about text: `[text]{lang=en}`, and links in double brackets.

use std::ops::Range;

use super::block_text::{BlockText, Cut, Inline};

/// The characters between the text and the language.
pub(super) const LANGUAGE: &str = "]{lang=";

/// Finds links in double brackets, as wikis write them: their ranges in the source.
pub(super) fn wiki_links(text: &BlockText<'_>, source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for item in &text.items {
        let Inline::Text { run, at } = item else { continue };
        let run = text.run(*run);
        let mut from = usize::from(is_escaped(source, *at));
        while let Some(start) = run.get(from..).and_then(|rest| rest.find("[[")) {
            let start = from + start;
            let Some(length) = run[start..].find("]]") else { break };
            from = start + length + 2;
            if length > 2 {
                found.push(at + start..at + from);
            }
        }
    }
    found
}

/// Turns `[text]{lang=en}` into a stretch in that language (BCP 47).
pub(super) fn languages(text: &mut BlockText<'_>, source: &str) {
    let mut cuts = find_languages(text, source);
    if !cuts.is_empty() {
        cuts.sort_by_key(|cut| (cut.item, cut.range.start));
        text.replace(cuts);
    }
}

/// Finds the brackets of stretches in a language. Brackets pair within one emphasis or link.
fn find_languages<'a>(text: &BlockText<'_>, source: &str) -> Vec<Cut<'a>> {
    let mut cuts = Vec::new();
    // The open brackets: item, offset in its run, and how many tags were open.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut level = 0_usize;
    for (index, item) in text.items.iter().enumerate() {
        match item {
            Inline::Open(_) | Inline::LinkStart(_) => level += 1,
            Inline::Close(_) | Inline::LinkEnd(_) => {
                level = level.saturating_sub(1);
                while open.last().is_some_and(|(_, _, opened)| *opened > level) {
                    open.pop();
                }
            }
            Inline::Text { run, at } => {
                let run = text.run(*run);
                let is_bracket = |(_, byte): &(usize, u8)| matches!(byte, b'[' | b']');
                for (offset, byte) in run.bytes().enumerate().filter(is_bracket) {
                    if offset == 0 && is_escaped(source, *at) {
                        continue;
                    }
                    if byte == b'[' {
                        open.push((index, offset, level));
                        continue;
                    }
                    if open.last().is_none_or(|(_, _, opened)| *opened != level) {
                        continue;
                    }
                    let Some((item, start, _)) = open.pop() else { continue };
                    let Some(language) = language(&run[offset..]) else { continue };
                    let end = offset + LANGUAGE.len() + language.len() + 1;
                    let parts = vec![Inline::LanguageStart(language.to_owned())];
                    cuts.push(Cut { item, range: start..start + 1, parts });
                    let parts = vec![Inline::LanguageEnd];
                    cuts.push(Cut { item: index, range: offset..end, parts });
                }
            }
            _ => {}
        }
    }
    cuts
}

/// Reads the language in `]{lang=en}`.
fn language(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(LANGUAGE)?;
    let tag = &rest[..rest.bytes().take(36).position(|byte| byte == b'}')?];
    let is_subtag =
        |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (tag.len() > 1 && tag.split('-').all(is_subtag)).then_some(tag)
}

/// Whether the character at `at` follows a backslash, which is no part of the text.
pub(super) fn is_escaped(source: &str, at: usize) -> bool {
    at > 0 && source.as_bytes().get(at - 1) == Some(&b'\\')
}
