//! Checks against servers in this process, which are slow, wrong and worse.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Checked, KnownLinks, Outcome, Settings, check};

const DAY: i64 = 24 * 60 * 60;

/// A server on a loopback address. Each connection is answered on a thread of its own, once.
struct Server {
    host: String,
    /// When each request came, and its method and path.
    requests: Arc<Mutex<Vec<(Instant, String)>>>,
    /// The highest number of requests that were answered at once.
    most: Arc<AtomicUsize>,
}

impl Server {
    /// Starts a server that answers with what `answer` writes for a method and a path; `number` tells
    /// how often the same was asked before.
    fn start(answer: impl Fn(&mut TcpStream, &str, &str, usize) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let requests: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
        let most: Arc<AtomicUsize> = Arc::default();
        let (log, highest) = (Arc::clone(&requests), Arc::clone(&most));
        let (answer, open) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, highest) = (Arc::clone(&log), Arc::clone(&highest));
                let (answer, open) = (Arc::clone(&answer), Arc::clone(&open));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    let Some(Ok(first)) = lines.next() else { return };
                    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {
                    }
                    let request = first.trim_end_matches(" HTTP/1.1").to_owned();
                    let number = {
                        let mut log = log.lock().unwrap();
                        log.push((Instant::now(), request.clone()));
                        log.iter().filter(|(_, other)| *other == request).count() - 1
                    };
                    highest.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let (method, path) = request.split_once(' ').unwrap();
                    answer(&mut stream, method, path, number);
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { host, requests, most }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// The pauses between requests.
    fn pauses(&self) -> Vec<Duration> {
        let requests = self.requests.lock().unwrap();
        requests.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
    }
}

/// Writes an answer with a status, more headers, and no body.
fn say(stream: &mut TcpStream, status: u16, headers: &str) {
    let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n{headers}");
    let _ = write!(stream, "{head}Content-Length: 0\r\n\r\n");
}

/// Short bounds, and the servers that may be asked although they are private.
fn settings(servers: &[&Server]) -> Settings {
    let hosts = servers.iter().map(|server| server.host.clone()).collect();
    Settings {
        request: Duration::from_millis(400),
        backoff: Duration::from_millis(20),
        longest_pause: Duration::from_millis(1500),
        pause: Duration::from_millis(1),
        redirects: 5,
        total: Duration::from_secs(20),
        ..Settings::new("https://digitalt.example", hosts)
    }
}

fn run(settings: &Settings, urls: &[&str]) -> Checked {
    let urls: BTreeSet<String> = urls.iter().map(|url| (*url).to_owned()).collect();
    check(urls, settings, &mut KnownLinks::default(), (0, 7), &|| false).unwrap()
}

/// What is found at a path of a server, with the time that it took.
fn outcome(server: &Server, path: &str) -> (Outcome, Duration) {
    let began = Instant::now();
    let url = server.url(path);
    let checked = run(&settings(&[server]), &[&url]);
    (checked.outcomes[&url].clone(), began.elapsed())
}

fn unsure(why: &str) -> Outcome {
    Outcome::Unsure(why.into())
}

#[test]
fn statuses_and_redirects_are_told_apart() {
    let server = Server::start(|stream, method, path, number| match path {
        "/no-head" | "/wrong-head" if method == "HEAD" => {
            say(stream, if path == "/no-head" { 405 } else { 404 }, "");
        }
        "/gone" => say(stream, 410, ""),
        "/forbidden" => say(stream, 403, ""),
        "/moved" => say(stream, 301, "Location: ok#x\r\n"),
        "/twice" => say(stream, 308, "Location: /moved\r\n"),
        "/found" => say(stream, 302, "Location: /ok\r\n"),
        "/mixed" => say(stream, 301, "Location: /found\r\n"),
        "/to-gone" => say(stream, 301, "Location: /gone\r\n"),
        "/circle" => say(stream, 302, "Location: /circle2\r\n"),
        "/circle2" => say(stream, 302, "Location: /circle\r\n"),
        "/own-circle" => say(stream, 301, "Location: #a\r\n"),
        "/metadata" => say(stream, 302, "Location: http://169.254.169.254/latest/\r\n"),
        "/file" => say(stream, 302, "Location: file:///etc/passwd\r\n"),
        "/nowhere" => say(stream, 302, ""),
        "/flaky" if number == 0 => say(stream, 503, ""),
        "/ok" | "/no-head" | "/wrong-head" | "/flaky" => say(stream, 200, ""),
        "/error" => say(stream, 500, ""),
        _ => match path.strip_prefix("/many/").and_then(|number| number.parse::<u32>().ok()) {
            Some(number) => {
                say(stream, 302, &format!("Location: /many/{}\r\n", number + 1));
            }
            None => say(stream, 404, ""),
        },
    });
    let expected = [
        ("/ok", Outcome::Alive),
        ("/no-head", Outcome::Alive),
        ("/wrong-head", Outcome::Alive),
        ("/gone", Outcome::Dead("status 410".into())),
        ("/missing", Outcome::Dead("status 404".into())),
        ("/forbidden", unsure("status 403")),
        ("/moved", Outcome::Moved(server.url("/ok"))),
        ("/twice", Outcome::Moved(server.url("/ok"))),
        ("/found", Outcome::Alive),
        ("/mixed", Outcome::Alive),
        ("/to-gone", Outcome::Dead("status 410".into())),
        ("/circle", unsure("redirects in a circle")),
        ("/own-circle", unsure("redirects in a circle")),
        ("/many/0", unsure("more than 5 redirects")),
        ("/metadata", Outcome::Private),
        ("/file", unsure("a redirect that leads to no web page")),
        ("/nowhere", unsure("status 302")),
        ("/flaky", Outcome::Alive),
        ("/error", unsure("status 500")),
    ];
    let urls: Vec<String> = expected.iter().map(|(path, _)| server.url(path)).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let checked = run(&settings(&[&server]), &urls);
    for ((path, expected), url) in expected.iter().zip(urls) {
        assert_eq!(checked.outcomes[url], *expected, "{path}");
    }
    assert_eq!(server.most.load(Ordering::SeqCst), 1, "the host was asked twice at once");
    assert_eq!(server.requests()[0], "GET /robots.txt");
    let robots = server.requests().iter().filter(|request| request.contains("robots")).count();
    assert_eq!(robots, 1);
}

