//! Component fences.

use super::{html, own, problems};

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
    assert_eq!(html(&component.body), "<p>Vi <em>går</em>.</p>\n<p>:ikke: option</p>\n");
}

#[test]
fn components_nest_and_share_the_ids_of_the_page() {
    let body = "# A\n\n> ````{ydre}\n> # A\n> [x](y.md)\n> ```{indre}\n> :o: p\n> # A [z](w.md)\n> ```\n> ````\n";
    let document = own(body);
    let found: Vec<_> = document.documents().collect();
    assert_eq!(found.len(), 3);
    assert_eq!(document.anchors, ["a", "a-2", "a-z"]);
    assert!(found[1].anchors.is_empty());
    assert_eq!(&body[found[1].links[0].range.clone()], "y.md");
    assert_eq!(&body[found[2].links[0].range.clone()], "w.md");
    assert_eq!(&body[found[1].components[0].options[0].range.clone()], ":o: p");
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
fn options_given_twice_and_words_after_the_name_are_told() {
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

#[test]
fn footnotes_of_a_component_stand_in_it() {
    let document = own("a[^1]\n\n[^1]: b\n\n```{x}\nc[^1]\n\n[^1]: d\n```\n");
    assert_eq!(document.anchors, ["fn-1", "fnref-1", "fn-1-2", "fnref-1-2"]);
}
