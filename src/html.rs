//! Small pieces of HTML that are written without a template.

use std::borrow::Cow;

use crate::diagnostics::is_forbidden;

/// Escapes a text for an attribute in double quotes or for the content of an element.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| matches!(c, '&' | '<' | '>' | '"' | '\'') || is_forbidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character if is_forbidden(character) => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}
