//! One publish of the new version over the old one, as often as wanted, from the same beginning.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::bucket::{Bucket, Kind, Snapshot};
use crate::crawler::{Files, crawl};
use crate::fixture::{Run, copy};
use crate::proxy::Proxy;
use crate::publisher::{check_complete, run, run_well, visible};
use crate::site::{BASE_URL, Site, new, old};

/// What a test put there that is not ours: it has to survive everything.
const FOREIGN_KEYS: [&str; 4] =
    ["andres/fil.html", "aktiver/andres.0123456789abcdef.css", "index.htm", "_digest.txt"];

/// A site whose old version is published, and whose new version is built.
pub(crate) struct Trial {
    pub(crate) site: Site,
    pub(crate) bucket: Bucket,
    pub(crate) old: Files,
    pub(crate) new: Files,
    /// The bucket with the old version.
    before: Snapshot,
    /// A bucket that had the new version only.
    clean: Snapshot,
    /// What the program knows of the publish of the old version.
    state: (TempDir, PathBuf),
    /// How many requests a publish of the new version takes.
    pub(crate) requests: usize,
}

impl Trial {
    pub(crate) fn new(kind: Kind) -> Self {
        let mut bucket = Bucket::new(kind);
        let direct = format!("http://127.0.0.1:{}", bucket.port);
        for key in FOREIGN_KEYS {
            bucket.put(key, key.as_bytes());
        }
        let site = Site::new(&old(), &bucket.toml(&direct));
        run_well(&site, &bucket, &[]);
        let old = site.files();
        let before = bucket.snapshot(true);
        let keys = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        let mut published = visible(&before);
        published.retain(|key, _| !FOREIGN_KEYS.contains(&key.as_str()));
        assert_eq!(keys(&published), keys(&old));

        let mut elsewhere = Bucket::new(kind);
        let direct = format!("http://127.0.0.1:{}", elsewhere.port);
        let other = Site::new(&new(), &elsewhere.toml(&direct));
        run_well(&other, &elsewhere, &[]);
        let clean = elsewhere.snapshot(true);

        let state = tempfile::tempdir().unwrap();
        let kept = state.path().join("publish");
        copy(&site.file(".digest/publish"), &kept);
        site.become_version(&new());
        site.build();
        let new = site.files();
        let mut trial =
            Self { site, bucket, old, new, before, clean, state: (state, kept), requests: 0 };
        let proxy = Proxy::to(trial.bucket.port);
        trial.begin(&proxy);
        run_well(&trial.site, &trial.bucket, &[]);
        trial.requests = proxy.requests().len();
        trial.check_complete();
        trial
    }

    /// Makes everything what it was before the publish of the new version, and leads it to a proxy.
    pub(crate) fn begin(&mut self, proxy: &Proxy) {
        self.bucket.restore(&self.before);
        let state = self.site.file(".digest/publish");
        fs::remove_dir_all(&state).unwrap();
        copy(&self.state.1, &state);
        self.lead_to(&proxy.endpoint());
    }

    pub(crate) fn lead_to(&mut self, endpoint: &str) {
        let toml = self.bucket.toml(endpoint);
        self.site.set_publish(&toml);
    }

    pub(crate) fn lead_to_server(&mut self) {
        self.lead_to(&format!("http://127.0.0.1:{}", self.bucket.port));
    }

    /// What a reader meets now that must not be.
    pub(crate) fn defects(&mut self) -> Vec<String> {
        crawl(&visible(&self.bucket.snapshot(false)), BASE_URL, &self.old, &self.new)
    }

    pub(crate) fn check_whole(&mut self, when: &str) {
        let defects = self.defects();
        assert!(defects.is_empty(), "{when}: {defects:#?}");
    }

    /// Runs it again without faults, and verifies that it completes what had begun.
    pub(crate) fn complete(&mut self, when: &str) -> Run {
        self.lead_to_server();
        let run = run(&self.site, &self.bucket, &[]);
        assert_eq!(run.code, Some(0), "{when}: {run:#?}");
        self.check_complete();
        run
    }

    /// Verifies that the bucket is that of a complete publish, and that the program knows it.
    pub(crate) fn check_complete(&mut self) {
        let found = self.bucket.snapshot(true);
        let superseded = check_complete(&found, &self.clean, &self.old);
        assert!(superseded > 0, "the former assets are kept for a while");
        for key in FOREIGN_KEYS {
            assert_eq!(found[key].body, key.as_bytes(), "{key} is foreign");
        }
        for secret in self.bucket.secrets() {
            let holds = |body: &[u8]| body.windows(secret.len()).any(|it| it == secret.as_bytes());
            assert!(found.values().all(|object| !holds(&object.body)), "{secret} is in the bucket");
        }
        let records: Vec<_> = found.keys().filter(|key| key.starts_with("_digest/")).collect();
        assert_eq!(records, ["_digest/manifest.json"], "only the manifest stays");
    }
}
