//! Editions, events, people news and what leads to them.

use super::Site;

const EDITION: &str = "content/udgaver/2026-uge-47.md";

impl Site {
    /// The text of an output.
    fn text(&self, url: &str) -> String {
        let prepared = self.prepared();
        let job = prepared.plan.jobs.iter().find(|job| job.url.as_str() == url);
        let bytes = job.expect("an output").bytes(&prepared.site).expect("no problem");
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn has(&self, url: &str) -> bool {
        self.urls().iter().any(|other| other == url)
    }
}

/// A site with an article in week 47.
fn site() -> Site {
    Site::new().article("a", "date: 2026-11-18")
}

#[test]
fn weeks_are_those_of_denmark() {
    let site = Site::new()
        .article("soendag", "date: 2026-11-15T23:59:59+01:00")
        .article("mandag", "date: 2026-11-15T23:00:00Z")
        .article("nytaar", "date: 2026-01-01");
    assert!(site.has("/2026/uge-46/") && site.has("/2026/uge-47/") && site.has("/2026/uge-1/"));
    assert!(site.text("/2026/uge-47/").contains("mandag"));
    assert!(!site.text("/2026/uge-47/").contains("soendag"));
}

#[test]
fn the_week_at_new_year_stands_in_both_archives() {
    let site = Site { now: "2027-02-01T12:00:00Z", ..Site::new() }.article("a", "date: 2027-01-01");
    assert!(site.has("/2026/uge-53/") && !site.has("/2026/"));
    assert!(site.text("/2027/").contains("/2026/uge-53/"));
    let site = site.article("b", "date: 2026-12-30");
    assert!(site.text("/2026/").contains("/2026/uge-53/"));
    assert!(site.text("/2027/").contains("/2026/uge-53/"));
}

#[test]
fn what_an_editor_has_not_published_yet_leaks_nowhere() {
    for key in ["draft: true", "date: 2026-12-24", "expires: 2026-11-20"] {
        let site = site()
            .file(EDITION, &format!("---\ntitle: Hemmelig\n{key}\npicks: [a]\n---\nSkjult.\n"))
            .article("b", "date: 2026-11-19\nread_also: [2026-uge-47]")
            .file("content/sider/om.md", "---\ntitle: Om\n---\n[Ugen](@2026-uge-47)\n");
        for job in site.prepared().plan.jobs.iter() {
            let text = job.bytes(&site.prepared().site).expect("no problem");
            let text = String::from_utf8_lossy(&text);
            assert!(!text.contains("Hemmelig") && !text.contains("Skjult"), "{key}: {}", job.url);
        }
        assert!(site.text("/om/").contains("<a href=\"/2026/uge-47/\">Ugen</a>"));
    }
}

#[test]
fn picks_come_first_and_the_others_by_day() {
    let site = site()
        .article("b", "date: 2026-11-16")
        .article("c", "date: 2026-11-20")
        .article("uden-for-ugen", "date: 2026-11-01")
        .article("skjult", "date: 2026-11-17\ndraft: true")
        .file(EDITION, "---\ntitle: Ugen\npicks: [c, uden-for-ugen, c]\n---\nIntro.\n");
    let page = site.text("/2026/uge-47/");
    let place = |name: &str| page.find(&format!("/{name}/\">")).unwrap_or_else(|| panic!("{name}"));
    let order = ["c", "uden-for-ugen", "b", "a"].map(place);
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(page.matches("/2026/11/c/\">").count(), 1);
    assert!(page.contains("Mandag den 16. november 2026") && !page.contains("skjult"));
}

#[test]
fn a_file_changes_no_id_of_its_week() {
    let id = "<id>https://x.dk/2026/uge-47/</id>";
    assert!(site().text("/udgaver/atom.xml").contains(id));
    let file = "---\ntitle: Ugen\naliases: [/ugen/]\n---\n";
    assert!(site().file(EDITION, file).text("/udgaver/atom.xml").contains(id));
}

#[test]
fn an_edition_that_was_taken_back_stays_away() {
    for key in ["", "expires: 2026-11-20\n"] {
        let keys = "withdrawn: {date: 2026-11-19, text: Fejl}";
        let file = format!("---\ntitle: Ugen\n{key}{keys}\n---\nTekst.\n");
        let site = site().file(EDITION, &file);
        let page = site.text("/2026/uge-47/");
        assert!(page.contains("Fejl") && page.contains("noindex") && !page.contains("Tekst"));
        for other in ["/", "/udgaver/", "/2026/", "/sitemap.xml", "/2026/11/a/"] {
            assert!(!site.text(other).contains("/2026/uge-47/"), "{key} {other}");
        }
    }
}

#[test]
fn the_clock_alone_breaks_nothing() {
    let waiting = "---\ntitle: Ugen\ndate: 2027-01-10\ntemplate: nej.html\n---\n";
    let told = site().file(EDITION, waiting).prepare().expect_err("a template that is not there");
    assert!(told[0].contains("missing-template"), "{told:?}");

    let page = "---\ntitle: Om\n---\n[a](/emner/ai/atom.xml) [b](/udgaver/atom.xml) \
                [c](/2026/uge-47/) [d](/events/)\n";
    let event = "---\ntitle: E\nstart: 2026-11-25\nexpires: 2026-11-25\n---\n";
    let site = Site::new()
        .article("a", "date: 2026-11-18\ntags: [AI]\nexpires: 2026-11-30")
        .file("content/events/e.md", event)
        .file("content/sider/om.md", page);
    assert_eq!(site.text("/om/").matches("<a href=\"/emner/ai/atom.xml\"").count(), 1);
    let later = Site { now: "2026-12-24T12:00:00Z", ..site };
    assert!(later.text("/om/").contains("<p>a b c <a href=\"/events/\">d</a></p>"));

    let scheduled = "date: 2027-01-10\naliases: [/om/]";
    let told = site_with_about().article("b", scheduled).prepare().expect_err("one path, twice");
    assert!(told[0].contains("url-collision"), "{told:?}");
}

fn site_with_about() -> Site {
    site().file("content/sider/om.md", "---\ntitle: Om\n---\n")
}

#[test]
fn drafts_alone_make_no_lists() {
    let site = site()
        .file("content/events/e.md", "---\ntitle: E\nstart: 2026-12-01\ndraft: true\n---\n")
        .file(
            "content/navnenyt/p.md",
            "---\ntitle: P\ndate: 2026-11-01\nexpires: 2027-11-01\ndraft: true\n---\n",
        );
    for url in ["/events/", "/events.ics", "/navnenyt/"] {
        assert!(!site.has(url), "{url}");
        assert!(!site.text("/sitemap.xml").contains(url), "{url}");
    }
    let drafts = Site { drafts: true, ..site };
    assert!(drafts.text("/events/").contains("Kladde"));
    assert!(drafts.text("/navnenyt/p/").contains("Kladde"));
    let edition = drafts.file(EDITION, "---\ntitle: Ugen\ndraft: true\n---\n");
    assert!(edition.text("/2026/uge-47/").contains("Kladde"));
}

#[test]
fn events_are_over_when_their_last_moment_is() {
    let event = |keys: &str| format!("---\ntitle: Dagen\n{keys}\n---\n");
    let over = "Arrangementet er afholdt.";
    for (keys, before, after) in [
        ("start: 2026-11-22", "2026-11-22T22:59:59Z", "2026-11-22T23:00:00Z"),
        ("start: 2026-11-21\nend: 2026-11-22", "2026-11-22T22:59:59Z", "2026-11-22T23:00:00Z"),
        ("start: 2026-11-22 09:00", "2026-11-22T22:59:59Z", "2026-11-22T23:00:00Z"),
        (
            "start: 2026-11-22 22:00\nend: 2026-11-23 02:00",
            "2026-11-23T00:59:59Z",
            "2026-11-23T01:00:00Z",
        ),
    ] {
        let at = |now| Site { now, ..site() }.file("content/events/d.md", &event(keys));
        assert!(!at(before).text("/events/d/").contains(over), "{keys}");
        assert!(at(after).text("/events/d/").contains(over), "{keys}");
        let clock = digest::testing::index::Clock {
            now: before.parse().expect("a time"),
            timezone: jiff::tz::TimeZone::get("Europe/Copenhagen").expect("a zone"),
            drafts: false,
            future: false,
        };
        let next = at(before).prepared().site.index.next_change(&clock).expect("a change");
        assert!(next <= after.parse().expect("a time"), "{keys}: {next}");
    }
}

#[test]
fn an_event_has_no_end_that_is_its_start() {
    let event = "---\ntitle: E\nstart: 2026-12-01 09:00\nend: 2026-12-01 09:00\n---\n";
    let site = site().file("content/events/e.md", event);
    let calendar = site.text("/events.ics");
    assert!(calendar.contains("DTSTART:20261201T080000Z") && !calendar.contains("DTEND"));
    assert!(!site.text("/events/e/").contains("EventAttendanceMode"));
}

#[test]
fn scripts_of_the_theme_stand_apart() {
    let site = site()
        .file("static/tema/a.js", "let a = document")
        .file("static/tema/b.js", "(function () {})()");
    let url = site
        .urls()
        .into_iter()
        .find(|url| url.starts_with("/aktiver/") && url.contains(".js"))
        .expect("a script");
    assert!(site.text(&url).contains("let a = document\n;\n(function () {})()\n;\n"));
}

#[test]
fn links_of_advertisements_say_that_they_are_paid_for() {
    let text = "[a](https://a.dk/) [b](/emner/) [c](mailto:c@a.dk)";
    let article = |keys: &str| format!("---\ntitle: A\ndate: 2026-11-18\n{keys}---\n{text}\n");
    let page = |keys| Site::new().file("content/artikler/a.md", &article(keys)).text("/2026/11/a/");
    let advertisement = page("sponsored: Firmaet\n");
    assert!(advertisement.contains("<a href=\"https://a.dk/\" rel=\"sponsored\">a</a>"));
    assert!(advertisement.contains("<a href=\"/emner/\">b</a>"));
    assert!(page("").contains("<a href=\"https://a.dk/\">a</a>"));
}

#[test]
fn nothing_reveals_the_headings_of_a_text_that_is_not_shown() {
    let text = |keys: &str| format!("---\n{keys}\n---\n## Hemmeligt afsnit\n\nTekst.\n");
    let mut site = Site::new()
        .article("b", "date: 2026-11-16")
        .article("c", "date: 2026-11-17\nauthors: [Bo]")
        .file("content/artikler/kommer.md", &text("title: K\ndate: 2026-12-01\naliases: [/k/]"))
        .file("content/artikler/kladde.md", &text("title: U\ndate: 2026-11-20\ndraft: true"))
        .file("content/sider/gammel.md", &text("title: G\nexpires: 2026-11-21"))
        .file("content/forfattere/bo.md", &text("name: Bo\ndraft: true"))
        .file("content/udgaver/2026-uge-47.md", &text("title: Uge\ndraft: true"));
    let targets = [
        "@kommer",
        "kommer.md",
        "/2026/12/kommer/",
        "/2026/12/kommer",
        "/2026/12/kommer/index.html",
        "/2026/12/kommer/?a=b",
        "/k/",
        "@kladde",
        "/2026/11/kladde/",
        "/2026/11/kladde/index.html",
        "@gammel",
        "/gammel/",
        "../forfattere/bo.md",
        "/forfattere/bo/",
        "@2026-uge-47",
        "/2026/uge-47/",
    ];
    let link = |target: &&str| {
        format!("[x]({target}#hemmeligt-afsnit) <a href=\"{target}#hemmeligt-afsnit\">y</a>\n\n")
    };
    let body: String = targets.iter().map(link).collect();
    site = site
        .file("content/artikler/a.md", &format!("---\ntitle: A\ndate: 2026-11-18\n---\n{body}"));
    let prepared = site.prepared();
    let warnings: Vec<_> = prepared.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(warnings, vec!["hidden-target"; 2 * targets.len()]);
    for job in prepared.plan.jobs.iter() {
        let bytes = job.bytes(&prepared.site).expect("an output");
        assert!(!String::from_utf8_lossy(&bytes).contains("hemmeligt-afsnit"), "{}", job.url);
    }
    site.future = true;
    site.drafts = true;
    site.now = "2026-11-20T12:00:00Z";
    let page = site.page("/2026/11/a/");
    assert_eq!(page.matches("#hemmeligt-afsnit\"").count(), 2 * targets.len(), "{page}");
}

#[test]
fn links_of_notices_lead_where_those_of_a_body_do() {
    let site = Site::new()
        .file("site.toml", &super::CONFIG.replace("x.dk", "x.dk/nyt"))
        .article("b", "date: 2026-11-16")
        .article("kommer", "date: 2026-12-01")
        .file("content/sider/om.md", "---\ntitle: Om\n---\n## Rettelser\n")
        .file(
            "content/artikler/a.md",
            "---\ntitle: A\ndate: 2026-11-18\ncorrections:\n  - date: 2026-11-19\n    text: \
             Se [b](b.md), [om](/om/#rettelser), [ny](@kommer), [x](https://y.dk/) og [her](#top).\n\
             ---\n",
        )
        .file(
            "content/events/e.md",
            "---\ntitle: E\nstart: 2026-12-01\n\
             withdrawn: {date: 2026-11-20, text: \"Læs <a href='/2026/11/b/'>b</a> ![c](d.png)\"}\n---\n",
        );
    let page = site.text("/2026/11/a/");
    let expected = "Se <a href=\"/nyt/2026/11/b/\">b</a>, <a href=\"/nyt/om/#rettelser\">om</a>, ny, \
                    <a href=\"https://y.dk/\">x</a> og <a href=\"#top\">her</a>.";
    assert!(page.contains(expected), "{page}");
    let page = site.text("/events/e/");
    assert!(page.contains("Læs <a href=\"/nyt/2026/11/b/\">b</a> c"), "{page}");
}
