//! What a publish does at a store, whatever the store: what is foreign stays, what is the same is not
//! sent, and one publishes at a time.

use std::collections::BTreeSet;
use std::fs;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::bucket::{Bucket, Kind, key_of};
use crate::fixture::Run;
use crate::proxy::{Action, Proxy};
use crate::publisher::{RECORDS, forget, publish, run, run_well, visible};
use crate::servers;
use crate::site::{BASE_URL, Site, Sources, new, old};

/// A published site behind a proxy.
fn published(kind: Kind, sources: &Sources) -> (Site, Bucket, Proxy) {
    let bucket = Bucket::new(kind);
    let proxy = Proxy::to(bucket.port);
    let site = Site::new(sources, &bucket.toml(&proxy.endpoint()));
    run_well(&site, &bucket, &[]);
    (site, bucket, proxy)
}

/// The keys of the puts after a number of requests, records left out.
fn sent(proxy: &Proxy, after: usize) -> BTreeSet<String> {
    let requests = proxy.requests().into_iter().skip(after);
    let keys = requests.filter(|seen| seen.method == "PUT").map(|seen| key_of(&seen.target));
    keys.filter(|key| !key.starts_with(RECORDS)).collect()
}

fn assert_refused(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, Some(code), "{run:#?}");
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} is not in {run:#?}");
    }
}

#[test]
fn a_dry_run_changes_nothing() {
    let bucket = Bucket::new(Kind::Gcs);
    let proxy = Proxy::to(bucket.port);
    let site = Site::new(&old(), &bucket.toml(&proxy.endpoint()));
    run_well(&site, &bucket, &["--dry-run"]);
    assert!(bucket.list().is_empty());
    run_well(&site, &bucket, &[]);
    let before = bucket.list();
    site.become_version(&new());
    let done = proxy.requests().len();
    let plan = run_well(&site, &bucket, &["--dry-run"]);
    let requests = proxy.requests();
    let mutating: Vec<_> = requests[done..].iter().filter(|seen| seen.is_mutating()).collect();
    assert!(mutating.is_empty(), "{mutating:?}");
    assert_eq!(bucket.list(), before);
    assert!(requests.len() > done, "the manifest was not read");
    assert!(plan.stderr.contains("Would publish"), "{plan:#?}");
    // The plan as JSON names each object.
    let json = run_well(&site, &bucket, &["--dry-run", "--format", "json"]).stdout;
    for (path, action) in [
        ("2026/11/ny-10/index.html", "new"),
        ("2026/11/aendret/index.html", "changed"),
        ("2026/11/fjernet/index.html", "delete"),
    ] {
        let is_it = |line: &str| {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            object["path"] == path && object["action"] == action
        };
        assert!(json.lines().any(is_it), "{action} {path} is not in {json}");
    }
    assert_eq!(bucket.list(), before);
}

#[test]
fn only_differences_are_sent_and_no_bucket_is_listed() {
    let (site, bucket, proxy) = published(Kind::Gcs, &old());
    let done = proxy.requests().len();
    run_well(&site, &bucket, &[]);
    let again: Vec<_> = proxy.requests().into_iter().skip(done).collect();
    assert!(sent(&proxy, done).is_empty(), "{again:?}");
    let before = site.files();
    site.become_version(&new());
    let done = proxy.requests().len();
    run_well(&site, &bucket, &[]);
    let after = site.files();
    let differs = |path: &&String| before.get(*path) != after.get(*path);
    let wanted: BTreeSet<_> = after.keys().filter(differs).cloned().collect();
    assert_eq!(sent(&proxy, done), wanted);
    let requests = proxy.requests();
    let is_list = |target: &str| target.contains("list-type") && !target.contains("max-keys=1");
    let lists: Vec<_> = requests[done..].iter().filter(|seen| is_list(&seen.target)).collect();
    assert!(lists.is_empty(), "{lists:?}");
}

