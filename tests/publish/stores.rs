//! The stores themselves, without a site: `digest_network::store` against the servers.
//!
//! Credentials come from the environment of the test, which `scripts/test publish` sets.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use digest_network::store::{
    Condition, Headers, Reason, Service, Store, StoreConfig, StoreError, Version,
};

use crate::bucket::{Bucket, Kind};
use crate::proxy::{Action, Proxy};
use crate::servers;

const KINDS: [Kind; 3] = [Kind::S3, Kind::Gcs, Kind::Azure];
const HTML: Headers<'_> = Headers {
    content_type: "text/html; charset=utf-8",
    cache_control: "public, max-age=0, must-revalidate",
    content_encoding: None,
};
const ACCOUNT: &str = "devstoreaccount1";

/// Opens a bucket at an endpoint.
fn open(bucket: &Bucket, endpoint: &str, prefix: &str) -> Store {
    let name = bucket.name.clone();
    let (service, path) = match bucket.kind {
        Kind::S3 => (Service::S3 { bucket: name, region: Some("eu-north-1".into()) }, ""),
        Kind::Gcs => (Service::Gcs { bucket: name }, ""),
        Kind::Azure => {
            (Service::Azure { account: ACCOUNT.into(), container: name }, "/devstoreaccount1")
        }
    };
    let endpoint = Some(format!("{endpoint}{path}"));
    Store::open(&StoreConfig { service, prefix: prefix.into(), endpoint, allow_http: true })
        .unwrap()
}

fn opened(bucket: &Bucket, prefix: &str) -> Store {
    open(bucket, &format!("http://127.0.0.1:{}", bucket.port), prefix)
}

fn reason<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Reason {
    result.unwrap_err().reason
}

