//! One test for each part of a key.

use insta::assert_snapshot;

use crate::site::{Site, all_because_of, article, is_page};

#[test]
fn settings() {
    let typography = "[typography]\nno_break = false\n[tags]";
    let changes = Site::new().changes(|site| site.edit("site.toml", "[tags]", typography));
    assert!(all_because_of(&changes, "settings", |_| true), "{changes}");
}

#[test]
fn templates() {
    let site = Site::new().template("tag.html").template("base.html");
    assert_snapshot!(site.changes(|site| site.edit("templates/tag.html", "<h1>", "<h1 class=\"x\">")), @"
    emner/5g/index.html: templates
    emner/ai/index.html: templates
    ");
    let changes = site.changes(|site| site.edit("templates/base.html", "</body>", "<hr></body>"));
    assert!(all_because_of(&changes, "templates", is_page), "{changes}");
}

#[test]
fn a_component_changes_the_texts_that_call_it() {
    let site = Site::new().template("components/laes-ogsaa.html");
    assert_snapshot!(site.changes(|site| site.edit(
        "templates/components/laes-ogsaa.html",
        "<ul>",
        "<ul class=\"x\">"
    )), @"
    2026/11/a5/index.html: body
    atom.xml: entries
    feed.json: entries
    rss.xml: entries
    ");
}

#[test]
fn page() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        &article("a2"),
        "tags",
        "noindex: true\ntags"
    )), @"
    2026/10/a2/index.html: page article body
    2026/11/a4/index.html: read_also
    (emner/ai/atom.xml: entries)
    (emner/ai/feed.json: entries)
    (emner/ai/rss.xml: entries)
    llms.txt: llms
    sitemap.xml: locations
    ");
}

#[test]
fn article_and_body() {
    assert_snapshot!(Site::new().changes(|site| site.edit(&article("a2"), "To.", "To og tre.")), @"
    2026/10/a2/index.html: json_ld article body
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    ");
}

#[test]
fn the_body_that_shows_an_image() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "static/logo.svg",
        "width=\"4\"",
        "width=\"5\""
    )), @"
    2026/11/a4/index.html: body
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    feed.json: entries
    logo.svg: file
    rss.xml: entries
    ");
}

#[test]
fn a_file_where_a_link_leads_to_a_directory_changes_the_body() {
    let site = Site::new()
        .edit(&article("a4"), "Se ", "Se [vilkår](/vilkaar) og ")
        .file("content/sider/vilkaar.md", "---\ntitle: Vilkår\n---\n");
    let moved = |site: Site| {
        let mut site = site.file("static/vilkaar", "MIT");
        site.files.remove("content/sider/vilkaar.md");
        site
    };
    assert_snapshot!(site.changes(moved), @"
    2026/11/a4/index.html: body
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    feed.json: entries
    rss.xml: entries
    sitemap.xml: locations
    vilkaar: new
    vilkaar/index.html: gone
    ");
}

#[test]
fn read_also_and_neighbours_and_cards() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        &article("a1"),
        "title: a1",
        "title: Først"
    )), @"
    2025/12/a1/index.html: page json_ld article body
    2025/12/index.html: cards
    2025/uge-49/index.html: days
    2026/10/a2/index.html: read_also older
    2026/10/a3/index.html: read_also
    2026/11/a4/index.html: read_also
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/index.html: cards
    emner/ai/rss.xml: entries
    forfattere/eva/index.html: cards
    gammel/index.html: page target
    lige-nu/index.html: recent_articles
    llms.txt: llms
    side/1/index.html: cards
    ");
}

