//! The walk over the events of the parser: one match, no recursion.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::component::Fence;
use super::document::Heading;
use super::escape;
use super::inline::Inline;
use super::source::SourceMap;
use super::writer::Writer;
use crate::danish;

/// A heading whose text is being collected.
#[derive(Debug)]
pub(super) struct HeadingStart<'a> {
    level: u8,
    id: Option<CowStr<'a>>,
    range: Range<usize>,
}

/// A code block that is open.
#[derive(Debug)]
pub(super) enum CodeStart {
    /// One that is shown as code.
    Shown,
    /// One that calls a component.
    Component(Fence),
}

/// A block of raw HTML whose lines are being joined.
#[derive(Debug, Default)]
pub(super) struct RawBlock<'a> {
    html: Cow<'a, str>,
    map: SourceMap,
}

impl<'a> Writer<'_, '_, 'a> {
    /// Takes the next event of the parser, which stands at `range` of the source.
    pub(super) fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let end = match &event {
            Event::Start(Tag::Link { .. }) => range.start + 1,
            Event::Start(Tag::Image { .. }) => range.start + 2,
            _ => range.end,
        };
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.start_image(dest_url, title);
            }
            Event::End(TagEnd::Image) => self.end_image(range),
            event if self.alt.is_some() => self.alt_event(&event),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_event(text, range),
            Event::Code(code) => self.text.opaque(Inline::Code(code.into())),
            Event::Html(line) => self.raw_line(line, range),
            Event::InlineHtml(tag) => self.text.raw(tag.into(), range),
            Event::FootnoteReference(label) => {
                self.text.items.push(Inline::Note(self.notes.number(&label)));
            }
            Event::SoftBreak => self.text.text(self.source, Cow::Borrowed("\n"), &range),
            Event::HardBreak => self.text.line_break(),
            Event::TaskListMarker(is_done) => self.text.items.push(Inline::Task(is_done)),
            Event::Rule => {
                self.flush();
                self.out.html.push_str("<hr>\n");
            }
            // Not enabled.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        self.inner_end = end;
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.open_inline("em", &range),
            Tag::Strong => self.open_inline("strong", &range),
            Tag::Strikethrough => self.open_inline("del", &range),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            block => {
                self.flush();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let html = &mut self.out.html;
        match tag {
            Tag::Paragraph => html.push_str("<p>"),
            Tag::Heading { level, id, .. } => {
                self.heading = Some(HeadingStart { level: (level as u8).max(2), id, range });
            }
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item => self.start_container(&tag, &range),
            Tag::CodeBlock(kind) => self.start_code(&kind, &range),
            Tag::HtmlBlock => self.raw_block = Some(RawBlock::default()),
            Tag::FootnoteDefinition(label) => self.notes.start(&label, &mut self.out),
            Tag::Table(alignments) => self.start_table(&alignments),
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(),
            // Inline tags are taken care of, the others are not enabled.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.close_inline("em"),
            TagEnd::Strong => self.close_inline("strong"),
            TagEnd::Strikethrough => self.close_inline("del"),
            TagEnd::Link => self.end_link(range),
            TagEnd::Heading(_) => self.end_heading(),
            block => {
                self.flush();
                self.end_block(block);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        let html = &mut self.out.html;
        match tag {
            TagEnd::Paragraph => html.push_str("</p>\n"),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.end_container(tag),
            TagEnd::CodeBlock => match self.code.take() {
                Some(CodeStart::Component(fence)) => self.component(fence),
                _ => html.push_str("</code></pre>\n"),
            },
            TagEnd::HtmlBlock => {
                if let Some(block) = self.raw_block.take() {
                    self.raw(&block.html, &block.map);
                }
            }
            TagEnd::FootnoteDefinition => self.notes.end(&mut self.out),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => html.push_str("</tr></thead>\n"),
            TagEnd::TableRow => html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            _ => {}
        }
    }

    fn start_container(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        if !self.enter(range) {
            return;
        }
        let html = &mut self.out.html;
        match tag {
            Tag::BlockQuote(kind) => self.start_quote(*kind),
            Tag::List(Some(first)) if *first != 1 => {
                self.slots.tag(html, "ol", format_args!(" start=\"{first}\""));
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
                TagEnd::BlockQuote(None) => "</blockquote>\n",
                TagEnd::BlockQuote(Some(_)) => "</aside>\n",
                TagEnd::List(true) => "</ol>\n",
                TagEnd::List(false) => "</ul>\n",
                _ => "</li>\n",
            });
        }
    }

    /// Counts a container; whether it is within the limit, so that its tags are written.
    fn enter(&mut self, range: &Range<usize>) -> bool {
        self.depth += 1;
        let limit = self.page.settings.max_nesting;
        if self.depth > limit && !self.is_too_deep {
            self.is_too_deep = true;
            self.page.too_deep(self.map.range(range.start..range.start), limit);
        }
        self.depth <= limit
    }

    fn leave(&mut self) -> bool {
        self.depth -= 1;
        self.depth < self.page.settings.max_nesting
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

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, title) = match kind {
            None => return self.out.html.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Bemærk"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Vigtigt"),
            Some(BlockQuoteKind::Warning) => ("warning", "Advarsel"),
            Some(BlockQuoteKind::Caution) => ("caution", "Pas på"),
        };
        let html = &mut self.out.html;
        let attributes = format_args!(" class=\"note note-{class}\" role=\"note\"");
        self.slots.tag(html, "aside", attributes);
        html.push('\n');
        self.slots.tag(html, "p", format_args!(" class=\"note-title\""));
        html.push_str(title);
        html.push_str("</p>\n");
    }

    fn end_heading(&mut self) {
        let Some(HeadingStart { level, id, range }) = self.heading.take() else { return };
        self.set_text(true);
        let text = self.plain_text();
        let made;
        let wanted = if let Some(id) = &id {
            id.as_ref()
        } else {
            made = danish::heading_id(&text, self.page.settings.anchors);
            if made.is_empty() { NAMELESS } else { &made }
        };
        let id = self.page.ids.unique(wanted);
        let mut attributes = String::with_capacity(id.len() + 8);
        escape::push_named(&mut attributes, "id", &id);
        let name = ["h2", "h3", "h4", "h5", "h6"][usize::from(level) - 2];
        self.slots.tag(&mut self.out.html, name, format_args!("{attributes}"));
        self.write_text();
        self.out.html.push_str("</");
        self.out.html.push_str(name);
        self.out.html.push_str(">\n");
        self.document.headings.push(Heading { level, id, text, range: self.map.range(range) });
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'a>, range: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        if let Some(fence) = Fence::start(self.page, info, self.source, self.map, range) {
            self.code = Some(CodeStart::Component(fence));
            return;
        }
        self.code = Some(CodeStart::Shown);
        let html = &mut self.out.html;
        html.push_str("<pre>");
        match info.split([' ', '\t', ',']).next() {
            None | Some("") => html.push_str("<code>"),
            Some(language) => {
                let mut escaped = String::with_capacity(language.len());
                escape::push_attribute(&mut escaped, language);
                let attributes = format_args!(" class=\"language-{escaped}\"");
                self.slots.tag(html, "code", attributes);
            }
        }
    }

    fn text_event(&mut self, text: CowStr<'a>, range: Range<usize>) {
        match &mut self.code {
            Some(CodeStart::Shown) => escape::push_text(&mut self.out.html, &text),
            Some(CodeStart::Component(fence)) => fence.push(&text, self.map, range),
            None => self.text.text(self.source, text.into(), &range),
        }
    }

    fn raw_line(&mut self, line: CowStr<'a>, range: Range<usize>) {
        let Some(block) = &mut self.raw_block else { return };
        block.map.add(block.html.len(), self.map, range);
        if block.html.is_empty() {
            block.html = line.into();
        } else {
            block.html.to_mut().push_str(&line);
        }
    }
}

/// The id of a heading without letters and digits.
const NAMELESS: &str = "afsnit";
