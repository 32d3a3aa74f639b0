//! The harness itself: a crawler that sees no defect, or a proxy that hurts nothing, proves nothing.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::bucket::{ANYBODY, Bucket, FOREIGN, Kind};
use crate::crawler::{Files, crawl};
use crate::fixture::has_extension;
use crate::http::{Message, send, try_send};
use crate::proxy::{Action, Proxy};
use crate::publisher::visible;
use crate::servers;
use crate::site::{BASE_URL, built, new, old};

#[test]
fn both_versions_are_whole_and_differ_in_every_kind_of_output() {
    let (old, new) = (built(&old()), built(&new()));
    assert_eq!(crawl(&old, BASE_URL, &old, &new), [""; 0]);
    assert_eq!(crawl(&new, BASE_URL, &old, &new), [""; 0]);
    let count =
        |of: &Files, in_other: fn(&Files, &str, &[u8]) -> bool, other: &Files, end: &str| {
            let all = of.iter().filter(|(path, _)| path.ends_with(end));
            all.filter(|(path, bytes)| in_other(other, path, bytes)).count()
        };
    let is_absent = |other: &Files, path: &str, _: &[u8]| !other.contains_key(path);
    let is_changed =
        |other: &Files, path: &str, bytes: &[u8]| other.get(path).is_some_and(|it| it != bytes);
    for end in [".html", ".css", ".txt"] {
        assert!(count(&new, is_absent, &old, end) > 0, "no new {end}");
        assert!(count(&old, is_absent, &new, end) > 0, "no removed {end}");
    }
    for end in [".html", ".txt", ".xml", ".csv"] {
        assert!(count(&new, is_changed, &old, end) > 0, "no changed {end}");
    }
}

#[test]
fn the_crawler_finds_what_is_missing_and_what_is_torn() {
    let (old, new) = (built(&old()), built(&new()));
    let style = new.keys().find(|path| has_extension(path, "css")).unwrap();
    for path in [style.as_str(), "2026/11/ny-10/index.html", "filer/tal.csv"] {
        let mut served = new.clone();
        assert!(served.remove(path).is_some(), "{path}");
        let defects = crawl(&served, BASE_URL, &old, &new);
        assert!(defects.iter().any(|defect| defect.contains("missing")), "{path}: {defects:?}");
    }
    let mut torn = new.clone();
    torn.get_mut("index.html").unwrap().truncate(1000);
    let defects = crawl(&torn, BASE_URL, &old, &new);
    assert!(defects.contains(&"index.html is neither old nor new".to_owned()), "{defects:?}");
    // The new front page before the new articles.
    let mut served = old.clone();
    served.insert("index.html".into(), new["index.html"].clone());
    assert_ne!(crawl(&served, BASE_URL, &old, &new), [""; 0]);
    // A page that nothing links to yet, before its style.
    let mut served = old.clone();
    served.insert("2026/11/ny-10/index.html".into(), new["2026/11/ny-10/index.html"].clone());
    assert_ne!(crawl(&served, BASE_URL, &old, &new), [""; 0]);
}

#[test]
fn the_proxy_passes_cuts_delays_refuses_and_counts() {
    let mut bucket = Bucket::new(Kind::Gcs);
    bucket.put("a", b"first");
    let delay = Duration::from_millis(200);
    let actions =
        [Action::Pass, Action::Cut, Action::Delay(delay), Action::Answer(503), Action::CutAnswer];
    let after = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&after);
    let proxy = Proxy::one_by_one(
        bucket.port,
        move |seen| actions[seen.number - 1],
        move |_| *counted.lock().unwrap() += 1,
    );
    let get = Message::request("GET", &format!("/{}/a", bucket.name));
    assert_eq!(send(proxy.port, &get).text(), "first");
    assert!(try_send(proxy.port, &get).is_none());
    let start = Instant::now();
    assert_eq!(send(proxy.port, &get).text(), "first");
    assert!(start.elapsed() >= delay);
    let refused = send(proxy.port, &get);
    assert_eq!((refused.status(), refused.field("retry-after")), (503, Some("1")));
    let put = Message::request("PUT", &format!("/{}/b", bucket.name)).with_body("done");
    assert!(try_send(proxy.port, &put).is_none());
    assert_eq!(bucket.get("b").unwrap().body, b"done");
    let requests = proxy.requests();
    let methods: Vec<_> = requests.iter().map(|seen| seen.method.as_str()).collect();
    assert_eq!(methods, ["GET", "GET", "GET", "GET", "PUT"]);
    assert_eq!((*after.lock().unwrap(), proxy.peak()), (5, 1));
    assert_eq!(visible(&bucket.snapshot(false)).keys().collect::<Vec<_>>(), ["a", "b"]);
}

