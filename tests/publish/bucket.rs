//! What a store has, looked at past the program.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::fake_gcs::FakeGcs;
use crate::fixture::decoded as unescaped;
use crate::http::{Message, decoded, element, elements, encoded, send};
use crate::servers;

/// A signature for everything in Azurite's own account, whose key is public. It ends in 2099.
const AZURITE: &str = "sv=2020-08-04&ss=b&srt=sco&sp=rwdlac&se=2099-01-01T00%3A00%3A00Z\
                       &spr=https%2Chttp&sig=lP4358Cnz1iq8XYqBFoRARKlOuXCuZxE4Uf0d7qFrYE%3D";
const AZURITE_ACCOUNT: &str = "devstoreaccount1";
/// Azurite's documented key: it protects nothing.
const AZURITE_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// What moto takes for credentials.
pub(crate) const ANYBODY: &str = "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/s3/\
                                  aws4_request, SignedHeaders=host, Signature=0";

/// What no output, no state and no error may have: credentials.
pub(crate) const CANARIES: [&str; 3] =
    ["CANARY-secret-access-key", "CANARY-session-token", "CANARY-private-key"];

/// The type of what tests put there past the program.
pub(crate) const FOREIGN: &str = "text/x-foreign";

/// A kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    S3,
    Gcs,
    Azure,
}

/// An object as the store serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) cache_control: String,
    pub(crate) content_encoding: String,
}

/// All objects of a store.
pub(crate) type Snapshot = BTreeMap<String, Arc<Stored>>;

/// A bucket of its own for one test.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) kind: Kind,
    /// Where the server itself listens.
    pub(crate) port: u16,
    pub(crate) name: String,
    seen: HashMap<(String, String), Arc<Stored>>,
}

impl Bucket {
    /// Creates one at the server that all tests share.
    pub(crate) fn new(kind: Kind) -> Self {
        static FAKE_GCS: OnceLock<u16> = OnceLock::new();
        let port = match kind {
            Kind::S3 => servers::moto(),
            Kind::Gcs => *FAKE_GCS.get_or_init(FakeGcs::start),
            Kind::Azure => servers::azurite(),
        };
        Self::at(kind, port)
    }

