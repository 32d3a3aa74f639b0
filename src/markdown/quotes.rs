//! Quotes: some of them are alerts, which have a title.
//!
//! In: the events of quotes. Out: their HTML. May import: `alerts`, `html_buffer`, `page_state`,
//! `text_writer`.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::alerts::{self, Alert};
use super::html_buffer::HtmlBuffer;
use super::page_state::BodyState;
use super::text_writer::TextWriter;
use crate::diagnostics::{Code, nearest};

/// The quotes that are open.
#[derive(Debug, Default)]
pub(super) struct OpenQuotes {
    /// For each of them, whether it is an alert.
    are_alerts: Vec<bool>,
    title: Option<OpenTitle>,
}

/// The title of an alert, until it is written.
#[derive(Debug)]
struct OpenTitle {
    alert: Alert,
    /// How many quotes, lists and emphases are open around it.
    depth: usize,
    /// Whether its paragraph has begun.
    has_begun: bool,
}

impl OpenQuotes {
    /// Starts a quote, which is the element at `depth`.
    pub(super) fn start<'a>(
        &mut self,
        kind: Option<BlockQuoteKind>,
        (range, depth): (&Range<usize>, usize),
        text: &mut TextWriter<'a>,
        body: &mut BodyState<'_, '_, 'a>,
        out: &mut HtmlBuffer,
    ) {
        let alert = match kind {
            None => marked_alert(range, body),
            Some(BlockQuoteKind::Note) => Alert::named("NOTE"),
            Some(BlockQuoteKind::Tip) => Alert::named("TIP"),
            Some(BlockQuoteKind::Important) => Alert::named("IMPORTANT"),
            Some(BlockQuoteKind::Warning) => Alert::named("WARNING"),
            Some(BlockQuoteKind::Caution) => Alert::named("CAUTION"),
        };
        self.are_alerts.push(alert.is_some());
        let html = &mut out.html;
        let Some(alert) = alert else { return html.push_str("<blockquote>\n") };
        let class = alert.class;
        let attributes = format_args!(" class=\"note note-{class}\" role=\"note\"");
        body.page.slots.tag(html, "aside", attributes);
        html.push('\n');
        self.title = Some(OpenTitle { alert, depth, has_begun: false });
        if kind.is_some() {
            self.end_title(text, body, out);
        }
    }

    /// Ends the innermost quote: its end tag.
    pub(super) fn end(&mut self) -> &'static str {
        match self.are_alerts.pop() {
            Some(true) => "</aside>\n",
            _ => "</blockquote>\n",
        }
    }

    /// Whether the title of an alert has yet to be written.
    pub(super) fn is_in_title(&self) -> bool {
        self.title.is_some()
    }

    /// Makes the paragraph that begins here the one with the title.
    pub(super) fn begin_title(&mut self) {
        if let Some(title) = &mut self.title {
            title.has_begun = true;
        }
    }

    /// Whether a line break at `depth` ends the title of an alert.
    pub(super) fn is_end_of_title(&self, depth: usize) -> bool {
        self.title.as_ref().is_some_and(|title| title.has_begun && title.depth == depth)
    }

    /// Writes the title of an alert: the text after its marker, or what its kind is called.
    pub(super) fn end_title<'a>(
        &mut self,
        text: &mut TextWriter<'a>,
        body: &mut BodyState<'_, '_, 'a>,
        out: &mut HtmlBuffer,
    ) {
        let Some(OpenTitle { alert, has_begun, .. }) = self.title.take() else { return };
        body.page.slots.tag(&mut out.html, "p", format_args!(" class=\"note-title\""));
        if has_begun {
            text.block.drop_start(alerts::marker_length);
        }
        if text.is_empty() {
            out.html.push_str(alert.title);
        }
        text.flush(body, out);
        out.html.push_str("</p>\n");
    }
}

/// The alert that the quote at `range` is by its first line, though the parser takes it for none.
fn marked_alert(range: &Range<usize>, body: &mut BodyState<'_, '_, '_>) -> Option<Alert> {
    let (name, at) = alerts::marker(body.source.get(range.clone())?)?;
    let alert = Alert::named(name);
    if alert.is_none() {
        let start = range.start + at;
        let range = body.map.range(start..start + name.len() + "[!]".len());
        let known = || alerts::KINDS.iter().map(|kind| kind.name);
        let help = match alerts::meant(name).or_else(|| nearest(name, known())) {
            Some(near) => format!("did you mean `[!{near}]`?"),
            None => format!("the alerts are {}", known().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no alert `{name}`, so readers see `[!{name}]`");
        body.page.problem(Code::UnknownAlert, range, message, help);
    }
    alert
}
