//! Severities that a site sets, and what readers see in place of what is wrong.

use crate::bench::TestSite;

const SITE: &str = "title = \"Prøven\"\nbase_url = \"https://proeven.example/nyt\"\n\
                    feeds.id_base = \"tag:proeven.example,2020:\"\n";

/// A site with everything that can be lowered, and the settings `check`.
fn legacy(check: &str) -> TestSite {
    let text = "---
title: Gammel
date: 2026-11-02
tags: [Ukendt]
forfatter: NN
image: {src: væk.jpg, alt: Forsiden}
read_also: [findes-ikke]
sources: [{name: Avisen}]
---
[Sti](b.md), [slug](@c), [adresse](/d/e/), [anker](#f), [andet anker](/om/#g).
<a href=\"/h/\">Rå</a>, [![Billede](i.png)](j.png) <img class=\"k\" src=\"k.png\" alt=\"K &amp; Æ\" title=l>.

![](/prik.svg)

```{billede}
:src: m.jpg
:alt: Masten
:credit: NN
```

```{galleri}
:src: n.jpg
Nogle **billeder**
```

```{faktaboks}
:title: Fakta
:farve: rød
Boksens tekst
```
";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
    TestSite::empty()
        .file("site.toml", format!("{SITE}{check}"))
        .file("content/artikler/gammel.md", text)
        .file("content/artikler/gammel.docx", "x")
        .file("content/sider/om.md", "---\ntitle: Om\n---\nOs.\n")
        .file("static/prik.svg", svg)
}

/// The codes of the site above, each with its number of problems.
const CODES: [(&str, usize); 9] = [
    ("component-option", 1),
    ("missing-alt", 1),
    ("missing-anchor", 2),
    ("missing-image", 5),
    ("missing-target", 5),
    ("stray-file", 1),
    ("unknown-component", 1),
    ("unknown-key", 1),
    ("unknown-tag", 1),
];

fn all(level: &str) -> String {
    let lines = CODES.map(|(code, _)| format!("{code} = \"{level}\"\n"));
    format!("[check]\n{}", lines.concat())
}

/// The text of the article, from its first line to its last.
fn body(site: &TestSite) -> String {
    let page = site.read("public/2026/11/gammel/index.html");
    let start = page.find("Sti").unwrap();
    page[start..start + page[start..].find("Boksens tekst").unwrap()].to_owned()
}

#[test]
fn errors_can_be_lowered_and_the_rest_is_rendered() {
    let site = legacy("");
    let errors: usize = CODES.iter().map(|(_, count)| count).sum();
    let outcome = site.run(&["build", "--format", "short"]).exits(1);
    for (code, count) in CODES {
        let mark = format!("error[{code}]");
        let lines = outcome.stderr.lines().filter(|line| line.contains(&mark));
        assert_eq!(lines.count(), count, "{code}: {outcome}");
    }
    outcome.tells(&format!("{errors} errors")).done();
    assert!(!site.has("public"));

    let site = legacy(&all("warning"));
    for command in ["check", "build", "build"] {
        let outcome = site.run(&[command, "--format", "short"]).exits(0);
        outcome.tells(&format!("{errors} warnings")).done();
    }
    let body = body(&site);
    let expected = "Sti, slug, adresse, <a href=\"#f\">anker</a>, \
                    <a href=\"/nyt/om/#g\">andet anker</a>.\n<a>Rå</a>, Billede K &amp; Æ.</p>";
    assert!(body.starts_with(expected), "{body}");
    assert!(body.contains("src=\"/nyt/prik.svg\" alt=\"\""), "{body}");
    assert!(body.contains("<p>Masten</p>"), "{body}");
    assert!(body.contains("<pre><code>:src: n.jpg\nNogle **billeder**\n</code></pre>"), "{body}");
    assert!(body.contains("Fakta"), "{body}");
    for lost in ["væk.jpg", "j.png", "k.png", "m.jpg", "/d/e/", "findes-ikke", "Ukendt"] {
        assert!(!site.read("public/2026/11/gammel/index.html").contains(lost), "{lost}");
    }
    site.run(&["build", "--verify"]).exits(0).done();
    site.run(&["check", "--strict"]).exits(1).done();
}

#[test]
fn problems_can_be_turned_off_and_raised() {
    let site = legacy(&all("off"));
    let outcome = site.run(&["build", "--format", "json"]).exits(0);
    assert_eq!(outcome.stdout, "{\"total\":{\"errors\":0,\"warnings\":0}}\n");
    outcome.done();
    site.run(&["check", "--strict"]).exits(0).done();

    let site = TestSite::new()
        .article("x", "date: 2026-11-02\nread_also: [kladde]")
        .article("kladde", "date: 2026-11-01\ndraft: true");
    site.run(&["build"]).exits(0).done();
    let config = site.read("site.toml");
    site.write("site.toml", format!("{config}[check]\nhidden-target = \"error\"\n"));
    site.run(&["build"]).exits(1).tells("error[hidden-target]").done();
    site.run(&["check"]).exits(1).done();
    // An environment variable sets a code as well.
    let lowered = site.command(&["check"]).env("DIGEST_CHECK_HIDDEN_TARGET", "off");
    lowered.outcome().exits(0).done();
}

#[test]
fn a_change_of_severity_alone_takes_effect_without_rendering() {
    let site = legacy(&all("warning"));
    site.run(&["build"]).exits(0).done();
    site.write("site.toml", format!("{SITE}{}", all("off")));
    site.run(&["build", "-v"]).exits(0).tells("0 files written").done();
    site.write("site.toml", format!("{SITE}{}", all("error")));
    site.run(&["build"]).exits(1).tells("error[missing-target]").done();
}

#[test]
fn what_hides_the_site_is_always_an_error() {
    let site = TestSite::new().file("content/artikler/x.md", "x");
    let config = site.read("site.toml");
    site.write("site.toml", format!("{config}[check]\nfront-matter-missing = \"warning\"\n"));
    for command in ["build", "check", "serve"] {
        let outcome = site.run(&[command]).exits(2);
        outcome.tells("site.toml:12:24").tells("`front-matter-missing` is always an error").done();
    }
}

#[test]
fn a_link_that_was_dead_leads_somewhere_as_soon_as_it_can() {
    let text = "---\ntitle: Om\n---\n[x](/sider/ny/)\n";
    let check = "[check]\nmissing-target = \"warning\"\n";
    let site = TestSite::empty()
        .file("site.toml", format!("{SITE}{check}"))
        .file("content/sider/om.md", text);
    site.run(&["build"]).exits(0).tells("1 warning").done();
    assert!(site.read("public/om/index.html").contains("<p>x</p>"));
    site.write("static/sider/ny/index.html", "<!doctype html><title>Ny</title>");
    let outcome = site.run(&["build"]).exits(0);
    assert!(!outcome.stderr.contains("warning"), "{outcome}");
    assert!(site.read("public/om/index.html").contains("<a href=\"/nyt/sider/ny/\">x</a>"));
}
