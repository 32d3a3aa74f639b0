#![expect(clippy::disallowed_methods, reason = "tests change the disk")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::config::SiteConfig;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;
use crate::publish::headers::headers_of;
use crate::publish::outputs::LocalFile;
use crate::publish::plan::{Known, Retention, plan};
use crate::write::Phase;

const KEY: &str = "0123456789abcdef";

/// A site that is published to nowhere, and everybody who is notified.
struct Fixture {
    directory: TempDir,
    files: BTreeMap<&'static str, (Phase, String)>,
    known: Known,
    hub: Option<&'static str>,
    after: Vec<AfterPublish>,
    answers: RefCell<Vec<Result<u16, String>>>,
    requests: RefCell<Vec<AnnounceRequest>>,
}

impl AnnounceClient for Fixture {
    fn post(&self, request: &AnnounceRequest) -> Result<u16, String> {
        self.requests.borrow_mut().push(request.clone());
        self.answers.borrow_mut().pop().unwrap_or(Ok(200))
    }
}

fn page(text: &str) -> (Phase, String) {
    (Phase::Page, format!("<main><article>{text}</article><aside>Nyt</aside></main>"))
}

impl Fixture {
    fn new() -> Self {
        let files = BTreeMap::from([
            ("index.html", (Phase::List, "<main>Forside</main>".to_owned())),
            ("a/index.html", page("A")),
            ("b/index.html", page("B")),
            ("gl/index.html", (Phase::Page, "<meta name=robots content=noindex>".to_owned())),
            ("atom.xml", (Phase::Feed, "<feed/>".to_owned())),
            ("sitemap.xml", (Phase::Feed, "<urlset/>".to_owned())),
            ("aktiver/tema.0123456789abcdef.css", (Phase::Asset, "a{}".to_owned())),
            ("0123456789abcdef.txt", (Phase::Asset, format!("{KEY}\n"))),
        ]);
        Self {
            directory: TempDir::new().unwrap(),
            files,
            known: Known::default(),
            hub: Some("https://hub.example/?secret=kanarie"),
            after: vec![
                AfterPublish::IndexNow {
                    endpoint: "https://indexnow.example/x".into(),
                    key: KEY.into(),
                },
                AfterPublish::Purge { url: "https://cache.example/zones/1/purge".into() },
            ],
            answers: RefCell::default(),
            requests: RefCell::default(),
        }
    }

    fn set(&mut self, path: &'static str, file: (Phase, String)) {
        self.files.insert(path, file);
    }

    /// Publishes; gives the report and the requests, each with who got it and what.
    fn publish(&mut self) -> (AnnounceReport, Vec<(String, String)>) {
        let root = self.directory.path().join("public");
        let files = self.files.iter().map(|(path, (phase, text))| {
            let at = root.join(path);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, text).unwrap();
            LocalFile {
                path: OutputPath::new(path).unwrap(),
                size: text.len() as u64,
                fingerprint: Fingerprint::of(text.as_bytes()),
                phase: *phase,
            }
        });
        let text = "title = \"Avisen\"\nbase_url = \"https://avis.example/nyt\"\n";
        let path = SourcePath::new("site.toml").unwrap();
        let base_url = SiteConfig::read(&path, text, &[]).unwrap().0.base_url;
        let outputs = Outputs { files: files.collect(), base_url: base_url.as_text(), root };
        let headers = |file: &LocalFile| Arc::new(headers_of(&file.path, &[]));
        let plan =
            plan(&outputs, &headers, &self.known, Retention::Publishes(1), Timestamp::UNIX_EPOCH);
        let state = LocalState::new(
            Files::open(self.directory.path()).unwrap(),
            self.directory.path().to_owned(),
            "web",
        );
        let settings = AnnounceSettings {
            base_url: &base_url,
            hub: self.hub,
            after: &self.after,
            token: Token::new(" kanariefugl\n"),
        };
        let report = announce(&plan, &outputs, &settings, &state, self, &|| false).unwrap();
        self.known.manifest = Some(plan.manifest.clone());
        let requests = self.requests.take();
        let requests = requests.into_iter().map(|request| {
            assert!(!format!("{request:?}").contains("kanariefugl"));
            let has_token = request.token.is_some();
            assert_eq!(has_token, request.url.starts_with("https://cache."), "{}", request.url);
            (request.url, request.body)
        });
        (report, requests.collect())
    }

    fn urls(&mut self, receiver: &str) -> Vec<String> {
        let (_, requests) = self.publish();
        let mut urls = Vec::new();
        for (url, body) in requests.iter().filter(|(url, _)| url.contains(receiver)) {
            match serde_json::from_str::<Value>(body) {
                Ok(json) => {
                    let list = json.get("urlList").or(json.get("files")).unwrap();
                    urls.extend(
                        list.as_array().unwrap().iter().map(|url| {
                            url.as_str().unwrap().replace("https://avis.example/nyt", "")
                        }),
                    );
                }
                Err(_) => urls.push(format!("{url} {body}")),
            }
        }
        urls
    }
}

