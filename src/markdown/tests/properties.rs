//! Whatever the text: no panic, and places and tags that pair.

use proptest::prelude::*;

use super::{
    Document, Piece, RawHtml, facts, guest, html, html_of, inline_html, own, parse, pieces,
    settings,
};
use crate::html::{Token, tokens};
use crate::property_tests::seeded;

/// Text made of what means something to Markdown or HTML.
fn body() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just("\r"),
        Just(" "),
        Just("  \n"),
        Just("*"),
        Just("**"),
        Just("_"),
        Just("~~"),
        Just("`"),
        Just("```\n"),
        Just("```{x}\n"),
        Just("````{y}\n"),
        Just(":a: b\n"),
        Just("["),
        Just("]"),
        Just("]("),
        Just(")"),
        Just("!["),
        Just("[^1]"),
        Just("\n[^1]: "),
        Just("](b.md)"),
        Just("](javascript:x)"),
        Just("]{lang=en}"),
        Just("[["),
        Just("]]"),
        Just("> "),
        Just("> [!NOTE]\n"),
        Just("- "),
        Just("1. "),
        Just("- [ ] "),
        Just("# "),
        Just("    "),
        Just("\t"),
        Just("|"),
        Just("|-|-|\n"),
        Just("<"),
        Just(">"),
        Just("</"),
        Just("<b>"),
        Just("</b>"),
        Just("<a href=x>"),
        Just("</a>"),
        Just("<div>\n"),
        Just("</div>\n"),
        Just("<p>"),
        Just("<table>"),
        Just("<td>"),
        Just("<li>"),
        Just("<script>"),
        Just("</script>"),
        Just("<!--"),
        Just("-->"),
        Just("<img src='x\">"),
        Just("<svg>"),
        Just("<math>"),
        Just("<style>"),
        Just("\""),
        Just("'"),
        Just("="),
        Just("&amp;"),
        Just("&#x41;"),
        Just("&"),
        Just("\\"),
        Just("æ"),
        Just("e\u{301}"),
        Just("\u{a0}"),
        Just("\u{ad}"),
        Just("\u{200b}"),
        Just("😀"),
        Just("\u{0}"),
        Just("a"),
        Just("ord "),
        Just("-- "),
        Just("..."),
    ];
    prop_oneof![
        4 => prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

fn links_pair(document: &Document) {
    pieces_pair(&document.pieces);
    for component in &document.components {
        pieces_pair(&component.body);
    }
}

fn pieces_pair(pieces: &[Piece]) {
    let mut open = Vec::new();
    for piece in pieces {
        match piece {
            Piece::LinkStart(link) => open.push(*link),
            Piece::LinkEnd(link) => assert_eq!(open.pop(), Some(*link)),
            Piece::Html(html) => assert!(!html.is_empty()),
            _ => {}
        }
    }
    assert_eq!(open, [0; 0]);
}

fn ranges_lie_in(body: &str, document: &Document) {
    let links = document.links.iter().map(|link| &link.range);
    let images = document.images.iter().map(|image| &image.range);
    let headings = document.headings.iter().map(|heading| &heading.range);
    let problems = document.problems.iter().map(|problem| &problem.range);
    let names = document.components.iter().map(|component| &component.name_range);
    let sources = document.components.iter().map(|component| &component.source_range);
    for range in links.chain(images).chain(headings).chain(problems).chain(names).chain(sources) {
        assert!(range.start <= range.end && range.end <= body.len(), "{range:?}");
    }
}

fn tags_pair(html: &str) {
    let mut open = Vec::new();
    for token in tokens(html) {
        match token {
            Token::Start(tag)
                if !["br", "hr", "img", "input", "wbr", "col", "area"].contains(&tag.name) =>
            {
                open.push(tag.name);
            }
            Token::End(_, name) => assert_eq!(open.pop(), Some(name), "{html}"),
            Token::Unfinished(_) => panic!("{html}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{html}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4 * ProptestConfig::default().cases, ..seeded() })]

    #[test]
    fn places_pair_and_ranges_lie_in_the_body(body in body()) {
        let document = own(&body);
        links_pair(&document);
        ranges_lie_in(&body, &document);
    }

    #[test]
    fn tags_of_guests_pair(body in body()) {
        let document = guest(&body);
        links_pair(&document);
        ranges_lie_in(&body, &document);
        tags_pair(&html(&document));
        tags_pair(&inline_html(&body, &settings(RawHtml::Sanitize)));
    }

    #[test]
    fn facts_and_pieces_are_halves_of_the_whole(body in body()) {
        for html in [RawHtml::Allow, RawHtml::Sanitize] {
            let settings = settings(html);
            let (whole, facts) = (parse(&body, &settings), facts(&body, &settings));
            prop_assert_eq!(&whole.pieces, &pieces(&body, &settings).pieces);
            prop_assert_eq!(&whole.anchors, &facts.anchors);
            // Facts are counted before the typography is set, which may end a sentence with an
            // ellipsis, and makes two words of `5'10` and others with such signs in them.
            if !body.contains(['\'', '"', '-', 'x', '/', '&']) {
                let words = |text: &Document| (text.measure.words, text.measure.long_words);
                prop_assert_eq!(words(&whole), words(&facts));
            }
            prop_assert_eq!(&whole.problems, &facts.problems);
            let targets = |document: &Document| -> Vec<_> {
                document.links.iter().map(|l| (l.target.clone(), l.range.clone())).collect()
            };
            prop_assert_eq!(&whole.headings, &facts.headings);
            prop_assert_eq!(targets(&whole), targets(&facts));
            prop_assert_eq!(&whole.images, &facts.images);
        }
    }

    #[test]
    fn a_component_reads_its_body_as_a_page_does(body in body()) {
        // Options and definitions, and what would end the fence or swallow the definition.
        let body = body.replace(['`', '~', ':', '\r', '\0'], "");
        let swallows = ["<!", "<?", "<script", "<style", "<pre", "<textarea"];
        if swallows.iter().any(|start| body.to_lowercase().contains(start)) {
            return Ok(());
        }
        let document = own(&format!("````{{x}}\n{body}\n````\n\n[^1]: Ude\n"));
        let within = html_of(&document.components[0].body, &document);
        let page = html(&own(&format!("{body}\n\n[^1]: Ude\n")));
        let notes = page.strip_prefix(&within);
        prop_assert!(
            notes.is_some_and(|notes| notes.is_empty() || notes.starts_with("<section")),
            "in a component: {}\non a page: {}", within, page
        );
    }

    #[test]
    fn line_ends_do_not_matter(body in body()) {
        let body = body.replace('\r', "");
        prop_assert_eq!(html(&own(&body)), html(&own(&body.replace('\n', "\r\n"))));
    }
}
