//! The walk over the events of the parser: one pass, no recursion but into components.
//!
//! In: the text of a body, and the state of its page. Out: its HTML; links, headings and problems
//! are added to the page. Each kind of open element has a type and a file of its own: text, links,
//! headings, quotes, tables, components. May import: all of `markdown`.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser,
    RefDefs, Tag, TagEnd,
};

use super::block_text::Inline;
use super::component::Fence;
use super::document::Piece;
use super::headings::OpenHeading;
use super::html_buffer::HtmlBuffer;
use super::limits;
use super::links::OpenLinks;
use super::page_state::{BodyState, PageState};
use super::quotes::OpenQuotes;
use super::raw::RawWriter;
use super::references::References;
use super::source::SourceMap;
use super::tables::TableState;
use super::text_writer::TextWriter;
use crate::diagnostics::Code;
use crate::html::{push_attribute, push_text};

/// The dialect.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// The most components around a component: the body of each is parsed once for each of them.
const MAX_COMPONENT_DEPTH: usize = 8;

/// Parses the body of a page. `map` leads from `text` to the body as it was written.
pub(super) fn parse_body(page: &mut PageState<'_>, text: &str, map: &SourceMap) -> HtmlBuffer {
    if is_too_deep(page, text, map) {
        return HtmlBuffer::default();
    }
    let mut writer = HtmlWriter::new(page, text, map);
    writer.events(Parser::new_ext(text, OPTIONS).into_offset_iter());
    writer.finish()
}

/// Parses the body of a component, which can refer to the link references and notes of the bodies
/// around it. `map` leads from `text` to the body of the page.
fn parse_component(page: &mut PageState<'_>, text: &str, map: &SourceMap) -> HtmlBuffer {
    if is_too_deep(page, text, map) {
        return HtmlBuffer::default();
    }
    let prelude = page.prelude(text);
    let mut shifted = SourceMap::default();
    let (text, map) = if prelude.is_empty() {
        (Cow::Borrowed(text), map)
    } else {
        shifted.add(prelude.len(), map, 0..text.len());
        (Cow::Owned(format!("{prelude}{text}")), &shifted)
    };
    let references = Rc::clone(&page.references);
    let find = |link: BrokenLink<'_>| references.find(&link.reference);
    let events = Parser::new_with_broken_link_callback(&text, OPTIONS, Some(find));
    let mut writer = HtmlWriter::new(page, &text, map);
    writer.start = prelude.len();
    writer.events(events.into_offset_iter());
    writer.finish()
}

/// Reports a body that is refused before it is parsed.
fn is_too_deep(page: &mut PageState<'_>, text: &str, map: &SourceMap) -> bool {
    let markers = limits::too_deep(text, page.settings.max_nesting);
    if let Some(markers) = &markers {
        page.nested_too_deeply(map.range(markers.clone()));
    }
    markers.is_some()
}

/// Parses a text of one line without block elements.
pub(super) fn parse_inline(page: &mut PageState<'_>, text: &str) -> HtmlBuffer {
    // A line that begins with a full stop is a paragraph, whatever follows.
    let text = format!(".{text}");
    let map = SourceMap::default();
    let mut writer = HtmlWriter::new(page, &text, &map);
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
            writer.event(event, range);
        }
    }
    writer.text.block.drop_start(|text| Some(text.chars().next()?.len_utf8()));
    writer.finish()
}

/// Writes one body.
#[derive(Debug)]
struct HtmlWriter<'p, 's, 'a> {
    body: BodyState<'p, 's, 'a>,
    out: HtmlBuffer,
    /// Where the body begins in the source; nothing before it is written.
    start: usize,
    /// The link references of this body and those around it, once a component needs them.
    references: Option<Rc<References>>,
    /// The text of the current block.
    text: TextWriter<'a>,
    nesting: Nesting,
    heading: Option<OpenHeading>,
    quotes: OpenQuotes,
    code: Option<OpenCode>,
    raw_block: Option<OpenRawBlock<'a>>,
    table: TableState,
    links: OpenLinks,
}

/// The quotes, lists, items and emphases that are open.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
    /// Whether the limit has been exceeded, which is reported once.
    is_reported: bool,
}

#[derive(Debug)]
enum OpenCode {
    /// Code that is shown.
    Shown,
    /// A component call.
    Component(Fence),
}

/// A block of raw HTML whose lines are being joined.
#[derive(Debug, Default)]
struct OpenRawBlock<'a> {
    html: Cow<'a, str>,
    map: SourceMap,
}

impl<'p, 's, 'a> HtmlWriter<'p, 's, 'a> {
    fn new(page: &'p mut PageState<'s>, source: &'a str, map: &'p SourceMap) -> Self {
        let mut out = HtmlBuffer::default();
        out.html.reserve(source.len() / 4);
        Self {
            text: TextWriter::new(page, source),
            body: BodyState { page, source, map },
            out,
            start: 0,
            references: None,
            nesting: Nesting::default(),
            heading: None,
            quotes: OpenQuotes::default(),
            code: None,
            raw_block: None,
            table: TableState::default(),
            links: OpenLinks::default(),
        }
    }

