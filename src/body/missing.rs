//! What readers see in place of an image or component that does not exist, on a site that goes on
//! all the same.

use crate::html::{Token, decode, escape, tokens};
use crate::markdown::{ComponentCall, LinkSyntax, ParsedLink};

/// Whether a link is the address of an image in raw HTML.
pub(super) fn is_image(link: &ParsedLink) -> bool {
    let LinkSyntax::RawHtml { element, attribute } = &link.syntax else { return false };
    element == "img" && *attribute == "src"
}

/// Replaces an image's tag, which begins at byte `start`, by its alternative text. If the tag has no
/// end yet, gives `start` again.
pub(super) fn finish_image(html: &mut String, start: usize) -> Option<usize> {
    let Some(Token::Start(tag)) = tokens(&html[start..]).next() else { return Some(start) };
    let alt = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case("alt"));
    let alt = alt.map(|alt| escape(&decode(alt.value)).into_owned()).unwrap_or_default();
    let end = start + tag.source.len();
    html.replace_range(start..end, &alt);
    None
}

/// A call of a component, as the code that it is to readers.
pub(super) fn component(call: &ComponentCall) -> String {
    let options = call.options.iter().map(|option| format!(":{}: {}\n", option.name, option.value));
    let source = options.collect::<String>() + &call.source;
    format!("<pre><code>{}</code></pre>\n", escape(&source))
}