#[test]
fn related_articles() {
    let words = "Kameraer, antenner, robotter, droner, telefoner, skærme, batterier, biler og tog.";
    let site = Site::new().edit(&article("a1"), "Et.", words);
    assert_snapshot!(site.changes(|site| site.edit(&article("a5"), "```{", &format!("{words}\n\n```{{"))), @"
    2026/11/a5/index.html: json_ld article body read_also
    atom.xml: entries
    feed.json: entries
    rss.xml: entries
    ");
    let fewer = |site: Site| site.edit("site.toml", "[feeds]", "[related]\ncount = 1\n[feeds]");
    assert_snapshot!(site.changes(fewer), @"2026/11/a4/index.html: read_also");
}

#[test]
fn target_and_whatever_else_leads_to_an_article() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        &article("a1"),
        "tags",
        "slug: ny\ntags"
    )), @"
    2025/12/index.html: cards
    2025/12/ny/index.html: new
    2025/uge-49/index.html: days
    2026/10/a2/index.html: read_also older
    2026/10/a3/index.html: read_also
    2026/11/a4/index.html: body read_also
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/index.html: cards
    emner/ai/rss.xml: entries
    feed.json: entries
    forfattere/eva/index.html: cards
    gammel/index.html: page target
    lige-nu/index.html: recent_articles
    llms.txt: llms
    rss.xml: entries
    side/1/index.html: cards
    sitemap.xml: locations
    2025/12/a1/index.html: gone
    ");
}

#[test]
fn pager() {
    let new = "---\ntitle: a6\ndate: 2026-11-03\ntags: [5G]\n---\n";
    assert_snapshot!(Site::new().changes(|site| site.file(&article("a6"), new)), @"
    2026/11/a5/index.html: newer
    2026/11/a6/index.html: new
    2026/11/index.html: cards
    2026/index.html: year
    2026/uge-45/index.html: edition days
    atom.xml: entries
    emner/5g/atom.xml: entries
    emner/5g/feed.json: entries
    emner/5g/index.html: cards
    emner/5g/rss.xml: entries
    emner/index.html: groups
    feed.json: entries
    index.html: all_editions cards pager
    lige-nu/index.html: recent_articles
    llms.txt: llms
    rss.xml: entries
    side/1/index.html: pager
    side/2/index.html: new
    sitemap.xml: locations
    udgaver/atom.xml: entries
    udgaver/index.html: all_editions
    ");
}

#[test]
fn lead() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "site.toml",
        "[front_page]",
        "[front_page]\nlead = false"
    )), @"index.html: lead");
}

#[test]
fn tag_and_groups() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "site.toml",
        "name = \"5G\"",
        "name = \"Mobil\"\nslug = \"5g\"\naliases = [\"5G\"]"
    )), @"
    2026/10/a3/index.html: json_ld article
    2026/10/index.html: cards
    2026/uge-40/index.html: days
    atom.xml: entries
    emner/5g/atom.xml: feed entries
    emner/5g/feed.json: feed entries
    emner/5g/index.html: page json_ld tag cards
    emner/5g/rss.xml: feed entries
    emner/index.html: groups
    feed.json: entries
    feeds.opml: feeds
    index.html: cards
    (lige-nu/index.html: recent_articles)
    llms.txt: llms
    rss.xml: entries
    sitemap.xml: locations
    (udgaver/atom.xml: entries)
    ");
}

#[test]
fn the_order_of_tags_is_that_of_their_list_alone() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "site.toml",
        "name = \"5G\"",
        "name = \"5G\"\nsort_key = \"Å\""
    )), @"
    emner/index.html: groups
    feeds.opml: feeds
    llms.txt: llms
    sitemap.xml: locations
    ");
}

#[test]
fn author_and_authors() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "content/forfattere/eva.md",
        "Skriver.",
        "Tegner."
    )), @"
    forfattere/eva/index.html: author
    (forfattere/index.html: authors)
    ");
}

#[test]
fn the_name_of_an_author() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "content/forfattere/eva.md",
        "name: Eva",
        "name: EVA"
    )), @"
    2025/12/a1/index.html: json_ld article
    (2025/12/index.html: cards)
    (2025/uge-49/index.html: days)
    2026/11/a5/index.html: json_ld article
    (2026/11/index.html: cards)
    (2026/uge-45/index.html: days)
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    (emner/ai/index.html: cards)
    emner/ai/rss.xml: entries
    feed.json: entries
    forfattere/eva/index.html: page json_ld author cards
    forfattere/index.html: authors
    (index.html: lead cards)
    (lige-nu/index.html: recent_articles)
    rss.xml: entries
    (side/1/index.html: cards)
    (udgaver/atom.xml: entries)
    ");
}

