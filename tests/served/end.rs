//! The end by a signal, whatever goes on.

use std::thread::sleep;
use std::time::Duration;

use rustix::process::Signal;

use crate::bench_site;
use crate::client::Client;
use crate::fixture::{NOW, digest};
use crate::program::{Served, await_true, spawn};
use crate::site::{ARTICLE, PAGE, Site, news};

const SIGNALS: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];

/// Ends what `start` starts by both signals. What comes with the program is kept until it has
/// ended.
fn check_end<T>(start: impl Fn() -> (Served, T)) {
    for (signal, code) in SIGNALS {
        let (mut served, kept) = start();
        assert_eq!(served.end(signal), Some(code), "{signal:?}");
        drop(kept);
    }
}

/// Whether a program has said what is to happen when a signal comes.
fn has_handlers(served: &Served) -> bool {
    let status = format!("/proc/{}/status", served.pid().as_raw_nonzero());
    let status = std::fs::read_to_string(status).unwrap();
    let (_, caught) = status.split_once("SigCgt:").unwrap();
    let caught = u64::from_str_radix(caught.split_whitespace().next().unwrap(), 16).unwrap();
    SIGNALS.iter().all(|(signal, _)| caught & (1 << (signal.as_raw() - 1)) != 0)
}

/// A site of many articles.
fn large_site() -> Site {
    let site = Site::empty();
    let articles = bench_site::Site { articles: 1_500, seed: 1 };
    site.write("site.toml", bench_site::configuration());
    for (path, text) in bench_site::templates() {
        site.write(&path, text);
    }
    for (path, text) in (0..articles.articles).map(|number| articles.article(number)) {
        site.write(&path, text);
    }
    site
}

#[test]
fn a_signal_ends_it_while_pages_are_open() {
    let site = Site::new();
    check_end(|| {
        let served = Served::watching(&site);
        let pages = ["/", PAGE, "/om/"].map(|path| served.open(path));
        (served, pages)
    });
}

#[test]
fn a_signal_ends_it_while_a_large_site_is_made_anew() {
    let site = large_site();
    let rounds = std::cell::Cell::new(0);
    check_end(|| {
        let served = Served::watching(&site);
        let round = rounds.replace(rounds.get() + 1);
        let title = site.read("site.toml").lines().next().unwrap().to_owned();
        site.edit("site.toml", &title, &format!("title = \"Udgave {round}\""));
        for number in 0..300 {
            site.write(&format!("content/artikler/ny-{number}.md"), news(&format!("{round}")));
        }
        sleep(Duration::from_millis(20 + 60 * round));
        (served, ())
    });
}

#[test]
fn a_signal_interrupts_the_first_reading_of_a_large_site() {
    let site = large_site();
    for (signal, code) in SIGNALS {
        let is_interrupted = || {
            let mut command = digest(&site.root());
            command.args(["serve", "--watch", "--port", "0"]);
            let mut served = spawn(&mut command);
            await_true(|| has_handlers(&served), || "no handlers".into());
            sleep(Duration::from_millis(40));
            assert_eq!(served.end(signal), Some(code), "{signal:?}");
            !served.said().contains("erving")
        };
        // A busy machine may delay the signal until all has been read.
        assert!((0..5).any(|_| is_interrupted()), "{signal:?}");
    }
}

#[test]
fn a_signal_ends_it_while_a_template_is_stuck() {
    let site = Site::new();
    let sound = "<body>{{ body }}</body>";
    // A list that is walked within itself many times takes longer than any test.
    let stuck = format!(
        "{{% set all = range(end=9000) %}}{}<body>{{{{ body }}}}</body>",
        "{% for a in all %}".repeat(4) + &"{% endfor %}".repeat(4)
    );
    check_end(|| {
        site.write("templates/article.html", sound);
        // Only the signal ends the wait for the page.
        let patient = ["--watch", "--limit", "render-seconds=3600"];
        let served = Served::with(&site, &patient, &["--now", NOW]);
        site.write("templates/article.html", &stuck);
        let mut client = Client::connect(served.port);
        await_true(
            || {
                client.send(format!("GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                let socket = client.socket();
                socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                let mut byte = [0];
                socket.peek(&mut byte).is_err() || {
                    client = Client::connect(served.port);
                    false
                }
            },
            || served.said(),
        );
        site.write(ARTICLE, news("Mens en skabelon sidder fast."));
        (served, client)
    });
}

#[test]
fn a_program_that_was_suspended_goes_on() {
    let site = Site::new();
    let mut served = Served::with(&site, &["--watch"], &["--now", NOW]);
    let mut page = served.open(PAGE);
    rustix::process::kill_process(served.pid(), Signal::STOP).unwrap();
    site.write(ARTICLE, news("Imens."));
    rustix::process::kill_process(served.pid(), Signal::CONT).unwrap();
    served.await_text(PAGE, "Imens.");
    assert_eq!(page.event(), served.reload(PAGE));
    assert_eq!(served.end(Signal::INT), Some(130));
}
