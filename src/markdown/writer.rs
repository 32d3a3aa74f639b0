//! The walk over the events of the parser: one pass, no recursion but into components.
//!
//! In: the text of a body, and what is known of its page. Out: its HTML, and what was found is added
//! to the page. What is open while the body is written has its own type in a file of its own: text,
//! links, tables, components. May import: all of `markdown`.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, OffsetIter,
    Options, Parser, RefDefs, Tag, TagEnd,
};

use super::alerts::{self, Alert, OpenTitle};
use super::block_text::{BlockText, Inline, one_line};
use super::component::Fence;
use super::document::{ParsedHeading, Piece};
use super::html_buffer::{Chunk, HtmlBuffer};
use super::links::OpenLinks;
use super::literals::{self, Marks};
use super::page_state::{BodyState, PageState, Purpose};
use super::raw::{self, RawWriter};
use super::references::References;
use super::source::SourceMap;
use super::tables::TableState;
use super::{autolinks, heading_ids, limits, source, spans};
use crate::danish;
use crate::diagnostics::{Code, nearest};
use crate::html::{push_attribute, push_named, push_text};

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
    writer.text.drop_start(|text| Some(text.chars().next()?.len_utf8()));
    writer.finish()
}

/// Writes one body.
#[derive(Debug)]
struct HtmlWriter<'p, 's, 'a> {
    body: BodyState<'p, 's, 'a>,
    out: HtmlBuffer,
    /// Where the body begins in the source: what stands before is not written.
    start: usize,
    /// The link references of this body and those around it, once a component needs them.
    references: Option<Rc<References>>,
    /// The text of the current block.
    text: BlockText<'a>,
    /// The same without markup; kept to reuse its memory.
    plain: String,
    nesting: Nesting,
    heading: Option<OpenHeading>,
    alert_title: Option<OpenTitle>,
    /// For each quote that is open, whether it is an alert.
    quotes: Vec<bool>,
    code: Option<OpenCode>,
    raw_block: Option<OpenRawBlock<'a>>,
    table: TableState,
    links: OpenLinks,
    has_wiki_links: bool,
    has_languages: bool,
    has_addresses: bool,
    marks: Marks,
}

/// The quotes, lists, items and emphases that are open.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
    /// Whether the limit has been exceeded, which is reported once.
    is_reported: bool,
}

