//! What is computed of an article once, for all pages that list it or link to it.

use std::sync::OnceLock;

use crate::fingerprint::Fingerprint;
use crate::view::Value;

/// The cells of one article, each filled when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct CardCells {
    pub(super) fingerprint: OnceLock<Fingerprint>,
    pub(super) links: OnceLock<LinkFingerprints>,
    pub(super) value: OnceLock<Value>,
}

/// The fingerprints of what links to an article show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkFingerprints {
    /// Of title, address and advertiser.
    pub(crate) undated: Fingerprint,
    /// Of these and the date.
    pub(crate) dated: Fingerprint,
}
