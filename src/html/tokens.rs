//! A tokenizer for raw HTML, as the HTML standard (§13.2.5) splits tags, attributes, comments
//! and the text of elements like `<script>`; it never fails and takes linear time.

use std::ops::Range;

/// A part of raw HTML; the tokens of a text without its comments cover it in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// Text, entities as written, or the content of an element like `<script>`.
    Text(&'t str),
    Start(StartTag<'t>),
    /// An end tag: how it is written, and its name.
    End(&'t str, &'t str),
    /// A tag that the text ends within.
    Unfinished(&'t str),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StartTag<'t> {
    /// How it is written.
    pub(crate) source: &'t str,
    /// Where it begins in the text.
    pub(crate) at: usize,
    /// Its name as written.
    pub(crate) name: &'t str,
    /// Its attributes, in order.
    pub(crate) attributes: Vec<Attribute<'t>>,
}

impl StartTag<'_> {
    /// Whether it ends in `/>`: a value without quotes may end in a slash too.
    pub(crate) fn is_self_closing(&self) -> bool {
        let end = self.attributes.last().map_or(0, |attribute| attribute.whole.end);
        self.source[end..].ends_with("/>")
    }
}

/// An attribute of a start tag; ranges are in the tag's source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'t> {
    /// From the end of the text before it to its own end, with the quotes.
    pub(crate) whole: Range<usize>,
    /// Its name as written.
    pub(crate) name: &'t str,
    /// Its value as written, without quotes.
    pub(crate) value: &'t str,
    /// The range of the value.
    pub(crate) value_range: Range<usize>,
}

/// Splits raw HTML into tokens; comments, doctypes and processing instructions are left out.
pub(crate) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0, text_of: None }
}

/// The iterator over the tokens of raw HTML.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    html: &'t str,
    at: usize,
    /// The element whose content is text up to its end tag.
    text_of: Option<&'t str>,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            let rest = &self.html[self.at..];
            if rest.is_empty() {
                return None;
            }
            if let Some(element) = self.text_of.take() {
                let length = end_of_text_element(rest, element);
                if length > 0 {
                    return Some(Token::Text(self.take(length)));
                }
                continue;
            }
            if !opens_markup(rest) {
                let mut after = rest.match_indices('<').map(|(at, _)| at);
                let length = after.find(|at| opens_markup(&rest[*at..]));
                return Some(Token::Text(self.take(length.unwrap_or(rest.len()))));
            }
            let bytes = rest.as_bytes();
            if bytes[1] == b'!' || bytes[1] == b'?' {
                self.at += comment_length(rest);
                continue;
            }
            return Some(self.tag(bytes[1] == b'/'));
        }
    }
}

impl<'t> Tokens<'t> {
    fn take(&mut self, length: usize) -> &'t str {
        let start = self.at;
        self.at += length;
        &self.html[start..self.at]
    }

    fn tag(&mut self, is_end: bool) -> Token<'t> {
        let rest = &self.html[self.at..];
        let bytes = rest.as_bytes();
        let name_start = 1 + usize::from(is_end);
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let mut at = bytes[name_start..].iter().position(ends_name).unwrap_or(0) + name_start;
        let name = &rest[name_start..at];
        let mut attributes = Vec::new();
        if at > name_start {
            while at < bytes.len() {
                let before = at;
                while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
                    at += 1;
                }
                if bytes.get(at) == Some(&b'>') {
                    let start = self.at;
                    let source = self.take(at + 1);
                    if is_end {
                        return Token::End(source, name);
                    }
                    self.text_of =
                        TEXT_ELEMENTS.iter().any(|e| name.eq_ignore_ascii_case(e)).then_some(name);
                    return Token::Start(StartTag { source, at: start, name, attributes });
                }
                let Some(attribute) = attribute(rest, before, at) else { break };
                at = attribute.whole.end;
                attributes.push(attribute);
            }
        }
        Token::Unfinished(self.take(rest.len()))
    }
}

/// Elements whose content contains no tags.
const TEXT_ELEMENTS: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Whether a `<` begins a tag, a comment or the like: otherwise it is text.
fn opens_markup(text: &str) -> bool {
    match text.as_bytes() {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', b'/', next, ..] | [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// The length of a comment, doctype or processing instruction; all, if it has no end.
fn comment_length(text: &str) -> usize {
    let Some(comment) = text.strip_prefix("<!--") else {
        return text.find('>').map_or(text.len(), |at| at + 1);
    };
    if comment.starts_with('>') {
        return 5;
    }
    if comment.starts_with("->") {
        return 6;
    }
    let mut dashes = comment.match_indices('-').map(|(at, _)| &comment[at..]);
    let end = dashes.find(|rest| rest.starts_with("-->") || rest.starts_with("--!>"));
    end.map_or(text.len(), |rest| {
        text.len() - rest.len() + 3 + usize::from(!rest.starts_with("-->"))
    })
}

/// The length of the text before `</element`, in any case of letters.
fn end_of_text_element(text: &str, element: &str) -> usize {
    let is_end = |at: &usize| {
        let name = &text.as_bytes()[at + 2..];
        let (name, after) = name.split_at(element.len().min(name.len()));
        name.eq_ignore_ascii_case(element.as_bytes())
            && after.first().is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
    };
    text.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}

/// Reads the attribute at `at`, where there is neither a space nor the end of the tag.
fn attribute(tag: &str, before: usize, at: usize) -> Option<Attribute<'_>> {
    let bytes = tag.as_bytes();
    let find = |from: usize, is_end: &dyn Fn(u8) -> bool| {
        bytes.get(from..)?.iter().position(|b| is_end(*b)).map(|length| from + length)
    };
    let skip_spaces = |from: usize| find(from, &|b| !b.is_ascii_whitespace());
    // A `=` that comes first belongs to the name.
    let name_end = find(at + 1, &|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='))?;
    let name = tag.get(at..name_end)?;
    let equals = skip_spaces(name_end)?;
    if bytes[equals] != b'=' {
        return Some(Attribute {
            whole: before..name_end,
            name,
            value: "",
            value_range: name_end..name_end,
        });
    }
    let start = skip_spaces(equals + 1)?;
    let (value_range, end) = match bytes[start] {
        quote @ (b'"' | b'\'') => {
            let end = find(start + 1, &|b| b == quote)?;
            (start + 1..end, end + 1)
        }
        b'>' => (start..start, start),
        _ => {
            let end = find(start, &|b| b.is_ascii_whitespace() || b == b'>')?;
            (start..end, end)
        }
    };
    Some(Attribute { whole: before..end, name, value: &tag[value_range.clone()], value_range })
}
