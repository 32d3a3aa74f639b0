//! Object stores as targets: S3 and services with its interface, Google Cloud Storage, Azure.
//!
//! In: the configuration of a target; credentials come from the environment. Out: a [`StoreTarget`]. May
//! import: `target`, `config`, `paths`, and the crate `digest_network`.
//!
//! An object's key is its output path below the prefix, byte for byte. Records are in `_digest/`, and
//! are written with conditional requests. A store that ignores the conditions is found in `preflight`;
//! then a record is compared before and after it is written, which leaves a gap: two publishes that
//! begin in the same moment may not see each other. The user is warned of it.

mod errors;

use std::sync::OnceLock;

use digest_network::store::{
    self, Condition, Reason, Service, Store, StoreConfig, StoreError, Version,
};

use super::target::{
    Listed, Object, Record, Revision, Stored, Target, TargetError, TargetErrorKind,
};
use crate::config::{AzureConfig, GcsConfig, S3Config};
use crate::paths::OutputPath;

/// Where the records are.
const RECORDS: &str = "_digest/";
/// What is put and deleted again to see whether that is permitted.
const PROBE: &str = "_digest/probe";
/// The longest key that every store takes.
const MAX_KEY_BYTES: usize = 1024;
/// How many requests are under way at once.
const PARALLELISM: usize = 32;
/// How often the probe is tried, since another publish may delete it meanwhile.
const PROBE_ATTEMPTS: usize = 3;

/// Records are neither cached nor compressed.
const RECORD_HEADERS: store::Headers<'_> = store::Headers {
    content_type: "application/json",
    cache_control: "no-store",
    content_encoding: None,
};

/// A bucket or container.
#[derive(Debug)]
pub(crate) struct StoreTarget {
    store: Store,
    service: Service,
    location: String,
    /// How many bytes a prefix adds to each key.
    prefix_bytes: usize,
    /// Whether the store respects conditions, once that is known.
    is_conditional: OnceLock<bool>,
}

impl StoreTarget {
    /// Opens a bucket of S3 or of a service with its interface.
    pub(crate) fn s3(config: &S3Config) -> Result<Self, TargetError> {
        let bucket = config.bucket.clone();
        let location = format!("s3://{bucket}");
        let service = Service::S3 { bucket, region: config.region.clone() };
        Self::open(service, location, &config.prefix, config.endpoint.as_ref(), config.allow_http)
    }

    /// Opens a bucket of Google Cloud Storage.
    pub(crate) fn gcs(config: &GcsConfig) -> Result<Self, TargetError> {
        let bucket = config.bucket.clone();
        let location = format!("gs://{bucket}");
        let service = Service::Gcs { bucket };
        Self::open(service, location, &config.prefix, config.endpoint.as_ref(), config.allow_http)
    }

    /// Opens a container of Azure Blob Storage.
    pub(crate) fn azure(config: &AzureConfig) -> Result<Self, TargetError> {
        let (account, container) = (config.account.clone(), config.container.clone());
        let location = format!("azure://{account}/{container}");
        let service = Service::Azure { account, container };
        Self::open(service, location, &config.prefix, config.endpoint.as_ref(), config.allow_http)
    }

    fn open(
        service: Service,
        location: String,
        prefix: &str,
        endpoint: Option<&String>,
        allow_http: bool,
    ) -> Result<Self, TargetError> {
        let prefix = prefix.trim_matches('/');
        let (location, prefix_bytes) = match prefix {
            "" => (location, 0),
            prefix => (format!("{location}/{prefix}"), prefix.len() + 1),
        };
        let config = StoreConfig {
            service: service.clone(),
            prefix: prefix.to_owned(),
            endpoint: endpoint.cloned(),
            allow_http,
        };
        let store =
            Store::open(&config).map_err(|error| errors::explained(&error, &service, &location))?;
        Ok(Self { store, service, location, prefix_bytes, is_conditional: OnceLock::new() })
    }

    fn explained(&self, error: &StoreError) -> TargetError {
        errors::explained(error, &self.service, &self.location)
    }