#[test]
fn changed_headers_are_sent_alone() {
    let (mut site, bucket, proxy) = published(Kind::Gcs, &old());
    let done = proxy.requests().len();
    let rule = "[[publish.store.headers]]\nmatch = \"**/*.csv\"\ncache_control = \"max-age=77\"\n";
    site.set_publish(&format!("{}{rule}", bucket.toml(&proxy.endpoint())));
    run_well(&site, &bucket, &[]);
    assert_eq!(sent(&proxy, done), BTreeSet::from(["filer/tal.csv".to_owned()]));
    assert_eq!(bucket.get("filer/tal.csv").unwrap().cache_control, "max-age=77");
}

#[test]
fn every_object_has_the_headers_of_its_class() {
    let (_, mut bucket, _) = published(Kind::Gcs, &old());
    for (key, object) in bucket.snapshot(true) {
        let wanted = match key.as_str() {
            key if key.starts_with(RECORDS) => "no-store",
            key if key.starts_with("aktiver/") => "public, max-age=31536000, immutable",
            key if [".ico", ".png", ".svg"].iter().any(|end| key.ends_with(end)) => {
                "public, max-age=3600"
            }
            _ => "public, max-age=0, must-revalidate",
        };
        assert_eq!(object.cache_control, wanted, "{key}");
        let kinds = [
            (".html", "text/html; charset=utf-8"),
            (".css", "text/css; charset=utf-8"),
            (".svg", "image/svg+xml"),
            (".woff2", "font/woff2"),
            ("atom.xml", "application/atom+xml"),
        ];
        for (_, kind) in kinds.iter().filter(|(end, _)| key.ends_with(end)) {
            assert!(object.content_type.starts_with(kind), "{key}: {}", object.content_type);
        }
        assert!(!object.content_type.is_empty() && object.content_encoding.is_empty(), "{key}");
    }
}

#[test]
fn foreign_objects_in_the_way_are_refused_and_can_be_adopted() {
    let bucket = Bucket::new(Kind::Gcs);
    let proxy = Proxy::to(bucket.port);
    let site = Site::new(&old(), &bucket.toml(&proxy.endpoint()));
    bucket.put("index.html", b"somebody else's");
    bucket.put("2026/11/nr-1/index.html", b"somebody else's");
    bucket.put("andet/index.html", b"somebody else's");
    let refused = run(&site, &bucket, &[]);
    assert_refused(&refused, 5, &["index.html", "--audit"]);
    assert!(sent(&proxy, 0).is_empty());
    assert_eq!(bucket.get("index.html").unwrap().body, b"somebody else's");
    let audit = run(&site, &bucket, &["--audit"]);
    assert_eq!(audit.code, Some(0), "{audit:#?}");
    run_well(&site, &bucket, &[]);
    assert_eq!(bucket.get("index.html").unwrap().body, site.files()["index.html"]);
    assert_eq!(bucket.get("andet/index.html").unwrap().body, b"somebody else's");
}

#[test]
fn keys_that_a_build_cannot_write_disturb_nothing() {
    let bucket = Bucket::new(Kind::Gcs);
    let keys = ["a//b", "mappe/", "../oven", "./her", "a\u{1}b", "æ", "e\u{301}", "sti/%2F/x", " "];
    for key in keys {
        bucket.put(key, b"foreign");
    }
    let site = Site::new(&old(), &bucket.toml(&format!("http://127.0.0.1:{}", bucket.port)));
    // The first publish lists the bucket.
    run_well(&site, &bucket, &[]);
    run_well(&site, &bucket, &["--audit"]);
    site.become_version(&new());
    run_well(&site, &bucket, &[]);
    for key in keys {
        assert_eq!(bucket.get(key).unwrap().body, b"foreign", "{key:?}");
    }
}

/// The paths that are hard to send, and that a build writes.
fn hard_names() -> Sources {
    let mut sources = old();
    let names = ["æøå Ærø", "a+b", "100%", "%41", "a#b", "e\u{301}", "a&b=c", "~'()!,;@$"];
    for name in names {
        sources.insert(format!("static/navne/{name}.txt"), name.into());
    }
    sources
}

