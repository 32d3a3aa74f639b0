//! `digest new`.

use insta::assert_snapshot;

use crate::bench::TestSite;

#[test]
fn an_article() {
    let site = TestSite::new();
    let title = "Xiaomi: \"50 milliarder\" til AI & 5G";
    assert_snapshot!(site.run(&["new", "article", title, "--tags", "ai"]), @"
    exit code 0
    --- stdout
    content/artikler/2026/xiaomi-50-milliarder-til-ai-og-5g.md
    ");
    let path = "content/artikler/2026/xiaomi-50-milliarder-til-ai-og-5g.md";
    assert_snapshot!(site.read(path), @r#"
    ---
    title: "Xiaomi: \"50 milliarder\" til AI & 5G"
    id: 2026-11-22-xiaomi-50-milliarder-til-ai-og-5g
    date: 2026-11-22 14:05
    # description: Manchetten, som også står i lister og feeds
    tags: [AI]
    # authors: [Navn]
    # image: {src: billede.jpg, alt: Hvad der er at se, caption: Billedtekst, credit: Fotograf}
    # sources:
    #   - {name: Medie, url: "https://example.com/", date: 2026-11-22, language: en}
    # read_also: [en-anden-artikel]
    # draft: true
    ---
    "#);
    site.run(&["build"]).exits(0).done();
    assert!(site.has("public/2026/11/xiaomi-50-milliarder-til-ai-og-5g/index.html"));
}

#[test]
fn a_page() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["new", "page", "Kontakt"]), @"
    exit code 0
    --- stdout
    content/sider/kontakt.md
    ");
    assert_snapshot!(site.read("content/sider/kontakt.md"), @r#"
    ---
    title: "Kontakt"
    id: 2026-11-22-kontakt
    # description: Hvad siden handler om, til søgemaskiner
    # draft: true
    ---
    "#);
    site.run(&["build"]).exits(0).done();
    assert!(site.has("public/kontakt/index.html"));
}

#[test]
fn an_author() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["new", "author", "Åse Ø. Ærø"]), @"
    exit code 0
    --- stdout
    content/forfattere/aase-oe-aeroe.md
    ");
    assert_snapshot!(site.read("content/forfattere/aase-oe-aeroe.md"), @r#"
    ---
    name: "Åse Ø. Ærø"
    id: 2026-11-22-aase-oe-aeroe
    # role: Redaktør
    # description: En linje om forfatteren
    # image: {src: portraet.jpg, alt: Hvem der er at se, credit: Fotograf}
    # url: https://example.com/
    # email: navn@example.com
    # draft: true
    ---
    "#);
    site.run(&["build"]).exits(0).done();
    assert!(site.has("public/forfattere/aase-oe-aeroe/index.html"));
}

