//! What is known while the body of a page is parsed, apart from the HTML that is being written.
//!
//! In: the settings and the body. Out: ids, measures and problems, as the parts of the writer add
//! them. May import: `document`, `ids`, `settings`, `source`.

use std::ops::Range;

use super::document::{BodyProblem, Document};
use super::ids::Ids;
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
    pub(super) purpose: Purpose,
    pub(super) ids: Ids,
    pub(super) measure: TextMeasure,
    pub(super) terms: TermCounter,
    pub(super) problems: Vec<BodyProblem>,
    /// Why the body cannot be sanitised.
    pub(super) limit_problem: Option<BodyProblem>,
    /// Marks the slots in HTML that will be sanitised; none if it will not be.
    pub(super) mark: Option<String>,
    /// The number of tables so far, for their labels.
    pub(super) tables: usize,
    /// The number of raw HTML tags so far.
    pub(super) raw_tags: usize,
    /// The number of components around the current body.
    pub(super) component_depth: usize,
}

impl<'s> PageState<'s> {
    pub(super) fn new(body: &str, settings: &'s MarkdownSettings, purpose: Purpose) -> Self {
        let is_sanitized = settings.html == RawHtml::Sanitize;
        Self {
            settings,
            purpose,
            ids: Ids::default(),
            measure: TextMeasure::default(),
            terms: TermCounter::default(),
            problems: Vec::new(),
            limit_problem: None,
            mark: is_sanitized.then(|| Fingerprint::of(body.as_bytes()).to_string()),
            tables: 0,
            raw_tags: 0,
            component_depth: 0,
        }
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

    /// Notes that more than `limit` tags can only be sanitised at once.
    pub(super) fn sanitized_too_much(&mut self, limit: usize, range: Range<usize>) {
        self.limit_problem = Some(BodyProblem {
            code: Code::MarkdownLimit,
            range,
            message: format!(
                "more than {limit} tags follow raw HTML that is not closed in order, and cannot \
                 be sanitized at once"
            ),
            help: Some(
                "close the raw tags in order, write Markdown instead, or split the text".into(),
            ),
        });
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
    pub(super) document: Document,
}
