//! How cached values are stored: sealed, so that damage is noticed.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::diagnostics::{Code, Diagnostic};
use crate::files::Files;
use crate::fingerprint::{BUILD_ID, Fingerprint};
use crate::paths::SourcePath;
use crate::write;

/// What every file of the cache begins with.
const FORMAT: &str = "digest-cache 1 ";
const SEAL_BYTES: usize = 32;

/// Reads a value; none if there is no file. `Err` says why it cannot be used.
pub(super) fn load<T: DeserializeOwned>(
    files: &Files,
    path: &SourcePath,
) -> Result<Option<T>, Diagnostic> {
    if !files.exists(path) {
        return Ok(None);
    }
    let bytes = files.read_bytes(path, u64::MAX);
    let bytes = bytes.map_err(|problem| unusable(path, &problem.message))?;
    open(&bytes).map(Some).map_err(|why| unusable(path, why))
}

/// Writes a value below the site's directory, unless that is impossible: then it says why.
pub(super) fn save<T: Serialize>(
    root: &Path,
    path: &SourcePath,
    value: &T,
) -> Result<(), Diagnostic> {
    store(root, path, sealed(value))
}

/// Writes what [`sealed`] gave.
pub(super) fn store(
    root: &Path,
    path: &SourcePath,
    bytes: Result<Vec<u8>, String>,
) -> Result<(), Diagnostic> {
    let bytes = bytes.map_err(|why| unsaved(path, &why))?;
    let place = root.join(path.as_str());
    write::replace(&place, &bytes).map_err(|error| unsaved(path, &error.to_string()))
}

/// The bytes of a value, with everything that decides whether they can be used.
pub(super) fn sealed<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    let head = format!("{FORMAT}{BUILD_ID}\n");
    let place = head.len()..head.len() + SEAL_BYTES;
    let mut bytes = head.into_bytes();
    // The seal comes before the bytes that it is computed from: on a large site, a second copy of
    // them would be large.
    bytes.resize(place.end, 0);
    let mut bytes = postcard::to_extend(value, bytes).map_err(|error| error.to_string())?;
    let seal = Fingerprint::of(&bytes[place.end..]).to_string();
    bytes[place].copy_from_slice(seal.as_bytes());
    Ok(bytes)
}

fn open<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, &'static str> {
    let damaged = "it is damaged";
    let rest = bytes.strip_prefix(FORMAT.as_bytes()).ok_or(damaged)?;
    let (id, rest) = rest.split_at_checked(BUILD_ID.len()).ok_or(damaged)?;
    if id != BUILD_ID.as_bytes() {
        return Err("it was written by another version of digest");
    }
    let rest = rest.strip_prefix(b"\n").ok_or(damaged)?;
    let (seal, payload) = rest.split_at_checked(SEAL_BYTES).ok_or(damaged)?;
    let seal = std::str::from_utf8(seal).ok().and_then(|seal| seal.parse().ok()).ok_or(damaged)?;
    if Fingerprint::of(payload) != seal {
        return Err(damaged);
    }
    postcard::from_bytes(payload).map_err(|_| damaged)
}

fn unusable(path: &SourcePath, why: &str) -> Diagnostic {
    Diagnostic::new(Code::CacheUnusable, format!("`{path}` cannot be used: {why}"))
        .help("nothing is lost: its contents will be rebuilt")
}

fn unsaved(path: &SourcePath, why: &str) -> Diagnostic {
    let message = format!("`{path}` cannot be written, so the next build will take longer: {why}");
    Diagnostic::new(Code::CacheUnusable, message).help("make `.digest` writable")
}