/// A heading whose text is being collected.
#[derive(Debug)]
struct OpenHeading {
    level: u8,
    range: Range<usize>,
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
        // What is wrong has been reported with the facts.
        let has_addresses = page.settings.autolink && autolinks::is_possible(source);
        let is_checked = page.purpose != Purpose::Pieces;
        let marks = if is_checked { Marks::of(source) } else { Marks::default() };
        let mut out = HtmlBuffer::default();
        out.html.reserve(source.len() / 4);
        Self {
            body: BodyState { page, source, map },
            out,
            start: 0,
            references: None,
            text: BlockText::default(),
            plain: String::new(),
            nesting: Nesting::default(),
            heading: None,
            alert_title: None,
            quotes: Vec::new(),
            code: None,
            raw_block: None,
            table: TableState::default(),
            links: OpenLinks::default(),
            has_wiki_links: source::contains(source, "[["),
            has_languages: source::contains(source, spans::LANGUAGE),
            has_addresses,
            marks,
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
                self.links.end_image(&mut self.body, &mut self.text, range);
            }
            event if self.links.is_in_image() => self.links.alt_event(&event),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_event(text, range),
            Event::Code(code) => self.text.opaque(Inline::Code(code.into())),
            Event::Html(line) => self.raw_line(line, range),
            Event::InlineHtml(tag) => self.text.raw(tag.into(), range),
            Event::FootnoteReference(label) => {
                let range = self.body.map.range(range);
                let note = self.body.page.notes.reference(&label, range);
                self.text.items.push(Inline::Note(note));
            }
            Event::SoftBreak | Event::HardBreak if self.is_end_of_title() => {
                self.end_title();
                self.out.html.push_str("<p>");
            }
            Event::SoftBreak => self.text.text(self.body.source, Cow::Borrowed("\n"), &range),
            Event::HardBreak => self.text.line_break(),
            Event::TaskListMarker(is_done) => self.text.items.push(Inline::Task(is_done)),
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
                self.links.start_link(&mut self.body, &mut self.text, link_type, target, range);
            }
            block => {
                self.flush();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if let Some(title) = &mut self.alert_title {
            if tag == Tag::Paragraph {
                title.has_begun = true;
                return;
            }
            self.end_title();
        }
        let html = &mut self.out.html;
        match tag {
            Tag::Paragraph => html.push_str("<p>"),
            Tag::Heading { level, .. } => {
                self.heading = Some(OpenHeading { level: (level as u8).max(2), range });
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
            TagEnd::Link => self.links.end_link(&mut self.body, &mut self.text, range),
            TagEnd::Heading(_) => self.end_heading(),
            block => {
                if self.alert_title.is_none() {
                    self.flush();
                }
                self.end_block(block);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        let html = &mut self.out.html;
        match tag {
            TagEnd::Paragraph if self.alert_title.is_some() => self.end_title(),
            TagEnd::Paragraph => html.push_str("</p>\n"),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.end_container(tag),
            TagEnd::CodeBlock => match self.code.take() {
                Some(OpenCode::Component(fence)) => self.component(fence),
                _ => html.push_str("</code></pre>\n"),
            },
            TagEnd::HtmlBlock => {
                if let Some(block) = self.raw_block.take() {
                    self.raw_writer().write(&block.html, &block.map);
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
            Tag::BlockQuote(kind) => self.start_quote(*kind, range),
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
                TagEnd::BlockQuote(_) if self.quotes.pop() == Some(true) => "</aside>\n",
                TagEnd::BlockQuote(_) => "</blockquote>\n",
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
            self.text.items.push(Inline::Open(name));
        }
    }

    fn close_inline(&mut self, name: &'static str) {
        if self.leave() {
            self.text.items.push(Inline::Close(name));
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        let alert = match kind {
            None => self.marked_alert(range),
            Some(BlockQuoteKind::Note) => Alert::named("NOTE"),
            Some(BlockQuoteKind::Tip) => Alert::named("TIP"),
            Some(BlockQuoteKind::Important) => Alert::named("IMPORTANT"),
            Some(BlockQuoteKind::Warning) => Alert::named("WARNING"),
            Some(BlockQuoteKind::Caution) => Alert::named("CAUTION"),
        };
        self.quotes.push(alert.is_some());
        let html = &mut self.out.html;
        let Some(alert) = alert else { return html.push_str("<blockquote>\n") };
        let class = alert.class;
        let attributes = format_args!(" class=\"note note-{class}\" role=\"note\"");
        self.body.page.slots.tag(html, "aside", attributes);
        html.push('\n');
        let depth = self.nesting.depth;
        self.alert_title = Some(OpenTitle { alert, depth, has_begun: false });
        if kind.is_some() {
            self.end_title();
        }
    }

    /// The alert that a quote is by its first line, though the parser takes it for none.
    fn marked_alert(&mut self, range: &Range<usize>) -> Option<Alert> {
        let (name, at) = alerts::marker(self.body.source.get(range.clone())?)?;
        let alert = Alert::named(name);
        if alert.is_none() {
            let start = range.start + at;
            let range = self.body.map.range(start..start + name.len() + "[!]".len());
            let known = || alerts::KINDS.iter().map(|kind| kind.name);
            let help = match alerts::meant(name).or_else(|| nearest(name, known())) {
                Some(near) => format!("did you mean `[!{near}]`?"),
                None => format!("the alerts are {}", known().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("there is no alert `{name}`, so readers see `[!{name}]`");
            self.body.page.problem(Code::UnknownAlert, range, message, help);
        }
        alert
    }

    /// Whether a line break here ends the title of an alert.
    fn is_end_of_title(&self) -> bool {
        self.alert_title
            .as_ref()
            .is_some_and(|title| title.has_begun && title.depth == self.nesting.depth)
    }

    /// Writes the title of an alert: the text after its marker, or what its kind is called.
    fn end_title(&mut self) {
        let Some(OpenTitle { alert, has_begun, .. }) = self.alert_title.take() else { return };
        self.body.page.slots.tag(&mut self.out.html, "p", format_args!(" class=\"note-title\""));
        if has_begun {
            self.text.drop_start(alerts::marker_length);
        }
        if self.text.items.is_empty() {
            self.out.html.push_str(alert.title);
        }
        self.flush();
        self.out.html.push_str("</p>\n");
    }

    fn end_heading(&mut self) {
        let Some(OpenHeading { level, range }) = self.heading.take() else { return };
        let id = heading_ids::take(&mut self.text, &mut self.body);
        self.set_text(true);
        self.plain.clear();
        self.text.push_plain(&mut self.plain, true);
        let text = one_line(&self.plain);
        let made;
        let wanted = if let Some(id) = &id {
            id
        } else {
            made = danish::heading_id(&text, self.body.page.settings.anchors);
            if made.is_empty() { NAMELESS } else { &made }
        };
        let id = self.body.page.ids.unique(wanted);
        let mut attributes = String::with_capacity(id.len() + 8);
        push_named(&mut attributes, "id", &id);
        let name = ["h2", "h3", "h4", "h5", "h6"][usize::from(level) - 2];
        self.body.page.slots.tag(&mut self.out.html, name, format_args!("{attributes}"));
        self.write_text();
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push_str(">\n");
        let range = self.body.map.range(range);
        self.body.page.document.headings.push(ParsedHeading { level, id, text, range });
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
            None => self.text.text(self.body.source, text.into(), &range),
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

    fn raw_writer(&mut self) -> RawWriter<'_, 'p, 's, 'a> {
        RawWriter { body: &mut self.body, out: &mut self.out }
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

    /// Writes the text collected so far.
    fn flush(&mut self) {
        if !self.text.items.is_empty() {
            self.set_text(false);
            self.write_text();
        }
    }

    /// Applies Danish typography to the collected text, and counts its words. If only facts are
    /// wanted, a text that is no heading is left as it is.
    fn set_text(&mut self, is_heading: bool) {
        literals::check(&self.text, &mut self.body, self.marks);
        let BodyState { page, source, map, .. } = &mut self.body;
        if self.has_wiki_links {
            for range in spans::wiki_links(&self.text, source) {
                page.problem(
                    Code::MissingTarget,
                    map.range(range),
                    "links in double brackets are not supported",
                    "write [text](../folder/file.md), or [text](@slug)",
                );
            }
        }
        if self.has_languages {
            spans::languages(&mut self.text, source);
        }
        if self.has_addresses {
            autolinks::link(&mut self.text, &mut self.body);
        }
        let page = &mut *self.body.page;
        if page.purpose == Purpose::Facts && !is_heading {
            self.text.unset();
        } else {
            self.text.set(page.settings.typography);
        }
        if page.purpose != Purpose::Pieces {
            self.plain.clear();
            self.text.push_plain(&mut self.plain, false);
            page.measure.add(&self.plain);
        }
        if page.purpose == Purpose::Facts {
            page.terms.add(&self.plain);
        }
    }

    /// Writes the collected text, to which [`Self::set_text`] has been applied.
    fn write_text(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        let mut link: Option<usize> = None;
        let is_task = matches!(text.items.first(), Some(Inline::Task(_)));
        if is_task {
            self.body.page.slots.tag(&mut self.out.html, "label", format_args!(" class=\"task\""));
        }
        for item in &text.items {
            let html = &mut self.out.html;
            let mut push_link_text = |part: &str| {
                if let Some(link) = link {
                    self.body.page.document.links[link].text.push_str(part);
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
                    let map = SourceMap::of_part(self.body.map, range.clone());
                    self.raw_writer().write(tag, &map);
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
                    self.body.page.slots.tag(html, "span", format_args!(" lang=\"{language}\""));
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
                Inline::Note(note) => self.out.push(Chunk::NoteReference(*note)),
                Inline::Break => {
                    html.push_str("<br>\n");
                    push_link_text(" ");
                }
                Inline::Task(is_done) => {
                    let checked = if *is_done { " checked" } else { "" };
                    let input = format!("<input type=\"checkbox\" disabled{checked}> ");
                    self.body.page.slots.fragment(html, &input);
                }
            }
        }
        if self.body.page.is_sanitized() {
            let tags = text.items.iter().filter_map(|item| match item {
                Inline::Raw(tag, _) => Some(&**tag),
                _ => None,
            });
            raw::close_open_elements(self.body.page, tags, &mut self.out.html);
        }
        if is_task {
            self.out.html.push_str("</label>");
        }
        text.clear();
        self.text = text;
    }
}

/// The id of a heading without letters and digits.
const NAMELESS: &str = "afsnit";
