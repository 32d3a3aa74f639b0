//! `digest check --external`, against a server in this process.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::bench::TestSite;

/// A server that has `/ok`, and `/old`, which is now there.
struct Server {
    host: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let Some(Ok(first)) = lines.next() else { continue };
                let head: Vec<String> =
                    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let agent = head.iter().find(|line| line.starts_with("user-agent: digest/"));
                assert!(agent.is_some_and(|agent| agent.contains("+https://proeven.example)")));
                let answer = match first.split(' ').nth(1).unwrap() {
                    "/robots.txt" | "/gone" => "404 X\r\n",
                    "/forbidden" => "403 X\r\n",
                    "/old" => "301 X\r\nLocation: /ok\r\n",
                    _ => "200 X\r\n",
                };
                log.lock().unwrap().push(first);
                let end = "Connection: close\r\nContent-Length: 0\r\n\r\n";
                let _ = write!(stream, "HTTP/1.1 {answer}{end}");
            }
        });
        Self { host, requests }
    }

    fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// A site that names the server everywhere.
fn site(server: &Server) -> TestSite {
    let host = &server.host;
    let site = TestSite::new();
    let toml = site.read("site.toml");
    let toml = toml.replace(
        "[[tag]]",
        &format!(
            "[check]\nexternal_private = [\"{host}\"]\n[menu]\nitems = [\n\
             {{ title = \"A\", url = \"http://{host}/gone#menu\" }},\n]\n[[tag]]"
        ),
    );
    let text = format!(
        "---\ntitle: Links\ndate: 2026-11-02\ntags: [AI]\nsources:\n  - name: Avisen\n    \
         url: http://{host}/old\n  - name: Bladet\n    url: http://{host}/gone\n\
         corrections:\n  - date: 2026-11-03\n    text: \"[a](http://{host}/gone)\"\n---\n\
         [b](http://{host}/gone) og [c](http://{host}/old#her), [d](http://{host}/forbidden)\n\n\
         ```{{video}}\n:url: http://{host}/gone\n:title: E\n```\n\n\
         <a href=\"http://{host}/gone\">f</a> [g](http://10.0.0.1/) [h](mailto:a@b.example)\n"
    );
    site.file("site.toml", toml).file("content/artikler/links.md", text)
}

#[test]
fn links_to_other_sites_are_checked_only_when_asked_for() {
    let server = Server::start();
    let site = site(&server);
    site.run(&["build"]).exits(0).done();
    site.run(&["check"]).exits(0).done();
    assert_eq!(server.count(), 0);

    let outcome = site.run(&["check", "--external", "--format", "short", "--verbose"]).exits(0);
    let outcome = outcome.tells(
        "Checked 4 links to other sites: 1 moved, 1 dead, 1 in doubt, 1 not at a public address",
    );
    let host = &server.host;
    let dead =
        format!("warning[external-link]: the link to `http://{host}/gone` is dead: status 404");
    let moved =
        format!("warning[moved-source]: the source `http://{host}/old` has moved permanently");
    let places = [
        ("site.toml:8:22", &dead),
        ("content/artikler/links.md:7:10", &moved),
        ("content/artikler/links.md:9:10", &dead),
        ("content/artikler/links.md:12:11", &dead),
        ("content/artikler/links.md:14:5", &dead),
        ("content/artikler/links.md:17:1", &dead),
        ("content/artikler/links.md:21:10", &dead),
    ];
    let outcome = places
        .into_iter()
        .fold(outcome, |outcome, (place, problem)| outcome.tells(&format!("{place}: {problem}")));
    outcome
        .tells(&format!("(help: write `http://{host}/ok`)"))
        .tells(&format!("in doubt: http://{host}/forbidden: status 403"))
        .tells("not a public address: http://10.0.0.1/")
        .done();
}

#[test]
fn the_publisher_and_redirects_are_links_too() {
    let server = Server::start();
    let host = &server.host;
    let site = TestSite::new();
    let toml = site.read("site.toml");
    let config = format!(
        "{toml}[check]\nexternal_private = [\"{host}\"]\n[hosting]\nredirects = \"data/a.csv\"\n\
         [publisher]\nurl = \"http://{host}/gone\"\n[[redirect]]\nfrom = \"/ud/\"\n\
         to = \"http://{host}/gone\"\n"
    );
    let line = |start: &str| 1 + config.lines().position(|line| line.starts_with(start)).unwrap();
    let places = [
        format!("site.toml:{}:7: ", line("url = ")),
        format!("site.toml:{}:6: ", line("to = ")),
        "data/a.csv:2:7: ".into(),
    ];
    let site = site
        .file("site.toml", &config)
        .file("data/a.csv", format!("from,to,status\n/hen/,http://{host}/gone,302\n"));
    let outcome = site.run(&["check", "--external", "--format", "short"]).exits(0);
    let dead =
        format!("warning[external-link]: the link to `http://{host}/gone` is dead: status 404");
    let outcome =
        places.iter().fold(outcome, |outcome, place| outcome.tells(&format!("{place}{dead}")));
    outcome.tells("Checked 1 link to other sites: 1 dead").done();
}

#[test]
fn what_is_known_is_asked_again_after_some_days_or_when_the_cache_is_damaged() {
    let server = Server::start();
    let site = site(&server);
    let external = ["check", "--external"];
    site.run(&external).exits(0).done();
    let first = server.count();
    site.run(&external).exits(0).tells("; 1 known from earlier checks").done();
    let second = server.count() - first;
    assert!(second < first, "{second} requests after {first}");
    let later = ["check", "--external", "--now", "2026-12-01"];
    site.run(&later).exits(0).done();
    assert_eq!(server.count() - first - second, first);

    let cache = ".digest/cache/external";
    let mut bytes = fs::read(site.path(cache)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    site.write(cache, bytes);
    site.run(&external).exits(0).tells("warning[cache-unusable]").done();
    site.run(&external).exits(0).tells("; 1 known from earlier checks").done();
}

#[test]
fn severities_apply_to_links_of_other_sites() {
    let server = Server::start();
    let site = site(&server);
    let toml = site.read("site.toml").replace("[check]", "[check]\nexternal-link = \"error\"");
    site.write("site.toml", toml);
    site.run(&["check"]).exits(0).done();
    site.run(&["check", "--external"]).exits(1).tells("error[external-link]").done();
}

#[test]
fn a_check_without_requests_leaves_the_links_of_the_baseline_alone() {
    let server = Server::start();
    let site = site(&server);
    let toml = site.read("site.toml").replace("[check]", "[check]\nbaseline = \"kendte.txt\"");
    site.write("site.toml", toml);
    site.run(&["check", "--external", "--write-baseline"]).exits(0).done();
    let written = site.read("kendte.txt");
    assert!(written.contains(" external-link ") && written.contains(" moved-source "), "{written}");
    for args in [&["check"][..], &["check", "--external"], &["build"]] {
        let outcome = site.run(args).exits(0);
        assert!(!outcome.stderr.contains("no longer found"), "{outcome}");
        outcome.done();
    }
    site.run(&["check", "--write-baseline"]).exits(0).done();
    assert_eq!(site.read("kendte.txt"), written);
    // With requests, what is no longer found goes.
    let file = "content/artikler/links.md";
    site.write(file, site.read(file).replace("/old\n", "/ok\n"));
    let outcome = site.run(&["check", "--external"]).exits(0);
    outcome.tells("1 problem listed here is no longer found").done();
    site.run(&["check", "--external", "--write-baseline"]).exits(0).done();
    assert!(!site.read("kendte.txt").contains(" moved-source "));
}
