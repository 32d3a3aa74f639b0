//! Directories of a site, for the watcher: which there are, whether one was replaced, and whether
//! the kernel reports changes in it.

use std::path::{Path, PathBuf};

use super::ignore;
use crate::dir::{self, FolderId};

/// The absolute path of a folder without symbolic links; the path as it is if there is no such
/// folder.
pub(crate) fn full_path(folder: &Path) -> PathBuf {
    dir::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

/// The identity of a folder, given the site's folder and the path below it; `None` if there is
/// no folder at that path. A symbolic link is no folder.
pub(crate) fn folder_id(root: &Path, folder: &str) -> Option<FolderId> {
    dir::folder_id(&root.join(folder))
}

/// The paths of the folders directly in one of the site's folders, without those that never hold
/// sources. One that cannot be read has none.
pub(crate) fn subfolders(root: &Path, folder: &str) -> Vec<String> {
    let mut folders = dir::folder_names(&root.join(folder));
    folders.retain(|name| may_be_source(folder, name));
    folders.into_iter().map(|name| format!("{folder}/{name}")).collect()
}

/// Whether a file or folder of this name can be or hold a source, given the folder it is in.
pub fn may_be_source(folder: &str, name: &str) -> bool {
    !ignore::is_ignored(name) && !ignore::is_hidden(folder, name)
}

/// The name of a folder's file system, if its files can change without this machine's kernel
/// noticing: on a network, or kept by another program.
pub(crate) fn remote_file_system(root: &Path, folder: &str) -> Option<&'static str> {
    dir::remote_file_system(&root.join(folder))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests lay out folders on the disk")]

    use super::*;

    #[test]
    fn folders_have_identities_and_links_are_no_folders() {
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