    /// Takes all events of the parser.
    fn events<F: BrokenLinkCallback<'a>>(&mut self, mut events: OffsetIter<'a, F>) {
        while let Some((event, range)) = events.next() {
            if range.start < self.start {
                continue;
            }
            if matches!(event, Event::End(TagEnd::CodeBlock)) {
                self.learn_references(events.reference_definitions());
            }
            self.event(event, range);
        }
    }

    /// Notes the link references of this body, if a component is about to be parsed.
    fn learn_references(&mut self, own: &RefDefs<'_>) {
        if matches!(self.code, Some(OpenCode::Component(_))) && self.references.is_none() {
            self.references = Some(References::within(&self.body.page.references, own));
        }
    }

    fn finish(mut self) -> HtmlBuffer {
        self.flush();
        self.out
    }

    /// Takes the next event of the parser, at `range` of the source.
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let end = match &event {
            Event::Start(Tag::Link { .. }) => range.start + 1,
            Event::Start(Tag::Image { .. }) => range.start + 2,
            _ => range.end,
        };
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.links.start_image(dest_url, title);
            }
            Event::End(TagEnd::Image) => {
                self.links.end_image(&mut self.body, &mut self.text.block, range);
            }
            event if self.links.is_in_image() => self.links.alt_event(&event),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_event(text, range),
            Event::Code(code) => self.text.block.opaque(Inline::Code(code.into())),
            Event::Html(line) => self.raw_line(line, range),
            Event::InlineHtml(tag) => self.text.block.raw(tag.into(), range),
            Event::FootnoteReference(label) => {
                let range = self.body.map.range(range);
                let note = self.body.page.notes.reference(&label, range);
                self.text.block.items.push(Inline::Note(note));
            }
            Event::SoftBreak | Event::HardBreak
                if self.quotes.is_end_of_title(self.nesting.depth) =>
            {
                self.end_title();
                self.out.html.push_str("<p>");
            }
            Event::SoftBreak => self.text.block.text(self.body.source, Cow::Borrowed("\n"), &range),
            Event::HardBreak => self.text.block.line_break(),
            Event::TaskListMarker(is_done) => self.text.block.items.push(Inline::Task(is_done)),
            Event::Rule => {
                self.flush();
                self.out.html.push_str("<hr>\n");
            }
            // Not enabled.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        self.links.advance(end);
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.open_inline("em", &range),
            Tag::Strong => self.open_inline("strong", &range),
            Tag::Strikethrough => self.open_inline("del", &range),
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = (&*dest_url, &*title);
                self.links.start_link(
                    &mut self.body,
                    &mut self.text.block,
                    link_type,
                    target,
                    range,
                );
            }
            block => {
                self.flush();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if self.quotes.is_in_title() {
            if tag == Tag::Paragraph {
                return self.quotes.begin_title();
            }
            self.end_title();
        }
        let html = &mut self.out.html;
        match tag {
            Tag::Paragraph => html.push_str("<p>"),
            Tag::Heading { level, .. } => {
                self.heading = Some(OpenHeading::new(level as u8, range));
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item => self.start_container(&tag, &range),
            Tag::CodeBlock(kind) => self.start_code(&kind, &range),
            Tag::HtmlBlock => self.raw_block = Some(OpenRawBlock::default()),
            Tag::FootnoteDefinition(label) => {
                let marker = range.start..range.start + "[^]:".len() + label.len();
                let marker = self.body.map.range(marker);
                self.body.page.notes.start(&label, marker, &mut self.out);
            }
            Tag::Table(alignments) => {
                self.body.page.tables += 1;
                let number = self.body.page.tables;
                self.table = TableState::start(alignments, number, html, &mut self.body.page.slots);
            }
            Tag::TableHead => self.table.start_row(true, html),
            Tag::TableRow => self.table.start_row(false, html),
            Tag::TableCell => self.table.start_cell(html, &mut self.body.page.slots),
            // Inline tags are handled by the caller, the others are not enabled.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.close_inline("em"),
            TagEnd::Strong => self.close_inline("strong"),
            TagEnd::Strikethrough => self.close_inline("del"),
            TagEnd::Link => self.links.end_link(&mut self.body, &mut self.text.block, range),
            TagEnd::Heading(_) => {
                if let Some(heading) = self.heading.take() {
                    heading.end(&mut self.text, &mut self.body, &mut self.out);
                }
            }
            block => {
                if !self.quotes.is_in_title() {
                    self.flush();
                }
                self.end_block(block);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        let html = &mut self.out.html;
        match tag {
            TagEnd::Paragraph if self.quotes.is_in_title() => self.end_title(),
            TagEnd::Paragraph => html.push_str("</p>\n"),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.end_container(tag),
            TagEnd::CodeBlock => match self.code.take() {
                Some(OpenCode::Component(fence)) => self.component(fence),
                _ => html.push_str("</code></pre>\n"),
            },
            TagEnd::HtmlBlock => {
                if let Some(block) = self.raw_block.take() {
                    let mut raw = RawWriter { body: &mut self.body, out: &mut self.out };
                    raw.write(&block.html, &block.map);
                }
            }
            TagEnd::FootnoteDefinition => self.body.page.notes.end(&mut self.out),
            TagEnd::Table => self.table.end(html),
            TagEnd::TableHead | TagEnd::TableRow => self.table.end_row(html),
            TagEnd::TableCell => self.table.end_cell(html),
            _ => {}
        }
    }

    fn start_container(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        if !self.enter(range) {
            return;
        }
        let html = &mut self.out.html;
        match tag {
            Tag::BlockQuote(kind) => {
                let place = (range, self.nesting.depth);
                self.quotes.start(*kind, place, &mut self.text, &mut self.body, &mut self.out);
            }
            Tag::List(Some(first)) if *first != 1 => {
                self.body.page.slots.tag(html, "ol", format_args!(" start=\"{first}\""));
                html.push('\n');
            }
            Tag::List(Some(_)) => html.push_str("<ol>\n"),
            Tag::List(None) => html.push_str("<ul>\n"),
            _ => html.push_str("<li>"),
        }
    }

    fn end_container(&mut self, tag: TagEnd) {
        if self.leave() {
            self.out.html.push_str(match tag {
                TagEnd::BlockQuote(_) => self.quotes.end(),
                TagEnd::List(true) => "</ol>\n",
                TagEnd::List(false) => "</ul>\n",
                _ => "</li>\n",
            });
        }
    }

    /// Enters a container; false if it is over the limit and its tags must be left out.
    fn enter(&mut self, range: &Range<usize>) -> bool {
        self.nesting.depth += 1;
        let is_allowed = self.nesting.depth <= self.body.page.settings.max_nesting;
        if !is_allowed && !self.nesting.is_reported {
            self.nesting.is_reported = true;
            self.body.page.nested_too_deeply(self.body.map.range(range.start..range.start));
        }
        is_allowed
    }

    /// Leaves a container; false if its tags were left out.
    fn leave(&mut self) -> bool {
        self.nesting.depth -= 1;
        self.nesting.depth < self.body.page.settings.max_nesting
    }

    fn open_inline(&mut self, name: &'static str, range: &Range<usize>) {
        if self.enter(range) {
            self.text.block.items.push(Inline::Open(name));
        }
    }

    fn close_inline(&mut self, name: &'static str) {
        if self.leave() {
            self.text.block.items.push(Inline::Close(name));
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'a>, range: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let BodyState { page, source, map, .. } = &mut self.body;
        if let Some(fence) = Fence::start(page, info, source, map, range) {
            self.code = Some(OpenCode::Component(fence));
            return;
        }
        self.code = Some(OpenCode::Shown);
        let html = &mut self.out.html;
        html.push_str("<pre>");
        match info.split([' ', '\t', ',']).next() {
            None | Some("") => html.push_str("<code>"),
            Some(language) => {
                let mut escaped = String::with_capacity(language.len());
                push_attribute(&mut escaped, language);
                let attributes = format_args!(" class=\"language-{escaped}\"");
                self.body.page.slots.tag(html, "code", attributes);
            }
        }
    }

    fn text_event(&mut self, text: CowStr<'a>, range: Range<usize>) {
        match &mut self.code {
            Some(OpenCode::Shown) => push_text(&mut self.out.html, &text),
            Some(OpenCode::Component(fence)) => fence.push(&text, self.body.map, range),
            None => self.text.block.text(self.body.source, text.into(), &range),
        }
    }

    fn raw_line(&mut self, line: CowStr<'a>, range: Range<usize>) {
        let Some(block) = &mut self.raw_block else { return };
        block.map.add(block.html.len(), self.body.map, range);
        if block.html.is_empty() {
            block.html = line.into();
        } else {
            block.html.to_mut().push_str(&line);
        }
    }

    /// Writes a component call whose block has ended, and parses its body.
    fn component(&mut self, fence: Fence) {
        let page = &mut *self.body.page;
        let (mut call, map) = fence.end(page);
        let number = page.document.components.len();
        self.out.piece(Piece::Component(number));
        let (source, name_range) = (std::mem::take(&mut call.source), call.name_range.clone());
        page.document.components.push(call);
        page.bodies.push(HtmlBuffer::default());
        if page.component_depth == MAX_COMPONENT_DEPTH {
            page.problem(
                Code::MarkdownLimit,
                name_range,
                format!("components are nested deeper than {MAX_COMPONENT_DEPTH}"),
                "nest them less deeply",
            );
        } else {
            let around = Rc::clone(&page.references);
            page.references = self.references.clone().unwrap_or_else(|| Rc::clone(&around));
            page.component_depth += 1;
            page.notes.enter_component();
            page.bodies[number] = parse_component(page, &source, &map);
            page.notes.leave_component();
            page.component_depth -= 1;
            page.references = around;
        }
        page.document.components[number].source = source;
    }

    /// Writes the title of an alert.
    fn end_title(&mut self) {
        self.quotes.end_title(&mut self.text, &mut self.body, &mut self.out);
    }

    /// Writes the text collected so far.
    fn flush(&mut self) {
        self.text.flush(&mut self.body, &mut self.out);
    }
}
