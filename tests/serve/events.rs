//! The stream of events: what is sent to an open page, and when.

use std::time::{Duration, Instant};

use digest::testing::diagnostics::Severity;
use digest::testing::serve::ServerLimits;

use crate::page::{Mark, Page};
use crate::site::{Entry, Served};

fn open(served: &Served, path: &str) -> (Page, Mark) {
    let mark = served.mark(path);
    (Page::open(served.port, &mark), mark)
}

#[test]
fn a_page_that_has_changed_is_loaded_anew() {
    let served = Served::new();
    let (mut page, _) = open(&served, "/om/");
    served.site.write("om/index.html", "<p>new");
    assert_eq!(page.event(), ("reload".into(), served.mark("/om/").version));
}

#[test]
fn a_page_that_has_not_changed_is_left_alone() {
    let served = Served::new();
    let (mut page, _) = open(&served, "/om/");
    served.site.touch();
    served.site.write("index.html", "<p>another page");
    served.site.write("tema.css", "p {}");
    served.site.write("om/index.html", "<p>new");
    // Had one of the others led to an event, it would have come before this one.
    assert_eq!(page.event(), ("reload".into(), served.mark("/om/").version));
    served.site.touch();
    served.site.set_problems(&[(Severity::Warning, "x")]);
    assert_eq!(page.event().0, "problems");
}

#[test]
fn only_the_style_is_exchanged_when_nothing_else_has_changed() {
    let served = Served::new();
    served.site.write("index.html", "<link STYLE=/a.css;><p>x");
    let (mut page, _) = open(&served, "/");
    served.site.write("index.html", "<link STYLE=/b.css;><p>x");
    assert_eq!(page.event(), ("style".into(), served.mark("/").version));
    served.site.write("index.html", "<link STYLE=/c.css;><p>x");
    assert_eq!(page.event(), ("style".into(), served.mark("/").version));
    served.site.write("index.html", "<link STYLE=/d.css;><p>y");
    assert_eq!(page.event().0, "reload");
}

#[test]
fn what_changed_before_the_stream_was_open_is_sent_at_once() {
    let served = Served::new();
    let mark = served.mark("/");
    served.site.write("index.html", "<p>new");
    served.site.set_problems(&[(Severity::Error, "x")]);
    let mut page = Page::open(served.port, &mark);
    assert_eq!(page.event().0, "reload");
    assert_eq!(page.event().0, "problems");
}

#[test]
fn problems_come_and_go_without_loading_anew() {
    let served = Served::new();
    let (mut page, _) = open(&served, "/");
    served.site.set_problems(&[(Severity::Error, "x")]);
    let (name, first) = page.event();
    assert_eq!((name.as_str(), first.len()), ("problems", 32));
    served.site.set_problems(&[(Severity::Error, "y")]);
    let (name, second) = page.event();
    assert_eq!(name, "problems");
    assert_ne!(first, second);
    served.site.set_problems(&[]);
    assert_eq!(page.event(), ("problems".into(), String::new()));
}

#[test]
fn a_page_stays_while_its_successor_cannot_be_made() {
    let served = Served::new();
    let (mut page, _) = open(&served, "/");
    served.site.set("index.html", Entry::Failed);
    served.site.set_problems(&[(Severity::Error, "x")]);
    assert_eq!(page.event().0, "problems");
    served.site.write("index.html", "<p>mended");
    assert_eq!(page.event().0, "reload");
}

#[test]
fn a_page_that_could_not_be_made_is_loaded_when_it_can() {
    let served = Served::new();
    served.site.set("index.html", Entry::Failed);
    let (mut page, mark) = open(&served, "/");
    assert_eq!(mark.version, "failed");
    served.site.touch();
    served.site.write("index.html", "<p>mended");
    assert_eq!(page.event(), ("reload".into(), served.mark("/").version));
}

#[test]
fn a_page_that_appears_or_vanishes_is_loaded_anew() {
    let served = Served::new();
    let (mut page, mark) = open(&served, "/ny/ærø");
    assert_eq!(mark.page, "/ny/%C3%A6r%C3%B8");
    served.site.write("ny/ærø/index.html", "<p>there");
    assert_eq!(page.event(), ("reload".into(), "directory".into()));
    let (mut page, _) = open(&served, "/ny/ærø/");
    served.site.remove("ny/ærø/index.html");
    assert_eq!(page.event().0, "reload");
    served.site.remove("404.html");
    assert_eq!(page.event(), ("reload".into(), "nothing".into()));
}

#[test]
fn a_silent_stream_says_that_it_is_there() {
    let limits = ServerLimits { keep_alive: Duration::from_millis(20), ..ServerLimits::default() };
    let served = Served::with(limits);
    let (mut page, _) = open(&served, "/");
    for _ in 0..3 {
        assert_eq!(page.line(), ":");
    }
}

#[test]
fn a_stream_ends_at_the_end_of_its_life() {
    let served = Served::with(ServerLimits {
        stream_lifetime: Duration::from_millis(50),
        ..ServerLimits::default()
    });
    let (mut page, _) = open(&served, "/");
    // The rest is the end of the transfer encoding.
    assert_eq!(page.rest().take(4).collect::<Vec<_>>(), ["", "", "0", ""]);
}

#[test]
fn streams_that_are_left_are_forgotten() {
    let served = Served::new();
    let before = served.site.listeners();
    let pages: Vec<_> = (0..5).map(|_| open(&served, "/")).collect();
    let wait_for = |count| {
        let begin = Instant::now();
        while served.site.listeners() != before + count {
            assert!(begin.elapsed() < Duration::from_secs(10), "{}", served.site.listeners());
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    wait_for(5);
    drop(pages);
    wait_for(0);
}
