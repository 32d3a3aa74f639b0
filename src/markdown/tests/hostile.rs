//! Guests: whatever they write, nothing of theirs runs, and nothing leaks out of the body. The
//! result is read by another tokenizer of HTML than the one that made it.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::{RawHtml, guest, html, inline_html, own, problems, settings};

/// What a sanitised body contains that it must not, by an independent reader of HTML.
fn dangers(html: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut found = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(Token::StartTag(StartTag { name, attributes, .. })) = token else { continue };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
        let name = text(&name);
        let allowed_input = name == "input"
            && attributes
                .iter()
                .any(|(name, value)| text(name) == "type" && value.as_slice() == b"checkbox");
        let is_bad = matches!(
            &*name,
            "script"
                | "style"
                | "iframe"
                | "object"
                | "embed"
                | "svg"
                | "math"
                | "form"
                | "base"
                | "link"
                | "meta"
                | "input"
                | "button"
                | "template"
                | "noscript"
                | "textarea"
        );
        if is_bad && !allowed_input {
            found.push(name);
        }
        for (name, value) in &attributes {
            let (name, value) = (text(name), text(value));
            let plain: String = value.chars().filter(|c| *c > ' ').collect();
            if name.starts_with("on")
                || matches!(&*name, "style" | "srcdoc" | "formaction" | "data-slot")
                || ["javascript:", "data:", "vbscript:"].iter().any(|bad| plain.starts_with(bad))
            {
                found.push(format!("{name}={value}"));
            }
        }
    }
    found
}

#[test]
fn addresses_that_run_something_are_left_out() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&Tab;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "&#0000106avascript:x",
        "data:text/html,x",
        "vbscript:x",
        "&#1;javascript:x",
        "blob:x",
        "feed:javascript:x",
        "x:y",
    ] {
        for body in [
            format!("[a]({address})"),
            format!("![a]({address})"),
            format!("[a][b]\n\n[b]: {address}"),
            format!("<a href=\"{address}\">a</a>"),
            format!("<img src={address}>"),
            format!("<a href='\t {address}'>a</a>"),
            format!("<p>\n<a\nhref={address}\n>"),
            format!("<video poster={address}>"),
        ] {
            let document = guest(&body);
            let cleaned = html(&document);
            assert_eq!(dangers(&cleaned), [""; 0], "{body:?} -> {cleaned:?}");
            // An address with a reference that lacks its semicolon is text to Markdown.
            if !address.contains("106a") {
                assert_eq!(document.problems[0].code.as_str(), "unsafe-link", "{body:?}");
            }
            assert!(document.images.is_empty() || address.contains("106a"), "{body:?}");
        }
    }
    assert_eq!(
        html(&guest("a [b](javascript:c) ![d](data:e) <javascript:f>")),
        "<p>a b d javascript:f</p>\n"
    );
    let body = "a [b](javascript:c)";
    assert_eq!(problems(body, &guest(body)), [("unsafe-link", "[b](javascript:c)".to_owned())]);
    assert_eq!(own(body).links[0].target, "javascript:c");
}

#[test]
fn nothing_of_a_guest_runs() {
    for body in [
        "<script>alert(1)</script>",
        "a<script>b</script>c",
        "<scr<script>ipt>alert(1)</script>",
        "<svg onload=alert(1)>",
        "<svg><script>1</script></svg>",
        "<math><mi//xlink:href=\"data:x,<script>\">",
        "<img src=x onerror=alert(1)>",
        "<IMG SRC=x ONERROR=alert(1)//",
        "<b onmouseover=\"x\">y</b>",
        "<iframe srcdoc='<script>'>",
        "<style>*{}</style>",
        "<p style=\"background:url(javascript:x)\">",
        "<form action=javascript:x><button>",
        "<base href=//x>",
        "<meta http-equiv=refresh content=0>",
        "<noscript><p title=\"</noscript><img src=x onerror=x>\">",
        "<textarea><img title=\"</textarea><img src onerror=x>\">",
        "<math><mtext><table><mglyph><style><img src=x onerror=x>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=x>\">",
        "<!--><img src=x onerror=x>-->",
        "<!--a--!><img src=x onerror=x>",
        "<![CDATA[<img src=x onerror=x>]]>",
        "<?x <img src=x onerror=x>",
        "<a href=x data-slot=y style=z>",
        "<template><script>x</script></template>",
        "<img alt='`' src=\"`onerror=x`\">",
        "<a href=\"x\"onclick=y>",
        "<a/href=x/onclick=y>",
        "<input><label><section onclick=x>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>",
        "<a href='x' href='javascript:y'>z</a>",
        "```x\" onclick=\"y\n```",
        "# a {#x\" onclick=\"y}",
        "![\" onerror=\"x](y)",
        "[a](x\"onclick=y)",
        "[a](<x\" onclick=\"y>)",
        "[a](x 'y\" onclick=\"z')",
        "[^\" onclick=\"x]\n\n[^\" onclick=\"x]: y",
        "[x]{lang=\"onclick=y}",
        "- [ ] <input onclick=x>",
    ] {
        let cleaned = html(&guest(body));
        assert_eq!(dangers(&cleaned), [""; 0], "{body:?} -> {cleaned:?}");
        let inline = inline_html(body, &settings(RawHtml::Sanitize));
        assert_eq!(dangers(&inline), [""; 0], "{body:?} -> {inline:?}");
    }
}

#[test]
fn a_guest_cannot_dress_up_as_the_site() {
    let cleaned =
        html(&guest("<div class=note role=alert id=x aria-label=y>a</div>\n\n<a name=z>b</a>\n"));
    assert_eq!(cleaned, "<div>a</div>\n<p><a>b</a></p>\n");
    assert!(guest("<p id=x>").anchors.is_empty());
}

#[test]
fn a_guest_cannot_fill_our_places() {
    let body = "[a](b.md) <a data-slot=\"0-0\">c</a> <hr data-slot=x> <a href=\"-0\">d</a>";
    let document = guest(body);
    assert_eq!(
        html(&document),
        "<p><a href=\"b.md\">a</a> <a>c</a> </p><hr> <a href=\"-0\">d</a><p></p>\n"
    );
}

#[test]
fn markdown_of_a_guest_looks_like_anyones() {
    let body = "# A \"b\"\n\n[c](d.md) ![e](f.png) g[^1] [h]{lang=en} <kbd>i</kbd>\n\n|j|k|\n|-|-:|\n|l|m|\n\n\
                - [x] n\n- o\n\n3. p\n\n> [!TIP]\n> q\n\n```rust\nr<s\n```\n\n```{t}\n# u\n```\n\n[^1]: v\n";
    assert_eq!(html(&guest(body)), html(&own(body)));
}

#[test]
fn what_a_guest_leaves_open_ends_with_the_block() {
    assert_eq!(html(&guest("a <b><i>b\n\nc </b> d")), "<p>a <b><i>b</i></b></p>\n<p>c  d</p>\n");
    assert_eq!(
        html(&guest("</div></section>a\n\n<div><p>b\n\nc")),
        "a\n<div><p>b\n</p><p>c</p>\n</div>"
    );
}

#[test]
fn raw_html_of_guests_has_a_limit() {
    let body = "<b>".repeat(6_000);
    let document = guest(&body);
    assert_eq!(document.problems.len(), 1);
    assert_eq!(document.problems[0].code.as_str(), "markdown-limit");
}

#[test]
fn long_text_of_guests_stays_whole() {
    let body = "a\u{a0}&b ".repeat(2_000);
    assert_eq!(html(&guest(&body)).replace("&nbsp;", "\u{a0}"), html(&own(&body)));
}