#[test]
fn a_date_and_a_slug() {
    let site = TestSite::new();
    let args = ["new", "article", "!!!", "--date", "2025-01-31", "--slug", "tre-raab"];
    assert_snapshot!(site.run(&args), @"
    exit code 0
    --- stdout
    content/artikler/2025/tre-raab.md
    ");
    assert!(site.read("content/artikler/2025/tre-raab.md").contains("\ndate: 2025-01-31\n"));
}

#[test]
fn the_path_is_one_from_where_one_stands() {
    let site = TestSite::new();
    let inside = site.command(&["new", "page", "A"]).within("content").outcome().exits(0);
    assert_eq!(inside.stdout, "sider/a.md\n");
    let beside = site.command(&["new", "page", "B"]).within("content/artikler").outcome().exits(0);
    assert_eq!(beside.stdout, "[SITE]/content/sider/b.md\n");
}

#[test]
fn nothing_is_ever_overwritten() {
    let site = TestSite::new();
    assert_snapshot!(site.run(&["new", "article", "Nyt"]), @"
    exit code 2
    --- stderr
    error: content/artikler/nyt.md already has the URL that the new file would get
    help: choose another with `--slug`
    ");
    site.run(&["new", "page", "Om"]).exits(0).done();
    site.write("content/sider/om.md", "not even front matter");
    assert_snapshot!(site.run(&["new", "page", "Om"]), @"
    exit code 2
    --- stderr
    error: `[SITE]/content/sider/om.md` already exists
    help: choose another name with `--slug`
    ");
    assert_eq!(site.read("content/sider/om.md"), "not even front matter");
}

#[test]
fn ids_stay_apart() {
    let site = TestSite::new();
    site.run(&["new", "page", "Om"]).exits(0).done();
    site.run(&["new", "author", "Om"]).exits(0).done();
    assert!(site.read("content/forfattere/om.md").contains("\nid: 2026-11-22-om-2\n"));
    site.run(&["check", "--strict"]).exits(0).done();
}

#[test]
fn an_unknown_tag() {
    assert_snapshot!(TestSite::new().run(&["new", "article", "x", "--tags", "AI,Al"]), @"
    exit code 2
    --- stderr
    error: site.toml does not declare the tag `Al`
    help: did you mean `AI`?
    ");
    assert_snapshot!(TestSite::new().run(&["new", "article", "x", "--tags", "fodbold"]), @"
    exit code 2
    --- stderr
    error: site.toml does not declare the tag `fodbold`
    help: declare it in site.toml with a `[[tag]]` table
    ");
}

#[test]
fn impossible_slugs() {
    assert_snapshot!(TestSite::new().run(&["new", "article", "x", "--slug", "../Ål"]), @"
    exit code 2
    --- stderr
    error: `--slug ../Ål`: a slug contains only a-z, 0-9 and single hyphens
    help: write `--slug aal`
    ");
    assert_snapshot!(TestSite::new().run(&["new", "article", "???"]), @"
    exit code 2
    --- stderr
    error: the title has no letter or digit to make a URL from
    help: choose one with `--slug`
    ");
    assert_snapshot!(TestSite::new().run(&["new", "page", "Index"]), @"
    exit code 2
    --- stderr
    error: `index.md` is reserved for content that shares a directory with its images
    help: choose another with `--slug`
    ");
}

#[test]
fn impossible_titles_and_dates() {
    assert_snapshot!(TestSite::new().run(&["new", "article", " "]), @"
    exit code 2
    --- stderr
    error: the title is empty
    ");
    assert_snapshot!(TestSite::new().run(&["new", "article", "a\nb"]), @"
    exit code 2
    --- stderr
    error: the title contains a line break or another control character
    help: write it on one line
    ");
    assert_snapshot!(TestSite::new().run(&["new", "article", "x", "--date", "22/11/2026"]), @r#"
    exit code 2
    --- stderr
    error: `--date 22/11/2026`: `22/11/2026` is not a supported date format; write 2026-11-22
    help: write a date such as `--date 2026-11-22` or `--date "2026-11-22 14:05"`
    "#);
}

#[test]
fn only_articles_have_dates_and_tags() {
    assert_snapshot!(TestSite::new().run(&["new", "page", "x", "--tags", "AI"]), @"
    exit code 2
    --- stderr
    error: only articles take `--tags`
    help: leave out `--tags`
    ");
    assert_snapshot!(TestSite::new().run(&["new", "author", "x", "--date", "2026-11-22"]), @"
    exit code 2
    --- stderr
    error: pages and authors do not take `--date`
    help: leave out `--date`
    ");
}

#[test]
fn no_site() {
    TestSite::empty().run(&["new", "article", "x"]).exits(2).tells("digest init DIR").done();
}

#[test]
fn an_event_people_news_and_an_edition() {
    let site = TestSite::new();
    let made = |arguments: &[&str]| site.run(&[&["new"], arguments].concat()).exits(0).done();
    made(&["event", "Strategisk It-sikkerhedsdag", "--date", "2027-01-22 09:00"]);
    let event = site.read("content/events/strategisk-it-sikkerhedsdag.md");
    assert!(event.contains("start: 2027-01-22 09:00\n"), "{event}");
    made(&["person", "Mette bliver topchef"]);
    let person = site.read("content/navnenyt/mette-bliver-topchef.md");
    assert!(person.contains("date: 2026-11-22 14:05\n"), "{person}");
    assert!(person.contains("expires: 2027-11-22\n"), "{person}");
    made(&["edition", "Ugen ved nytår", "--date", "2027-01-01"]);
    let edition = site.read("content/udgaver/2026-uge-53.md");
    assert!(edition.contains("id: /2026/uge-53/\n"), "{edition}");
    made(&["edition", "Ugen", "--date", "2026-11-18"]);
    made(&["article", "Mere nyt", "--date", "2026-11-18"]);
    let again = site.run(&["new", "edition", "Ugen", "--date", "2026-11-20"]);
    assert_snapshot!(again, @"
    exit code 2
    --- stderr
    error: content/udgaver/2026-uge-47.md already has the URL that the new file would get
    help: choose a day in another week with `--date`
    ");
    site.run(&["new", "edition", "Ugen", "--slug", "x"]).exits(2).done();
    site.run(&["build"]).exits(0).done();
    for page in ["events/strategisk-it-sikkerhedsdag", "navnenyt/mette-bliver-topchef"] {
        assert!(site.has(&format!("public/{page}/index.html")), "{page}");
    }
    assert!(site.read("public/2026/uge-47/index.html").contains("<h1>Ugen</h1>"));
}

#[test]
fn drafts_and_authors() {
    let site = TestSite::new();
    for kind in ["article", "event", "person", "edition", "page", "author"] {
        let path = site.run(&["new", kind, "Kladde", "--draft"]).exits(0).stdout;
        let text = site.read(path.trim_end());
        assert!(text.contains("\ndraft: true\n") && !text.contains("# draft"), "{text}");
    }
    site.run(&["build"]).exits(0).done();
    assert!(!site.has("public/kladde") && !site.has("public/2026/11/kladde"));

    let authors =
        ["new", "article", "Ny", "--author", "Åse Ærø", "--author", " A: B ", "--author", "A: B"];
    let path = site.run(&authors).exits(0).stdout;
    let text = site.read(path.trim_end());
    assert!(text.contains("\nauthors: [Åse Ærø, \"A: B\"]\n"), "{text}");
    site.run(&["build"]).exits(0).done();
    for (args, complaint) in [
        (["page", "X", "--author", "A"], "only articles take `--author`"),
        (["article", "X", "--author", " "], "the author has no name"),
        (["article", "X", "--author", "A\nB"], "contains a line break"),
    ] {
        let args: Vec<_> = ["new"].into_iter().chain(args).collect();
        site.run(&args).exits(2).tells(complaint).done();
    }
}
