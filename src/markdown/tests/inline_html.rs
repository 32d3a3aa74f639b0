//! Short texts: captions and corrections.

use super::{RawHtml, inline_html, settings};

fn inline(text: &str) -> String {
    inline_html(text, &settings(RawHtml::Allow))
}

#[test]
fn nothing_begins_a_block() {
    assert_eq!(inline("2026. Et *år*"), "2026. Et <em>år</em>");
    assert_eq!(inline("# a\n- b\n\n> c"), "# a – b  &gt; c");
    assert_eq!(inline("_a_ `b` ~~c~~"), "<em>a</em> <code>b</code> <del>c</del>");
    assert_eq!(inline("  \n"), "");
    assert_eq!(inline("<b>x</b> <!-- y -->z"), "<b>x</b> z");
}

#[test]
fn text_is_set() {
    assert_eq!(inline("\"a\" ... 10 %"), "»a« … 10\u{a0}%");
    assert_eq!(inline("*\"a\"*"), "<em>»a«</em>");
}

#[test]
fn only_links_with_a_scheme_are_links() {
    assert_eq!(
        inline("[a](https://b.dk/?c&d \"e\") [f](../g.md) [h](@i) ![j](k.png)"),
        "<a href=\"https://b.dk/?c&amp;d\" title=\"e\">a</a> f h j"
    );
    assert_eq!(
        inline("<a href='https://x.dk' class=y>z</a>"),
        "<a href=\"https://x.dk\" class=y>z</a>"
    );
}

#[test]
fn addresses_that_browsers_would_repair_are_no_links() {
    assert_eq!(
        inline("[a](https:b.dk) [c](<https://d.dk/e\\f>) [g](//h.dk) [i](<https://j.dk/k l>)"),
        "a c g <a href=\"https://j.dk/k%20l\">i</a>"
    );
    assert_eq!(
        inline("<a href='https:/x.dk'>y</a> <img srcset='https:x.dk/a 2x' src='https://x.dk/b'>"),
        "<a>y</a> <img src=\"https://x.dk/b\">"
    );
    assert_eq!(inline("[a](mailto:b@c.dk)"), "<a href=\"mailto:b@c.dk\">a</a>");
}

#[test]
fn guests_are_cleaned() {
    let text = "<script>x</script><b onclick=y>a [b](javascript:c)";
    assert_eq!(inline_html(text, &settings(RawHtml::Sanitize)), "<b>a b</b>");
}
