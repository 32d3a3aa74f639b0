//! Addresses in the text that become links by themselves: `https://example.com/`, `www.example.com`.
//!
//! In: the text of a block. Out: the same with links, which are recorded in the document as those of
//! Markdown are. Nothing becomes a link in code or within a link. May import: `block_text`,
//! `document`, `page_state`, `source`.

use std::borrow::Cow;

use super::block_text::{BlockText, Cut, Inline};
use super::document::{LinkSyntax, ParsedLink};
use super::page_state::BodyState;
use super::source::contains;
use crate::danish::{AddressKind, Run, addresses};
use crate::paths::web_address;

/// Whether a text has an address at all.
pub(super) fn is_possible(text: &str) -> bool {
    // Most texts within a body have neither character.
    memchr::memchr2(b':', b'w', text.as_bytes()).is_some()
        && (contains(text, "://") || contains(text, "www."))
}

/// Makes links of the addresses in the text of a block.
pub(super) fn link<'a>(text: &mut BlockText<'a>, body: &mut BodyState<'_, '_, 'a>) {
    let mut cuts = Vec::new();
    // The links that are open, of Markdown or raw HTML.
    let mut links = 0_usize;
    for (item, inline) in text.items.iter().enumerate() {
        match inline {
            Inline::LinkStart(_) => links += 1,
            Inline::LinkEnd(_) => links = links.saturating_sub(1),
            Inline::Raw(tag, _) if is_tag(tag, "<a") => links += 1,
            Inline::Raw(tag, _) if is_tag(tag, "</a") => links = links.saturating_sub(1),
            Inline::Text { run, at } if links == 0 => {
                let Some(Run::Text(Cow::Borrowed(run))) = text.runs.get(*run) else { continue };
                if is_possible(run) {
                    in_run(item, run, *at, body, &mut cuts);
                }
            }
            _ => {}
        }
    }
    if !cuts.is_empty() {
        text.replace(cuts);
    }
}

/// Makes links of the addresses in the text of an item, which begins at `at`.
fn in_run<'a>(
    item: usize,
    run: &'a str,
    at: usize,
    body: &mut BodyState<'_, '_, 'a>,
    cuts: &mut Vec<Cut<'a>>,
) {
    for address in addresses(run) {
        let range = address.range;
        let text = &run[range.clone()];
        let target = match address.kind {
            AddressKind::Url => text.to_owned(),
            AddressKind::Www => format!("http://{text}"),
            AddressKind::Email | AddressKind::Name => continue,
        };
        // Nobody asked for a link, so one that leads nowhere is no mistake.
        if web_address(&target).is_err() {
            continue;
        }
        let number = body.page.document.links.len();
        body.page.document.links.push(ParsedLink {
            target,
            title: String::new(),
            text: String::new(),
            range: body.map.range(at + range.start..at + range.end),
            syntax: LinkSyntax::Markdown,
        });
        let address = Inline::Verbatim(Cow::Borrowed(text));
        let parts = vec![Inline::LinkStart(number), address, Inline::LinkEnd(number)];
        cuts.push(Cut { item, range, parts });
    }
}

/// Whether a tag begins so, and not with a longer name.
fn is_tag(tag: &str, start: &str) -> bool {
    tag.get(..start.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(start))
        && tag[start.len()..].starts_with(|c: char| c.is_ascii_whitespace() || "/>".contains(c))
}
