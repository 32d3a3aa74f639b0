//! What is kept while a body is written, and how the text of a block is written.

use std::ops::Range;

use super::document::{Document, Piece, Problem};
use super::footnotes::Notes;
use super::ids::Ids;
use super::inline::{Inline, Text};
use super::output::{Output, Part, Slots};
use super::settings::{RawHtml, Settings};
use super::source::SourceMap;
use super::{blocks, component, escape, footnotes, links, sanitize, spans, tables};
use crate::danish::TextMeasure;
use crate::diagnostics::{Code, is_forbidden};
use crate::fingerprint::Fingerprint;
use crate::related::TermCounter;

/// What a body is parsed for: a site parses each body once for its facts and, when its page is
/// rendered, once more for its HTML, and neither time does the other's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Facts,
    Pieces,
    Both,
}

/// What the body of a page shares with the bodies of its components.
#[derive(Debug)]
pub(super) struct Page<'s> {
    pub(super) settings: &'s Settings,
    pub(super) purpose: Purpose,
    pub(super) ids: Ids,
    pub(super) measure: TextMeasure,
    pub(super) terms: TermCounter,
    pub(super) problems: Vec<Problem>,
    /// The mark of our places in HTML that is sanitised.
    mark: Option<String>,
    /// How many tables there are, for their labels.
    pub(super) tables: usize,
    /// How many tags of raw HTML there are.
    pub(super) raw_tags: usize,
    /// How many components the present body lies in.
    pub(super) component_depth: usize,
}

impl<'s> Page<'s> {
    /// Starts a page.
    pub(super) fn new(body: &str, settings: &'s Settings) -> Self {
        let is_cleaned = settings.html == RawHtml::Sanitize;
        Self {
            settings,
            purpose: Purpose::Both,
            ids: Ids::default(),
            measure: TextMeasure::default(),
            terms: TermCounter::default(),
            problems: Vec::new(),
            mark: is_cleaned.then(|| Fingerprint::of(body.as_bytes()).to_string()),
            tables: 0,
            raw_tags: 0,
            component_depth: 0,
        }
    }

    /// Tells the author that a place nests too deep.
    pub(super) fn too_deep(&mut self, range: Range<usize>, limit: usize) {
        self.problem(
            Code::MarkdownLimit,
            range,
            format!("quotes, lists and emphasis are nested deeper than {limit}"),
            "nest them less deeply",
        );
    }

    /// Adds a problem.
    pub(super) fn problem(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) {
        let help = Some(help.to_owned());
        self.problems.push(Problem { code, range, message: message.into(), help });
    }
}

/// Writes one body.
#[derive(Debug)]
pub(super) struct Writer<'p, 's, 'a> {
    pub(super) page: &'p mut Page<'s>,
    pub(super) source: &'a str,
    pub(super) map: &'p SourceMap,
    pub(super) document: Document,
    pub(super) out: Output,
    pub(super) slots: Slots,
    /// The text of the present block.
    pub(super) text: Text<'a>,
    /// The same without markup; kept to reuse its memory.
    plain: String,
    /// How many quotes, lists, items and emphases are open.
    pub(super) depth: usize,
    pub(super) is_too_deep: bool,
    pub(super) heading: Option<blocks::HeadingStart<'a>>,
    pub(super) code: Option<blocks::CodeStart>,
    pub(super) raw_block: Option<blocks::RawBlock<'a>>,
    pub(super) table: tables::Table,
    pub(super) alt: Option<links::AltText>,
    pub(super) open_links: Vec<links::OpenLink>,
    pub(super) notes: Notes,
    /// Where the last event within a link or picture ended in the source.
    pub(super) inner_end: usize,
    has_wiki_links: bool,
    has_languages: bool,
}

impl<'p, 's, 'a> Writer<'p, 's, 'a> {
    /// Starts to write a body.
    pub(super) fn new(page: &'p mut Page<'s>, source: &'a str, map: &'p SourceMap) -> Self {
        let slots = Slots { mark: page.mark.clone(), list: Vec::new() };
        let mut out = Output::default();
        out.html.reserve(source.len() / 4);
        Self {
            page,
            source,
            map,
            document: Document::default(),
            out,
            slots,
            text: Text::default(),
            plain: String::new(),
            depth: 0,
            is_too_deep: false,
            heading: None,
            code: None,
            raw_block: None,
            table: tables::Table::default(),
            alt: None,
            open_links: Vec::new(),
            notes: Notes::default(),
            inner_end: 0,
            has_wiki_links: source.contains("[["),
            has_languages: source.contains(spans::LANGUAGE),
        }
    }

