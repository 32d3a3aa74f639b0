//! The runs of text of a block, and what is around a place in one.

use std::borrow::Cow;

/// A piece of one block (a paragraph, a heading, a table cell) in reading order.
///
/// Tags (of emphasis, of links, raw HTML) are no runs, because a quotation reads through them; a
/// line break is the text `"\n"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run<'a> {
    /// Text to set.
    Text(Cow<'a, str>),
    /// Something in the text that is no part of it: a code span, an image. It is never
    /// touched, and its neighbours see it as a letter, so that quotation marks close upon it.
    Opaque,
}

/// The letter that stands for [`Run::Opaque`].
pub(super) const OPAQUE: char = 'o';

impl Run<'_> {
    pub(super) fn first(&self) -> Option<char> {
        match self {
            Self::Text(text) => text.chars().next(),
            Self::Opaque => Some(OPAQUE),
        }
    }

    pub(super) fn last(&self) -> Option<char> {
        match self {
            Self::Text(text) => text.chars().next_back(),
            Self::Opaque => Some(OPAQUE),
        }
    }
}

/// A run and the characters around it.
pub(super) struct RunContext<'a> {
    pub(super) text: &'a str,
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
}

impl RunContext<'_> {
    /// The character that ends before byte `at`.
    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back().or(self.before)
    }

    /// The character that starts at byte `at`.
    pub(super) fn char_from(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next().or(self.after)
    }

    /// How many of `byte`, which is ASCII, follow each other from `at`.
    pub(super) fn repeats(&self, at: usize, byte: u8) -> usize {
        self.text.as_bytes()[at..].iter().take_while(|&&other| other == byte).count()
    }
}

/// Whether a text's edge or a white space is there.
pub(super) fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}
