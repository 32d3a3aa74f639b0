//! Files: how they are sent without being in memory as a whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::{MultipartUpload, PutMultipartOptions, PutOptions};

use super::error::{Action, Reason, StoreError};
use super::{DEADLINE, Headers, Store, attributes};

/// What all threads together may have read into memory.
pub(super) const KIB_IN_MEMORY: usize = 64 << 10;
/// Larger files are sent in parts of this size, at least. A store takes at most 10,000 parts.
const PART: u64 = 8 << 20;
const MAX_PARTS: u64 = 10_000;
/// The slowest connection on which a file is sent, in bytes a second.
pub(super) const SLOWEST: u64 = 32 << 10;

impl Store {
    /// Puts a file, which must have this size, replacing what is there.
    pub fn put_file(
        &self,
        key: &str,
        file: &Path,
        size: u64,
        headers: Headers<'_>,
    ) -> Result<(), StoreError> {
        let path = self.key(Action::Put, key)?;
        let file = open(file, size)
            .map_err(|error| StoreError::new(Action::Put, key, Reason::File(error.to_string())))?;
        let deadline = DEADLINE + Duration::from_secs(size / SLOWEST);
        self.run_for(deadline, Action::Put, key, async {
            if size <= PART {
                self.whole(&path, file, size, headers).await
            } else {
                self.in_parts(&path, file, size, headers).await
            }
        })
    }

    async fn whole(
        &self,
        key: &Key,
        mut file: File,
        size: u64,
        headers: Headers<'_>,
    ) -> object_store::Result<()> {
        let _permit = self.memory.acquire_many(kib(size)).await;
        let bytes = next(&mut file, size)?;
        let options = PutOptions { attributes: attributes(headers), ..PutOptions::default() };
        self.objects.put_opts(key, bytes.into(), options).await.map(|_| ())
    }

    async fn in_parts(
        &self,
        key: &Key,
        file: File,
        size: u64,
        headers: Headers<'_>,
    ) -> object_store::Result<()> {
        let attributes = attributes(headers);
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let mut upload = self.objects.put_multipart_opts(key, options).await?;
        let sent = self.parts(&mut *upload, file, size).await;
        if sent.is_err() {
            // A store charges for parts until they are given up.
            let _ = upload.abort().await;
        }
        sent
    }

    async fn parts(
        &self,
        upload: &mut dyn MultipartUpload,
        mut file: File,
        size: u64,
    ) -> object_store::Result<()> {
        let part = PART.max(size.div_ceil(MAX_PARTS));
        let mut sent = 0;
        while sent < size {
            let length = part.min(size - sent);
            let _permit = self.memory.acquire_many(kib(length)).await;
            upload.put_part(next(&mut file, length)?.into()).await?;
            sent += length;
        }
        upload.complete().await.map(|_| ())
    }
}

fn kib(size: u64) -> u32 {
    let kib = size.div_ceil(1 << 10).min(KIB_IN_MEMORY as u64);
    u32::try_from(kib).unwrap_or(u32::MAX)
}

#[expect(clippy::disallowed_methods, reason = "files are read when they are sent, not before")]
fn open(path: &Path, size: u64) -> io::Result<File> {
    let file = File::open(path)?;
    let found = file.metadata()?.len();
    if found != size {
        let message = format!("the file has changed: it had {size} bytes, and now has {found}");
        return Err(io::Error::other(message));
    }
    Ok(file)
}

fn next(file: &mut File, length: u64) -> object_store::Result<Bytes> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    let read = file.take(length).read_to_end(&mut bytes);
    let error = match read {
        Ok(read) if read as u64 == length => return Ok(bytes.into()),
        Ok(_) => io::Error::other("the file has become shorter"),
        Err(error) => error,
    };
    Err(object_store::Error::Generic { store: "file", source: Box::new(error) })
}