fn hard_names_round_trip(kind: Kind) {
    let (site, mut bucket, _proxy) = published(kind, &hard_names());
    let files = site.files();
    assert!(files.keys().filter(|path| path.starts_with("navne/")).count() == 8, "{files:?}");
    let served = visible(&bucket.snapshot(true));
    for (path, bytes) in &files {
        assert_eq!(served.get(path), Some(bytes), "{path}");
    }
    assert_eq!(served.len(), files.len());
    site.become_version(&old());
    run_well(&site, &bucket, &["--max-deletes", "20"]);
    let left = visible(&bucket.snapshot(true));
    assert!(left.keys().all(|key| !key.starts_with("navne/")), "{:?}", left.keys());
}

#[test]
fn hard_names_round_trip_at_gcs() {
    hard_names_round_trip(Kind::Gcs);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn hard_names_round_trip_at_s3() {
    hard_names_round_trip(Kind::S3);
}

#[test]
#[ignore = "needs Azurite: scripts/test publish"]
fn hard_names_round_trip_at_azure() {
    hard_names_round_trip(Kind::Azure);
}

/// A site with a prefix leaves the rest of its bucket alone.
#[test]
fn a_prefix_keeps_sites_apart() {
    let mut bucket = Bucket::new(Kind::Gcs);
    let direct = format!("http://127.0.0.1:{}", bucket.port);
    let table = |prefix: &str| format!("{}prefix = \"{prefix}\"\n", bucket.toml(&direct));
    let sites = [Site::new(&old(), &table("en")), Site::new(&new(), &table("to/under"))];
    for site in &sites {
        run_well(site, &bucket, &[]);
    }
    let all = bucket.snapshot(true);
    for (site, prefix) in sites.iter().zip(["en/", "to/under/"]) {
        for (path, bytes) in site.files() {
            assert_eq!(all[&format!("{prefix}{path}")].body, bytes);
        }
    }
    assert!(all.keys().all(|key| key.starts_with("en/") || key.starts_with("to/under/")));
}

#[test]
fn of_two_publishers_one_is_sent_away() {
    let bucket = Bucket::new(Kind::Gcs);
    let (reached, is_reached) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let hold = Arc::new(Mutex::new(Some((reached, may_go_on))));
    let proxy = Proxy::with(bucket.port, move |seen| {
        if seen.method == "PUT"
            && key_of(&seen.target) == "index.html"
            && let Some((reached, may_go_on)) = hold.lock().unwrap().take()
        {
            reached.send(()).unwrap();
            may_go_on.recv_timeout(Duration::from_secs(60)).unwrap();
        }
        Action::Pass
    });
    let first = Site::new(&old(), &bucket.toml(&proxy.endpoint()));
    let direct = format!("http://127.0.0.1:{}", bucket.port);
    let second = Site::new(&new(), &bucket.toml(&direct));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&first, &bucket, &[]));
        is_reached.recv_timeout(Duration::from_secs(60)).unwrap();
        let refused = run(&second, &bucket, &[]);
        go_on.send(()).unwrap();
        assert_refused(&refused, 4, &["publish", "--take-over"]);
        let done = running.join().unwrap();
        assert_eq!(done.code, Some(0), "{done:#?}");
    });
    assert_eq!(bucket.get("index.html").unwrap().body, first.files()["index.html"]);
    let same_site = run(&second, &bucket, &[]);
    assert_eq!(same_site.code, Some(0), "{same_site:#?}");
}

