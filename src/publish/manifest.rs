//! The manifest at a target: what is there that is ours.
//!
//! In: the bytes that the last publish left. Out: a [`PublishedManifest`], and its bytes. The bytes come
//! over the network, so nothing of them is believed that could lead elsewhere: a path must be one
//! that a build could write.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::target::Headers;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// The format and its version.
const FORMAT: &str = "digest-publish 1";

/// What is at a target that is ours, sorted by path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishedManifest {
    /// The base URL of the site.
    pub(crate) base_url: String,
    /// How many publishes there were, this one included.
    pub(crate) number: u64,
    pub(crate) time: Timestamp,
    /// The site.
    pub(crate) files: BTreeMap<OutputPath, PublishedFile>,
    /// What the site no longer refers to, kept for pages that are still open somewhere.
    pub(crate) obsolete: BTreeMap<OutputPath, ObsoleteFile>,
}

/// An object as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishedFile {
    /// The fingerprint of its bytes; `None` if these are not known.
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) size: u64,
    pub(crate) headers: Arc<Headers>,
}

/// An object that is going to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObsoleteFile {
    pub(crate) file: PublishedFile,
    /// When the site ceased to refer to it: the time and number of that publish.
    pub(crate) since: Timestamp,
    pub(crate) number: u64,
}

/// Bytes that are not a manifest of this version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotAManifest(String);

/// The JSON form. Distinct headers are few and stand once.
#[derive(Serialize, Deserialize)]
struct Form {
    format: String,
    base_url: String,
    number: u64,
    time: Timestamp,
    headers: Vec<Headers>,
    files: Vec<(OutputPath, Option<String>, u64, usize)>,
    obsolete: Vec<(OutputPath, Option<String>, u64, usize, Timestamp, u64)>,
}

impl PublishedManifest {
    /// Reads the JSON form.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, NotAManifest> {
        let form: Form =
            serde_json::from_slice(bytes).map_err(|error| NotAManifest(error.to_string()))?;
        if form.format != FORMAT {
            let message = format!("its format is `{}` instead of `{FORMAT}`", form.format);
            return Err(NotAManifest(message));
        }
        let headers: Vec<_> = form.headers.into_iter().map(Arc::new).collect();
        let file = |path: OutputPath, hash: Option<String>, size, place: usize| {
            let wrong = || NotAManifest(format!("its entry `{path}` is damaged"));
            let fingerprint = hash.map(|hash| hash.parse().map_err(|_| wrong())).transpose()?;
            let headers = headers.get(place).ok_or_else(wrong)?.clone();
            Ok((path, PublishedFile { fingerprint, size, headers }))
        };
        let files = form.files.into_iter().map(|(path, hash, size, at)| file(path, hash, size, at));
        let obsolete = form.obsolete.into_iter().map(|(path, hash, size, at, since, number)| {
            let (path, file) = file(path, hash, size, at)?;
            Ok((path, ObsoleteFile { file, since, number }))
        });
        Ok(Self {
            base_url: form.base_url,
            number: form.number,
            time: form.time,
            files: files.collect::<Result<_, _>>()?,
            obsolete: obsolete.collect::<Result<_, _>>()?,
        })
    }

    /// The JSON form: the same bytes for the same manifest.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let all = || self.files.values().chain(self.obsolete.values().map(|entry| &entry.file));
        let places: BTreeMap<&Headers, usize> = all().map(|file| (&*file.headers, 0)).collect();
        let places: BTreeMap<&Headers, usize> =
            places.into_keys().enumerate().map(|(place, headers)| (headers, place)).collect();
        let entry = |path: &OutputPath, file: &PublishedFile| {
            let hash = file.fingerprint.map(|fingerprint| fingerprint.to_string());
            (path.clone(), hash, file.size, places[&*file.headers])
        };
        let form = Form {
            format: FORMAT.to_owned(),
            base_url: self.base_url.clone(),
            number: self.number,
            time: self.time,
            headers: places.keys().map(|headers| (*headers).clone()).collect(),
            files: self.files.iter().map(|(path, file)| entry(path, file)).collect(),
            obsolete: self
                .obsolete
                .iter()
                .map(|(path, obsolete)| {
                    let (path, hash, size, at) = entry(path, &obsolete.file);
                    (path, hash, size, at, obsolete.since, obsolete.number)
                })
                .collect(),
        };
        // A map of texts and numbers is always JSON.
        serde_json::to_vec(&form).unwrap_or_default()
    }

    /// What is at a path, in use or not.
    pub(crate) fn get(&self, path: &OutputPath) -> Option<&PublishedFile> {
        let obsolete = || self.obsolete.get(path).map(|obsolete| &obsolete.file);
        self.files.get(path).or_else(obsolete)
    }
}
