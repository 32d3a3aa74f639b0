//! Events, people news and editions: their pages, the calendar, and the feed of editions.

use std::collections::BTreeMap;

use digest::testing::danish::capitalize_first;
use digest::testing::files::Files;
use proptest::prelude::*;

use super::calendar::{properties, text as calendar_text};
use super::fixture::build_in_memory;
use super::fixture::{Page, has_extension, with_line_feeds};
use super::property_tests::seeded;
use super::{PIECES, feed_texts, json_ld, quoted, shown, skeleton};

/// Pieces that have broken out of calendars, or that the length of their lines cuts.
const MORE_PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\r\n ",
    "\nBEGIN:VEVENT\n",
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
    "END:VCALENDAR",
    ";",
    ",",
    ":",
    "\\n",
    "\\",
    "\\,",
    "\";VALUE=DATE:",
    "\u{ad}",
    "\u{2029}",
    "\u{200d}",
    "👩\u{200d}💻",
    "\u{10fffd}",
    "æøåæøåæøåæøåæøåæøåæøåæøå",
    "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
];

/// The texts of the site, by the key of front matter that has each.
const KEYS: &[&str] = &[
    "event",
    "about",
    "house",
    "address",
    "city",
    "price",
    "organizer",
    "category",
    "news",
    "lead",
    "person",
    "position",
    "company",
    "previous",
    "education",
    "source",
    "edition",
    "intro",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![prop::sample::select(PIECES), prop::sample::select(MORE_PIECES)];
    let pieces = prop::collection::vec(piece, 1..6);
    pieces.prop_map(|pieces| format!("x{}y", pieces.concat()))
}

/// The texts by their keys.
type Texts = BTreeMap<&'static str, String>;

fn site(texts: &Texts, title: &str) -> BTreeMap<String, String> {
    let text = |key: &str| quoted(&texts[key]);
    let config = format!(
        "title = {}\nbase_url = \"https://x.dk\"\n\
         typography = {{ quotes = \"off\", no_break = false }}\n",
        quoted(title)
    );
    let event = format!(
        "---\ntitle: {}\ndescription: {}\nstart: 2026-12-01 09:00\nend: 2026-12-01 10:00\n\
         place: {{name: {}, address: {}, city: {}}}\nprice: {}\norganizer: {}\ncategory: {}\n\
         url: \"https://ude.dk/\"\n---\n",
        text("event"),
        text("about"),
        text("house"),
        text("address"),
        text("city"),
        text("price"),
        text("organizer"),
        text("category"),
    );
    let person = format!(
        "---\ntitle: {}\ndescription: {}\ndate: 2026-11-19\nexpires: 2027-11-19\nperson: {}\n\
         position: {}\ncompany: {}\nprevious: {}\neducation: {}\n\
         sources: [{{name: {}, url: \"https://ude.dk/\"}}]\n---\n",
        text("news"),
        text("lead"),
        text("person"),
        text("position"),
        text("company"),
        text("previous"),
        text("education"),
        text("source"),
    );
    let edition = format!(
        "---\ntitle: {}\ndescription: {}\npicks: [a]\n---\n",
        text("edition"),
        text("intro")
    );
    let files = Files::in_memory([
        ("content/artikler/a.md", "---\ntitle: A\ndate: 2026-11-19\n---\n"),
        ("content/events/e.md", event.as_str()),
        ("content/navnenyt/p.md", person.as_str()),
        ("content/udgaver/2026-uge-47.md", edition.as_str()),
    ]);
    build_in_memory(&files, &config)
}

/// A text as readers see it: soft hyphens are not kept.
fn seen(text: &str) -> String {
    shown(&text.replace('\u{ad}', ""))
}