#[test]
fn year_and_month() {
    let site = Site::new().file(
        &article("a0"),
        "---\ntitle: a0\ndate: 2025-12-02\nwithdrawn: {date: 2026-01-01, text: x}\n---\n",
    );
    assert_snapshot!(site.changes(|site| site.edit(
        &article("a0"),
        "withdrawn: {date: 2026-01-01, text: x}",
        "noindex: true"
    )), @"
    2025/12/a0/index.html: json_ld article body edition newer older
    2025/12/a1/index.html: newer
    2025/12/index.html: cards
    2025/index.html: year
    2025/uge-49/index.html: edition days
    2026/10/a2/index.html: older
    index.html: all_editions cards pager
    lige-nu/index.html: recent_articles
    side/1/index.html: cards pager
    side/2/index.html: new
    sitemap.xml: locations
    udgaver/index.html: all_editions
    ");
}

#[test]
fn plain() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        "content/sider/om.md",
        "title: Om",
        "title: Om os"
    )), @"om/index.html: page plain body");
}

#[test]
fn site_values() {
    let changes =
        Site::new().changes(|site| site.edit("site.toml", "[tags]", "[extra]\nx = 1\n[tags]"));
    assert!(all_because_of(&changes, "site", is_page), "{changes}");
    assert!(!changes.contains(".txt") && !changes.contains("sitemap"), "{changes}");
}

