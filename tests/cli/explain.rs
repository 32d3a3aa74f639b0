//! `digest explain`.

use serde_json::Value;

use crate::bench::{Outcome, TestSite};

/// What an explanation says, without the fingerprints, which change with every version.
fn told(outcome: Outcome) -> String {
    let text = outcome.exits(0).stdout;
    let without = text.split(' ').map(|word| {
        let digits = word.trim_end();
        let is_fingerprint = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        if is_fingerprint { word.replace(digits, "[PRINT]") } else { word.to_owned() }
    });
    without.collect::<Vec<_>>().join(" ")
}

fn site() -> TestSite {
    TestSite::new()
        .article("gammel", "date: 2026-10-01\ntags: [AI]")
        .file("content/sider/om.md", "---\ntitle: Om\naliases: [/om-os/]\n---\nOs.\n")
        .file("static/fil.txt", "x")
}

#[test]
fn an_article_before_and_after_an_edit() {
    let site = site();
    let before = told(site.run(&["explain", "/2026/11/nyt/"]));
    assert!(before.contains("last build  unknown"), "{before}");
    site.run(&["build"]).exits(0).done();
    let built = told(site.run(&["explain", "content/artikler/nyt.md"]));
    insta::assert_snapshot!(built, @"
    /2026/11/nyt/ (article)
      file        2026/11/nyt/index.html
      source      content/artikler/nyt.md
      template    article.html
      templates   article.html, base.html, components.html
      parts       settings         [PRINT]
                  templates        [PRINT]
                  page             [PRINT]
                  site             [PRINT]
                  theme            [PRINT]
                  menu             [PRINT]
                  json_ld          [PRINT]
                  article          [PRINT]
                  body             [PRINT]
                  read_also        [PRINT]
                  story            [PRINT]
                  edition          [PRINT]
                  newer            [PRINT]
                  older            [PRINT]
      last build  rendered: it is new
      next build  unchanged
    ");
    site.write(
        "content/artikler/gammel.md",
        "---\ntitle: Nyt navn\ndate: 2026-10-01\ntags: [AI]\n---\nTekst.\n",
    );
    let edited = told(site.run(&["explain", "/2026/11/nyt/"]));
    assert!(edited.contains("older            [PRINT]  changed"), "{edited}");
    assert!(edited.contains("next build  will render: older, read_also"), "{edited}");
    site.run(&["build"]).exits(0).done();
    let rebuilt = told(site.run(&["explain", "/2026/11/nyt/"]));
    assert!(rebuilt.contains("last build  rendered: older, read_also\n"), "{rebuilt}");
    let untouched = told(site.run(&["explain", "/om/"]));
    assert!(untouched.contains("last build  unchanged"), "{untouched}");
}

#[test]
fn json_has_an_object_for_each_output() {
    let site = site();
    site.run(&["build"]).exits(0).done();
    let json = site.run(&["explain", "templates/base.html", "--format", "json"]).exits(0).stdout;
    let objects = json.lines().map(|line| serde_json::from_str(line).unwrap());
    let objects: Vec<Value> = objects.collect();
    let urls: Vec<&str> = objects.iter().map(|object| object["url"].as_str().unwrap()).collect();
    assert!(urls.contains(&"/om/") && urls.contains(&"/2026/11/nyt/") && urls.contains(&"/"));
    let om = objects.iter().find(|object| object["url"] == "/om/").unwrap();
    assert_eq!(om["source"], "content/sider/om.md");
    assert_eq!(om["template"], "page.html");
    assert_eq!(om["last_build"]["rendered"], true);
    assert_eq!(om["next_build"]["renders"], false);
    let body = om["parts"].as_array().unwrap().iter().find(|part| part["name"] == "body").unwrap();
    assert_eq!(body["changed"], false);
    assert_eq!(body["fingerprint"].as_str().unwrap().len(), 32);
}

#[test]
fn every_way_to_name_an_output() {
    let site = site().file("data/tal.json", "1").file("templates/page.html", "{{ data.tal }}");
    let url = |what: &str| {
        let text = site.run(&["explain", what]).exits(0).stdout;
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(url("/om/"), "/om/ (page)");
    assert_eq!(url("/om"), "/om/ (page)");
    assert_eq!(url("https://proeven.example/om/"), "/om/ (page)");
    assert_eq!(url("/om-os/"), "/om-os/ (redirect)");
    assert_eq!(url("/sitemap.xml"), "/sitemap.xml (sitemap)");
    assert_eq!(url("/favicon.ico"), "/favicon.ico (icon)");
    assert_eq!(url("/rss.xml"), "/rss.xml (feed)");
    assert_eq!(url("content/sider/om.md"), "/om/ (page)");
    assert_eq!(url("static/fil.txt"), "/fil.txt (copied file)");
    assert_eq!(url("data/tal.json"), "/om/ (page)");
    assert_eq!(url("public/om/index.html"), "/om/ (page)");
    let full = site.path("content/sider/om.md");
    assert_eq!(url(full.to_str().unwrap()), "/om/ (page)");
}

#[test]
fn what_no_output_is_made_of() {
    let site = site();
    site.run(&["explain", "/on/"]).exits(2).tells("did you mean `/om/`?").done();
    site.run(&["explain", "nej.md"]).exits(2).tells("no output uses").done();
    site.write("content/artikler/nyt.md", "---\ntitle: [\n---\n");
    site.run(&["explain", "/om/"]).exits(1).tells("content/artikler/nyt.md:").done();
}
