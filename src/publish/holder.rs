//! Who publishes: the record that is the lock at a target.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who holds the lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Holder {
    /// The publish: 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) host: String,
    pub(crate) pid: u32,
    pub(crate) started: Timestamp,
    pub(crate) renewed: Timestamp,
}