#[test]
fn json_ld() {
    let publisher = "[publisher]\nname = \"Forlaget\"\n[tags]";
    let changes = Site::new().changes(|site| site.edit("site.toml", "[tags]", publisher));
    assert!(all_because_of(&changes, "site json_ld", is_page), "{changes}");
    // Only the page itself and the front page describe the author and the site in full.
    let changes = Site::new().changes(|site| {
        site.edit("content/forfattere/eva.md", "name: Eva", "name: Eva\nrole: vært")
    });
    assert_snapshot!(changes, @"
    forfattere/eva/index.html: json_ld author
    forfattere/index.html: authors
    ");
    // A page whose template does not name it depends on none of this.
    let site = Site::new().file("templates/article.html", "{{ page.title }}");
    let changes = site.changes(|site| site.edit("site.toml", "[tags]", publisher));
    assert!(changes.contains("2026/11/index.html") && !changes.contains("a4"), "{changes}");
}

#[test]
fn theme_and_style_sheet() {
    let site = Site::new().file("static/tema/x.css", "p { margin: 0 }");
    let changes = site.changes(|site| site.edit("static/tema/x.css", "0", "1px"));
    assert!(all_because_of(&changes, "theme", is_page), "{changes}");
    let sheets: Vec<&str> = changes.lines().filter(|line| line.starts_with("aktiver/")).collect();
    assert_eq!(sheets.len(), 2, "{changes}");
    let others = |line: &&str| !line.contains(".html") && !line.starts_with("aktiver/");
    assert_eq!(changes.lines().find(others), None);
}

#[test]
fn menu() {
    let item = "[menu]\nitems = [{ title = \"Om\", url = \"/om/\" }]\n[tags]";
    let changes = Site::new().changes(|site| site.edit("site.toml", "[tags]", item));
    assert!(all_because_of(&changes, "menu", is_page), "{changes}");
}

/// A site whose page `/om/` shows a value of the whole site.
fn showing(text: &str) -> Site {
    Site::new()
        .edit("content/sider/om.md", "title: Om", "title: Om\ntemplate: egen.html")
        .file("templates/egen.html", text)
}

#[test]
fn all_tags() {
    let site = showing("{% for t in all_tags %}{{ t.name }} {{ t.count }} {% endfor %}");
    let of_om =
        |changes: String| changes.lines().find(|line| line.contains("om/")).map(str::to_owned);
    let changes = site.changes(|site| site.edit(&article("a5"), "featured: true", "tags: [5G]"));
    assert_eq!(of_om(changes).as_deref(), Some("om/index.html: all_tags"));
    let changes = site.changes(|site| site.edit(&article("a5"), "title: a5", "title: Nyt"));
    assert_eq!(of_om(changes), None);
}

#[test]
fn recent_articles() {
    let site = showing("{% for card in recent_articles %}{{ card.title }} {% endfor %}");
    let of_om =
        |changes: String| changes.lines().find(|line| line.contains("om/")).map(str::to_owned);
    let changes = site.changes(|site| site.edit(&article("a5"), "title: a5", "title: Nyt"));
    assert_eq!(of_om(changes).as_deref(), Some("om/index.html: recent_articles"));
    let changes = site.changes(|site| site.edit(&article("a5"), "- a2", "- a3"));
    assert_eq!(of_om(changes), None);
}

#[test]
fn most_read() {
    let site = showing("{% for card in most_read %}{{ card.title }} {% endfor %}")
        .file("data/laest.json", "[\"a1\", \"/2026/10/a2/\"]");
    let of_om =
        |changes: String| changes.lines().find(|line| line.contains("om/")).map(str::to_owned);
    let because = "om/index.html: most_read";
    let changes = site.changes(|site| site.edit("data/laest.json", "a1", "a3"));
    let shown = ["index.html: most_read", "lige-nu/index.html: most_read", because];
    assert_eq!(changes.lines().collect::<Vec<_>>(), shown);
    let changes = site.changes(|site| site.edit(&article("a1"), "title: a1", "title: Nyt"));
    assert_eq!(of_om(changes).as_deref(), Some(because));
    let changes = site.changes(|site| site.edit(&article("a2"), "tags", "draft: true\ntags"));
    assert_eq!(of_om(changes).as_deref(), Some(because));
    let changes = site.changes(|site| site.edit(&article("a1"), "Et.", "Et og to."));
    assert_eq!(of_om(changes), None);
    // The order of keys and other text in the file show nowhere.
    let other =
        "[{\"views\": 1, \"url\": \"/2025/12/a1/?fra=mail\"}, \"https://x.dk/2026/10/a2/\", \"/\"]";
    assert_eq!(site.changes(|site| site.file("data/laest.json", other)), "");
}

#[test]
fn data_file_by_file() {
    let site = showing("{{ data.tal }}{% for x in data?.andre or [] %}{{ x }}{% endfor %}")
        .file("data/tal.json", "1")
        .file("data/mere.csv", "a,b\n1,2\n");
    assert_eq!(site.changes(|site| site.file("data/tal.json", "2")), "om/index.html: data.tal\n");
    assert_eq!(
        site.changes(|site| site.file("data/andre.yaml", "[a, b]")),
        "om/index.html: data.andre\n"
    );
    assert_eq!(site.changes(|site| site.file("data/mere.csv", "a,b\n1,3\n")), "");
    let site = site.file("templates/egen.html", "{{ data | length }}");
    assert_eq!(
        site.changes(|site| site.file("data/mere.csv", "a\n3\n")),
        "(om/index.html: data.mere)\n"
    );
}

#[test]
fn the_feeds_id_and_entries() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
            "site.toml",
            "[feeds]",
            "[feeds]\nid_base = \"tag:y.dk,2026:\""
        )), @"
    atom.xml: feed
    emner/5g/atom.xml: feed
    emner/5g/feed.json: feed
    emner/5g/rss.xml: feed
    emner/ai/atom.xml: feed
    emner/ai/feed.json: feed
    emner/ai/rss.xml: feed
    feed.json: feed
    rss.xml: feed
    udgaver/atom.xml: feed
    ");
    assert_snapshot!(Site::new().changes(|site| site.edit("site.toml", "[feeds]", "[feeds]\nfull_text = false")), @"
    atom.xml: entries
    emner/5g/atom.xml: entries
    emner/5g/feed.json: entries
    emner/5g/rss.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    feed.json: entries
    rss.xml: entries
    (udgaver/atom.xml: entries)
    ");
}

