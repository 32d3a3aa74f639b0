//! Reading: the only module that reads the site's files.
//!
//! In: paths below the site's directory. Out: names, and bytes with their fingerprint, or a
//! diagnostic that says why not. May import: row 0.
//!
//! Every file is opened below a handle of the site's directory (`dir`), so that no symbolic link,
//! `..` or swap between check and use can lead out of it; without blocking, so that a pipe cannot
//! hang a build; and read once, with its metadata compared before and after, so that a page is
//! never made of two halves.

mod directories;
mod disk;
mod fingerprints;
mod ignore;
mod text;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::dir;
use crate::fingerprint::Fingerprint;
use crate::paths::{Glob, SourcePath};

pub use crate::dir::FileClock;
pub(crate) use crate::dir::{DirectoryId, FileMetadata, fingerprint};
pub use directories::may_be_source;
pub(crate) use directories::{
    directory_id, full_path, hard_linked_files, remote_file_system, subdirectories,
};
pub(crate) use fingerprints::FingerprintCache;
pub(crate) use text::decode;
pub(crate) use walk::{SourceFile, SourceListing};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileContents {
    pub bytes: Vec<u8>,
    /// The fingerprint of the bytes.
    pub fingerprint: Fingerprint,
}

impl FileContents {
    fn new(bytes: Vec<u8>) -> Self {
        Self { fingerprint: Fingerprint::of(&bytes), bytes }
    }
}

/// A site's directory.
#[derive(Clone, Debug)]
pub struct Files {
    storage: Storage,
    fingerprints: Arc<FingerprintCache>,
    clock: FileClock,
    /// Which files below `content` are left out, by their paths in it.
    ignored: Arc<[Glob]>,
}

#[derive(Clone, Debug)]
enum Storage {
    Disk(Arc<disk::Root>),
    Memory(Arc<BTreeMap<SourcePath, Vec<u8>>>),
}

impl Files {
    /// Opens the directory that contains `site.toml`.
    pub fn open(root: &Path) -> std::io::Result<Self> {
        Ok(Self::new(Storage::Disk(Arc::new(disk::Root::open(root)?))))
    }

    /// Makes a directory in memory, for tests.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files
            .into_iter()
            .filter_map(|(path, text)| Some((SourcePath::new(path)?, text.as_bytes().to_vec())));
        Self::new(Storage::Memory(Arc::new(files.collect())))
    }

    fn new(storage: Storage) -> Self {
        Self {
            storage,
            fingerprints: Arc::default(),
            clock: FileClock::default(),
            ignored: Arc::default(),
        }
    }

    /// Leaves out files below `content` whose paths in it match a pattern.
    #[must_use]
    pub fn ignoring(self, patterns: &[Glob]) -> Self {
        Self { ignored: patterns.into(), ..self }
    }

    /// Compares file times with this clock.
    #[must_use]
    pub fn with_clock(self, clock: FileClock) -> Self {
        Self { clock, ..self }
    }

    /// Uses the fingerprints that an earlier run stored.
    #[must_use]
    pub fn with_fingerprints(self, fingerprints: FingerprintCache) -> Self {
        Self { fingerprints: Arc::new(fingerprints), ..self }
    }

    /// Shares the fingerprints of the same directory, opened another time.
    #[must_use]
    pub fn sharing_fingerprints(self, other: &Self) -> Self {
        Self { fingerprints: Arc::clone(&other.fingerprints), ..self }
    }

    /// The fingerprints of files that were read.
    pub fn fingerprints(&self) -> &FingerprintCache {
        &self.fingerprints
    }

    /// Lists the files below a directory, sorted by path, without version control, packages and
    /// what editors leave behind. A directory that does not exist is empty.
    pub fn walk(&self, directory: &str) -> SourceListing {
        match &self.storage {
            Storage::Disk(root) => self.without_ignored(walk::walk(root, directory, usize::MAX)),
            Storage::Memory(files) => {
                let paths = files.keys().filter(|path| path.below(directory).is_some());
                let files = paths.map(|path| SourceFile { path: path.clone(), metadata: None });
                let listing = SourceListing { files: files.collect(), ..SourceListing::default() };
                self.without_ignored(listing)
            }
        }
    }

    fn without_ignored(&self, mut listing: SourceListing) -> SourceListing {
        if !self.ignored.is_empty() {
            let is_ignored = |path: &SourcePath| {
                let below = path.below("content");
                below.is_some_and(|path| self.ignored.iter().any(|glob| glob.matches(path)))
            };
            listing.files.retain(|file| !is_ignored(&file.path));
            listing.problems.retain(|problem| !problem.file.as_ref().is_some_and(is_ignored));
        }
        listing
    }

    /// Lists the files that are in a directory itself, as [`Files::walk`] does.
    pub fn list(&self, directory: &str) -> SourceListing {
        match &self.storage {
            Storage::Disk(root) => self.without_ignored(walk::walk(root, directory, 1)),
            Storage::Memory(_) => self.walk(directory),
        }
    }

    /// Reads a file of at most `limit` bytes.
    pub fn read(&self, path: &SourcePath, limit: u64) -> Result<FileContents, Diagnostic> {
        match &self.storage {
            Storage::Disk(root) => {
                let started = self.clock.now();
                let (bytes, metadata) = root.read(path, limit)?;
                let contents = FileContents::new(bytes);
                self.fingerprints.store(path, metadata, contents.fingerprint, started);
                Ok(contents)
            }
            Storage::Memory(files) => {
                files.get(path).cloned().map(FileContents::new).ok_or_else(|| disk::missing(path))
            }
        }
    }

    /// Reads a file whose fingerprint is not needed.
    pub fn read_bytes(&self, path: &SourcePath, limit: u64) -> Result<Vec<u8>, Diagnostic> {
        match &self.storage {
            Storage::Disk(root) => Ok(root.read(path, limit)?.0),
            Storage::Memory(files) => files.get(path).cloned().ok_or_else(|| disk::missing(path)),
        }
    }

    /// The fingerprint of a listed file, if its metadata shows that it is unchanged since it was
    /// read.
    pub fn known_fingerprint(&self, file: &SourceFile) -> Option<Fingerprint> {
        self.fingerprints.lookup(&file.path, file.metadata?)
    }

    /// Reads a text file of at most `limit` bytes; see [`decode`].
    pub fn read_text(&self, path: &SourcePath, limit: u64) -> Result<String, Diagnostic> {
        decode(self.read(path, limit)?.bytes, path)
    }

    /// Whether a file exists at the path and can be opened.
    pub fn exists(&self, path: &SourcePath) -> bool {
        match &self.storage {
            Storage::Disk(root) => root.is_file(path),
            Storage::Memory(files) => files.contains_key(path),
        }
    }
}

/// Finds the nearest directory from `start` upward that contains a `site.toml`.
pub(crate) fn find_site(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|directory| dir::is_file(&directory.join("site.toml")))
        .map(Path::to_owned)
}

/// The names in a directory but for those that are never sources, such as `.git`, sorted; none if
/// there is no such directory.
pub(crate) fn entries(directory: &Path) -> std::io::Result<Vec<String>> {
    let names = match dir::entry_names(directory) {
        Ok(names) => names,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let names = names.iter().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !ignore::is_ignored(name)).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests;
