//! Component fences.

use super::{Document, guest, html, html_of, own, problems};
use crate::html::{Token, tokens};

#[test]
fn options_stand_first_and_the_body_is_markdown() {
    let body = "```{citat}\n:speaker: Lei Jun\n:tom:\nVi *går*.\n\n:ikke: option\n```\n";
    let document = own(body);
    let component = &document.components[0];
    let options: Vec<_> =
        component.options.iter().map(|o| (&*o.name, &*o.value, &body[o.range.clone()])).collect();
    assert_eq!(options, [("speaker", "Lei Jun", ":speaker: Lei Jun"), ("tom", "", ":tom:")]);
    assert_eq!(component.name, "citat");
    assert_eq!(&body[component.name_range.clone()], "citat");
    assert_eq!(component.source, "Vi *går*.\n\n:ikke: option\n");
    assert_eq!(&body[component.source_range.clone()], component.source);
    assert_eq!(
        html_of(&component.body, &document),
        "<p>Vi <em>går</em>.</p>\n<p>:ikke: option</p>\n"
    );
}

#[test]
fn components_nest_and_share_the_ids_of_the_page() {
    let body = "# A\n\n> ````{ydre}\n> # A\n> [x](y.md)\n> ```{indre}\n> :o: p\n> # A [z](w.md)\n> ```\n> ````\n";
    let document = own(body);
    assert_eq!(document.anchors, ["a", "a-2", "a-z"]);
    let names: Vec<_> = document.components.iter().map(|component| &*component.name).collect();
    assert_eq!(names, ["ydre", "indre"]);
    assert_eq!(&body[document.links[0].range.clone()], "y.md");
    assert_eq!(&body[document.links[1].range.clone()], "w.md");
    assert_eq!(&body[document.components[1].options[0].range.clone()], ":o: p");
    assert_eq!(
        html(&document),
        "<h2 id=\"a\">A</h2>\n<blockquote>\n<figure><h2 id=\"a-2\">A</h2>\n\
         <p><a href=\"y.md\">x</a></p>\n<figure><h2 id=\"a-z\">A <a href=\"w.md\">z</a></h2>\n\
         </figure>\n</figure>\n</blockquote>\n"
    );
}

#[test]
fn places_after_a_tab_that_became_spaces_lie_in_the_body() {
    let body = " ```{x}\n\tord\n";
    let component = &own(body).components[0];
    assert_eq!(component.source, "   ord\n");
    assert_eq!(&body[component.source_range.clone()], "ord\n");
    assert_eq!(own(" ```{x}\n\t").components[0].source_range, 9..9);
}

#[test]
fn what_is_no_name_in_braces_is_code() {
    for info in ["{}", "{ x }", "{.rust}", "x {citat}", "{a b}"] {
        let document = own(&format!("```{info}\na\n```\n"));
        assert!(document.components.is_empty(), "{info}");
        assert!(html(&document).starts_with("<pre><code"), "{info}");
    }
    assert_eq!(own("~~~ {læs-også}\n~~~\n").components[0].name, "læs-også");
}

#[test]
fn options_given_twice_and_words_after_the_name_are_reported() {
    let body = "```{x} y\n:a: 1\n:a: 2\n```\n";
    let document = own(body);
    assert_eq!(
        problems(body, &document),
        [("component-option", " y".to_owned()), ("component-option", ":a: 2".to_owned())]
    );
    assert_eq!(document.components[0].options.len(), 1);
}

#[test]
fn components_nest_eight_deep() {
    let nest = |depth: usize| -> String {
        (0..depth).flat_map(|level| ["`".repeat(3 + depth - level), "{x}\n".into()]).collect()
    };
    assert!(own(&nest(8)).problems.is_empty());
    let body = nest(9);
    assert_eq!(problems(&body, &own(&body)), [("markdown-limit", "x".to_owned())]);
}

