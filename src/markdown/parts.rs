//! Cuts HTML into parts that can be sanitised one by one: a tree of elements takes up to a thousand
//! times the memory of its text, and that of a part is small.
//!
//! In: the HTML of a body, with the tags of guests in it. Out: parts that the HTML standard's
//! parser (§13.2.6) reads as it reads the whole. May import: `html_buffer`.
//!
//! A part ends only where it is certain which elements are open. They are closed at its end and
//! opened again at the start of the next one, and those tags are taken away afterwards. Where tags
//! are not closed in order, or elements close each other, there is no more cut.

use super::html_buffer::SLOT;
use crate::html::{Token, tokens};

/// How an element acts on those around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Contains blocks.
    Container,
    /// Contains text, or is otherwise never cut: `pre` drops a line break after its tag.
    Block,
    Inline,
    /// Has no end tag.
    VoidBlock,
    Void,
}

/// The elements whose effect is known. All that Markdown is written with are among them.
const ELEMENTS: &[(&str, Kind)] = {
    use Kind::{Block, Container, Inline, Void, VoidBlock};
    &[
        ("p", Block),
        ("li", Container),
        ("ul", Container),
        ("ol", Container),
        ("em", Inline),
        ("strong", Inline),
        ("a", Inline),
        ("code", Inline),
        ("sup", Inline),
        ("wbr", Void),
        ("br", Void),
        ("img", Void),
        ("td", Block),
        ("th", Block),
        ("tr", Block),
        ("tbody", Container),
        ("thead", Container),
        ("table", Container),
        ("h1", Block),
        ("h2", Block),
        ("h3", Block),
        ("h4", Block),
        ("h5", Block),
        ("h6", Block),
        ("blockquote", Container),
        ("div", Container),
        ("section", Container),
        ("pre", Block),
        ("hr", VoidBlock),
        ("abbr", Inline),
        ("b", Inline),
        ("cite", Inline),
        ("del", Inline),
        ("i", Inline),
        ("ins", Inline),
        ("kbd", Inline),
        ("label", Inline),
        ("mark", Inline),
        ("q", Inline),
        ("s", Inline),
        ("small", Inline),
        ("span", Inline),
        ("sub", Inline),
        ("u", Inline),
    ]
};

/// A part of the HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) html: String,
    /// What begins it that is not in the whole: start tags.
    pub(super) opened: String,
    /// What ends it that is not in the whole: end tags.
    pub(super) closed: String,
    /// The number of its tags.
    pub(super) tags: usize,
}

/// Cuts HTML into parts of about `length` bytes, or more where it cannot be cut.
pub(super) fn parts(html: &str, length: usize) -> impl Iterator<Item = Part> {
    let mut tokens = tokens(html).peekable();
    let mut open = Some(OpenElements::default());
    let mut opened = String::new();
    std::iter::from_fn(move || {
        tokens.peek()?;
        let mut part = Part {
            html: opened.clone(),
            opened: std::mem::take(&mut opened),
            closed: String::new(),
            tags: 0,
        };
        while let Some(token) = tokens.peek() {
            if part.html.len() >= length.max(part.opened.len() + 1)
                && let Some(open) = open.as_ref().filter(|open| open.can_be_cut())
            {
                (opened, part.closed) = open.tags();
                part.html.push_str(&part.closed);
                break;
            }
            let source = match token {
                Token::Text(text) => text,
                Token::Start(tag) => tag.source,
                Token::End(source, _) | Token::Unfinished(source) => source,
            };
            part.html.push_str(source);
            part.tags += usize::from(!matches!(token, Token::Text(_)));
            open = open.take().and_then(|open| open.after(token));
            tokens.next();
        }
        Some(part)
    })
}

/// The elements that are open, from the outermost.
#[derive(Default)]
struct OpenElements(Vec<(&'static str, Kind)>);

impl OpenElements {
    /// The elements that are open after a token; `None` if that is not certain.
    fn after(mut self, token: &Token<'_>) -> Option<Self> {
        match token {
            Token::Text(_) => {}
            Token::Start(tag) => {
                let known = |(name, _): &&(&str, Kind)| tag.name.eq_ignore_ascii_case(name);
                let (name, kind) = *ELEMENTS.iter().find(known)?;
                // In a table of a guest there may be text between cells, which the parser moves.
                let is_ours = tag.attributes.iter().any(|attribute| attribute.name == SLOT);
                if self.closes_some(name, kind) || name == "table" && !is_ours {
                    return None;
                }
                if !matches!(kind, Kind::Void | Kind::VoidBlock) {
                    self.0.push((name, kind));
                }
            }
            Token::End(_, name) => {
                let (last, _) = self.0.pop()?;
                if !name.eq_ignore_ascii_case(last) {
                    return None;
                }
            }
            Token::Unfinished(_) => return None,
        }
        Some(self)
    }

    /// Whether the start of an element can close others, or open some that are not written.
    fn closes_some(&self, name: &str, kind: Kind) -> bool {
        let last = self.0.last().map(|(name, _)| *name);
        let is_open = |wanted: &str| self.0.iter().any(|(name, _)| *name == wanted);
        match name {
            "a" => is_open("a") || self.is_between_cells(),
            "li" => !matches!(last, Some("ul" | "ol")),
            "thead" | "tbody" => last != Some("table"),
            "tr" => !matches!(last, Some("thead" | "tbody")),
            "td" | "th" => last != Some("tr"),
            _ => {
                let is_inline = matches!(kind, Kind::Inline | Kind::Void);
                // Only phrasing is in a paragraph, heading or element of text.
                let within_text = |(name, kind): &(&str, Kind)| match kind {
                    Kind::Inline => true,
                    Kind::Block => !matches!(*name, "td" | "th"),
                    _ => false,
                };
                self.is_between_cells() || !is_inline && self.0.iter().any(within_text)
            }
        }
    }

    /// Whether the innermost element is a table or a part of one, but no cell.
    fn is_between_cells(&self) -> bool {
        matches!(self.0.last(), Some(("table" | "thead" | "tbody" | "tr", _)))
    }

    /// Whether opening these elements again leads to the same state of the parser.
    fn can_be_cut(&self) -> bool {
        let text = self.0.iter().skip_while(|(_, kind)| *kind == Kind::Container);
        let text = text.skip_while(|(name, _)| name.starts_with(['p', 'h']) && *name != "pre");
        let is_table = self.0.last().is_some_and(|(name, _)| *name == "table");
        !is_table && text.into_iter().all(|(_, kind)| *kind == Kind::Inline)
    }

    /// The tags that open them, and those that close them.
    fn tags(&self) -> (String, String) {
        let start = self.0.iter().map(|(name, _)| format!("<{name}>"));
        let end = self.0.iter().rev().map(|(name, _)| format!("</{name}>"));
        (start.collect(), end.collect())
    }
}