/// The time that pages are built for says nothing of how long a lock has been held.
#[test]
fn the_time_of_the_build_is_not_that_of_the_lock() {
    let bucket = Bucket::new(Kind::Gcs);
    let (reached, is_reached) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let hold = Arc::new(Mutex::new(Some((reached, may_go_on))));
    let proxy = Proxy::with(bucket.port, move |seen| {
        if seen.method == "PUT"
            && key_of(&seen.target) == "index.html"
            && let Some((reached, may_go_on)) = hold.lock().unwrap().take()
        {
            reached.send(()).unwrap();
            may_go_on.recv_timeout(Duration::from_secs(60)).unwrap();
        }
        Action::Pass
    });
    let first = Site::new(&old(), &bucket.toml(&proxy.endpoint()));
    let second = Site::new(&old(), &bucket.toml(&format!("http://127.0.0.1:{}", bucket.port)));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&first, &bucket, &["--now", "2026-11-20"]));
        is_reached.recv_timeout(Duration::from_secs(60)).unwrap();
        let refused = run(&second, &bucket, &["--now", "2026-12-24"]);
        go_on.send(()).unwrap();
        assert_refused(&refused, 4, &["--take-over"]);
        assert_eq!(running.join().unwrap().code, Some(0));
    });
}

/// A lock that a dead process left: its own site has it back at once, another one has to say so.
#[test]
fn a_lock_of_a_dead_process_is_reclaimed_and_a_foreign_one_is_not() {
    let bucket = Bucket::new(Kind::Gcs);
    let child: Arc<Mutex<Option<std::process::Child>>> = Arc::default();
    let killed = Arc::clone(&child);
    let proxy = Proxy::with(bucket.port, move |seen| {
        if seen.method == "PUT" && key_of(&seen.target) == "index.html" {
            killed.lock().unwrap().as_mut().unwrap().kill().unwrap();
            return Action::Cut;
        }
        Action::Pass
    });
    let mut site = Site::new(&old(), &bucket.toml(&proxy.endpoint()));
    site.build();
    *child.lock().unwrap() = Some(publish(&site, &bucket, &["--quiet"]).spawn().unwrap());
    while child.lock().unwrap().as_mut().unwrap().try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(bucket.get("_digest/lock").is_some());
    site.set_publish(&bucket.toml(&format!("http://127.0.0.1:{}", bucket.port)));
    let other = Site::new(&old(), &bucket.toml(&format!("http://127.0.0.1:{}", bucket.port)));
    assert_refused(&run(&other, &bucket, &[]), 4, &["--take-over"]);
    assert!(bucket.get("index.html").is_none());
    run_well(&site, &bucket, &[]);
    assert!(bucket.get("_digest/lock").is_none());
    // What another machine left is waited for or taken over.
    bucket.put("_digest/lock", b"not even a lock");
    assert_refused(&run(&site, &bucket, &[]), 4, &["--take-over"]);
    run_well(&site, &bucket, &["--take-over"]);
    assert!(bucket.get("_digest/lock").is_none());
}

#[test]
fn a_damaged_manifest_is_refused_and_made_anew_by_an_audit() {
    let (site, bucket, _proxy) = published(Kind::Gcs, &old());
    let whole = bucket.get("_digest/manifest.json").unwrap().body;
    for damage in [&b""[..], b"{", &whole[..whole.len() / 2], b"[1,2,3]"] {
        bucket.put("_digest/manifest.json", damage);
        forget(&site);
        let refused = run(&site, &bucket, &[]);
        assert!(matches!(refused.code, Some(4 | 5)), "{refused:#?}");
        assert!(refused.stderr.contains("--audit"), "{refused:#?}");
    }
    run_well(&site, &bucket, &["--audit"]);
    site.become_version(&new());
    run_well(&site, &bucket, &[]);
    // A lost one: nothing is deleted for that.
    bucket.delete("_digest/manifest.json");
    let before = bucket.list().len();
    let refused = run(&site, &bucket, &[]);
    assert_eq!(refused.code, Some(5), "{refused:#?}");
    assert_eq!(bucket.list().len(), before - usize::from(bucket.get("_digest/lock").is_some()));
}

