//! Parts of events, people news, editions and stories.

use insta::assert_snapshot;

use crate::site::{Site, article};

const EVENT: &str = "content/events/dag.md";
const PERSON: &str = "content/navnenyt/mette.md";
const EDITION: &str = "content/udgaver/2026-uge-44.md";

/// The site of all tests, with an event, people news, an edition's file and a story.
pub(crate) fn newsroom() -> Site {
    let event =
        "---\ntitle: Dagen\nstart: 2026-11-30 09:00\nend: 2026-11-30 16:30\n---\nFor alle.\n";
    let person =
        "---\ntitle: Mette bliver chef\ndate: 2026-11-20\nexpires: 2027-11-20\n---\nHun.\n";
    let edition = "---\ntitle: Ugen\npicks: [a5]\n---\nIntro.\n";
    Site::new()
        .file(EVENT, event)
        .file(PERSON, person)
        .file(EDITION, edition)
        .edit(&article("a1"), "tags", "story: sagen\ntags")
        .edit(&article("a2"), "tags", "story: sagen\ntags")
}

fn change(path: &str, from: &str, to: &str) -> String {
    newsroom().changes(|site| site.edit(path, from, to))
}

#[test]
fn event() {
    assert_snapshot!(change(EVENT, "Dagen", "Dagene"), @"
    events.ics: calendar
    events/dag/index.html: page json_ld event body
    events/index.html: all_events
    index.html: all_events
    lige-nu/index.html: all_events
    ");
    assert_snapshot!(change(EVENT, "16:30", "17:00"), @"
    events.ics: calendar
    events/dag/index.html: json_ld event body
    events/index.html: all_events
    index.html: all_events
    lige-nu/index.html: all_events
    ");
    assert_snapshot!(change(EVENT, "For alle", "For enhver"), @"events/dag/index.html: json_ld event body");
}

#[test]
fn all_events_when_one_is_over() {
    let over = |site: Site| Site { now: "2026-11-30T15:30:00Z", ..site };
    assert_snapshot!(newsroom().changes(over), @"
    events/dag/index.html: event
    events/index.html: all_events
    index.html: all_events
    lige-nu/index.html: all_events
    ");
    let nearly = |site: Site| Site { now: "2026-11-30T15:29:59Z", ..site };
    assert_eq!(newsroom().changes(nearly), "");
}

#[test]
fn person() {
    assert_snapshot!(change(PERSON, "chef", "leder"), @"
    index.html: all_people
    lige-nu/index.html: all_people
    navnenyt/index.html: all_people
    navnenyt/mette/index.html: page json_ld person body
    ");
    assert_snapshot!(change(PERSON, "Hun", "De"), @"navnenyt/mette/index.html: json_ld person body");
}

#[test]
fn all_people_when_one_expires() {
    let later = |site: Site| Site { now: "2027-11-21T00:00:00Z", ..site };
    assert_snapshot!(newsroom().changes(later), @"
    events/dag/index.html: event
    events/index.html: all_events
    index.html: all_events all_people
    lige-nu/index.html: all_events all_people
    navnenyt/index.html: all_people
    sitemap.xml: locations
    navnenyt/mette/index.html: gone
    ");
}

#[test]
fn edition() {
    assert_snapshot!(change(EDITION, "title: Ugen", "title: Hele ugen"), @"
    2026/index.html: year
    2026/uge-44/index.html: page json_ld edition body
    (index.html: all_editions)
    udgaver/atom.xml: entries
    udgaver/index.html: all_editions
    ");
    assert_snapshot!(change(EDITION, "Intro", "Optakt"), @"
    2026/uge-44/index.html: edition body
    udgaver/atom.xml: entries
    ");
}

#[test]
fn picks_and_days() {
    assert_snapshot!(change(EDITION, "[a5]", "[a4]"), @"
    2026/uge-44/index.html: edition body picks days
    udgaver/atom.xml: entries
    ");
    assert_snapshot!(change(EDITION, "[a5]", "[a4, a5]"), @"
    2026/uge-44/index.html: edition body picks days
    udgaver/atom.xml: entries
    ");
    // A text in an edition shows in no list.
    assert_snapshot!(change(&article("a4"), "Se", "Læs"), @"
    2026/11/a4/index.html: article body
    atom.xml: entries
    emner/ai/atom.xml: entries
    emner/ai/feed.json: entries
    emner/ai/rss.xml: entries
    feed.json: entries
    rss.xml: entries
    ");
}

#[test]
fn story() {
    assert_snapshot!(change(&article("a1"), "title: a1", "title: Nyt"), @"
    2025/12/a1/index.html: page json_ld article body story
    2025/12/index.html: cards
    2025/uge-49/index.html: days
    2026/10/a2/index.html: story older
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
    assert_snapshot!(change(&article("a3"), "tags", "story: sagen\ntags"), @"
    2025/12/a1/index.html: story
    2026/10/a2/index.html: story
    2026/10/a3/index.html: article body story
    (atom.xml: entries)
    (emner/5g/atom.xml: entries)
    (emner/5g/feed.json: entries)
    (emner/5g/rss.xml: entries)
    (feed.json: entries)
    (rss.xml: entries)
    ");
    // A story of one article is none.
    assert_snapshot!(change(&article("a3"), "tags", "story: andet\ntags"), @"
    (2026/10/a3/index.html: article body)
    (atom.xml: entries)
    (emner/5g/atom.xml: entries)
    (emner/5g/feed.json: entries)
    (emner/5g/rss.xml: entries)
    (feed.json: entries)
    (rss.xml: entries)
    ");
}

#[test]
fn script() {
    let changes = newsroom().changes(|site| site.file("static/tema/x.js", "let x;"));
    let is_name = |line: &str| line.starts_with("aktiver/");
    let (names, pages): (Vec<&str>, Vec<&str>) = changes.lines().partition(|line| is_name(line));
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].ends_with(".js: new") || names[1].ends_with(".js: new"), "{names:?}");
    assert!(pages.iter().all(|page| page.contains(": theme")), "{pages:?}");
}