#[test]
fn a_first_publish_tells_hubs_and_search_engines() {
    let (report, requests) = Fixture::new().publish();
    let [(indexnow, pages), (hub, feed)] = &requests[..] else { panic!("{requests:#?}") };
    assert_eq!(indexnow, "https://indexnow.example/x");
    let expected = json!({
        "host": "avis.example",
        "key": KEY,
        "keyLocation": "https://avis.example/nyt/0123456789abcdef.txt",
        "urlList": ["https://avis.example/nyt/a/", "https://avis.example/nyt/b/"],
    });
    assert_eq!(serde_json::from_str::<Value>(pages).unwrap(), expected);
    assert_eq!(hub, "https://hub.example/?secret=kanarie");
    assert_eq!(feed, "hub.mode=publish&hub.url=https%3A%2F%2Favis.example%2Fnyt%2Fatom.xml");
    let told = [("IndexNow at indexnow.example".into(), 2), ("the hub at hub.example".into(), 1)];
    assert_eq!(report, AnnounceReport { told: told.into(), problems: Vec::new() });
}

#[test]
fn search_engines_hear_of_what_changed_in_meaning() {
    let mut site = Fixture::new();
    site.publish();
    // Nothing; what is beside the article; a list.
    assert!(site.urls("indexnow").is_empty());
    let beside = "<main><article>A</article><aside>Nyere</aside></main>";
    site.set("a/index.html", (Phase::Page, beside.into()));
    site.set("index.html", (Phase::List, "<main>Ny forside</main>".into()));
    assert!(site.urls("indexnow").is_empty());
    // The article itself; a new one; one that is gone; one that has moved.
    site.set("a/index.html", page("A, rettet"));
    site.set("c/index.html", page("C"));
    site.files.remove("b/index.html");
    assert_eq!(site.urls("indexnow"), ["/a/", "/b/", "/c/"]);
    let moved = "<meta name=robots content=noindex><meta http-equiv=refresh content='0;url=/d/'>";
    site.set("a/index.html", (Phase::Page, moved.into()));
    site.set("d/index.html", page("A, rettet"));
    assert_eq!(site.urls("indexnow"), ["/a/", "/d/"]);
}

#[test]
fn caches_hear_of_everything_that_they_may_have() {
    let mut site = Fixture::new();
    assert!(site.urls("cache").is_empty());
    site.set("a/index.html", page("A, rettet"));
    site.set("søg.json", (Phase::Asset, "{}".into()));
    site.set("aktiver/tema.1123456789abcdef.css", (Phase::Asset, "b{}".into()));
    site.files.remove("b/index.html");
    site.files.remove("aktiver/tema.0123456789abcdef.css");
    assert_eq!(
        site.urls("cache"),
        ["/a/", "/a/index.html", "/b/", "/b/index.html", "/s%C3%B8g.json"]
    );
}