#[test]
fn many_deletes_and_another_site_are_refused_before_anything_is_sent() {
    let (site, bucket, proxy) = published(Kind::Gcs, &old());
    let mut few = old();
    few.retain(|path, _| !path.contains("/nr-"));
    site.become_version(&few);
    let done = proxy.requests().len();
    assert_refused(&run(&site, &bucket, &["--max-deletes", "3"]), 5, &["--max-deletes"]);
    assert!(sent(&proxy, done).is_empty());
    run_well(&site, &bucket, &["--max-deletes", "100"]);
    let mut other = new();
    let config = other.get_mut("site.toml").unwrap();
    *config = config.replace(BASE_URL, "https://y.dk");
    let elsewhere = Site::new(&other, &bucket.toml(&proxy.endpoint()));
    let done = proxy.requests().len();
    assert_refused(&run(&elsewhere, &bucket, &[]), 5, &["https://y.dk", "https://x.dk"]);
    assert!(sent(&proxy, done).is_empty());
}

/// More objects than a page of a list.
fn pages_of_lists_are_read(kind: Kind) {
    let mut sources = old();
    for number in 0..1101 {
        sources.insert(format!("static/mange/{number:04}.txt"), number.to_string());
    }
    let (site, mut bucket, _proxy) = published(kind, &sources);
    assert_eq!(visible(&bucket.snapshot(true)), site.files());
    // All are found again without a manifest.
    bucket.delete("_digest/manifest.json");
    forget(&site);
    assert_refused(&run(&site, &bucket, &[]), 5, &["--audit"]);
    run_well(&site, &bucket, &["--audit"]);
    run_well(&site, &bucket, &[]);
    site.become_version(&old());
    run_well(&site, &bucket, &["--max-deletes", "1101"]);
    assert_eq!(visible(&bucket.snapshot(true)), site.files());
}

#[test]
fn more_objects_than_a_page_of_a_list_at_gcs() {
    pages_of_lists_are_read(Kind::Gcs);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn more_objects_than_a_page_of_a_list_at_s3() {
    pages_of_lists_are_read(Kind::S3);
}

/// A store that ignores conditions holds no lock against a publish that begins at the same moment: the program
/// notices, and warns.
#[test]
#[ignore = "needs rclone: scripts/test publish"]
fn a_store_without_conditional_writes_is_warned_of() {
    let directory = tempfile::tempdir().unwrap();
    let server = servers::rclone(directory.path().to_str().unwrap());
    let bucket = Bucket::at(Kind::S3, server.port);
    let site = Site::new(&old(), &bucket.toml(&format!("http://127.0.0.1:{}", server.port)));
    let warned = run_well(&site, &bucket, &[]);
    assert!(warned.stderr.contains("ignores conditional requests"), "{warned:#?}");
    let published = directory.path().join(&bucket.name);
    for (path, bytes) in site.files() {
        assert_eq!(fs::read(published.join(&path)).unwrap(), bytes, "{path}");
    }
}

/// Nothing secret shows when credentials are wrong, missing, or in the wrong place.
#[test]
fn no_error_shows_a_credential() {
    let bucket = Bucket::new(Kind::Gcs);
    let userinfo = "http://user:CANARY-secret-access-key@127.0.0.1:1";
    for endpoint in [userinfo, "http://127.0.0.1:1", "http://findes-ikke.invalid"] {
        let site = Site::new(&old(), &bucket.toml(endpoint));
        let failed = run(&site, &bucket, &[]);
        assert!(matches!(failed.code, Some(2 | 4)), "{failed:#?}");
    }
    let site = Site::new(&old(), &bucket.toml(&format!("http://127.0.0.1:{}", bucket.port)));
    let mut command = publish(&site, &bucket, &[]);
    for broken in ["{\"private_key\":\"CANARY-private-key\"", "CANARY-private-key", ""] {
        command.env("GOOGLE_SERVICE_ACCOUNT_KEY", broken);
        let failed = Run::of(&mut command);
        assert!(!format!("{failed:?}").contains("CANARY"), "{failed:#?}");
        assert!(matches!(failed.code, Some(2 | 4)), "{failed:#?}");
    }
}
