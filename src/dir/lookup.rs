//! Look-ups by full path, outside any open directory.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::fingerprint::Fingerprint;

/// The absolute path without symbolic links.
pub(crate) fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// The target of a symbolic link.
pub(crate) fn read_link(path: &Path) -> io::Result<PathBuf> {
    std::fs::read_link(path)
}

/// The fingerprint of the bytes of a file; follows links.
pub(crate) fn fingerprint(path: &Path) -> io::Result<Fingerprint> {
    Fingerprint::of_reader(std::fs::File::open(path)?)
}

/// Whether there is a regular file at a path; follows links.
pub(crate) fn is_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

pub(crate) fn is_symlink(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

pub(crate) fn entry_names(directory: &Path) -> io::Result<Vec<OsString>> {
    std::fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// The names of the directories in a directory, without those that are not UTF-8. One that cannot
/// be read has none.
pub(crate) fn directory_names(directory: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let directories = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()));
    directories.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// The names of the files in a directory that have other names too, without those that are not
/// UTF-8.
pub(crate) fn hard_linked_names(directory: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let is_linked = |entry: &std::fs::DirEntry| {
        entry.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.nlink() > 1)
    };
    let linked = entries.flatten().filter(is_linked);
    linked.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// The identity of a directory: distinguishes it from another one in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DirectoryId {
    device: u64,
    inode: u64,
}

/// The identity of the directory at a path; `None` if there is none. A symbolic link is none.
pub(crate) fn directory_id(path: &Path) -> Option<DirectoryId> {
    let metadata = std::fs::symlink_metadata(path).ok()?;
    metadata.is_dir().then(|| DirectoryId { device: metadata.dev(), inode: metadata.ino() })
}

/// The name of the file system of a path, if its files can change without this machine's kernel
/// noticing: on a network, or kept by another program.
#[cfg(target_os = "linux")]
pub(crate) fn remote_file_system(path: &Path) -> Option<&'static str> {
    // From `linux/magic.h` and the sources of those that keep their number to themselves.
    const REMOTE: &[(u32, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "SMB"),
        (0xfe53_4d42, "SMB"),
        (0x0102_1997, "9P"),
        (0x6573_5546, "FUSE"),
        (0x786f_4256, "VirtualBox"),
        (0x5346_4846, "WSL"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x7375_7245, "Coda"),
    ];
    let stat = rustix::fs::statfs(path).ok()?;
    // The field's width and sign differ between machines; the number has 32 bits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let number = stat.f_type as u32;
    REMOTE.iter().find(|(magic, _)| *magic == number).map(|(_, name)| *name)
}

/// Other systems number their file systems differently; none is known to be remote.
#[cfg(not(target_os = "linux"))]
pub(crate) fn remote_file_system(_: &Path) -> Option<&'static str> {
    None
}
