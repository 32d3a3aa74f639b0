//! Writes the text of a block, once the block has ended: text is set by Danish rules as a whole.
//!
//! In: the [`BlockText`] of a block. Out: its HTML; its words are counted, and its problems
//! reported. May import: `autolinks`, `block_text`, `document`, `html_buffer`, `literals`,
//! `page_state`, `raw`, `source`, `spans`.

use super::block_text::{BlockText, Inline, one_line};
use super::document::Piece;
use super::html_buffer::{Chunk, HtmlBuffer};
use super::literals::{self, Marks};
use super::page_state::{BodyState, PageState, Purpose};
use super::raw::{self, RawWriter};
use super::source::SourceMap;
use super::{autolinks, source, spans};
use crate::diagnostics::Code;
use crate::html::push_text;

/// Collects the text of one block after another, and writes it.
#[derive(Debug)]
pub(super) struct TextWriter<'a> {
    /// The text of the current block.
    pub(super) block: BlockText<'a>,
    /// The same without markup; kept to reuse its memory.
    plain: String,
    has_wiki_links: bool,
    has_languages: bool,
    has_addresses: bool,
    marks: Marks,
}

impl<'a> TextWriter<'a> {
    /// A writer for the blocks of `source`, which decides what to search each of them for.
    pub(super) fn new(page: &PageState<'_>, source: &str) -> Self {
        // Problems have already been reported with the facts.
        let is_checked = page.purpose != Purpose::Pieces;
        Self {
            block: BlockText::default(),
            plain: String::new(),
            has_wiki_links: source::contains(source, "[["),
            has_languages: source::contains(source, spans::LANGUAGE),
            has_addresses: page.settings.autolink && autolinks::is_possible(source),
            marks: if is_checked { Marks::of(source) } else { Marks::default() },
        }
    }

    /// Whether the current block has no text yet.
    pub(super) fn is_empty(&self) -> bool {
        self.block.items.is_empty()
    }

    /// Sets and writes the text collected so far.
    pub(super) fn flush(&mut self, body: &mut BodyState<'_, '_, 'a>, out: &mut HtmlBuffer) {
        if !self.is_empty() {
            self.set(body, false);
            self.write(body, out);
        }
    }

    /// Applies Danish typography to the collected text, and counts its words. If only facts are
    /// wanted, a text that is no heading is left as it is.
    pub(super) fn set(&mut self, body: &mut BodyState<'_, '_, 'a>, is_heading: bool) {
        literals::check(&self.block, body, self.marks);
        if self.has_wiki_links {
            for range in spans::wiki_links(&self.block, body.source) {
                body.page.problem(
                    Code::MissingTarget,
                    body.map.range(range),
                    "links in double brackets are not supported",
                    "write [text](../folder/file.md), or [text](@slug)",
                );
            }
        }
        if self.has_languages {
            spans::languages(&mut self.block, body.source);
        }
        if self.has_addresses {
            autolinks::link(&mut self.block, body);
        }
        let page = &mut *body.page;
        if page.purpose == Purpose::Facts && !is_heading {
            self.block.unset();
        } else {
            self.block.set(page.settings.typography);
        }
        if page.purpose != Purpose::Pieces {
            self.plain.clear();
            self.block.push_plain(&mut self.plain, false);
            page.measure.add(&self.plain);
        }
        if page.purpose == Purpose::Facts {
            page.terms.add(&self.plain);
        }
    }

    /// The collected text on one line without markup, but with its code spans.
    pub(super) fn line(&mut self) -> String {
        self.plain.clear();
        self.block.push_plain(&mut self.plain, true);
        one_line(&self.plain)
    }

    /// Writes the collected text, to which [`Self::set`] has been applied, and begins a new one.
    pub(super) fn write(&mut self, body: &mut BodyState<'_, '_, 'a>, out: &mut HtmlBuffer) {
        let is_task = matches!(self.block.items.first(), Some(Inline::Task(_)));
        if is_task {
            body.page.slots.tag(&mut out.html, "label", format_args!(" class=\"task\""));
        }
        write_items(&self.block, body, out);
        if body.page.is_sanitized() {
            let tags = self.block.items.iter().filter_map(|item| match item {
                Inline::Raw(tag, _) => Some(&**tag),
                _ => None,
            });
            raw::close_open_elements(body.page, tags, &mut out.html);
        }
        if is_task {
            out.html.push_str("</label>");
        }
        self.block.clear();
    }
}

fn write_items<'a>(text: &BlockText<'a>, body: &mut BodyState<'_, '_, 'a>, out: &mut HtmlBuffer) {
    // The link that is open.
    let mut link: Option<usize> = None;
    for item in &text.items {
        let html = &mut out.html;
        let mut push_link_text = |part: &str| {
            if let Some(link) = link {
                body.page.document.links[link].text.push_str(part);
            }
        };
        match item {
            Inline::Text { run, .. } => {
                push_text(html, text.run(*run));
                push_link_text(text.run(*run));
            }
            Inline::Verbatim(part) => {
                push_text(html, part);
                push_link_text(part);
            }
            Inline::Code(code) => {
                html.push_str("<code>");
                push_text(html, code);
                html.push_str("</code>");
                push_link_text(code);
            }
            Inline::Raw(tag, range) => {
                let map = SourceMap::of_part(body.map, range.clone());
                RawWriter { body, out }.write(tag, &map);
            }
            Inline::Open(name) => {
                html.push('<');
                html.push_str(name);
                html.push('>');
            }
            Inline::Close(name) => {
                html.push_str("</");
                html.push_str(name);
                html.push('>');
            }
            Inline::LanguageStart(language) => {
                body.page.slots.tag(html, "span", format_args!(" lang=\"{language}\""));
            }
            Inline::LanguageEnd => html.push_str("</span>"),
            Inline::LinkStart(number) => {
                link = Some(*number);
                out.piece(Piece::LinkStart(*number));
            }
            Inline::LinkEnd(number) => {
                link = None;
                out.piece(Piece::LinkEnd(*number));
            }
            Inline::Image(number) => out.piece(Piece::Image(*number)),
            Inline::Note(note) => out.push(Chunk::NoteReference(*note)),
            Inline::Break => {
                html.push_str("<br>\n");
                push_link_text(" ");
            }
            Inline::Task(is_done) => {
                let checked = if *is_done { " checked" } else { "" };
                let input = format!("<input type=\"checkbox\" disabled{checked}> ");
                body.page.slots.fragment(html, &input);
            }
        }
    }
}
