//! The journal at a target: what a publish that has not ended was about to change.
//!
//! Whatever it names is ours, and its state is unknown: old, new, or gone. Where the publish ran, a
//! list of what had been sent is kept as well, so that it goes on where it stopped.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::target::Headers;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::paths::OutputPath;

/// What a publish was about to put or delete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Journal {
    /// The publish: 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) paths: BTreeSet<OutputPath>,
}

impl Journal {
    /// Reads the JSON form; `None` if it is damaged.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        // Texts are always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What this machine has sent since a journal was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// The id of the journal.
    pub(crate) id: String,
    /// Each object as [`object_id`] names it.
    pub(crate) objects: BTreeSet<Fingerprint>,
}

/// Names an object with its path, bytes and headers.
pub(crate) fn object_id(
    path: &OutputPath,
    fingerprint: Fingerprint,
    headers: &Headers,
) -> Fingerprint {
    let Headers { content_type, cache_control, content_encoding } = headers;
    FingerprintBuilder::new("published object")
        .text(path.as_str())
        .fingerprint(fingerprint)
        .text(content_type)
        .text(cache_control)
        .optional(content_encoding.as_deref())
        .finish()
}