/// Puts a file of some bytes.
fn put(store: &Store, key: &str, bytes: &[u8], headers: Headers<'_>) -> Result<(), StoreError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, bytes).unwrap();
    store.put_file(key, file.path(), bytes.len() as u64, headers)
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn objects_keep_their_keys_bytes_and_headers() {
    let keys = [
        "index.html",
        "æøå/Ærø.html",
        "a b/c+d.html",
        "100%/a%20b.html",
        "x#y/z?q=1&r.html",
        "nfd-a\u{30a}.html",
        "(1)'!~*;,=@$.html",
    ];
    for kind in KINDS {
        let bucket = Bucket::new(kind);
        bucket.put("outside.html", b"foreign");
        for prefix in ["", "avis/æ ø+%"] {
            let store = opened(&bucket, prefix);
            let at =
                |key: &str| if prefix.is_empty() { key.into() } else { format!("{prefix}/{key}") };
            for key in keys {
                assert_eq!(store.size_of(key), Ok(None), "{kind:?} {key}");
                put(&store, key, key.as_bytes(), HTML).unwrap();
                assert_eq!(store.size_of(key), Ok(Some(key.len() as u64)), "{kind:?} {key}");
                let served = bucket.get(&at(key)).unwrap_or_else(|| panic!("{kind:?} no {key}"));
                assert_eq!(String::from_utf8(served.body).unwrap(), key);
                assert_eq!(served.content_type, HTML.content_type);
                assert_eq!(served.cache_control, HTML.cache_control);
            }
            let mut listed = store.list().unwrap();
            listed.retain(|(key, _)| key != "outside.html");
            listed.sort();
            let mut expected = keys.map(|key| (key.to_owned(), key.len() as u64));
            expected.sort();
            assert_eq!(listed, expected, "{kind:?}");
            for key in keys {
                assert_eq!(store.delete(key), Ok(()), "{kind:?} {key}");
                assert_eq!(store.delete(key), Ok(()), "{kind:?} {key}, gone already");
                assert!(bucket.get(&at(key)).is_none(), "{kind:?} {key}");
            }
        }
        assert_eq!(bucket.get("outside.html").unwrap().body, b"foreign");
    }
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn conditions_are_respected() {
    for kind in KINDS {
        let store = opened(&Bucket::new(kind), "p");
        let write = |bytes: &[u8], condition| store.write("lock", bytes, HTML, condition);
        let first = write(b"1", Condition::New).unwrap();
        assert_eq!(reason(write(b"2", Condition::New)), Reason::Conflict, "{kind:?}");
        let (bytes, version) = store.read("lock").unwrap().unwrap();
        assert_eq!((bytes.as_slice(), version.etag.is_some()), (&b"1"[..], true), "{kind:?}");
        let second = write(b"2", Condition::Unchanged(&version)).unwrap();
        assert_ne!(first, second, "{kind:?}");
        assert_eq!(reason(write(b"3", Condition::Unchanged(&first))), Reason::Conflict, "{kind:?}");
        assert_eq!(store.read("lock").unwrap().unwrap().0, b"2", "{kind:?}");
        store.delete("lock").unwrap();
        assert_eq!(store.read("lock").unwrap(), None, "{kind:?}");
        let gone = reason(write(b"4", Condition::Unchanged(&second)));
        assert!(matches!(gone, Reason::Conflict | Reason::Missing), "{kind:?}: {gone:?}");
        assert_eq!(store.read("lock").unwrap(), None, "{kind:?}");
    }
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn a_store_that_ignores_conditions_shows_that() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("dumb")).unwrap();
    let server = servers::rclone(directory.path().to_str().unwrap());
    let service = Service::S3 { bucket: "dumb".into(), region: None };
    let endpoint = Some(format!("http://127.0.0.1:{}", server.port));
    let config = StoreConfig { service, prefix: String::new(), endpoint, allow_http: true };
    let store = Store::open(&config).unwrap();
    store.probe_list().unwrap();
    let write = |bytes: &[u8], condition| store.write("lock", bytes, HTML, condition);
    write(b"1", Condition::New).unwrap();
    write(b"2", Condition::New).unwrap();
    let stale = Version { etag: Some("\"0\"".into()), version: None };
    write(b"3", Condition::Unchanged(&stale)).unwrap();
    assert_eq!(store.read("lock").unwrap().unwrap().0, b"3");
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn many_objects_are_sent_at_once_and_listed_by_pages() {
    const COUNT: usize = 1_050;
    for kind in [Kind::S3, Kind::Gcs] {
        let bucket = Bucket::new(kind);
        let proxy = Proxy::with(bucket.port, |_| Action::Delay(Duration::from_millis(5)));
        let store = open(&bucket, &proxy.endpoint(), "");
        let keys: Vec<_> = (0..COUNT).map(|number| format!("{number:04}.html")).collect();
        let left = Mutex::new(keys.iter());
        std::thread::scope(|scope| {
            for _ in 0..32 {
                scope.spawn(|| {
                    while let Some(key) = { left.lock().unwrap().next() } {
                        put(&store, key, key.as_bytes(), HTML).unwrap();
                    }
                });
            }
        });
        assert!(proxy.peak() > 8, "{kind:?}: at most {} at once", proxy.peak());
        let sent = proxy.requests().len();
        assert_eq!(sent, COUNT, "{kind:?}");
        let mut listed: Vec<_> = store.list().unwrap().into_iter().map(|(key, _)| key).collect();
        listed.sort();
        assert_eq!(listed, keys, "{kind:?}");
        assert_eq!(proxy.requests().len() - sent, 2, "{kind:?}: pages");
        store.probe_list().unwrap();
        assert!(proxy.requests().last().unwrap().target.contains("max-keys=1"));
    }
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn empty_and_large_files_arrive() {
    // The fake of Google's store has no uploads in parts.
    for kind in [Kind::S3, Kind::Azure] {
        let bucket = Bucket::new(kind);
        let store = opened(&bucket, "");
        put(&store, "empty", b"", HTML).unwrap();
        assert_eq!(bucket.get("empty").unwrap().body, b"");
        let bytes: Vec<u8> = (0..20_000_003_u32).map(|at| (at >> 3).to_le_bytes()[0]).collect();
        let gzip = Headers { content_encoding: Some("gzip"), ..HTML };
        put(&store, "large", &bytes, gzip).unwrap();
        let served = bucket.get("large").unwrap();
        assert!(served.body == bytes, "{kind:?}: {} bytes", served.body.len());
        let headers = (&*served.content_type, &*served.content_encoding);
        assert_eq!(headers, (HTML.content_type, "gzip"), "{kind:?}");
        let file = tempfile::NamedTempFile::new().unwrap();
        let changed = reason(store.put_file("large", file.path(), 7, HTML));
        assert!(matches!(changed, Reason::File(why) if why.contains("has changed")));
    }
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn what_may_pass_is_tried_again() {
    for kind in KINDS {
        let bucket = Bucket::new(kind);
        for (action, pause) in
            [(Action::Answer(503), 1), (Action::Answer(500), 0), (Action::Answer(429), 1)]
        {
            let act = move |number| if number <= 2 { action } else { Action::Pass };
            let proxy = Proxy::with(bucket.port, move |seen| act(seen.number));
            let store = open(&bucket, &proxy.endpoint(), "");
            let start = Instant::now();
            put(&store, "a", b"x", HTML).unwrap();
            assert_eq!(proxy.requests().len(), 3, "{kind:?} {action:?}");
            // Each of both answers asks for a pause.
            assert!(start.elapsed() >= Duration::from_secs(2 * pause), "{kind:?} {action:?}");
        }
        for action in [Action::Cut, Action::CutAnswer] {
            let act = move |number| if number == 1 { action } else { Action::Pass };
            let proxy = Proxy::with(bucket.port, move |seen| act(seen.number));
            let store = open(&bucket, &proxy.endpoint(), "");
            put(&store, "b", b"x", HTML).unwrap();
            assert_eq!(bucket.get("b").unwrap().body, b"x", "{kind:?} {action:?}");
        }
        let proxy = Proxy::with(bucket.port, |_| Action::Answer(403));
        let store = open(&bucket, &proxy.endpoint(), "");
        assert_eq!(reason(put(&store, "c", b"x", HTML)), Reason::Denied, "{kind:?}");
        assert_eq!(reason(store.delete("c")), Reason::Denied, "{kind:?}");
        assert_eq!(reason(store.probe_list()), Reason::Denied, "{kind:?}");
        assert_eq!(reason(store.read("c")), Reason::Denied, "{kind:?}");
        assert_eq!(reason(store.size_of("c")), Reason::Denied, "{kind:?}");
        assert_eq!(proxy.requests().len(), 5, "{kind:?}: not tried again");
    }
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn a_store_that_keeps_failing_is_given_up() {
    let bucket = Bucket::new(Kind::S3);
    let proxy = Proxy::with(bucket.port, |_| Action::Answer(500));
    let store = open(&bucket, &proxy.endpoint(), "");
    assert!(matches!(reason(put(&store, "a", b"x", HTML)), Reason::Status(500, _)));
    assert_eq!(proxy.requests().len(), 6);
}

#[test]
#[ignore = "needs the servers of `scripts/test publish`"]
fn a_place_that_is_not_there_has_a_reason_in_plain_words() {
    for kind in [Kind::S3, Kind::Azure] {
        let mut bucket = Bucket::new(kind);
        bucket.name = "not-there".into();
        let store = opened(&bucket, "");
        assert_eq!(reason(store.probe_list()), Reason::NoBucket, "{kind:?}");
        assert_eq!(reason(put(&store, "a", b"x", HTML)), Reason::NoBucket, "{kind:?}");
        assert_eq!(reason(store.read("a")), Reason::NoBucket, "{kind:?}");
    }
    let bucket = Bucket::new(Kind::S3);
    let nobody = open(&bucket, "http://no-such-host.invalid", "");
    assert_eq!(reason(nobody.probe_list()), Reason::NoHost);
    // Speaks no TLS.
    let other = open(&bucket, &format!("https://127.0.0.1:{}", bucket.port), "");
    assert!(matches!(reason(other.probe_list()), Reason::Tls(_) | Reason::Connection(_)));
}
