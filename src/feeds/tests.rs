//! A feed of anything, in each of its forms.

use quick_xml::Reader;
use quick_xml::events::Event;

use jiff::Zoned;

use super::feed::{FeedEntry, Image, Person, Tag};
use super::*;
use crate::danish::Moment;

const HOSTILE: &str = "a]]>b & <c> \"d\" 'e' \u{1}\u{b}\u{7f}\u{ad}\u{fffe}🎉 æøå\u{2028}";
/// The same without what no form may contain.
const LEFT: &str = "a]]>b & <c> \"d\" 'e' 🎉 æøå\u{2028}";

fn moment(text: &str) -> Zoned {
    let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap();
    Moment::parse(text, &zone).unwrap().0.zoned
}

fn feed(dates: &[Zoned; 2], is_full: bool) -> Feed<'_> {
    Feed {
        id: "tag:x.dk,2026:/a".into(),
        title: HOSTILE.into(),
        description: Some(HOSTILE),
        language: "da",
        url: "https://x.dk/nyt/a?b&c".into(),
        home: "https://x.dk/nyt/".into(),
        publisher: HOSTILE,
        hub: Some("https://hub.dk/?a&b"),
        entries: vec![FeedEntry {
            id: "tag:x.dk,2026:/b".into(),
            title: HOSTILE.into(),
            url: "https://x.dk/nyt/b/".into(),
            published: &dates[0],
            updated: &dates[1],
            authors: vec![Person { name: HOSTILE, url: None }],
            tags: vec![Tag { slug: "t", name: HOSTILE }],
            summary: is_full.then_some(HOSTILE),
            content: is_full.then(|| HOSTILE.into()),
            image: Some(Image {
                url: "https://x.dk/nyt/p.png".into(),
                media_type: Some("image/png"),
                width: 4,
                height: 3,
                alt: HOSTILE,
                credit: Some(HOSTILE),
            }),
        }],
    }
}

fn dates() -> [Zoned; 2] {
    ["2026-11-22T14:05:09+01:00", "2026-11-23T08:00:00+01:00"].map(moment)
}

fn rendered(is_full: bool, format: FeedFormat) -> String {
    String::from_utf8(write(&feed(&dates(), is_full), format).unwrap()).unwrap()
}

/// The texts of elements, by their names.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => text.clear(),
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            Event::End(element) => {
                texts.push((element.name().as_ref().to_owned(), std::mem::take(&mut text)));
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

#[test]
fn whatever_texts_hold_every_form_is_well_formed() {
    let has = |xml: &str, name: &str| {
        let found = texts(xml).into_iter().filter(|(other, _)| other == name);
        found.map(|(_, text)| text).collect::<Vec<_>>()
    };
    let atom = rendered(true, FeedFormat::Atom);
    for name in ["subtitle", "summary", "content"] {
        assert_eq!(has(&atom, name), [LEFT], "{name}");
    }
    for name in ["title", "name"] {
        assert_eq!(has(&atom, name), [LEFT, LEFT], "{name}");
    }
    let rss = rendered(true, FeedFormat::Rss);
    for name in ["dc:creator", "category", "content:encoded", "media:description", "media:credit"] {
        assert_eq!(has(&rss, name), [LEFT], "{name}");
    }
    let json: serde_json::Value = serde_json::from_str(&rendered(true, FeedFormat::Json)).unwrap();
    let item = &json["items"][0];
    let [author, tag] = [&item["authors"][0]["name"], &item["tags"][0]];
    for text in
        [&json["title"], &item["title"], &item["summary"], &item["content_html"], author, tag]
    {
        assert_eq!(text, LEFT);
    }
}

#[test]
fn dates_ids_and_the_hub_are_in_every_form() {
    let atom = rendered(true, FeedFormat::Atom);
    assert!(atom.contains(" <updated>2026-11-23T08:00:00+01:00</updated>\n <link"), "{atom}");
    assert!(atom.contains("<published>2026-11-22T14:05:09+01:00</published>"), "{atom}");
    assert!(atom.contains("<link rel=\"hub\" href=\"https://hub.dk/?a&amp;b\"/>"), "{atom}");
    let rss = rendered(true, FeedFormat::Rss);
    assert!(rss.contains("   <pubDate>Sun, 22 Nov 2026 14:05:09 +0100</pubDate>"), "{rss}");
    assert!(rss.contains("<guid isPermaLink=\"false\">tag:x.dk,2026:/b</guid>"), "{rss}");
    assert!(rss.contains("<atom:link rel=\"hub\" href=\"https://hub.dk/?a&amp;b\"/>"), "{rss}");
    let json: serde_json::Value = serde_json::from_str(&rendered(true, FeedFormat::Json)).unwrap();
    assert_eq!(json["hubs"][0]["url"], "https://hub.dk/?a&b");
    assert_eq!(json["items"][0]["id"], "tag:x.dk,2026:/b");
    assert_eq!(json["items"][0]["date_modified"], "2026-11-23T08:00:00+01:00");
}

#[test]
fn an_entry_without_a_text_has_what_its_form_demands() {
    let json: serde_json::Value = serde_json::from_str(&rendered(false, FeedFormat::Json)).unwrap();
    let item = &json["items"][0];
    assert_eq!(item["content_text"], LEFT);
    assert!(item.get("content_html").is_none() && item.get("summary").is_none());
    assert!(!rendered(false, FeedFormat::Atom).contains("<content"));
    assert!(!rendered(false, FeedFormat::Rss).contains("content:encoded>"));
}
