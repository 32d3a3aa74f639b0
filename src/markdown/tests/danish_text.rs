//! Danish typography through Markdown: it sees the text of a block as a whole.

use super::{Anchors, MarkdownSettings, RawHtml, html, own, parse, settings};
use crate::danish::{Quotes, Typography};

fn set(text: &str, quotes: Quotes) -> String {
    let typography = Typography { quotes, no_break: true };
    let settings = MarkdownSettings { typography, ..settings(RawHtml::Allow) };
    let html = html(&parse(text, &settings));
    html.trim_start_matches("<p>").trim_end_matches("</p>\n").to_owned()
}

#[test]
fn quotes_and_dashes() {
    let text = "\"Vi er klar,\" siger 'AIoT.' chefen";
    assert_eq!(set(text, Quotes::Curly), "“Vi er klar,” siger ‘AIoT.’ chefen");
    assert_eq!(set(text, Quotes::Guillemets), "»Vi er klar,« siger ›AIoT.‹ chefen");
    for (text, expected) in [
        ("netIP's kontor og '90'erne", "netIP’s kontor og ’90’erne"),
        ("AI -- 5G --- og", "AI – 5G – og"),
        ("2019--2020", "2019–2020"),
        ("5\" skærm og 6'", "5″ skærm og 6′"),
        ("11.990,- kr.", "11.990,- kr."),
        ("(\"citat\") og \"5G\"-telefon", "(“citat”) og “5G”-telefon"),
        ("10 %", "10\u{a0}%"),
    ] {
        assert_eq!(set(text, Quotes::Curly), expected);
    }
}

#[test]
fn quotes_pair_over_markup() {
    for (text, expected) in [
        ("\"*Vi* er\" klar", "»<em>Vi</em> er« klar"),
        ("*\"Vi\"* og **\"vi**\"", "<em>»Vi«</em> og <strong>»vi</strong>«"),
        ("\"[a](https://b.dk)\"", "»<a href=\"https://b.dk\">a</a>«"),
        ("\"`a`\" <b>\"c\"</b>", "»<code>a</code>« <b>»c«</b>"),
        ("\"a\nb\"", "»a\nb«"),
    ] {
        assert_eq!(set(text, Quotes::Guillemets), expected);
    }
}

#[test]
fn code_addresses_and_raw_html_are_untouched() {
    for text in ["<code>a \"b\" -- c</code>", "<kbd>...</kbd>", "<b title='\"--\"'>x</b>"] {
        assert_eq!(set(text, Quotes::Guillemets), text);
    }
    assert_eq!(set("`\"a\" -- b`", Quotes::Guillemets), "<code>\"a\" -- b</code>");
    assert_eq!(
        set("<https://a.dk/b--c...>", Quotes::Guillemets),
        "<a href=\"https://a.dk/b--c...\">https://a.dk/b--c...</a>"
    );
    assert_eq!(
        set("[a](b--c.md \"d -- e\")", Quotes::Guillemets),
        "<a href=\"b--c.md\" title=\"d -- e\">a</a>"
    );
    assert_eq!(html(&own("    \"a\"\n")), "<pre><code>\"a\"\n</code></pre>\n");
    assert_eq!(html(&own("<p>\"a\"</p>\n")), "<p>\"a\"</p>\n");
}

#[test]
fn a_backslash_keeps_a_mark_as_typed() {
    for (text, expected) in [
        ("Skriv \\\"ja\\\" i feltet", "Skriv \"ja\" i feltet"),
        ("Skriv \\'ja\\' og 'nej'", "Skriv 'ja' og ›nej‹"),
        ("\"Skriv \\\"ja\\\" i feltet\"", "»Skriv \"ja\" i feltet«"),
        ("2019\\--2020 og vent\\...", "2019--2020 og vent..."),
        ("en sti \\\\\"a\"", "en sti \\»a«"),
        ("*\\\"a*\\\"", "<em>\"a</em>\""),
    ] {
        assert_eq!(set(text, Quotes::Guillemets), expected, "{text}");
    }
    assert_eq!(own("## Skriv \\\"ja\\\"").headings[0].text, "Skriv \"ja\"");
}

#[test]
fn words_in_another_language_are_marked() {
    for (text, expected) in [
        ("[Hello *you*]{lang=en}!", "<span lang=\"en\">Hello <em>you</em></span>!"),
        (
            "a [b [c]{lang=de} d]{lang=en-GB}",
            "a <span lang=\"en-GB\">b <span lang=\"de\">c</span> d</span>",
        ),
        ("[[a](https://b.dk)]{lang=en}", "<span lang=\"en\"><a href=\"https://b.dk\">a</a></span>"),
        ("*[a*]{lang=en}", "<em>[a</em>]{lang=en}"),
        ("\\[a]{lang=en}", "[a]{lang=en}"),
        ("[a]{lang=\"x}", "[a]{lang=»x}"),
        ("[a]{lang=en", "[a]{lang=en"),
    ] {
        assert_eq!(set(text, Quotes::Guillemets), expected);
    }
}

#[test]
fn words_are_counted_without_code_and_raw_html() {
    let body = "# Et to\n\nTre *fi*re `fem` <b>seks</b>.\n\n```\nsyv\n```\n\n<p>otte</p>\n\n```{x}\n:o: ni\nTi.\n```\n";
    assert_eq!(own(body).measure.words, 6);
}

#[test]
fn anchors_can_keep_danish_letters() {
    let settings = MarkdownSettings { anchors: Anchors::Unicode, ..settings(RawHtml::Allow) };
    assert_eq!(parse("## Læs også", &settings).headings[0].id, "læs-også");
}
