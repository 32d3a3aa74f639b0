//! Where the links of a page lead in the built site: every attribute that contains a URL, in the
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

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"/>";

/// Every attribute of raw HTML that contains a URL, with what it names.
const RAW: &str = "<img src=\"a.svg\" srcset=\"b.svg 2x, /c.svg 3x, https://y.dk/w_1,h_2/d.svg 4x\" \
                   alt=\"A\">\n<blockquote cite=\"/om/\">Citat</blockquote>\n";

const OWN: &str = "<picture><source srcset=\"/c.svg\"><img src=\"/c.svg\" alt=\"A\"></picture>\n\
                   <object data=\"/c.svg\"></object> <object data=\"b.svg\"></object>\n\
                   <video poster=\"/c.svg\" src=\"/f.mp4\"><source src=\"/f.mp4\"><track src=\"/f.vtt\">\
                   </video> <audio src=\"/f.mp4\"></audio> <embed src=\"/c.svg\"> <iframe src=\"/om/\"></iframe>\n\
                   <form action=\"/om/\"><input type=\"image\" src=\"/c.svg\"></form> <q cite=\"En bog\">x</q>\n";

fn raw_files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("content/artikler/a.svg", SVG),
        ("content/artikler/b.svg", SVG),
        ("static/c.svg", SVG),
        ("static/f.mp4", "x"),
        ("static/f.vtt", "x"),
        ("content/sider/om.md", PAGE),
    ]
}

#[test]
fn addresses_in_raw_html_are_written_for_the_sub_path() {
    let html = shown(OWN, &raw_files());
    let found = addresses(&html);
    let expected = [
        "/nyt/c.svg",
        "/nyt/c.svg",
        "/nyt/c.svg",
        "BILLEDE",
        "/nyt/c.svg",
        "/nyt/f.mp4",
        "/nyt/f.mp4",
        "/nyt/f.vtt",
        "/nyt/f.mp4",
        "/nyt/c.svg",
        "/nyt/om/",
        "/nyt/om/",
        "/nyt/c.svg",
        "En bog",
    ];
    assert_eq!(found.len(), expected.len(), "{html}");
    for (found, expected) in found.iter().zip(expected) {
        let is_image = found.starts_with("/nyt/billeder/") && expected == "BILLEDE";
        assert!(is_image || found == expected, "{found} is not {expected}");
    }
}

#[test]
fn every_candidate_of_a_source_set_is_published() {
    for html in ["allow", "sanitize"] {
        let config = format!("{CONFIG}[markdown]\nhtml = \"{html}\"\n");
        let found = addresses(&shown_by(&config, RAW, &raw_files()));
        let [src, srcset, cite] = &found[..] else { panic!("{found:?}") };
        assert!(src.starts_with("/nyt/billeder/"), "{src}");
        let candidates: Vec<_> = srcset.split(", ").collect();
        let [first, second, third] = candidates[..] else { panic!("{srcset}") };
        assert!(first.starts_with("/nyt/billeder/") && first.ends_with(".svg 2x"), "{first}");
        assert_eq!((second, third), ("/nyt/c.svg 3x", "https://y.dk/w_1,h_2/d.svg 4x"));
        assert_eq!(cite, "/nyt/om/");
    }
}

#[test]
fn a_video_of_the_site_plays_however_its_address_is_written() {
    let files = [("static/f.mp4", "film")];
    for url in ["/f.mp4", "https://x.dk/nyt/f.mp4", "//x.dk/nyt/f.mp4"] {
        let html = shown(&format!("```{{video}}\n:url: {url}\n:title: Film\n```"), &files);
        let player =
            "<video controls preload=\"none\" src=\"/nyt/f.mp4\" aria-label=\"Film\"></video>";
        assert!(html.contains(player), "{url}: {html}");
    }
    let elsewhere = shown("```{video}\n:url: https://x.dk/andet/f.mp4\n:title: Film\n```", &files);
    assert!(elsewhere.contains("href=\"https://x.dk/andet/f.mp4\""), "{elsewhere}");
}
