//! Whatever titles, names, captions and the like contain, pages keep their elements and attributes,
//! feeds stay XML or JSON, `llms.txt` stays a list, and all show the text as it was written.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read fixtures, and print what repeats them"
)]

#[path = "hostile/calendar.rs"]
mod calendar;
mod fixture;
#[path = "hostile/newsroom.rs"]
mod newsroom;
#[path = "../src/property_tests.rs"]
mod property_tests;

use std::collections::BTreeMap;

use digest::testing::danish::{Quotes, Typography, capitalize_first};
use digest::testing::files::Files;
use fixture::{Page, build_in_memory, decoded, has_extension, with_line_feeds};
use property_tests::seeded;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Pieces of text that have broken out of pages elsewhere.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "<",
    ">",
    "&",
    "=",
    "`",
    "\\",
    "/",
    " ",
    "a",
    "Æ",
    "🎉",
    "\u{202e}",
    "\u{2028}",
    "</script>",
    "<script>alert(1)</script>",
    "\"><svg onload=alert(1)>",
    "' onclick='alert(1)",
    "<img src=x onerror=alert(1)>",
    "</title>",
    "</textarea>",
    "<!--",
    "--!>",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#60;",
    "&#x3c;",
    "&amp;lt;",
    "&quot;",
    "{{ site }}",
    "{% raw %}",
    "{# #}",
    "javascript:alert(1)",
    "<?php",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "%0a",
    "%3Cscript%3E",
];

/// How many texts the site has.
const TEXTS: usize = 16;

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 1..6);
    // Words around it: a text of marks alone would be refused for being empty.
    pieces.prop_map(|pieces| format!("x{}y", pieces.concat()))
}

/// A text in double quotes, as YAML, TOML and JSON all read it.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    json.replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
        .replace('\u{202e}', "\\u202e")
}

/// Builds a site in memory with these texts at every place that takes one.
fn site(texts: &[String]) -> BTreeMap<String, String> {
    let [title, description, tag, author, alt, caption, credit, source, sponsor, elsewhere] =
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|number| quoted(&texts[number]));
    let [site_title, tagline, publisher, menu] = [10, 11, 12, 13].map(|n| quoted(&texts[n]));
    // In Markdown, where a backslash and a bracket would end them.
    let plain = |text: &str| text.replace(['\\', '`', '\u{2028}'], "");
    let (option, info) = (plain(&texts[14]), plain(&texts[15]));
    let config = format!(
        "title = {site_title}\ndescription = {tagline}\nbase_url = \"https://x.dk\"\n\
         typography = {{ quotes = \"off\", no_break = false }}\n\
         menu.items = [{{ title = {menu}, url = \"/emner/t/\" }}]\n\
         [publisher]\nname = {publisher}\n[[tag]]\nname = {tag}\nslug = \"t\"\n\
         description = {tagline}\n"
    );
    let article = format!(
        "---\ntitle: {title}\nslug: a\ndate: 2026-11-20\ndescription: {description}\n\
         tags: [{tag}]\nauthors: [{author}]\nsponsored: {sponsor}\n\
         image: {{src: /p.svg, alt: {alt}, caption: {caption}, credit: {credit}}}\n\
         sources: [{{name: {source}, url: \"https://ude.dk/\"}}]\n\
         read_also: [{{title: {elsewhere}, url: \"https://ude.dk/\"}}]\n---\n\
         ```{{citat}}\n:speaker: {option}\n:role: {option}\nx\n```\n\n```{info}\nx\n```\n"
    );
    let news = format!("---\ntitle: {title}\nslug: c\ndate: 2026-11-19 12:00\n---\n");
    let author = format!(
        "---\nname: {author}\nslug: b\nrole: {elsewhere}\ndescription: {description}\n---\nx\n"
    );
    let files = Files::in_memory([
        ("content/artikler/a.md", article.as_str()),
        ("content/artikler/b.md", "---\ntitle: B\ndate: 2026-11-19\n---\n"),
        ("content/artikler/c.md", news.as_str()),
        ("content/forfattere/b.md", author.as_str()),
        ("static/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>"),
    ]);
    build_in_memory(&files, &config)
}