#[test]
fn robots_txt_is_respected() {
    let server = Server::start(|stream, _, path, _| match path {
        "/robots.txt" => {
            let text = "User-agent: *\nDisallow: /secret\nCrawl-delay: 0.2\n";
            let _ = write!(stream, "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n{text}");
        }
        "/to-secret" => say(stream, 302, "Location: /secret/b\r\n"),
        _ => say(stream, 200, ""),
    });
    let urls = ["/a", "/b", "/secret/a?x", "/to-secret"].map(|path| server.url(path));
    let checked = run(&settings(&[&server]), &urls.each_ref().map(String::as_str));
    let found = urls.map(|url| checked.outcomes[&url].clone());
    let (alive, disallowed) = (Outcome::Alive, Outcome::Disallowed);
    assert_eq!(found, [alive.clone(), alive, disallowed.clone(), disallowed]);
    assert_eq!(server.requests(), ["GET /robots.txt", "HEAD /a", "HEAD /b", "HEAD /to-secret"]);
    for pause in &server.pauses()[1..] {
        assert!(*pause >= Duration::from_millis(190), "{pause:?}");
    }
}

#[test]
fn a_long_crawl_delay_is_bounded() {
    let server = Server::start(|stream, _, path, _| match path {
        "/robots.txt" => {
            let text = "User-agent: *\nCrawl-delay: 86400\n";
            let _ = write!(stream, "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n{text}");
        }
        _ => say(stream, 200, ""),
    });
    let (outcome, took) = outcome(&server, "/a");
    assert_eq!(outcome, Outcome::Alive);
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_host_whose_robots_txt_fails_is_not_asked() {
    let server = Server::start(|stream, _, _, _| say(stream, 500, ""));
    let (outcome, _) = outcome(&server, "/a");
    assert_eq!(outcome, unsure("status 500 for /robots.txt"));
    assert_eq!(server.requests(), ["GET /robots.txt"]);
}

#[test]
fn a_slow_host_is_given_up() {
    let server = Server::start(|stream, _, path, _| {
        if path != "/robots.txt" {
            thread::sleep(Duration::from_secs(3));
        }
        say(stream, 200, "");
    });
    let urls: Vec<String> = (0..50).map(|number| server.url(&format!("/{number}"))).collect();
    let began = Instant::now();
    let checked = run(&settings(&[&server]), &urls.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(checked.outcomes.values().all(|it| *it == unsure("no answer in time")));
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(server.requests().len() < 8, "{:?}", server.requests());
}

#[test]
fn bodies_are_bounded_whatever_they_say_of_themselves() {
    let server = Server::start(|stream, method, path, _| {
        let endless = |stream: &mut TcpStream| {
            let _ = write!(stream, "HTTP/1.1 200 X\r\nContent-Length: 999999999999\r\n\r\n");
            while stream.write_all(&[b'#'; 1 << 12]).is_ok() {}
        };
        match (method, path) {
            ("GET", "/robots.txt" | "/endless") => endless(stream),
            ("HEAD", "/endless") => say(stream, 405, ""),
            (_, "/short") => {
                let _ = write!(stream, "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\nx");
            }
            _ => say(stream, 200, ""),
        }
    });
    for path in ["/endless", "/short"] {
        let (outcome, took) = outcome(&server, path);
        assert_eq!(outcome, Outcome::Alive, "{path}");
        assert!(took < Duration::from_secs(5), "{path}: {took:?}");
    }
}

#[test]
fn heads_are_bounded() {
    let server = Server::start(|stream, _, path, _| {
        if path == "/robots.txt" {
            return say(stream, 404, "");
        }
        let _ = write!(stream, "HTTP/1.1 200 X\r\nX: ");
        while stream.write_all(&[b'x'; 1 << 12]).is_ok() {}
    });
    let (outcome, took) = outcome(&server, "/a");
    assert!(matches!(outcome, Outcome::Unsure(_)), "{outcome:?}");
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[test]
fn a_connection_that_closes_early_is_tried_again() {
    let server = Server::start(|stream, method, path, number| match path {
        "/robots.txt" => say(stream, 404, ""),
        "/once" if method == "GET" && number > 0 => say(stream, 200, ""),
        _ => {}
    });
    assert_eq!(outcome(&server, "/once").0, Outcome::Alive);
    let (outcome, took) = outcome(&server, "/never");
    assert!(matches!(outcome, Outcome::Unsure(_)), "{outcome:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_host_is_given_the_time_that_it_asks_for_within_bounds() {
    let server = Server::start(|stream, _, path, number| match path {
        "/robots.txt" => say(stream, 404, ""),
        "/soon" if number == 0 => say(stream, 429, "Retry-After: 1\r\n"),
        "/soon" => say(stream, 200, ""),
        // A time is compared with that of the answer.
        _ => say(
            stream,
            429,
            "Date: Fri, 27 Nov 2026 10:00:00 GMT\r\nRetry-After: Fri, 27 Nov 2026 11:00:00 GMT\r\n",
        ),
    });
    let (found, took) = outcome(&server, "/soon");
    assert_eq!(found, Outcome::Alive);
    assert!((Duration::from_millis(950)..Duration::from_secs(5)).contains(&took), "{took:?}");
    let asked = server.requests().len();
    let urls = ["/later/a", "/later/b"].map(|path| server.url(path));
    let checked = run(&settings(&[&server]), &urls.each_ref().map(String::as_str));
    assert!(checked.outcomes.values().all(|outcome| *outcome == unsure("status 429")));
    // The second is not asked for at all.
    assert_eq!(server.requests().len(), asked + 2, "{:?}", server.requests());
}

#[test]
fn the_whole_is_bounded_and_can_be_interrupted() {
    let server = Server::start(|stream, _, _, _| {
        thread::sleep(Duration::from_secs(5));
        say(stream, 200, "");
    });
    let slow = Settings {
        request: Duration::from_secs(60),
        total: Duration::from_millis(300),
        ..settings(&[&server])
    };
    let url = server.url("/a");
    let began = Instant::now();
    assert_eq!(run(&slow, &[&url]).outcomes[&url], Outcome::NotReached);
    let endless = Settings { total: Duration::from_secs(60), ..slow };
    let urls = BTreeSet::from([url.clone()]);
    let checked = check(urls, &endless, &mut KnownLinks::default(), (0, 7), &|| true).unwrap();
    assert_eq!(checked.outcomes[&url], Outcome::NotReached);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn no_request_reaches_a_private_address() {
    let server = Server::start(|stream, _, _, _| say(stream, 200, ""));
    let port = server.host.rsplit_once(':').unwrap().1.to_owned();
    let urls = [
        server.url("/"),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://0.0.0.0:{port}/"),
    ];
    let checked = run(&settings(&[]), &urls.each_ref().map(String::as_str));
    for url in &urls {
        assert_eq!(checked.outcomes[url], Outcome::Private, "{url}");
    }
    assert_eq!(server.requests().len(), 0);
    // A port that is not listed stays private.
    let other = Settings { private_hosts: vec!["127.0.0.1:1".into()], ..settings(&[]) };
    assert_eq!(run(&other, &[&urls[0]]).outcomes[&urls[0]], Outcome::Private);
    let whole = Settings { private_hosts: vec!["127.0.0.1".into()], ..settings(&[]) };
    assert_eq!(run(&whole, &[&urls[0]]).outcomes[&urls[0]], Outcome::Alive);
}

#[test]
fn what_is_known_is_not_asked_again() {
    let server = Server::start(|stream, _, path, _| {
        say(stream, if path == "/gone" { 404 } else { 200 }, "");
    });
    let urls: BTreeSet<String> = ["/a", "/gone"].map(|path| server.url(path)).into();
    let mut known = KnownLinks::default();
    let settings = settings(&[&server]);
    let mut checked = |now| {
        let checked = check(urls.clone(), &settings, &mut known, (now, 7), &|| false).unwrap();
        (checked.known, checked.outcomes.len())
    };
    assert_eq!(checked(0), (0, 2));
    assert_eq!(checked(DAY), (1, 2));
    let asked = |path: &str| server.requests().iter().filter(|it| it.ends_with(path)).count();
    assert_eq!((asked("/a"), asked("/gone")), (1, 4));
    assert_eq!(checked(8 * DAY), (0, 2));
    assert_eq!(asked("/a"), 2);
}

#[test]
fn the_program_says_who_it_is() {
    let agent = Settings::new("https://digitalt.example/nyt", Vec::new()).user_agent;
    assert!(agent.starts_with("digest/") && agent.contains("+https://digitalt.example/nyt"));
}
