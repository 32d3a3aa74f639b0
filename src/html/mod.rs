//! HTML as text: escaping it, decoding it, splitting it into tags.
//!
//! In: text, or HTML from any source, however malformed. Out: text that is safe to put into HTML;
//! the tags of HTML with the byte ranges of their attributes, and what they and style sheets load or
//! run. Knows nothing of Markdown or of the site. May import: `diagnostics`.

mod css;
mod escape;
mod policy;
mod tokens;

pub(crate) use css::{Sheet, loaded};
pub(crate) use escape::{decode, escape, push_attribute, push_named, push_text};
pub(crate) use policy::{Directive, Governed, inline, of_url};
pub(crate) use tokens::{Attribute, StartTag, Token, tokens};
