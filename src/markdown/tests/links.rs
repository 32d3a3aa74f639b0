//! Links and images: their places, targets and ranges.

use super::{
    Document, LinkSyntax, MarkdownSettings, Piece, RawHtml, guest, html, inline_html, own, parse,
    problems, settings,
};

fn targets<'b>(body: &'b str, document: &'b Document) -> Vec<(&'b str, &'b str)> {
    document.links.iter().map(|link| (&*link.target, &body[link.range.clone()])).collect()
}

#[test]
fn targets_are_as_written_and_found_in_the_source() {
    let body = "æ [a](a.md#b) [b *c* `d`](<e f.md> \"T\") [g](h&amp;i) [j][k] <https://l.dk/> <m@n.dk>\n\n[k]: @slug\n";
    let document = own(body);
    assert_eq!(
        targets(body, &document),
        [
            ("a.md#b", "a.md#b"),
            ("e f.md", "e f.md"),
            ("h&i", "[g](h&amp;i)"),
            ("@slug", "[j][k]"),
            ("https://l.dk/", "<https://l.dk/>"),
            ("mailto:m@n.dk", "<m@n.dk>"),
        ]
    );
    let texts: Vec<_> = document.links.iter().map(|link| link.text.as_str()).collect();
    assert_eq!(texts, ["a", "b c d", "g", "j", "https://l.dk/", "m@n.dk"]);
    assert_eq!(document.links[1].title, "T");
}

#[test]
fn a_text_that_equals_the_target_is_not_taken_for_it() {
    let body = "[x](x) ![y](y 'y')";
    let document = own(body);
    assert_eq!(document.links[0].range, 4..5);
    assert_eq!(document.images[0].range, 12..13);
}

#[test]
fn links_and_images_are_places() {
    let document = own("[a ![b *c* \"d\"](e.png 'f') g](h)");
    assert_eq!(
        document.pieces,
        [
            Piece::Html("<p>".into()),
            Piece::LinkStart(0),
            Piece::Html("a ".into()),
            Piece::Image(0),
            Piece::Html(" g".into()),
            Piece::LinkEnd(0),
            Piece::Html("</p>\n".into()),
        ]
    );
    let image = &document.images[0];
    assert_eq!((&*image.src, &*image.alt, &*image.title), ("e.png", "b c »d«", "f"));
}

#[test]
fn an_image_in_the_text_of_an_image_is_text() {
    let document = own("![a ![b](c) d](e)");
    assert_eq!(document.images.len(), 1);
    assert_eq!(document.images[0].alt, "a b d");
}

#[test]
fn addresses_in_raw_html_are_places() {
    let body = "a <A HREF = '../b.md?x&amp;y' class=c>d</A>\n\n> <p><img alt=\"\" src=e.png>\n> <video poster=f.jpg>\n";
    let document = own(body);
    assert_eq!(
        targets(body, &document),
        [("../b.md?x&y", "../b.md?x&amp;y"), ("e.png", "e.png"), ("f.jpg", "f.jpg")]
    );
    let origin = LinkSyntax::RawHtml { element: "video".into(), attribute: "poster" };
    assert_eq!(document.links[2].syntax, origin);
    assert_eq!(
        html(&document),
        "<p>a <A href=\"../b.md?x&amp;y\" class=c>d</A></p>\n<blockquote>\n\
         <p><img alt=\"\" src=\"e.png\">\n<video poster=\"f.jpg\">\n</blockquote>\n"
    );
}

#[test]
fn addresses_in_scripts_and_comments_are_none() {
    assert!(own("<script>'<a href=x>'</script>\n\n<!-- <a href=y> -->\n").links.is_empty());
    assert!(own("`<a href=x>` \\<a href=y>\n\n    <a href=z>\n").links.is_empty());
}

#[test]
fn wiki_links_are_reported() {
    let body = "en [[wiki link]] og \\[[x]] og `[[y]]` og [[z](q)]";
    assert_eq!(problems(body, &own(body)), [("missing-target", "[[wiki link]]".to_owned())]);
    let body = "[[1]](https://a.dk) [[]]";
    assert!(own(body).problems.is_empty());
}

#[test]
fn addresses_become_links() {
    let body = "Se https://a.dk/b--c. Eller (www.d.dk/e_(f)), *https://g.dk* og \"http://h.dk\"…\n";
    let document = own(body);
    assert_eq!(
        html(&document),
        "<p>Se <a href=\"https://a.dk/b--c\">https://a.dk/b--c</a>. Eller \
         (<a href=\"http://www.d.dk/e_(f)\">www.d.dk/e_(f)</a>), \
         <em><a href=\"https://g.dk\">https://g.dk</a></em> og \
         »<a href=\"http://h.dk\">http://h.dk</a>«…</p>\n"
    );
    let places: Vec<_> = document.links.iter().map(|link| &body[link.range.clone()]).collect();
    assert_eq!(places, ["https://a.dk/b--c", "www.d.dk/e_(f)", "https://g.dk", "http://h.dk"]);
    assert_eq!(document.links[1].text, "www.d.dk/e_(f)");
    let heading = own("## Se www.a.dk");
    assert_eq!((heading.headings[0].text.as_str(), heading.links.len()), ("Se www.a.dk", 1));
}

#[test]
fn no_address_becomes_a_link_in_code_and_links() {
    for (body, links) in [
        ("`https://a.dk` <code>https://a.dk</code>\n\n    https://a.dk\n", 0),
        ("[https://a.dk/b--c](https://b.dk)", 1),
        ("<https://a.dk>", 1),
        ("<a href=\"https://b.dk\">https://a.dk</a>", 1),
        ("![https://a.dk](b.png)", 0),
        ("<p>https://a.dk</p>\n", 0),
        ("bo@www.dk og a.dk/b", 0),
        ("https://xn--a.dk og http://a.dk:99999/", 0),
        ("[a]: https://a.dk\n", 0),
        ("<abbr>https://a.dk</abbr>", 1),
    ] {
        for document in [own(body), guest(body)] {
            assert_eq!(document.links.len(), links, "{body}");
        }
    }
    let settings = MarkdownSettings { autolink: false, ..settings(RawHtml::Allow) };
    let body = "https://a.dk/b--c og bo--x@e.example";
    assert_eq!(html(&parse(body, &settings)), format!("<p>{body}</p>\n"));
}

#[test]
fn short_texts_have_links_to_addresses_too() {
    let settings = settings(RawHtml::Allow);
    assert_eq!(
        inline_html("Ifølge https://a.dk.", &settings),
        "Ifølge <a href=\"https://a.dk\">https://a.dk</a>."
    );
}