    /// Ends the body.
    pub(super) fn finish(mut self) -> Document {
        self.flush();
        let pieces = footnotes::assemble(self.out, self.notes, &mut self.slots, &mut self.page.ids);
        self.document.pieces = match self.slots.mark {
            Some(_) => sanitize::clean(pieces, self.slots),
            None => pieces,
        };
        self.document
    }

    /// Writes the text collected so far.
    pub(super) fn flush(&mut self) {
        if !self.text.items.is_empty() {
            self.set_text(false);
            self.write_text();
        }
    }

    /// Sets the collected text by the rules of Danish, and counts its words. Where only facts
    /// are asked for, a text that is no heading is not set.
    pub(super) fn set_text(&mut self, is_heading: bool) {
        if self.has_wiki_links {
            for range in spans::wiki_links(&self.text, self.source) {
                self.page.problem(
                    Code::MissingTarget,
                    self.map.range(range),
                    "links in double brackets are not supported",
                    "write [text](../folder/file.md), or [text](@slug)",
                );
            }
        }
        if self.has_languages {
            spans::languages(&mut self.text, self.source);
        }
        let purpose = self.page.purpose;
        if purpose == Purpose::Facts && !is_heading {
            self.text.unset();
        } else {
            self.text.set(self.page.settings.typography);
        }
        if purpose != Purpose::Pieces {
            self.plain.clear();
            self.text.plain(&mut self.plain, false);
            self.page.measure.add(&self.plain);
        }
        if purpose == Purpose::Facts {
            self.page.terms.add(&self.plain);
        }
    }

    /// Gives the collected text without markup, as headings and the like show it.
    pub(super) fn plain_text(&mut self) -> String {
        self.plain.clear();
        self.text.plain(&mut self.plain, true);
        one_line(&self.plain)
    }

    /// Writes the collected text, which has been set.
    pub(super) fn write_text(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        let mut link: Option<usize> = None;
        let is_task = matches!(text.items.first(), Some(Inline::Task(_)));
        if is_task {
            self.slots.tag(&mut self.out.html, "label", format_args!(" class=\"task\""));
        }
        for item in &text.items {
            let html = &mut self.out.html;
            let mut link_text = |part: &str| {
                if let Some(link) = link {
                    self.document.links[link].text.push_str(part);
                }
            };
            match item {
                Inline::Text { run, .. } => {
                    escape::push_text(html, text.run(*run));
                    link_text(text.run(*run));
                }
                Inline::Verbatim(part) => {
                    escape::push_text(html, part);
                    link_text(part);
                }
                Inline::Code(code) => {
                    html.push_str("<code>");
                    escape::push_text(html, code);
                    html.push_str("</code>");
                    link_text(code);
                }
                Inline::Raw(tag, range) => {
                    let map = SourceMap::of_part(self.map, range.clone());
                    self.raw(tag, &map);
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
                    self.slots.tag(html, "span", format_args!(" lang=\"{language}\""));
                }
                Inline::LanguageEnd => html.push_str("</span>"),
                Inline::LinkStart(number) => {
                    link = Some(*number);
                    self.out.piece(Piece::LinkStart(*number));
                }
                Inline::LinkEnd(number) => {
                    link = None;
                    self.out.piece(Piece::LinkEnd(*number));
                }
                Inline::Image(number) => self.out.piece(Piece::Image(*number)),
                Inline::Note(note) => self.out.push(Part::NoteReference(*note)),
                Inline::Break => {
                    html.push_str("<br>\n");
                    link_text(" ");
                }
                Inline::Task(is_done) => {
                    let checked = if *is_done { " checked" } else { "" };
                    let input = format!("<input type=\"checkbox\" disabled{checked}> ");
                    self.slots.fragment(html, &input);
                }
            }
        }
        if self.page.settings.html == RawHtml::Sanitize {
            self.close_raw(&text.items);
        }
        if is_task {
            self.out.html.push_str("</label>");
        }
        text.clear();
        self.text = text;
    }

    /// Writes a component in the place of its fence.
    pub(super) fn component(&mut self, fence: component::Fence) {
        let component = component::read(self.page, fence);
        self.out.piece(Piece::Component(self.document.components.len()));
        self.document.components.push(component);
    }
}

/// Makes one line of a text, without soft hyphens.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n']).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        let shown = |c: char| if is_forbidden(c) { '\u{fffd}' } else { c };
        line.extend(word.chars().filter(|c| *c != '\u{ad}').map(shown));
    }
    line
}