#[test]
fn a_hub_hears_of_feeds_that_changed() {
    let mut site = Fixture::new();
    site.publish();
    site.set("sitemap.xml", (Phase::Feed, "<urlset></urlset>".into()));
    assert!(site.urls("hub").is_empty());
    site.set("atom.xml", (Phase::Feed, "<feed></feed>".into()));
    site.set("emner/ai/feed.json", (Phase::Feed, "{}".into()));
    let hub = "https://hub.example/?secret=kanarie hub.mode=publish&hub.url=https%3A%2F%2F\
        avis.example%2Fnyt%2F";
    assert_eq!(
        site.urls("hub"),
        [format!("{hub}atom.xml"), format!("{hub}emner%2Fai%2Ffeed.json")]
    );
}

#[test]
fn what_could_not_be_told_is_told_next_time() {
    let mut site = Fixture::new();
    site.after.clear();
    site.set("rss.xml", (Phase::Feed, "<rss/>".into()));
    site.set("feed.json", (Phase::Feed, "{}".into()));
    // The second of three.
    *site.answers.borrow_mut() = vec![Ok(503), Ok(204)];
    let (report, requests) = site.publish();
    assert_eq!(requests.len(), 2);
    assert_eq!(report.told, [("the hub at hub.example".into(), 1)]);
    let [(message, _)] = &report.problems[..] else { panic!("{report:#?}") };
    assert_eq!(
        message,
        "cannot tell the hub at hub.example what has changed: it answers with the status 503"
    );
    let state = site.directory.path().join(".digest/publish/web/notify.json");
    let kept = fs::read_to_string(&state).unwrap();
    assert_eq!(kept.matches("avis.example").count(), 2, "{kept}");
    assert!(!kept.contains("kanariefugl"));

    *site.answers.borrow_mut() = vec![Err("no route".into())];
    let (report, requests) = site.publish();
    assert_eq!((requests.len(), report.problems.len()), (1, 1));
    let (report, requests) = site.publish();
    assert_eq!((requests.len(), report.problems.len()), (2, 0));
    assert_eq!(fs::read_to_string(&state).unwrap(), "{}");
    let (report, requests) = site.publish();
    assert_eq!((report, requests), (AnnounceReport::default(), Vec::new()));
    // Who is no longer named is no longer told.
    site.set("rss.xml", (Phase::Feed, "<rss></rss>".into()));
    *site.answers.borrow_mut() = vec![Ok(500)];
    site.publish();
    site.hub = None;
    site.publish();
    site.hub = Some("https://hub.example/?secret=kanarie");
    assert!(site.urls("hub").is_empty());
}

#[test]
fn search_engines_are_told_only_if_they_find_the_key() {
    let mut site = Fixture::new();
    site.set("0123456789abcdef.txt", (Phase::Asset, "another".into()));
    let (report, _) = site.publish();
    assert_eq!(report.problems.len(), 1, "{report:#?}");
    assert!(report.problems[0].1.contains("static/0123456789abcdef.txt"), "{report:#?}");
    site.set("0123456789abcdef.txt", (Phase::Asset, KEY.into()));
    assert_eq!(site.urls("indexnow"), ["/a/", "/b/"]);
}

#[test]
fn many_urls_are_told_in_batches() {
    let receivers = Receiver::all(None, &Fixture::new().after);
    // Caches come first.
    assert_eq!(receivers.iter().map(Receiver::batch).collect::<Vec<_>>(), [30, 10_000]);
    let urls = (0..20_001).map(|number| format!("https://avis.example/{number:05}/"));
    let urls: std::collections::BTreeSet<String> = urls.collect();
    let news = News { pages: urls.clone(), cached: urls, ..News::default() };
    let mut pending = Pending::default();
    pending.update(&receivers, &news);
    let batches = |receiver| pending.batches(receiver).iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(batches(&receivers[1]), [10_000, 10_000, 1]);
    assert_eq!((batches(&receivers[0]).len(), batches(&receivers[0])[666]), (667, 21));
}

#[test]
fn without_receivers_nothing_is_read_or_kept() {
    let mut site = Fixture::new();
    (site.hub, site.after) = (None, Vec::new());
    assert_eq!(site.publish(), (AnnounceReport::default(), Vec::new()));
    assert!(!site.directory.path().join(".digest").exists());
}

#[test]
fn an_empty_token_is_none() {
    assert_eq!(Token::new(" \n"), None);
    assert_eq!(Token::new("a\n").unwrap().authorization(), "Bearer a");
}
