//! Where the links of a page lead in the built site: every attribute that holds an address, in the
//! order of the text.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the output")]

mod fixture;

use digest::testing::files::Files;
use fixture::build_in_memory;

const CONFIG: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk/nyt\"\n";

const PAGE: &str = "---\ntitle: Side\n---\n";

/// The text of an article, as its page shows it.
fn shown(text: &str, others: &[(&str, &str)]) -> String {
    shown_by(CONFIG, text, others)
}

fn shown_by(config: &str, text: &str, others: &[(&str, &str)]) -> String {
    let article = format!("---\ntitle: Artikel\ndate: 2026-11-19\n---\n{text}\n");
    let mut files = vec![("content/artikler/a.md", article.as_str())];
    files.extend(others);
    let outputs = build_in_memory(&Files::in_memory(files), config);
    let html = &outputs["2026/11/a/index.html"];
    let start = html.find("<div class=\"body\">").unwrap() + "<div class=\"body\">".len();
    let end = html[start..].find("\n</div>").unwrap();
    html[start..start + end].trim().to_owned()
}

/// The values of all `href`, `src` and the like.
fn addresses(html: &str) -> Vec<String> {
    let names = ["href", "src", "srcset", "poster", "data", "cite", "action"];
    let mut found: Vec<(usize, String)> = Vec::new();
    for name in names {
        let mark = format!(" {name}=\"");
        for (at, _) in html.match_indices(&mark) {
            let value = html[at + mark.len()..].split('"').next().unwrap();
            found.push((at, value.to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, value)| value).collect()
}

#[test]
fn own_addresses_become_paths() {
    let text = "[a](https://x.dk/nyt/om/#her) [b](http://X.dk/nyt) [c](//x.dk/nyt/atom.xml?a=1)\n\
                [d](https://x.dk/andet/) [e](https://x.dk.example/nyt/om/)\n\
                <a href=\"https://x.dk/nyt/om/\">f</a> ![g](https://x.dk/nyt/g.svg)";
    let om = format!("{PAGE}## Her\n");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"/>";
    let html = shown(text, &[("content/sider/om.md", &om), ("static/g.svg", svg)]);
    assert_eq!(
        addresses(&html),
        [
            "/nyt/om/#her",
            "/nyt/",
            "/nyt/atom.xml?a=1",
            "https://x.dk/andet/",
            "https://x.dk.example/nyt/om/",
            "/nyt/om/",
            "/nyt/g.svg"
        ]
    );
    assert!(html.contains("width=\"3\" height=\"2\""), "{html}");
}

#[test]
fn query_and_fragment_stay_whatever_the_target_is_named_by() {
    let text = "[a](../sider/om.md?x=1) [b](../sider/om.md?x=1&y=2#her) [c](@om?x#her) [d](?x=1)\n\
                [e](/om/?x=1#her) [f](kort.svg?v=2#lag)";
    let om = format!("{PAGE}## Her\n");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"/>";
    let files = [("content/sider/om.md", om.as_str()), ("content/artikler/kort.svg", svg)];
    let found = addresses(&shown(text, &files));
    assert_eq!(
        found[..5],
        ["/nyt/om/?x=1", "/nyt/om/?x=1&amp;y=2#her", "/nyt/om/?x#her", "?x=1", "/nyt/om/?x=1#her"]
    );
    assert!(found[5].starts_with("/nyt/billeder/") && found[5].ends_with(".svg?v=2#lag"));
}

#[test]
fn files_are_named_as_their_directory_spells_them() {
    let text = "[a](/m\u{e5}ge.txt) [b](/ma\u{30a}ge.txt) [c](/ma%CC%8Age.txt) [d](/bl\u{e5}.txt)\n\
                [e](/bla\u{30a}.txt) [f](/../bl\u{e5}.txt) ![g](/m\u{e5}ge.svg) ![h](/../ma\u{30a}ge.svg)";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"/>";
    let files = [
        ("static/ma\u{30a}ge.txt", "x"),
        ("static/bl\u{e5}.txt", "x"),
        ("static/ma\u{30a}ge.svg", svg),
    ];
    let (decomposed, composed) = ("/nyt/ma%CC%8Age", "/nyt/bl%C3%A5");
    assert_eq!(
        addresses(&shown(text, &files)),
        [
            format!("{decomposed}.txt"),
            format!("{decomposed}.txt"),
            format!("{decomposed}.txt"),
            format!("{composed}.txt"),
            format!("{composed}.txt"),
            format!("{composed}.txt"),
            format!("{decomposed}.svg"),
            format!("{decomposed}.svg"),
        ]
    );
}

#[test]
fn the_menu_leads_where_links_of_content_would() {
    let config = format!(
        "{CONFIG}[menu]\nitems = [{{ title = \"A\", url = \"/LICENSE\" }}, {{ title = \"B\", url = \
         \"https://x.dk/nyt/om/?a#b\" }}, {{ title = \"C\", url = \"https://y.dk\" }}]\n"
    );
    let om = format!("{PAGE}## B\n");
    let article = "---\ntitle: Artikel\ndate: 2026-11-19\n---\n";
    let files = [
        ("content/artikler/a.md", article),
        ("content/sider/om.md", &om),
        ("static/LICENSE", "Fri."),
    ];
    let outputs = build_in_memory(&Files::in_memory(files), &config);
    let html = &outputs["index.html"];
    for url in ["/nyt/LICENSE", "/nyt/om/?a#b", "https://y.dk/"] {
        assert!(html.contains(&format!("href=\"{url}\"")), "{url} is not in {html}");
    }
}