/// The HTML without what is not text.
fn text(document: &Document) -> String {
    let html = html(document).replace("</li>", "|").replace("</p>", " ");
    let mut text = String::new();
    for token in tokens(&html) {
        if let Token::Text(part) = token {
            text.push_str(part);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn notes_are_numbered_through_the_page() {
    let body = "Et[^a] to[^b]\n\n````{x}\ntre[^c] fire[^a]\n```{y}\nfem[^d]\n\n[^d]: Inderst, se[^e]\n```\n\
                ````\nseks[^e]\n\n[^e]: E\n\n[^c]: C\n\n[^b]: B\n\n[^a]: A\n";
    for document in [own(body), guest(body)] {
        assert_eq!(
            text(&document),
            "Et1 to2 tre3 fire1 fem4 seks5 A ↩ ↩2 | B ↩ | C ↩ | Inderst, se5 ↩ | E ↩ ↩2 |"
        );
        assert!(html(&document).ends_with("</ol>\n</section>\n"));
        assert_eq!(html(&document).matches("<section").count(), 1);
        let ids: Vec<_> = document.anchors.iter().filter(|id| id.starts_with("fn-")).collect();
        assert_eq!(ids, ["fn-1", "fn-2", "fn-3", "fn-4", "fn-5"]);
    }
}

#[test]
fn a_component_has_its_own_notes_first() {
    let body =
        "a[^1]\n\n[^1]: ude\n\n```{x}\nb[^1]\n\n[^1]: inde [l](m.md)\n```\n\n```{x}\nc[^1]\n```\n";
    let document = own(body);
    assert_eq!(text(&document), "a1 b2 c1 ude ↩ ↩2 | inde l ↩ |");
    // The link of a note that is in a component.
    assert!(html(&document).contains("<a href=\"m.md\">l</a>"));
}

#[test]
fn a_note_that_only_a_component_refers_to_is_shown() {
    let body = "```{x}\na[^1] b[^Nej] c[^To]\n\n[^to]: To\n```\n\n[^1]: Et\n\n`[^nej]:`\n";
    assert_eq!(text(&own(body)), "a1 b[^Nej] c2 [^nej]: Et ↩ | To ↩ |");
    assert_eq!(text(&own("```{x}\na[^ukendt]\n```\n")), "a[^ukendt]");
}

#[test]
fn the_definitions_of_notes_change_nothing_else_of_a_component() {
    for start in ["    kode[^1]", "- punkt[^1]", "===\na[^1]", "> citat[^1]", "<div>[^1]", "# [^1]"]
    {
        let document = own(&format!("```{{x}}\n{start}\n```\n\n[^1]: n\n"));
        let page = own(&format!("{start}\n\n[^1]: n\n"));
        let within = html_of(&document.components[0].body, &document);
        assert!(html(&page).starts_with(&within), "{start}: {within}");
    }
}

#[test]
fn a_component_knows_the_link_references_around_it() {
    let body = "````{x}\n[et][R] [r] ![b][r]\n```{y}\n[to][r] [tre][s] [fire][nej]\n\n[s]: inde.md\n\
                ```\n\n[r]: midt.md\n````\n\n```{z}\n[fem][r] [seks][s]\n```\n\n[r]: ude.md \"Titel\"\n[s]: s.md\n";
    let targets = |body: &str| -> Vec<String> {
        own(body).links.iter().map(|link| format!("{}{}", link.target, link.title)).collect()
    };
    assert_eq!(targets(body), ["midt.md", "midt.md", "midt.md", "inde.md", "ude.mdTitel", "s.md"]);
    assert!(text(&own(body)).contains("[fire][nej]"));
    assert_eq!(own(body).images[0].src, "midt.md");
}

#[test]
fn link_references_of_components_expand_to_a_limit() {
    let calls = "```{x}\n[r]\n```\n".repeat(1_000);
    let document = own(&format!("{calls}\n[r]: /{}\n", "x".repeat(10_000)));
    assert!(document.links.len() < 20, "{}", document.links.len());
}
