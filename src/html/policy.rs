//! Which directive of a Content-Security-Policy (CSP Level 3) governs a tag or one of its
//! attributes.
//!
//! In: start tags. Out: what each loads or runs. Knows nothing of the policy of a site.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::tokens::{Attribute, StartTag};

/// A directive to which a site can add origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Directive {
    Img,
    Media,
    Frame,
    Script,
    Style,
    Connect,
    Form,
}

/// What a policy may block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Governed {
    /// A URL that is loaded, or that a form is sent to.
    Url(Directive),
    /// `<object>` or `<embed>`.
    Plugin,
    /// `<base>`.
    Base,
    /// `<style>` or an attribute `style`.
    InlineStyle,
    /// `<script>` with a script in it, an event handler, or a `javascript:` URL.
    InlineScript,
}

/// What a policy may block in a start tag, with the range in the tag's source to point at. The
/// attributes that contain URLs are not among them: see [`of_url`].
pub(crate) fn inline(tag: &StartTag<'_>) -> impl Iterator<Item = (Governed, Range<usize>)> {
    let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
    let element = if is("style") {
        Some(Governed::InlineStyle)
    } else if is("script") && value(tag, "src").is_none() && runs(value(tag, "type")) {
        Some(Governed::InlineScript)
    } else {
        None
    };
    let name = 1..1 + tag.name.len();
    let attributes = tag.attributes.iter().filter_map(|attribute| {
        let name = attribute.name.as_bytes();
        let kind = if name.eq_ignore_ascii_case(b"style") {
            Governed::InlineStyle
        } else if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on") {
            Governed::InlineScript
        } else {
            return None;
        };
        let start = attribute.value_range.start;
        let written = tag.source[attribute.whole.start..start].find(attribute.name);
        Some((kind, attribute.whole.start + written.unwrap_or_default()..attribute.whole.end))
    });
    element.map(|kind| (kind, name)).into_iter().chain(attributes)
}

/// What governs the URL `url` in an attribute; nothing if it only leads somewhere.
pub(crate) fn of_url(tag: &StartTag<'_>, attribute: &str, url: &str) -> Option<Governed> {
    let element = tag.name.to_ascii_lowercase();
    if url.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:")) {
        return Some(Governed::InlineScript);
    }
    Some(Governed::Url(match (element.as_str(), attribute) {
        ("object", "data") | ("embed", "src") => return Some(Governed::Plugin),
        ("base", "href") => return Some(Governed::Base),
        (_, "poster" | "srcset" | "imagesrcset" | "background") | ("img" | "input", "src") => {
            Directive::Img
        }
        ("image", "href" | "xlink:href") => Directive::Img,
        ("video" | "audio" | "source" | "track", "src") => Directive::Media,
        ("iframe" | "frame", "src") => Directive::Frame,
        ("script", "src" | "href" | "xlink:href") => Directive::Script,
        ("form", "action") | (_, "formaction") => Directive::Form,
        ("link", "href") => of_link(tag)?,
        _ => return None,
    }))
}

/// What a `<link>` loads, by its relations; nothing for one that only says where something is.
fn of_link(tag: &StartTag<'_>) -> Option<Directive> {
    let relations = value(tag, "rel")?.to_ascii_lowercase();
    let has = |name: &str| relations.split_ascii_whitespace().any(|relation| relation == name);
    if has("stylesheet") {
        return Some(Directive::Style);
    }
    if has("icon") || has("apple-touch-icon") {
        return Some(Directive::Img);
    }
    if has("modulepreload") {
        return Some(Directive::Script);
    }
    if !has("preload") {
        return None;
    }
    match value(tag, "as")?.to_ascii_lowercase().as_str() {
        "style" => Some(Directive::Style),
        "script" => Some(Directive::Script),
        "image" => Some(Directive::Img),
        "audio" | "video" | "track" => Some(Directive::Media),
        "fetch" => Some(Directive::Connect),
        _ => None,
    }
}

/// Whether a browser runs a `<script>` of this type; all others are data.
fn runs(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    let is_script = kind.contains("javascript") || kind.contains("ecmascript");
    is_script || matches!(kind.as_str(), "" | "module" | "importmap" | "speculationrules")
}

fn value<'t>(tag: &StartTag<'t>, name: &str) -> Option<&'t str> {
    let is = |attribute: &&Attribute<'_>| attribute.name.eq_ignore_ascii_case(name);
    tag.attributes.iter().find(is).map(|attribute| attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Token, tokens};

    fn with_tag<T>(html: &str, read: impl FnOnce(&StartTag<'_>) -> T) -> T {
        match tokens(html).next() {
            Some(Token::Start(tag)) => read(&tag),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_runs_or_styles_inline() {
        use Governed::{InlineScript, InlineStyle};
        for (html, expected) in [
            ("<p style='color: red'>", vec![(InlineStyle, "style='color: red'")]),
            ("<STYLE>", vec![(InlineStyle, "STYLE")]),
            ("<script>", vec![(InlineScript, "script")]),
            ("<script type=module>", vec![(InlineScript, "script")]),
            ("<script type='application/ld+json'>", vec![]),
            ("<script src=x.js>", vec![]),
            ("<p onClick=x() Style>", vec![(InlineScript, "onClick=x()"), (InlineStyle, "Style")]),
            ("<p class=style on data-style=x>", vec![]),
        ] {
            let found: Vec<_> = with_tag(html, |tag| {
                inline(tag).map(|(kind, range)| (kind, html[range].to_owned())).collect()
            });
            let expected: Vec<_> = expected.iter().map(|(k, text)| (*k, (*text).into())).collect();
            assert_eq!(found, expected, "{html}");
        }
    }

    #[test]
    fn what_governs_a_url() {
        use Directive::{Connect, Form, Frame, Img, Media, Script, Style};
        for (html, attribute, expected) in [
            ("<img src>", "src", Some(Img)),
            ("<source srcset>", "srcset", Some(Img)),
            ("<video poster>", "poster", Some(Img)),
            ("<VIDEO src>", "src", Some(Media)),
            ("<source src>", "src", Some(Media)),
            ("<iframe src>", "src", Some(Frame)),
            ("<script src>", "src", Some(Script)),
            ("<form action>", "action", Some(Form)),
            ("<button formaction>", "formaction", Some(Form)),
            ("<link rel='alternate StyleSheet'>", "href", Some(Style)),
            ("<link rel=icon>", "href", Some(Img)),
            ("<link rel=preload as=fetch>", "href", Some(Connect)),
            ("<link rel=canonical>", "href", None),
            ("<link>", "href", None),
            ("<a>", "href", None),
            ("<blockquote>", "cite", None),
        ] {
            let found = with_tag(html, |tag| of_url(tag, attribute, "https://x.dk/"));
            assert_eq!(found, expected.map(Governed::Url), "{html}");
        }
        with_tag("<object>", |tag| assert_eq!(of_url(tag, "data", "/x"), Some(Governed::Plugin)));
        with_tag("<base>", |tag| assert_eq!(of_url(tag, "href", "/x"), Some(Governed::Base)));
        let script = Some(Governed::InlineScript);
        with_tag("<a>", |tag| assert_eq!(of_url(tag, "href", "JavaScript:x()"), script));
    }
}
