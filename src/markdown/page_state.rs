//! What is known while the body of a page is parsed, apart from the HTML that is being written.
//!
//! In: the settings and the body. Out: the [`Document`], as the parts of the writer add to it. May
//! import: `document`, `footnotes`, `html_buffer`, `ids`, `references`, `settings`, `source`.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::document::{BodyProblem, Document};
use super::footnotes::{self, Notes};
use super::html_buffer::{HtmlBuffer, Slots};
use super::ids::Ids;
use super::references::References;
use super::settings::{MarkdownSettings, RawHtml};
use super::source::SourceMap;
use crate::danish::TextMeasure;
use crate::diagnostics::Code;
use crate::fingerprint::Fingerprint;
use crate::related::TermCounter;

/// What a body is parsed for. A build parses each body once for its facts and, when its page is
/// rendered, again for its HTML; neither pass does the work of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Facts,
    Pieces,
    Both,
}

/// What the body of a page shares with the bodies of the components in it.
#[derive(Debug)]
pub(super) struct PageState<'s> {
    pub(super) settings: &'s MarkdownSettings,
    body: &'s str,
    pub(super) purpose: Purpose,
    /// What has been found so far; the rest is put in at the end.
    pub(super) document: Document,
    /// The HTML of each component's body.
    pub(super) bodies: Vec<HtmlBuffer>,
    pub(super) notes: Notes,
    /// The labels of notes that the body may define, once a component needs them.
    definable_notes: Option<HashSet<String>>,
    /// The link references that are defined around the current body.
    pub(super) references: Rc<References>,
    pub(super) slots: Slots,
    pub(super) ids: Ids,
    pub(super) measure: TextMeasure,
    pub(super) terms: TermCounter,
    pub(super) problems: Vec<BodyProblem>,
    /// The number of tables so far, for their labels.
    pub(super) tables: usize,
    /// The number of raw HTML tags so far.
    pub(super) raw_tags: usize,
    /// The number of components around the current body.
    pub(super) component_depth: usize,
}

impl<'s> PageState<'s> {
    pub(super) fn new(body: &'s str, settings: &'s MarkdownSettings, purpose: Purpose) -> Self {
        let is_sanitized = settings.html == RawHtml::Sanitize;
        let mark = is_sanitized.then(|| Fingerprint::of(body.as_bytes()).to_string());
        Self {
            settings,
            body,
            purpose,
            document: Document::default(),
            bodies: Vec::new(),
            notes: Notes::default(),
            definable_notes: None,
            references: References::outermost(body),
            slots: Slots::new(mark),
            ids: Ids::default(),
            measure: TextMeasure::default(),
            terms: TermCounter::default(),
            problems: Vec::new(),
            tables: 0,
            raw_tags: 0,
            component_depth: 0,
        }
    }

    /// The text to put before the body of a component: see [`footnotes::prelude`].
    pub(super) fn prelude(&mut self, component: &str) -> String {
        if !component.contains("[^") {
            return String::new();
        }
        let labels = self.definable_notes.get_or_insert_with(|| footnotes::definable(self.body));
        footnotes::prelude(component, labels)
    }

    pub(super) fn is_sanitized(&self) -> bool {
        self.settings.html == RawHtml::Sanitize
    }

    pub(super) fn problem(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into());
        self.problems.push(BodyProblem { code, range, message: message.into(), help });
    }

    pub(super) fn nested_too_deeply(&mut self, range: Range<usize>) {
        let limit = self.settings.max_nesting;
        self.problem(
            Code::MarkdownLimit,
            range,
            format!("quotes, lists and emphasis are nested deeper than {limit}"),
            "nest them less deeply",
        );
    }

    pub(super) fn unsafe_address(&mut self, address: &str, range: Range<usize>) {
        let shown: String = address.chars().take(60).collect();
        self.problem(
            Code::UnsafeLink,
            range,
            format!("the URL `{shown}` is not allowed here and was removed"),
            "write a URL on this site, or one that begins with https:, http:, mailto: or tel:",
        );
    }
}

/// One body: that of the page, or of a component.
#[derive(Debug)]
pub(super) struct BodyState<'p, 's, 'a> {
    pub(super) page: &'p mut PageState<'s>,
    pub(super) source: &'a str,
    /// Leads from `source` to the body of the page.
    pub(super) map: &'p SourceMap,
}