/// The JSON-LD, as search engines read it.
fn json_ld(html: &str) -> Vec<serde_json::Value> {
    let start = "<script type=\"application/ld+json\">";
    let block = html.split_once(start).unwrap().1.split_once("</script>").unwrap().0;
    assert!(!block.contains(['\u{2028}', '\u{2029}']), "{block}");
    let json: serde_json::Value = serde_json::from_str(block).unwrap();
    json["@graph"].as_array().unwrap().clone()
}

/// What no text may change: the elements and the names of their attributes.
fn skeleton(html: &str) -> Vec<(String, Vec<String>)> {
    let elements = Page::read(html).elements.into_iter();
    elements.map(|(tag, attributes)| (tag, attributes.into_keys().collect())).collect()
}

/// The texts of a feed by element, and every attribute.
fn feed_texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                text.clear();
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let value = decoded(&attribute.value);
                    texts.push((format!("@{}", attribute.key.as_ref()), value));
                }
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => text.push_str(&decoded(&format!("&{};", &*name))),
            Event::End(element) => {
                texts.push((element.name().as_ref().to_owned(), std::mem::take(&mut text)));
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

/// The texts of a Markdown file: of its headings and quotations, and of links by their addresses.
/// It may contain only lists and paragraphs.
fn markdown_texts(markdown: &str) -> Vec<(String, String)> {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let (mut texts, mut text) = (Vec::new(), String::new());
    let mut names = Vec::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                text.clear();
                names.push(level.to_string());
            }
            Event::Start(Tag::BlockQuote(None)) => {
                text.clear();
                names.push("blockquote".into());
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                text.clear();
                names.push(dest_url.to_string());
            }
            Event::End(TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::Link) => {
                texts.push((names.pop().unwrap(), std::mem::take(&mut text)));
            }
            Event::Text(part) => text.push_str(&part),
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item) | Event::End(_) => {}
            other => panic!("{other:?} in\n{markdown}"),
        }
    }
    texts
}

