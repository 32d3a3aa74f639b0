//! The only reader of the disk.
//!
//! In: paths below the site's folder. Out: names, and bytes with their fingerprint, or a
//! diagnostic that says why not. May import: row 0.
//!
//! Every file is opened below a handle of the site's folder (`beneath`), so that no symbolic link,
//! `..` or swap between check and use can lead out of it; without blocking, so that a pipe cannot
//! hang a build; and read once, with a second look at its size and time afterwards, so that a page
//! is never made of two halves.

mod beneath;
mod disk;
mod folders;
mod ignore;
mod memory;
mod text;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

pub use folders::{FolderId, folder_id, full_path, may_be_source, remote_file_system, subfolders};
pub use memory::{Memory, Stamp};
pub use text::decode;
pub use walk::{Entry, Walk};

/// The bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What the file holds.
    pub bytes: Vec<u8>,
    /// The fingerprint of the bytes.
    pub fingerprint: Fingerprint,
}

impl Source {
    fn new(bytes: Vec<u8>) -> Self {
        Self { fingerprint: Fingerprint::of(&bytes), bytes }
    }
}

/// A site's folder.
#[derive(Clone, Debug)]
pub struct Files {
    place: Place,
    memory: Arc<Memory>,
}

#[derive(Clone, Debug)]
enum Place {
    Disk(Arc<disk::Root>),
    Memory(Arc<BTreeMap<SourcePath, Vec<u8>>>),
}

impl Files {
    /// Opens the folder that holds `site.toml`.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        Ok(Self::at(Place::Disk(Arc::new(disk::Root::open(root)?))))
    }

    /// Makes a folder in memory, for tests.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files
            .into_iter()
            .filter_map(|(path, text)| Some((SourcePath::new(path)?, text.as_bytes().to_vec())));
        Self::at(Place::Memory(Arc::new(files.collect())))
    }

    fn at(place: Place) -> Self {
        Self { place, memory: Arc::default() }
    }

    /// Believes what an earlier run knew of the files.
    #[must_use]
    pub fn remembering(self, memory: Memory) -> Self {
        Self { memory: Arc::new(memory), ..self }
    }

    /// Believes what is known of the files of the same folder, opened another time.
    #[must_use]
    pub fn knowing(self, other: &Self) -> Self {
        Self { memory: Arc::clone(&other.memory), ..self }
    }

    /// What is known of the files.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Lists the files below a folder, sorted by path, without version control, packages and
    /// what editors leave behind.
    /// A folder that does not exist is empty.
    pub fn walk(&self, folder: &str) -> Walk {
        match &self.place {
            Place::Disk(root) => walk::walk(root, folder, usize::MAX),
            Place::Memory(files) => {
                let entries = files.keys().filter(|path| path.below(folder).is_some());
                Walk {
                    entries: entries
                        .map(|path| Entry { path: path.clone(), stamp: None })
                        .collect(),
                    ..Walk::default()
                }
            }
        }
    }

    /// Lists the files that lie in a folder itself, as [`Files::walk`] does.
    pub fn list(&self, folder: &str) -> Walk {
        match &self.place {
            Place::Disk(root) => walk::walk(root, folder, 1),
            Place::Memory(_) => self.walk(folder),
        }
    }

    /// Reads a file of at most `limit` bytes.
    pub fn read(&self, path: &SourcePath, limit: u64) -> Result<Source, Diagnostic> {
        match &self.place {
            Place::Disk(root) => {
                let before = memory::now();
                let (bytes, stamp) = root.read(path, limit)?;
                let source = Source::new(bytes);
                self.memory.note(path, stamp, source.fingerprint, before);
                Ok(source)
            }
            Place::Memory(files) => {
                files.get(path).cloned().map(Source::new).ok_or_else(|| disk::missing(path))
            }
        }
    }

    /// Reads a file whose fingerprint nobody needs.
    pub fn read_bytes(&self, path: &SourcePath, limit: u64) -> Result<Vec<u8>, Diagnostic> {
        match &self.place {
            Place::Disk(root) => Ok(root.read(path, limit)?.0),
            Place::Memory(files) => files.get(path).cloned().ok_or_else(|| disk::missing(path)),
        }
    }

    /// The fingerprint of a file that a walk found, if it has the stamp of an earlier reading.
    pub fn recall(&self, entry: &Entry) -> Option<Fingerprint> {
        self.memory.recall(&entry.path, entry.stamp?)
    }

    /// The fingerprint of a file of at most `limit` bytes, read only if it is not known.
    pub fn fingerprint(&self, entry: &Entry, limit: u64) -> Result<Fingerprint, Diagnostic> {
        match (self.recall(entry), entry.stamp) {
            (Some(fingerprint), Some(stamp)) if stamp.size() <= limit => Ok(fingerprint),
            _ => Ok(self.read(&entry.path, limit)?.fingerprint),
        }
    }

    /// Reads a text file of at most `limit` bytes; see [`decode`].
    pub fn read_text(&self, path: &SourcePath, limit: u64) -> Result<String, Diagnostic> {
        decode(self.read(path, limit)?.bytes, path)
    }

    /// Whether a file exists at the path and can be opened.
    pub fn exists(&self, path: &SourcePath) -> bool {
        match &self.place {
            Place::Disk(root) => root.is_file(path),
            Place::Memory(files) => files.contains_key(path),
        }
    }
}

/// Finds the nearest folder from `start` upward that holds a `site.toml`.
pub fn find_site(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| disk::is_file(&folder.join("site.toml"))).map(Path::to_owned)
}

/// Whether a new site can be made in a folder: it does not exist, or holds nothing but what is
/// never a source, such as `.git`.
pub fn is_free(folder: &Path) -> std::io::Result<bool> {
    match disk::names(folder) {
        Ok(names) => Ok(names.iter().all(|name| ignore::is_ignored(&name.to_string_lossy()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