/// A text as calendars can contain it: with one kind of line end, and without tabs.
fn in_calendar(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ").replace('\u{ad}', "")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..seeded() })]

    #[test]
    fn texts_of_events_people_and_editions_stay_texts(
        texts in prop::collection::vec(text(), KEYS.len()),
        title in super::text(),
    ) {
        let texts: Texts = KEYS.iter().copied().zip(texts).collect();
        let words = KEYS.iter().map(|key| (*key, (*key).to_owned())).collect();
        let harmless = site(&words, "ord");
        let outputs = site(&texts, &title);
        prop_assert_eq!(harmless.keys().collect::<Vec<_>>(), outputs.keys().collect::<Vec<_>>());
        for (path, html) in outputs.iter().filter(|(path, _)| has_extension(path, "html")) {
            prop_assert_eq!(skeleton(html), skeleton(&harmless[path]), "{}", path);
        }
        let seen = |key: &str| seen(&texts[key]);
        let capital = |key: &str| capitalize_first(&seen(key)).into_owned();

        let place = ["house", "address", "city"].map(seen).join(", ");
        for (path, expected) in [
            ("events/e/index.html", vec![
                seen("event"), seen("about"), place.clone(), seen("price"), seen("organizer"),
                seen("category"),
            ]),
            ("navnenyt/p/index.html", vec![
                seen("news"), seen("lead"), seen("person"), capital("position"),
                seen("company"), capital("previous"),
                capital("education"), texts["source"].clone(),
            ]),
            ("2026/uge-47/index.html", vec![seen("edition"), seen("intro")]),
            ("udgaver/index.html", vec![seen("edition")]),
            ("events/index.html", vec![seen("event")]),
            ("navnenyt/index.html", vec![seen("news")]),
            ("lige-nu/index.html", vec![seen("event"), seen("news")]),
        ] {
            let found = Page::read(&outputs[path]).texts;
            for text in expected {
                let text = with_line_feeds(&text);
                prop_assert!(found.iter().any(|f| f.contains(&text)), "{path}: {text:?}\n{found:?}");
            }
        }

        let event = &json_ld(&outputs["events/e/index.html"])[0];
        let news = &json_ld(&outputs["navnenyt/p/index.html"])[0];
        let address = &event["location"]["address"];
        for (found, text) in [
            (&event["name"], seen("event")),
            (&event["description"], seen("about")),
            (&event["location"]["name"], seen("house")),
            (&address["streetAddress"], seen("address")),
            (&address["addressLocality"], seen("city")),
            (&event["organizer"]["name"], seen("organizer")),
            (&news["headline"], seen("news")),
            (&news["description"], seen("lead")),
            (&news["about"]["name"], seen("person")),
            (&news["about"]["jobTitle"], seen("position")),
            (&news["about"]["worksFor"]["name"], seen("company")),
        ] {
            prop_assert_eq!(found.as_str(), Some(text.as_str()));
        }

        let calendar = properties(&outputs["events.ics"]);
        let names = |calendar: &[(String, String)]| {
            calendar.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(names(&calendar), names(&properties(&harmless["events.ics"])));
        let about = format!(
            "{}\nArrangør: {}\nPris: {}\nhttps://x.dk/events/e/",
            seen("about"), seen("organizer"), seen("price")
        );
        for (name, text) in [
            ("NAME", format!("{title}: arrangementer")),
            ("X-WR-CALNAME", format!("{title}: arrangementer")),
            ("SUMMARY", seen("event")),
            ("DESCRIPTION", about),
            ("LOCATION", place),
            ("CATEGORIES", seen("category")),
        ] {
            let found: Vec<_> = calendar.iter().filter(|(other, _)| other == name).collect();
            prop_assert_eq!(found.len(), 1, "{}", name);
            prop_assert_eq!(calendar_text(&found[0].1), in_calendar(&text), "{}", name);
        }

        let feed = feed_texts(&outputs["udgaver/atom.xml"]);
        for (name, text) in [
            ("title", format!("{title}: udgaver")),
            ("title", format!("Uge 47, 2026: {}", seen("edition"))),
            ("summary", seen("intro")),
        ] {
            prop_assert!(feed.contains(&(name.into(), text.clone())), "{name}: {text:?}\n{feed:?}");
        }
    }
}