/// A text as readers see it: this site asks for dashes only.
fn shown(text: &str) -> String {
    let typography = Typography { quotes: Quotes::Off, no_break: false };
    typography.text(text).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..seeded() })]

    #[test]
    fn texts_stay_texts(
        mut texts in prop::collection::vec(text(), TEXTS),
        signs_as_publisher in prop::bool::weighted(0.1),
    ) {
        if signs_as_publisher {
            texts[3] = texts[12].clone();
        }
        let harmless = site(&vec![String::from("ord"); TEXTS]);
        let outputs = site(&texts);
        prop_assert_eq!(harmless.keys().collect::<Vec<_>>(), outputs.keys().collect::<Vec<_>>());
        for (path, html) in outputs.iter().filter(|(path, _)| has_extension(path, "html")) {
            prop_assert_eq!(skeleton(html), skeleton(&harmless[path]), "{}", path);
        }
        let article = Page::read(&outputs["2026/11/a/index.html"]);
        let property = |name: &str| {
            let is_it = |a: &&BTreeMap<String, String>| a.get("property").is_some_and(|p| p == name);
            let found = article.elements.iter().map(|(_, attributes)| attributes).find(is_it);
            found.unwrap()["content"].clone()
        };
        prop_assert_eq!(property("og:title"), with_line_feeds(&shown(&texts[0])));
        prop_assert_eq!(property("og:description"), with_line_feeds(&shown(&texts[1])));
        prop_assert_eq!(property("og:image:alt"), with_line_feeds(&shown(&texts[4])));
        let graph = json_ld(&outputs["2026/11/a/index.html"]);
        let (news, trail) = (&graph[0], &graph[1]["itemListElement"]);
        for (found, text) in [
            (&news["headline"], shown(&texts[0])),
            (&news["description"], shown(&texts[1])),
            (&news["keywords"][0], texts[2].clone()),
            (&news["author"][0]["name"], shown(&texts[3])),
            (&news["image"][0]["caption"], shown(&texts[5])),
            (&news["image"][0]["creditText"], texts[6].clone()),
            (&news["citation"][0]["name"], texts[7].clone()),
            (&news["sponsor"]["name"], texts[8].clone()),
            (&news["publisher"]["name"], texts[12].clone()),
            (&trail[2]["name"], shown(&texts[0])),
            (&json_ld(&outputs["index.html"])[1]["name"], texts[10].clone()),
        ] {
            prop_assert_eq!(found.as_str(), Some(text.as_str()));
        }
        let author = &json_ld(&outputs["forfattere/b/index.html"])[0]["mainEntity"];
        prop_assert_eq!(&author["name"], &shown(&texts[3]));
        // Who signs with the name of the publisher or the site is no person, and has no position.
        let is_person = ![&texts[10], &texts[12]].contains(&&shown(&texts[3]));
        let role = is_person.then_some(texts[9].as_str());
        prop_assert_eq!(author["@type"].as_str(), Some(if is_person { "Person" } else { "Organization" }));
        prop_assert_eq!(author["jobTitle"].as_str(), role);
        let feed = feed_texts(&outputs["atom.xml"]);
        for (name, text) in [
            ("title", format!("Annonce: {}", shown(&texts[0]))),
            ("summary", shown(&texts[1])),
            ("@label", texts[2].clone()),
            ("name", texts[8].clone()),
            ("title", texts[10].clone()),
            ("subtitle", texts[11].clone()),
            ("name", texts[12].clone()),
        ] {
            prop_assert!(feed.contains(&(name.into(), text.clone())), "{name}: {text}\n{feed:?}");
        }
        let news = feed_texts(&outputs["news-sitemap.xml"]);
        for (name, text) in [("news:title", shown(&texts[0])), ("news:name", texts[10].clone())] {
            prop_assert!(news.contains(&(name.into(), text.clone())), "{name}: {text}\n{news:?}");
        }
        for path in ["rss.xml", "emner/t/rss.xml"] {
            let rss = feed_texts(&outputs[path]);
            for (name, text) in [
                ("title", format!("Annonce: {}", shown(&texts[0]))),
                ("dc:creator", texts[8].clone()),
                ("category", texts[2].clone()),
                ("media:description", shown(&texts[4])),
                ("media:credit", texts[6].clone()),
            ] {
                prop_assert!(rss.contains(&(name.into(), text.clone())), "{name}: {text}\n{rss:?}");
            }
            let content = rss.iter().find(|(name, _)| name == "content:encoded").unwrap();
            let content = Page::read(&content.1);
            prop_assert!(content.texts.iter().any(|text| text.contains(&with_line_feeds(&texts[7]))), "{content:?}");
        }
        for path in ["feed.json", "emner/t/feed.json"] {
            let json: serde_json::Value = serde_json::from_str(&outputs[path]).unwrap();
            let item = &json["items"][0];
            prop_assert_eq!(&item["title"], &format!("Annonce: {}", shown(&texts[0])));
            prop_assert_eq!(&item["summary"], &shown(&texts[1]));
            prop_assert_eq!(&item["tags"][0], &texts[2]);
            prop_assert_eq!(&item["authors"][0]["name"], &texts[8]);
            prop_assert_eq!(&json["authors"][0]["name"], &texts[12]);
        }
        let list = feed_texts(&outputs["feeds.opml"]);
        for (name, text) in [("@text", &texts[10]), ("@description", &texts[11]), ("ownerName", &texts[12])] {
            prop_assert!(list.contains(&(name.into(), text.clone())), "{name}: {text}\n{list:?}");
        }
        let manifest: serde_json::Value = serde_json::from_str(&outputs["site.webmanifest"]).unwrap();
        prop_assert_eq!(&manifest["name"], &texts[10]);
        prop_assert_eq!(&manifest["description"], &texts[11]);
        let short = markdown_texts(&outputs["llms.txt"]);
        for (name, text) in [
            ("h1", texts[10].clone()),
            ("blockquote", texts[11].clone()),
            ("https://x.dk/emner/t/", texts[2].clone()),
            ("https://x.dk/2026/11/a/", format!("Annonce: {}", shown(&texts[0]))),
            ("https://x.dk/2026/11/c/", shown(&texts[0])),
        ] {
            // In Markdown several spaces are one.
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            let text = words.join(" ");
            prop_assert!(short.contains(&(name.into(), text.clone())), "{name}: {text}\n{short:?}");
        }
        let of_tag = format!("{}: {}", texts[10], capitalize_first(&texts[2]));
        prop_assert!(list.contains(&("@text".into(), of_tag.clone())), "{of_tag}\n{list:?}");
    }
}