#[test]
fn what_a_feed_says_of_itself() {
    let changes = Site::new()
        .changes(|site| site.edit("site.toml", "[feeds]", "[feeds]\nhub = \"https://hub.dk/\""));
    let feeds = ["atom.xml", "emner/5g/rss.xml", "emner/ai/feed.json"];
    for feed in feeds {
        assert!(changes.contains(&format!("{feed}: feed\n")), "{changes}");
    }
    assert_eq!(changes.lines().count(), 10, "{changes}");
    let changes = Site::new().changes(|site| {
        site.edit("site.toml", "name = \"5G\"", "name = \"5G\"\ndescription = \"Net\"")
    });
    for feed in ["emner/5g/atom.xml: feed\n", "emner/5g/index.html: page tag\n"] {
        assert!(changes.contains(feed), "{changes}");
    }
}

#[test]
fn the_list_of_feeds() {
    assert_snapshot!(Site::new().changes(|site| site.edit("site.toml", "[feeds]", "[feeds]\ntags = false")), @"
    emner/5g/index.html: page tag
    emner/ai/index.html: page tag
    feeds.opml: feeds
    emner/5g/atom.xml: gone
    emner/5g/feed.json: gone
    emner/5g/rss.xml: gone
    emner/ai/atom.xml: gone
    emner/ai/feed.json: gone
    emner/ai/rss.xml: gone
    ");
}

#[test]
fn an_article_that_no_feed_shall_have() {
    assert_snapshot!(Site::new().changes(|site| site.edit(&article("a3"), "tags", "feeds: false\ntags")), @"
    (2026/10/a3/index.html: article body)
    atom.xml: entries
    emner/5g/index.html: page tag
    feed.json: entries
    feeds.opml: feeds
    rss.xml: entries
    emner/5g/atom.xml: gone
    emner/5g/feed.json: gone
    emner/5g/rss.xml: gone
    ");
}

#[test]
fn the_sitemaps_locations() {
    assert_snapshot!(Site::new().changes(|site| site.edit(
        &article("a2"),
        "tags",
        "updated: 2026-11-05\ntags"
    )), @"
    2026/10/a2/index.html: json_ld article body
    (2026/10/index.html: cards)
    (2026/uge-40/index.html: days)
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    (emner/ai/index.html: cards)
    emner/ai/rss.xml: entries
    (lige-nu/index.html: recent_articles)
    (side/1/index.html: cards)
    sitemap.xml: locations
    udgaver/atom.xml: entries
    ");
}

#[test]
fn the_new_articles() {
    let site = Site::new()
        .file(&article("a6"), "---\ntitle: a6\ndate: 2026-11-21\ndescription: Nyt\n---\nX\n");
    let news = |changes: String| {
        changes.lines().find(|line| line.contains("news-sitemap")).map(str::to_owned)
    };
    let edited =
        |from: &str, to: &str| news(site.changes(|site| site.edit(&article("a6"), from, to)));
    let changed = Some("news-sitemap.xml: news".to_owned());
    assert_eq!(edited("title: a6", "title: Nyt"), changed);
    assert_eq!(edited("date: 2026-11-21", "date: 2026-11-21 10:00"), changed);
    assert_eq!(edited("date:", "noindex: true\ndate:"), changed);
    assert_eq!(edited("date:", "sponsored: X\ndate:"), changed);
    assert_eq!(edited("description: Nyt", "description: Gammelt"), None);
    assert_eq!(edited("\nX\n", "\nY\n"), None);
    // At midnight in Copenhagen two days later it is no longer new.
    let at = |now| site.changes(|site| Site { now, ..site });
    assert_eq!(at("2026-11-22T22:59:59Z"), "");
    assert_eq!(at("2026-11-22T23:00:00Z"), "news-sitemap.xml: news\n");
}

#[test]
fn what_machines_read() {
    let security = "[security_txt]\ncontact = \"mailto:r@x.dk\"\nexpires = 2027-01-31\n[tags]";
    let site = Site::new().edit("site.toml", "[tags]", security);
    let changed = |from: &str, to: &str| site.changes(|site| site.edit("site.toml", from, to));
    let path = ".well-known/security.txt: security\n";
    assert_eq!(changed("2027-01-31", "2027-02-28"), path);
    assert_eq!(changed("mailto:r@x.dk", "https://x.dk/"), path);
    // The clock alone changes nothing in it.
    assert_eq!(site.changes(|site| Site { now: "2027-03-01T00:00:00Z", ..site }), "");
    let title = changed("title = \"T\"", "title = \"Titel\"");
    for line in ["llms.txt: llms\n", "site.webmanifest: manifest\n", "feeds.opml: feeds\n"] {
        assert!(title.contains(line), "{title}");
    }
    assert!(!title.contains("favicon") && !title.contains("security"), "{title}");
    let own = site.changes(|site| site.file("static/favicon.svg", "<svg/>"));
    assert_eq!(own, "favicon.svg: file\n");
}

#[test]
fn a_copied_file() {
    assert_eq!(Site::new().changes(|site| site.file("static/a.txt", "b")), "a.txt: file\n");
}

#[test]
fn robots_and_everything_else_follow_the_address_of_the_site() {
    let block = "[robots]\nai = \"block\"\n[tags]";
    let changes = Site::new().changes(|site| site.edit("site.toml", "[tags]", block));
    assert_eq!(changes, "robots.txt: robots\n");
    let changes = Site::new().changes(|site| site.edit("site.toml", "x.dk", "y.dk"));
    assert!(changes.contains("robots.txt: settings robots"), "{changes}");
    assert_eq!(changes.lines().count(), Site::new().outputs().len());
}

#[test]
fn no_part_of_a_key_is_without_a_test() {
    let text = "{{ all_tags }}{{ recent_articles }}{{ menu }}{{ most_read }}{{ data.tal }}";
    let security = "[security_txt]\ncontact = \"mailto:r@x.dk\"\nexpires = 2027-01-31\n[tags]";
    let site = crate::newsroom::newsroom()
        .edit("site.toml", "[tags]", security)
        .edit("content/sider/om.md", "title: Om", "title: Om\ntemplate: egen.html")
        .file("templates/egen.html", text)
        .file("data/tal.json", "1");
    let outputs = site.outputs();
    let parts = outputs.values().flat_map(|(key, _)| &key.parts);
    let mut names: Vec<&str> = parts.map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names,
        [
            "all_editions",
            "all_events",
            "all_people",
            "all_tags",
            "article",
            "author",
            "authors",
            "body",
            "calendar",
            "cards",
            "data",
            "data.tal",
            "days",
            "edition",
            "entries",
            "event",
            "feed",
            "feeds",
            "file",
            "groups",
            "json_ld",
            "lead",
            "llms",
            "locations",
            "manifest",
            "menu",
            "month",
            "most_read",
            "newer",
            "news",
            "older",
            "page",
            "pager",
            "person",
            "picks",
            "plain",
            "read_also",
            "recent_articles",
            "robots",
            "script",
            "security",
            "settings",
            "site",
            "story",
            "style_sheet",
            "tag",
            "target",
            "templates",
            "theme",
            "year",
        ]
    );
}

#[test]
fn target_of_a_link_in_a_correction_or_a_notice() {
    let corrected = "corrections: [{date: 2026-11-21, text: \"Se [a](a1.md)\"}]\ndate";
    let withdrawn = "withdrawn: {date: 2026-11-21, text: \"Se [a](../artikler/a1.md)\"}\n---\n";
    let site = || {
        Site::new()
            .edit(&article("a5"), "date", corrected)
            .file("content/sider/om.md", &format!("---\ntitle: Om\n{withdrawn}"))
    };
    let changes = site().changes(|site| site.edit(&article("a1"), "tags", "slug: ny\ntags"));
    assert!(changes.contains("2026/11/a5/index.html: article"), "{changes}");
    assert!(changes.contains("om/index.html: plain"), "{changes}");
}
