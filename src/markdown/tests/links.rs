//! Links and images: their places, targets and ranges.

use super::{Document, LinkSyntax, Piece, html, own, problems};

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
fn wiki_links_are_told() {
    let body = "en [[wiki link]] og \\[[x]] og `[[y]]` og [[z](q)]";
    assert_eq!(problems(body, &own(body)), [("missing-target", "[[wiki link]]".to_owned())]);
    let body = "[[1]](https://a.dk) [[]]";
    assert!(own(body).problems.is_empty());
}