    /// Creates one at a port.
    pub(crate) fn at(kind: Kind, port: u16) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("bucket-{}", COUNT.fetch_add(1, Ordering::SeqCst));
        let bucket = Self { kind, port, name, seen: HashMap::new() };
        let query = if kind == Kind::Azure { "restype=container" } else { "" };
        let answer = send(port, &bucket.ask("PUT", "", query));
        assert!(matches!(answer.status(), 200 | 201), "{answer:?}");
        bucket
    }

    /// The same bucket, for another pair of eyes.
    pub(crate) fn again(&self) -> Self {
        Self { name: self.name.clone(), seen: HashMap::new(), ..*self }
    }

    fn ask(&self, method: &str, key: &str, query: &str) -> Message {
        let path = match self.kind {
            Kind::Azure => format!("/{AZURITE_ACCOUNT}/{}", self.name),
            Kind::S3 | Kind::Gcs => format!("/{}", self.name),
        };
        let path = if key.is_empty() { path } else { format!("{path}/{}", encoded(key)) };
        let target = match (self.kind, query) {
            (Kind::Azure, _) => format!("{path}?{AZURITE}&{query}"),
            (_, "") => path,
            (_, query) => format!("{path}?{query}"),
        };
        // Moto lets those in who show any credentials.
        Message::request(method, &target).with("authorization", ANYBODY)
    }

    /// The tag of each object, by key.
    pub(crate) fn list(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let (item, name, tag, more) = match self.kind {
            Kind::Azure => ("Blob", "Name", "Etag", "NextMarker"),
            Kind::S3 | Kind::Gcs => ("Contents", "Key", "ETag", "NextContinuationToken"),
        };
        let mut token: Option<String> = None;
        loop {
            let page = token.as_deref().map(|token| encoded(token).replace('/', "%2F"));
            let query = match (self.kind, page) {
                (Kind::Azure, None) => "restype=container&comp=list".into(),
                (Kind::Azure, Some(page)) => format!("restype=container&comp=list&marker={page}"),
                (_, None) => "list-type=2".to_owned(),
                (_, Some(page)) => format!("list-type=2&continuation-token={page}"),
            };
            let answer = send(self.port, &self.ask("GET", "", &query));
            assert_eq!(answer.status(), 200, "{answer:?}");
            let text = answer.text();
            for one in elements(&text, item) {
                let of = |name| unescaped(element(one, name).unwrap());
                all.insert(of(name), of(tag));
            }
            token = element(&text, more).filter(|token| !token.is_empty()).map(unescaped);
            if token.is_none() {
                return all;
            }
        }
    }

    /// An object, as a reader would get it.
    pub(crate) fn get(&self, key: &str) -> Option<Stored> {
        let answer = send(self.port, &self.ask("GET", key, ""));
        if answer.status() == 404 {
            return None;
        }
        assert_eq!(answer.status(), 200, "{key}: {answer:?}");
        let field = |name| answer.field(name).unwrap_or_default().to_owned();
        Some(Stored {
            content_type: field("content-type"),
            cache_control: field("cache-control"),
            content_encoding: field("content-encoding"),
            body: answer.body,
        })
    }

    /// Puts an object past the program.
    pub(crate) fn put(&self, key: &str, body: &[u8]) {
        let foreign = Stored {
            body: body.to_vec(),
            content_type: FOREIGN.into(),
            cache_control: String::new(),
            content_encoding: String::new(),
        };
        self.put_object(key, &foreign);
    }

    fn put_object(&self, key: &str, object: &Stored) {
        let mut request = self.ask("PUT", key, "");
        let prefix = if self.kind == Kind::Azure { "x-ms-blob-" } else { "" };
        for (name, value) in [
            ("content-type", &object.content_type),
            ("cache-control", &object.cache_control),
            ("content-encoding", &object.content_encoding),
        ] {
            if !value.is_empty() {
                request = request.with(&format!("{prefix}{name}"), value);
            }
        }
        let request = request.with("x-ms-blob-type", "BlockBlob").with_body(object.body.clone());
        let answer = send(self.port, &request);
        assert!(matches!(answer.status(), 200 | 201), "{key}: {answer:?}");
    }

    /// Deletes an object past the program.
    pub(crate) fn delete(&self, key: &str) {
        let answer = send(self.port, &self.ask("DELETE", key, ""));
        assert!(matches!(answer.status(), 202 | 204), "{key}: {answer:?}");
    }

    /// Everything in it. Bodies that were seen before are not fetched again, unless `afresh`, which
    /// also sees changed headers of equal bodies.
    pub(crate) fn snapshot(&mut self, afresh: bool) -> Snapshot {
        if afresh {
            self.seen.clear();
        }
        let mut all = Snapshot::new();
        for (key, tag) in self.list() {
            let id = (key.clone(), tag);
            if !self.seen.contains_key(&id) {
                // It may be gone since it was listed.
                let Some(stored) = self.get(&key) else { continue };
                self.seen.insert(id.clone(), Arc::new(stored));
            }
            all.insert(key, Arc::clone(&self.seen[&id]));
        }
        all
    }

    /// Makes it what it was, past the program.
    pub(crate) fn restore(&mut self, wanted: &Snapshot) {
        let found = self.snapshot(true);
        for key in found.keys().filter(|key| !wanted.contains_key(*key)) {
            self.delete(key);
        }
        for (key, object) in wanted {
            if found.get(key) != Some(object) {
                self.put_object(key, object);
            }
        }
    }

    /// The table `[publish.NAME]` for this bucket behind a proxy.
    pub(crate) fn toml(&self, endpoint: &str) -> String {
        let name = &self.name;
        match self.kind {
            Kind::S3 => format!(
                "[publish.store]\nkind = \"s3\"\nbucket = \"{name}\"\nregion = \"eu-north-1\"\n\
                 endpoint = \"{endpoint}\"\nallow_http = true\n"
            ),
            Kind::Gcs => format!(
                "[publish.store]\nkind = \"gcs\"\nbucket = \"{name}\"\n\
                 endpoint = \"{endpoint}\"\nallow_http = true\n"
            ),
            Kind::Azure => format!(
                "[publish.store]\nkind = \"azure\"\naccount = \"{AZURITE_ACCOUNT}\"\n\
                 container = \"{name}\"\nendpoint = \"{endpoint}/{AZURITE_ACCOUNT}\"\n\
                 allow_http = true\n"
            ),
        }
    }

    /// The variables with the credentials.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        match self.kind {
            Kind::S3 => vec![
                ("AWS_ACCESS_KEY_ID", "test-key-id".into()),
                ("AWS_SECRET_ACCESS_KEY", CANARIES[0].into()),
                ("AWS_SESSION_TOKEN", CANARIES[1].into()),
            ],
            Kind::Gcs => {
                let key = format!(
                    r#"{{"private_key":"{}","private_key_id":"x","client_email":"x@y.example","disable_oauth":true}}"#,
                    CANARIES[2]
                );
                vec![("GOOGLE_SERVICE_ACCOUNT_KEY", key)]
            }
            Kind::Azure => vec![("AZURE_STORAGE_ACCOUNT_KEY", AZURITE_KEY.into())],
        }
    }

    /// The words that must not show anywhere.
    pub(crate) fn secrets(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Azure => vec![AZURITE_KEY],
            Kind::S3 | Kind::Gcs => CANARIES.to_vec(),
        }
    }
}

/// The key of a request at a store, without bucket and query.
pub(crate) fn key_of(target: &str) -> String {
    let path = target.split('?').next().unwrap();
    let path = decoded(path);
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix(AZURITE_ACCOUNT).map_or(path, |rest| &rest[1..]);
    path.split_once('/').map_or(String::new(), |(_, key)| key.to_owned())
}
