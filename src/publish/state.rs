//! What this machine knows of its own publishes: `.digest/publish/NAME/`. Losing it costs only time.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::Sent;
use crate::files::Files;
use crate::paths::SourcePath;
use crate::write::{self, DirectoryLock, WriteError};

/// The most bytes of such a file.
const MAX_BYTES: u64 = 256 << 20;

/// The directory of our state for one target.
#[derive(Clone, Debug)]
pub(crate) struct LocalState {
    files: Files,
    root: PathBuf,
    target: String,
}

impl LocalState {
    /// The state for the target `[publish.NAME]` of the site in `root`.
    pub(crate) fn new(files: Files, root: PathBuf, target: &str) -> Self {
        Self { files, root, target: target.to_owned() }
    }

    /// Keeps other processes from publishing to the target, as long as the value lives.
    pub(super) fn lock(&self) -> Result<DirectoryLock, WriteError> {
        DirectoryLock::acquire(&self.root.join(self.path("")))
    }

    /// The ids of the locks that this machine may have taken and not given back.
    pub(super) fn lock_ids(&self) -> Vec<String> {
        let text = self.read("lock").and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    pub(super) fn save_lock_ids(&self, ids: &[String]) -> Result<(), WriteError> {
        write::replace(&self.root.join(self.path("lock")), ids.join("\n").as_bytes())
    }

    /// What the last publish sent.
    pub(super) fn sent(&self) -> Sent {
        self.json("sent.json").unwrap_or_default()
    }

    pub(super) fn save_sent(&self, sent: &Sent) -> Result<(), WriteError> {
        self.save_json("sent.json", sent)
    }

    /// A file in JSON; `None` if there is none that can be read.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.read(name).and_then(|bytes| serde_json::from_slice(&bytes).ok())
    }

    pub(super) fn save_json(&self, name: &str, value: &impl Serialize) -> Result<(), WriteError> {
        // Maps and lists of texts are always JSON.
        let bytes = serde_json::to_vec(value).unwrap_or_default();
        write::replace(&self.root.join(self.path(name)), &bytes)
    }

    fn path(&self, name: &str) -> String {
        format!(".digest/publish/{}/{name}", self.target)
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = SourcePath::new(&self.path(name))?;
        self.files.read_bytes(&path, MAX_BYTES).ok()
    }
}
