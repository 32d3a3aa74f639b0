//! Object stores: buckets of S3 and services with its interface, of Google Cloud Storage, and
//! containers of Azure.
//!
//! In: where the store is ([`StoreConfig`]), keys and files; credentials from the environment. Out: what
//! became of each request, or a [`StoreError`] without anything secret. May import `tls`.
//!
//! All functions block and may be called from many threads at once. Requests are repeated, with growing
//! and random pauses, if they failed in a way that may pass and are safe to repeat. A file is read
//! when it is sent; how many bytes are in memory at once is bounded, for all threads together.

mod config;
mod error;
mod files;
mod secrets;
mod service;

use std::sync::Arc;
use std::time::Duration;

use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMode, PutOptions, UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

pub use config::{Service, StoreConfig};
pub use error::{Action, Reason, StoreError};
use files::KIB_IN_MEMORY;

/// The longest that a request may take with all its repetitions.
const DEADLINE: Duration = Duration::from_secs(300);
/// The largest object that is read into memory.
const MAX_READ: u64 = 256 << 20;

/// An open store.
#[derive(Debug)]
pub struct Store {
    runtime: Runtime,
    objects: Arc<dyn ObjectStore>,
    lister: Box<dyn Lister>,
    prefix: String,
    /// The kibibytes that may still be read into memory.
    memory: Semaphore,
}

/// What lists a store by pages.
trait Lister: PaginatedListStore + std::fmt::Debug {}

impl<T: PaginatedListStore + std::fmt::Debug> Lister for T {}

/// The headers of an object.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `Content-Type`
    pub content_type: &'a str,
    /// `Cache-Control`
    pub cache_control: &'a str,
    /// `Content-Encoding`
    pub content_encoding: Option<&'a str>,
}

/// When to put an object.
#[derive(Clone, Copy, Debug)]
pub enum Condition<'a> {
    /// Whatever is there.
    Always,
    /// If there is none yet.
    New,
    /// If it still has this version.
    Unchanged(&'a Version),
}

/// A version of an object, as the store names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The `ETag`, with its quotes.
    pub etag: Option<String>,
    /// The generation, at Google Cloud Storage.
    pub version: Option<String>,
}

impl Store {
    /// Opens a store with the credentials of the environment. Sends nothing.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let failed = |why: String| StoreError::new(Action::Open, "", Reason::Setup(why));
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        let (objects, lister) = config.open()?;
        let prefix = match config.prefix.trim_matches('/') {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        Ok(Self { runtime, objects, lister, prefix, memory: Semaphore::new(KIB_IN_MEMORY) })
    }

    /// Reads an object; `None` if there is none.
    pub fn read(&self, key: &str) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
        let path = self.key(Action::Read, key)?;
        let result = self.run(Action::Read, key, async {
            let found = self.objects.get(&path).await?;
            if found.meta.size > MAX_READ {
                return Ok(Err(found.meta.size));
            }
            let version =
                Version { etag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
            Ok(Ok((found.bytes().await?.to_vec(), version)))
        });
        match result {
            Ok(Ok(found)) => Ok(Some(found)),
            Ok(Err(size)) => Err(StoreError::new(Action::Read, key, Reason::TooLarge(size))),
            Err(error) if error.reason == Reason::Missing => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts an object from memory.
    pub fn write(
        &self,
        key: &str,
        bytes: &[u8],
        headers: Headers<'_>,
        condition: Condition<'_>,
    ) -> Result<Version, StoreError> {
        let path = self.key(Action::Put, key)?;
        let mode = match condition {
            Condition::Always => PutMode::Overwrite,
            Condition::New => PutMode::Create,
            Condition::Unchanged(version) => PutMode::Update(UpdateVersion {
                e_tag: version.etag.clone(),
                version: version.version.clone(),
            }),
        };
        let options = PutOptions { mode, attributes: attributes(headers), ..PutOptions::default() };
        let put = self.run(Action::Put, key, async {
            self.objects.put_opts(&path, bytes.to_vec().into(), options).await
        })?;
        Ok(Version { etag: put.e_tag, version: put.version })
    }

    /// Deletes an object, if there is one.
    pub fn delete(&self, key: &str) -> Result<(), StoreError> {
        let path = self.key(Action::Delete, key)?;
        match self.run(Action::Delete, key, self.objects.delete(&path)) {
            Err(error) if error.reason != Reason::Missing => Err(error),
            _ => Ok(()),
        }
    }

    /// The size of an object, if there is one.
    pub fn size_of(&self, key: &str) -> Result<Option<u64>, StoreError> {
        let path = self.key(Action::Read, key)?;
        match self.run(Action::Read, key, self.objects.head(&path)) {
            Ok(found) => Ok(Some(found.size)),
            Err(error) if error.reason == Reason::Missing => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All keys below the prefix, without it, with their sizes.
    pub fn list(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut found = Vec::new();
        let mut token = None;
        loop {
            let (page, next) = self.page(token, None)?;
            found.extend(page);
            match next {
                Some(next) => token = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// Asks for at most one key, to see whether the store may be listed.
    pub fn probe_list(&self) -> Result<(), StoreError> {
        self.page(None, Some(1)).map(|_| ())
    }

    fn page(&self, token: Option<String>, max: Option<usize>) -> Result<Page, StoreError> {
        let options = PaginatedListOptions {
            max_keys: max,
            page_token: token,
            ..PaginatedListOptions::default()
        };
        let prefix = (!self.prefix.is_empty()).then_some(self.prefix.as_str());
        let page = self.run(Action::List, "", self.lister.list_paginated(prefix, options))?;
        let objects = page.result.objects.into_iter().filter_map(|object| {
            let key = object.location.as_ref().strip_prefix(&self.prefix)?.to_owned();
            Some((key, object.size))
        });
        Ok((objects.collect(), page.page_token))
    }

    /// A key below the prefix, as it is: nothing is percent-encoded.
    fn key(&self, action: Action, key: &str) -> Result<Key, StoreError> {
        Key::parse(format!("{}{key}", self.prefix))
            .map_err(|error| StoreError::new(action, key, Reason::InvalidKey(error.to_string())))
    }

    /// Waits for requests to the end, or until the deadline.
    fn run<T>(
        &self,
        action: Action,
        key: &str,
        requests: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, StoreError> {
        self.run_for(DEADLINE, action, key, requests)
    }

    fn run_for<T>(
        &self,
        deadline: Duration,
        action: Action,
        key: &str,
        requests: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, StoreError> {
        self.runtime.block_on(service::watched(async {
            let result = tokio::time::timeout(deadline, requests).await;
            let reason = match result {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(error)) => error::reason(&error, service::last_failure()),
                Err(_) => Reason::Timeout,
            };
            Err(StoreError::new(action, key, reason))
        }))
    }
}

/// Keys with their sizes, and the token of the next page.
type Page = (Vec<(String, u64)>, Option<String>);

fn attributes(headers: Headers<'_>) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, headers.content_type.to_owned().into());
    attributes.insert(Attribute::CacheControl, headers.cache_control.to_owned().into());
    if let Some(encoding) = headers.content_encoding {
        attributes.insert(Attribute::ContentEncoding, encoding.to_owned().into());
    }
    attributes
}