/// Objects with keys that need escaping, and more than a page of a list has.
fn keeps_objects(mut bucket: Bucket) {
    let keys = ["æøå.html", "a b", "a+b", "100%", "a#b", "a?b", "e\u{301}", "mappe/under/x"];
    for (number, key) in keys.iter().enumerate() {
        bucket.put(key, key.as_bytes());
        let object = bucket.get(key).unwrap();
        assert_eq!((object.body, object.content_type.as_str()), (key.as_bytes().to_vec(), FOREIGN));
        assert_eq!(bucket.list().len(), number + 1);
    }
    let snapshot = bucket.snapshot(false);
    assert!(keys.iter().all(|key| snapshot[*key].body == key.as_bytes()));
    bucket.put("a b", b"other");
    assert_eq!(bucket.snapshot(false)["a b"].body, b"other");
    bucket.delete("a b");
    assert!(bucket.get("a b").is_none());
}

#[test]
fn the_fake_of_gcs_keeps_objects_and_conditions() {
    keeps_objects(Bucket::new(Kind::Gcs));
    let bucket = Bucket::new(Kind::Gcs);
    let put = |generation: &str| {
        let request = Message::request("PUT", &format!("/{}/lock", bucket.name));
        send(bucket.port, &request.with("x-goog-if-generation-match", generation).with_body("x"))
    };
    let first = put("0");
    assert_eq!(first.status(), 200);
    assert_eq!(put("0").status(), 412);
    assert_eq!(put(first.field("x-goog-generation").unwrap()).status(), 200);
    for number in 0..2001 {
        bucket.put(&format!("n/{number}"), b"");
    }
    assert_eq!(bucket.list().len(), 2002);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn moto_keeps_objects_and_conditions() {
    keeps_objects(Bucket::new(Kind::S3));
    let bucket = Bucket::new(Kind::S3);
    let put = |name: &str, value: &str| {
        let request = Message::request("PUT", &format!("/{}/lock", bucket.name));
        let request = request.with("authorization", ANYBODY).with(name, value).with_body("x");
        send(bucket.port, &request)
    };
    let first = put("if-none-match", "*");
    assert_eq!(first.status(), 200);
    assert_eq!(put("if-none-match", "*").status(), 412);
    assert_eq!(put("if-match", "\"other\"").status(), 412);
    assert_eq!(put("if-match", first.field("etag").unwrap()).status(), 200);
}

#[test]
#[ignore = "needs Azurite: scripts/test publish"]
fn azurite_keeps_objects() {
    keeps_objects(Bucket::new(Kind::Azure));
}

#[test]
#[ignore = "needs rclone: scripts/test publish"]
fn rclone_keeps_objects_and_ignores_conditions() {
    let directory = tempfile::tempdir().unwrap();
    let server = servers::rclone(directory.path().to_str().unwrap());
    let bucket = Bucket::at(Kind::S3, server.port);
    bucket.put("a/b", b"c");
    assert_eq!(bucket.get("a/b").unwrap().body, b"c");
    let request = Message::request("PUT", &format!("/{}/a/b", bucket.name));
    assert_eq!(send(server.port, &request.with("if-none-match", "*").with_body("x")).status(), 200);
}