    fn key<'p>(&self, path: &'p OutputPath) -> Result<&'p str, TargetError> {
        let bytes = self.prefix_bytes + path.as_str().len();
        if bytes > MAX_KEY_BYTES {
            let message = format!(
                "the key of `{path}` at {} would have {bytes} bytes; a store takes at most \
                 {MAX_KEY_BYTES}",
                self.location
            );
            return Err(TargetError::new(TargetErrorKind::Refused, message)
                .help("give the file a shorter path, or the target a shorter `prefix`"));
        }
        Ok(path.as_str())
    }

    /// Finds out whether the store creates an object that is there already.
    fn probe_conditions(&self) -> Result<bool, StoreError> {
        for _ in 0..PROBE_ATTEMPTS {
            self.store.write(PROBE, b"probe", RECORD_HEADERS, Condition::Always)?;
            match self.store.write(PROBE, b"probe again", RECORD_HEADERS, Condition::New) {
                Ok(_) => {}
                Err(error) => match error.reason {
                    Reason::Conflict => return Ok(true),
                    Reason::NotImplemented | Reason::Status(400, _) => return Ok(false),
                    _ => return Err(error),
                },
            }
        }
        Ok(false)
    }

    /// Writes a record at a store that ignores conditions.
    fn write_compared(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let before = self.read(record)?;
        if before.map(|stored| stored.revision).as_ref() != expected {
            return Err(self.conflict(record));
        }
        self.store
            .write(&key_of(record), bytes, RECORD_HEADERS, Condition::Always)
            .map_err(|error| self.explained(&error))?;
        match self.read(record)? {
            Some(stored) if stored.bytes == bytes => Ok(stored.revision),
            _ => Err(self.conflict(record)),
        }
    }

    fn conflict(&self, record: Record) -> TargetError {
        let (name, location) = (record.file_name(), &self.location);
        let message = format!("`_digest/{name}` at {location} was changed by another publish");
        TargetError::new(TargetErrorKind::Conflict, message)
            .help("wait until the other publish has ended, and publish again")
    }
}

impl Target for StoreTarget {
    fn location(&self) -> &str {
        &self.location
    }

    fn is_atomic(&self) -> bool {
        false
    }

    fn parallelism(&self) -> usize {
        PARALLELISM
    }

    fn preflight(&self) -> Result<(), TargetError> {
        let explained = |error| self.explained(&error);
        self.store.probe_list().map_err(explained)?;
        let is_conditional = self.probe_conditions().map_err(explained)?;
        let _ = self.is_conditional.set(is_conditional);
        self.store.read(PROBE).map_err(explained)?;
        self.store.delete(PROBE).map_err(explained)
    }

    fn warnings(&self) -> Vec<String> {
        let is_ignored = self.is_conditional.get() == Some(&false);
        let warning = format!(
            "the store of {} ignores conditional requests, so two publishes that begin in the same \
             moment may mix; never start two at once",
            self.location
        );
        is_ignored.then_some(warning).into_iter().collect()
    }

    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError> {
        let found = self.store.read(&key_of(record)).map_err(|error| self.explained(&error))?;
        Ok(found.map(|(bytes, version)| Stored { bytes, revision: revision(version) }))
    }

    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        if self.is_conditional.get() == Some(&false) {
            return self.write_compared(record, bytes, expected);
        }
        let version = expected.map(|expected| Version {
            etag: expected.etag.clone(),
            version: expected.version.clone(),
        });
        let condition = version.as_ref().map_or(Condition::New, Condition::Unchanged);
        match self.store.write(&key_of(record), bytes, RECORD_HEADERS, condition) {
            Ok(version) => Ok(revision(version)),
            // One that should be replaced is gone.
            Err(StoreError { reason: Reason::Conflict | Reason::Missing, .. }) => {
                Err(self.conflict(record))
            }
            Err(error) => Err(self.explained(&error)),
        }
    }

    fn remove(&self, record: Record) -> Result<(), TargetError> {
        self.store.delete(&key_of(record)).map_err(|error| self.explained(&error))
    }

    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError> {
        self.store.size_of(self.key(path)?).map_err(|error| self.explained(&error))
    }

    fn list(&self) -> Result<Vec<Listed>, TargetError> {
        let found = self.store.list().map_err(|error| self.explained(&error))?;
        let found = found.into_iter().filter(|(path, _)| !path.starts_with(RECORDS));
        let mut found: Vec<_> = found.map(|(path, size)| Listed { path, size }).collect();
        found.sort_unstable();
        Ok(found)
    }

    fn put(&self, object: &Object<'_>) -> Result<(), TargetError> {
        let headers = store::Headers {
            content_type: &object.headers.content_type,
            cache_control: &object.headers.cache_control,
            content_encoding: object.headers.content_encoding.as_deref(),
        };
        self.store
            .put_file(self.key(object.path)?, object.file, object.size, headers)
            .map_err(|error| self.explained(&error))
    }

    fn delete(&self, path: &OutputPath) -> Result<(), TargetError> {
        self.store.delete(self.key(path)?).map_err(|error| self.explained(&error))
    }

    fn finish(
        &self,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        self.write(Record::Manifest, manifest, expected)
    }
}

fn key_of(record: Record) -> String {
    format!("{RECORDS}{}", record.file_name())
}

fn revision(version: Version) -> Revision {
    Revision { etag: version.etag, version: version.version }
}
