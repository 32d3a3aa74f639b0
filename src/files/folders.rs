//! What a watcher asks of folders: which there are, whether one is still the same, and whether
//! the system is told of what happens in it.

#![expect(clippy::disallowed_methods, reason = "this room is the only reader of the disk")]

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::ignore;

/// The path of a folder from the top of the disk, without symbolic links; the path as it is if
/// there is no such folder.
pub fn full_path(folder: &Path) -> PathBuf {
    std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

/// What tells a folder from another one that takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FolderId {
    device: u64,
    inode: u64,
}

/// The identity of a folder, given the site's folder and the path below it; `None` if there is
/// no folder at that path. A symbolic link is no folder.
pub fn folder_id(root: &Path, folder: &str) -> Option<FolderId> {
    let metadata = std::fs::symlink_metadata(root.join(folder)).ok()?;
    metadata.is_dir().then(|| FolderId { device: metadata.dev(), inode: metadata.ino() })
}

/// The paths of the folders directly in one of the site's folders, without those that never hold
/// sources. One that cannot be read has none.
pub fn subfolders(root: &Path, folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return Vec::new() };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter(|name| may_be_source(folder, name))
        .map(|name| format!("{folder}/{name}"))
        .collect()
}

/// Whether a file or folder of this name can be or hold a source, given the folder it lies in.
pub fn may_be_source(folder: &str, name: &str) -> bool {
    !ignore::is_ignored(name) && !ignore::is_hidden(folder, name)
}

/// The kind of file system a folder lies on, if it is one whose files can change without this
/// machine's system being told: on a network, or kept by another program.
#[cfg(target_os = "linux")]
pub fn remote_file_system(root: &Path, folder: &str) -> Option<&'static str> {
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
    let stat = rustix::fs::statfs(root.join(folder)).ok()?;
    // The field's width and sign differ between machines; the number has 32 bits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let number = stat.f_type as u32;
    REMOTE.iter().find(|(magic, _)| *magic == number).map(|(_, name)| *name)
}

/// Other systems number their file systems differently; none is known to be remote.
#[cfg(not(target_os = "linux"))]
pub fn remote_file_system(_: &Path, _: &str) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_told_apart_and_links_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["content/a", "content/.hidden", "content/node_modules", "static/.well-known"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        std::fs::write(root.join("content/x.md"), "x").unwrap();
        std::os::unix::fs::symlink("a", root.join("content/link")).unwrap();
        assert_eq!(subfolders(root, "content"), ["content/a"]);
        assert_eq!(subfolders(root, "static"), ["static/.well-known"]);
        assert!(subfolders(root, "data").is_empty());
        assert!(folder_id(root, "content/link").is_none());
        assert!(folder_id(root, "content/x.md").is_none());
        let id = folder_id(root, "content/a");
        assert!(id.is_some() && id != folder_id(root, "content"));
        std::fs::rename(root.join("content/a"), root.join("content/b")).unwrap();
        assert_eq!(folder_id(root, "content/b"), id);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_system_of_this_machine_is_not_remote() {
        assert_eq!(remote_file_system(Path::new("/proc"), ""), None);
        assert_eq!(remote_file_system(Path::new("/nowhere"), ""), None);
    }
}
