//! The directory layer that `files` and `write` share: opening below a handle, listing, metadata.
//!
//! In: an open directory or a full path. Out: file descriptors, names, [`FileMetadata`]. May import:
//! `fingerprint`. Only `files` and `write` may import it, and nothing in it changes the disk, unless
//! a caller passes flags that create a file.

#![expect(clippy::disallowed_methods, reason = "`files` and `write` reach the disk through here")]

mod beneath;
mod clock;
mod handle;
mod lookup;
mod metadata;

pub(crate) use beneath::Symlinks;
pub use clock::FileClock;
pub(crate) use handle::{Dir, DirEntry, EntryKind};
pub(crate) use lookup::DirectoryId;
pub(crate) use lookup::{
    canonicalize, directory_id, directory_names, entry_names, fingerprint, hard_linked_names,
    is_file, is_symlink, read_link, remote_file_system,
};
pub(crate) use metadata::{FileMetadata, FileTime};
pub(crate) use metadata::{FileStat, stat_open};
