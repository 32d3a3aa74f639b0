//! The dialect, block by block.

use insta::assert_snapshot;

use super::{guest, html, own, problems};

#[test]
fn paragraphs_and_emphasis() {
    assert_snapshot!(html(&own("Et *a* **b** ~~c~~ `d<e`  \nto & <tre>\\*\n\n---\n")), @r"
    <p>Et <em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code><br>
    to &amp; <tre>*</p>
    <hr>
    ");
}

#[test]
fn headings_begin_at_level_two_and_have_danish_ids() {
    let document =
        own("# Ærø\n\n## Ærø\n\n## Én *ting* til {#ting}\n\n###### `kode` & <b>x</b>\n\n## !\n");
    assert_snapshot!(html(&document), @r#"
    <h2 id="aeroe">Ærø</h2>
    <h2 id="aeroe-2">Ærø</h2>
    <h2 id="ting">Én <em>ting</em> til</h2>
    <h6 id="kode-og-x"><code>kode</code> &amp; <b>x</b></h6>
    <h2 id="afsnit">!</h2>
    "#);
    let texts: Vec<_> = document.headings.iter().map(|heading| heading.text.as_str()).collect();
    assert_eq!(texts, ["Ærø", "Ærø", "Én ting til", "kode & x", "!"]);
    assert_eq!(document.headings[1].range, 9..18);
    assert_eq!(document.anchors, ["aeroe", "aeroe-2", "ting", "kode-og-x", "afsnit"]);
}

#[test]
fn soft_hyphens_are_no_part_of_a_headings_text() {
    assert_eq!(own("## sten\u{ad}kasse").headings[0].text, "stenkasse");
}

#[test]
fn tables_have_classes_and_a_frame() {
    assert_snapshot!(html(&own("|a|b|c|\n|:-|-:|-|\n|1|2|3|\n\n|d|\n|:-:|\n")), @r#"
    <div class="table-scroll" role="region" aria-label="Tabel 1" tabindex="0"><table>
    <thead><tr><th scope="col" class="align-left">a</th><th scope="col" class="align-right">b</th><th scope="col">c</th></tr></thead>
    <tbody>
    <tr><td class="align-left">1</td><td class="align-right">2</td><td>3</td></tr>
    </tbody>
    </table></div>
    <div class="table-scroll" role="region" aria-label="Tabel 2" tabindex="0"><table>
    <thead><tr><th scope="col" class="align-center">d</th></tr></thead>
    </table></div>
    "#);
}

#[test]
fn footnotes_are_numbered_as_they_are_met() {
    let body =
        "B[^b] a[^a] b[^b].\n\n[^a]: A[^c]\n[^b]: B\n[^c]: - liste\n[^ingen]: x\n[^a]: igen\n";
    let document = own(body);
    assert_snapshot!(html(&document), @r##"
    <p>B<sup><a class="footnote-ref" id="fnref-1" href="#fn-1" role="doc-noteref" aria-label="Note 1">1</a></sup> a<sup><a class="footnote-ref" id="fnref-2" href="#fn-2" role="doc-noteref" aria-label="Note 2">2</a></sup> b<sup><a class="footnote-ref" id="fnref-1-2" href="#fn-1" role="doc-noteref" aria-label="Note 1">1</a></sup>.</p>
    <section class="footnotes" role="doc-endnotes" aria-label="Noter">
    <ol>
    <li id="fn-1"><p>B <a class="footnote-back" href="#fnref-1" role="doc-backlink" aria-label="Tilbage til henvisning 1">↩</a> <a class="footnote-back" href="#fnref-1-2" role="doc-backlink" aria-label="Tilbage til henvisning 1, sted 2">↩<sup>2</sup></a></p>
    </li>
    <li id="fn-2"><p>A<sup><a class="footnote-ref" id="fnref-3" href="#fn-3" role="doc-noteref" aria-label="Note 3">3</a></sup> <a class="footnote-back" href="#fnref-2" role="doc-backlink" aria-label="Tilbage til henvisning 2">↩</a></p>
    </li>
    <li id="fn-3"><ul>
    <li>liste</li>
    </ul>
     <a class="footnote-back" href="#fnref-3" role="doc-backlink" aria-label="Tilbage til henvisning 3">↩</a></li>
    </ol>
    </section>
    "##);
    assert_eq!(document.anchors.len(), 7);
    assert_eq!(html(&own("[^a]\n\n[^b]: c")), "<p>[^a]</p>\n");
}

#[test]
fn task_lists_have_labels() {
    assert_snapshot!(html(&own("- [ ] en\n  - to\n- [x] tre\n\n1. [ ] a\n\n   b\n")), @r#"
    <ul>
    <li><label class="task"><input type="checkbox" disabled> en</label><ul>
    <li>to</li>
    </ul>
    </li>
    <li><label class="task"><input type="checkbox" disabled checked> tre</label></li>
    </ul>
    <ol>
    <li><p><label class="task"><input type="checkbox" disabled> a</label></p>
    <p>b</p>
    </li>
    </ol>
    "#);
}

#[test]
fn alerts_have_danish_titles() {
    let kinds = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let body: String = kinds.map(|kind| format!("> [!{kind}]\n> x\n\n")).concat();
    let text = html(&own(&body));
    for title in ["Bemærk", "Tip", "Vigtigt", "Advarsel", "Pas på"] {
        assert!(text.contains(&format!("<p class=\"note-title\">{title}</p>\n<p>x</p>\n</aside>")));
    }
    assert!(text.starts_with("<aside class=\"note note-note\" role=\"note\">\n"));
    assert_eq!(html(&own("> x")), "<blockquote>\n<p>x</p>\n</blockquote>\n");
}

#[test]
fn alerts_can_have_titles_of_their_own() {
    assert_snapshot!(html(&own("> [!NOTE] Vær *helt*  \n> \"klar\"\n>\n> a\n\n>  [!tip]\n>  b\n\n- > [!WARNING]- c\n  > - d\n")), @r#"
    <aside class="note note-note" role="note">
    <p class="note-title">Vær <em>helt</em></p>
    <p>»klar«</p>
    <p>a</p>
    </aside>
    <aside class="note note-tip" role="note">
    <p class="note-title">Tip</p>
    <p>b</p>
    </aside>
    <ul>
    <li><aside class="note note-warning" role="note">
    <p class="note-title">c</p>
    <ul>
    <li>d</li>
    </ul>
    </aside>
    </li>
    </ul>
    "#);
    assert_eq!(
        html(&guest("> [!CAUTION] <b class=x>a</b>\n")),
        "<aside class=\"note note-caution\" role=\"note\">\n\
         <p class=\"note-title\"><b>a</b></p>\n</aside>\n"
    );
    let body = "> [!ADVARSEL] a\n> b\n";
    let document = own(body);
    assert_eq!(html(&document), "<blockquote>\n<p>[!ADVARSEL] a\nb</p>\n</blockquote>\n");
    assert_eq!(problems(body, &document), [("unknown-alert", "[!ADVARSEL]".to_owned())]);
    // A link, and a marker in the middle of a quote.
    for body in
        ["> [!NOTE](https://a.dk)", "> a\n> [!NOTE] b", "> [!NOTE] a\n\n[!NOTE]: https://a.dk"]
    {
        assert!(own(body).problems.is_empty(), "{body}");
    }
}

#[test]
fn braces_are_part_of_a_heading_unless_they_hold_an_id() {
    for (heading, id, text) in [
        ("## Skabelonen {navn}", "skabelonen-navn", "Skabelonen {navn}"),
        ("## Mængden {1, 2}", "maengden-1-2", "Mængden {1, 2}"),
        ("## Kameraet { #kamera } ##", "kamera", "Kameraet"),
        ("## *Kameraet* {#kamera_2}", "kamera_2", "Kameraet"),
        ("Kameraet {#kamera}\n===", "kamera", "Kameraet"),
        ("> ## Kameraet{#kamera}", "kamera", "Kameraet"),
        ("## {#kamera}", "kamera", ""),
        ("## Kameraet \\{#kamera}", "kameraet-kamera", "Kameraet {#kamera}"),
        ("## Kameraet {#a b}", "kameraet-a-b", "Kameraet {#a b}"),
        ("## Kameraet {#a} her", "kameraet-a-her", "Kameraet {#a} her"),
        ("## Sæt {}", "saet", "Sæt {}"),
        ("## Sæt {x=1}", "saet-x-1", "Sæt {x=1}"),
    ] {
        let document = own(heading);
        let found = &document.headings[0];
        assert_eq!((found.id.as_str(), found.text.as_str()), (id, text), "{heading}");
        assert!(document.problems.is_empty(), "{heading}");
    }
    let document = own("## Kameraet {#kamera .stor}");
    assert_eq!(document.headings[0].id, "kamera");
    assert_eq!(document.problems.len(), 1);
}

#[test]
fn alternative_text_is_as_typed() {
    let alt = |text: &str| own(text).images[0].alt.clone();
    assert_eq!(alt("![Feltet <navn> og *vises*](a.svg)"), "Feltet <navn> og vises");
    assert!(html(&own("![<b>](a.svg)")).contains("alt=\"&lt;b&gt;\""));
}

#[test]
fn a_tab_may_follow_a_closing_fence() {
    assert_eq!(html(&own("```\na\t\n```\t\n\nb\n")), "<pre><code>a\t\n</code></pre>\n<p>b</p>\n");
    let component = own("```{x}\na\n``` \t\nb\n");
    assert_eq!(component.components[0].source, "a\n");
}

#[test]
fn a_link_without_a_target_is_its_text() {
    let body = "[a]() [*b*](<> \"c\") [d](https://d.dk)";
    let document = own(body);
    assert_eq!(html(&document), "<p>a <em>b</em> <a href=\"https://d.dk\">d</a></p>\n");
    assert_eq!(document.links.len(), 1);
    let problems = problems(body, &document);
    assert_eq!(
        problems,
        [("empty-link", "[a]()".into()), ("empty-link", "[*b*](<> \"c\")".into())]
    );
}

#[test]
fn code_blocks_name_their_language_and_are_escaped() {
    assert_snapshot!(html(&own("```rust,ignore\na < b && \"c\"\n```\n\n    d\n\n```x\"><script>\n```\n")), @r#"
    <pre><code class="language-rust">a &lt; b &amp;&amp; "c"
    </code></pre>
    <pre><code>d
    </code></pre>
    <pre><code class="language-x&quot;&gt;&lt;script&gt;"></code></pre>
    "#);
}

#[test]
fn template_syntax_is_text() {
    assert_eq!(
        html(&own("{{ x }} {% include y %} {# z #}")),
        "<p>{{ x }} {% include y %} {# z #}</p>\n"
    );
}

#[test]
fn raw_html_passes_without_comments() {
    assert_snapshot!(html(&own("a <!-- more --> <b title='x'>b</b>\n\n<!-- more -->\n\n<div><!-- x\n-->\n<p>y &oslash;\n\n</div>\n\n<script>if (a < b) \"c\"</script>\n")), @r#"
    <p>a  <b title='x'>b</b></p>

    <div>
    <p>y &oslash;
    </div>
    <script>if (a < b) "c"</script>
    "#);
}

#[test]
fn an_unfinished_tag_or_comment_does_not_swallow_the_page() {
    assert_eq!(
        html(&own("<div class=\"a\n\nb <!-- c\n\nd")),
        "&lt;div class=\"a\n<p>b &lt;!– c</p>\n<p>d</p>\n"
    );
    assert_eq!(html(&own("<div>a <!-- b\n\nc")), "<div>a <p>c</p>\n");
}

#[test]
fn ids_of_raw_html_are_anchors() {
    let document =
        own("<a name=\"gammel\"></a>\n## Gammel\n\n<p id=x>a <b id='y&amp;z' name=w>b</b></p>\n");
    assert_eq!(document.anchors, ["gammel", "gammel-2", "x", "y&z"]);
    assert_eq!(document.headings[0].text, "Gammel");
}

#[test]
fn nesting_has_a_limit() {
    let body = format!("a\n\n{}b", "> ".repeat(201));
    let document = own(&body);
    assert_eq!(problems(&body, &document), [("markdown-limit", "> ".repeat(201))]);
    assert!(document.pieces.is_empty());
    assert!(own(&("> ".repeat(200) + "a")).problems.is_empty());
    for body in [format!("{}a{}", "*a **a ".repeat(150), "***".repeat(150)), "- ".repeat(101) + "a"]
    {
        let document = own(&body);
        assert_eq!(problems(&body, &document), [("markdown-limit", String::new())]);
        let written = html(&document);
        for (start, end) in [("<em>", "</em>"), ("<strong>", "</strong>"), ("<li>", "</li>")] {
            assert_eq!(written.matches(start).count(), written.matches(end).count());
            assert!(written.matches(start).count() <= 100);
        }
    }
}

#[test]
fn every_kind_of_line_end_gives_the_same_html() {
    let body = "# A\n\nb\nc  \nd\n\n- e\n- f\n\n```\ng\n\nh\n```\n\n<div>\n<b>i</b>\n</div>\n\n|j|\n|-|\n|k|\n\n```{x}\n:o: p\n\nl\nm\n```\n";
    let expected = html(&own(body));
    for end in ["\r\n", "\r"] {
        let body = body.replace('\n', end);
        let document = own(&body);
        assert_eq!(html(&document), expected);
        let component = &document.components[0];
        assert_eq!(&body[component.name_range.clone()], "x");
        assert_eq!(&body[component.options[0].range.clone()], ":o: p");
        assert_eq!(body[component.source_range.clone()].trim(), format!("l{end}m"));
        assert_eq!(&body[document.headings[0].range.clone()], &format!("# A{end}")[..]);
    }
}
