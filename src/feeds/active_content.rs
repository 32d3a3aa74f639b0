//! Takes out of a text what feed readers refuse or remove: scripts, frames, plug-ins, forms.
//!
//! In: the HTML of a text as its page has it. Out: the same for feeds. A frame becomes a link to
//! what it shows. May import: `html`.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::html::{StartTag, Token, decode, tokens};

/// Elements that are left out with their content.
const ELEMENTS: [&str; 6] = ["script", "style", "form", "noembed", "noframes", "template"];

/// Elements of which only the tags are left out: their content is shown by what cannot show them.
const TAGS: [&str; 11] = [
    "object", "embed", "param", "applet", "frameset", "frame", "noscript", "base", "link", "meta",
    "portal",
];

/// Returns the HTML without active content.
pub(super) fn without_active_content(html: &str) -> Cow<'_, str> {
    if !may_have_active_content(html) {
        return Cow::Borrowed(html);
    }
    let tokens: Vec<Token<'_>> = tokens(html).collect();
    let ends = ends(&tokens);
    let mut kept = String::with_capacity(html.len());
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        let end = ends[next];
        next += 1;
        match token {
            Token::Start(tag) if is_one_of(tag.name, &ELEMENTS) => next = end.unwrap_or(next),
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("iframe") => {
                push_frame(&mut kept, tag);
                next = end.unwrap_or(next);
            }
            Token::Start(StartTag { name, .. }) if is_one_of(name, &TAGS) => {}
            Token::End(_, name) if is_left_out(name) || is_one_of(name, &TAGS) => {}
            Token::Start(tag) => push_tag(&mut kept, tag),
            Token::Text(source) | Token::End(source, _) => kept.push_str(source),
            // Without its end, it would swallow what feeds add after the text.
            Token::Unfinished(_) => {}
        }
    }
    Cow::Owned(kept)
}

/// Whether a text has any of it; most have no raw HTML at all.
fn may_have_active_content(html: &str) -> bool {
    tokens(html).any(|token| match token {
        Token::Start(tag) => {
            is_left_out(tag.name)
                || is_one_of(tag.name, &TAGS)
                || tag.attributes.iter().any(|a| is_active(a.name, a.value))
        }
        Token::End(_, name) => is_left_out(name) || is_one_of(name, &TAGS),
        _ => false,
    })
}

/// For the start tag of each element that is left out, the number of the token after its end tag.
fn ends(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut ends = vec![None; tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        match token {
            Token::Start(tag) if is_left_out(tag.name) => open.push((number, tag.name)),
            Token::End(_, name) if is_left_out(name) => {
                // What was left open within ends here too.
                while let Some((start, opened)) = open.pop() {
                    if opened.eq_ignore_ascii_case(name) {
                        ends[start] = Some(number + 1);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    ends
}

fn is_left_out(name: &str) -> bool {
    is_one_of(name, &ELEMENTS) || name.eq_ignore_ascii_case("iframe")
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether an attribute, as written, runs a script, or could become the value of the one before it
/// when what is between them is left out.
fn is_active(name: &str, value: &str) -> bool {
    let is_handler = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
    is_handler || name.starts_with('=') || value.contains([':', '&']) && is_script(&decode(value))
}

/// Whether a decoded address is a script, as browsers read it (URL Standard §4.4).
fn is_script(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let letters = || address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    let begins_with = |scheme: &str| {
        letters().take(scheme.len()).map(|c| c.to_ascii_lowercase()).eq(scheme.chars())
    };
    begins_with("javascript:") || begins_with("vbscript:")
}

/// Writes a start tag without the attributes that run scripts.
fn push_tag(html: &mut String, tag: &StartTag<'_>) {
    let mut written = 0;
    for attribute in tag.attributes.iter().filter(|a| is_active(a.name, a.value)) {
        html.push_str(&tag.source[written..attribute.whole.start]);
        written = attribute.whole.end;
    }
    html.push_str(&tag.source[written..]);
}

/// Writes a link to what a frame shows; nothing if that is a document of its own.
fn push_frame(html: &mut String, frame: &StartTag<'_>) {
    let value = |name: &str| {
        let mut attributes = frame.attributes.iter();
        attributes.find(|a| a.name.eq_ignore_ascii_case(name)).map(|a| a.value.trim_ascii())
    };
    let Some(src) = value("src").filter(|src| !src.is_empty() && !is_active("src", src)) else {
        return;
    };
    let text = value("title").filter(|title| !title.is_empty()).unwrap_or(src);
    let escaped = |text: &str| text.replace('"', "&quot;").replace('<', "&lt;");
    // Writing to a string cannot fail.
    let _ = write!(html, "<a href=\"{}\">{}</a>", escaped(src), escaped(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_frames_and_forms_are_left_out() {
        for (html, expected) in [
            ("a<script>alert('<b>')</script>b", "ab"),
            ("<SCRIPT src=/x.js></SCRIPT>a", "a"),
            ("<style>p { color: red }</style><p>a</p>", "<p>a</p>"),
            ("<form action=/x><p>b</p><input></form>a", "a"),
            ("<svg><script>x</script><path/></svg>", "<svg><path/></svg>"),
            (
                "<object data=/a.pdf><p>Hent <a href=/a.pdf>a</a></p></object>",
                "<p>Hent <a href=/a.pdf>a</a></p>",
            ),
            ("<embed src=/a><b>c</b>", "<b>c</b>"),
            (
                "<iframe src=\"https://y.dk/?a&amp;b\" title='En \"film\"'>x</iframe>c",
                "<a href=\"https://y.dk/?a&amp;b\">En &quot;film&quot;</a>c",
            ),
            ("<iframe src=/v></iframe>", "<a href=\"/v\">/v</a>"),
            ("<iframe srcdoc='<b>'></iframe>a", "a"),
            ("<iframe src='javascript:x'></iframe>a", "a"),
        ] {
            assert_eq!(without_active_content(html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_left_open_swallows_nothing() {
        for (html, expected) in [
            ("<form><p>a</p>", "<p>a</p>"),
            ("a</form></script>b", "ab"),
            ("<form><script>x</script><p>a", "<p>a"),
            ("<form>a<form>b</form>c", "ac"),
        ] {
            assert_eq!(without_active_content(html), expected, "{html}");
        }
    }

    #[test]
    fn attributes_that_run_scripts_are_left_out() {
        for (html, expected) in [
            ("<p onclick=\"x\" class=a ONLOAD=y>b</p>", "<p class=a>b</p>"),
            ("<a href=\"java&#115;cript:x\" title=t>b</a>", "<a title=t>b</a>"),
            ("<a href=\" Java\tScript:x\">b</a>", "<a>b</a>"),
            ("<a href onx=1 =javascript:x>b</a>", "<a href>b</a>"),
        ] {
            assert_eq!(without_active_content(html), expected, "{html}");
        }
    }

    #[test]
    fn other_html_is_not_copied() {
        let html = "<p class=\"a\">Om &lt;script&gt; og on=1 <img src=\"/a.png\" alt=\"b\"></p>";
        assert!(matches!(without_active_content(html), Cow::Borrowed(_)));
    }
}
