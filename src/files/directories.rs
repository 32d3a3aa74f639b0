//! Directories of a site, for the watcher: which there are, whether one was replaced, and whether
//! the kernel reports changes in it.

use std::path::{Path, PathBuf};

use super::ignore;
use crate::dir::{self, DirectoryId};

/// The absolute path of a directory without symbolic links; the path as it is if there is no such
/// directory.
pub(crate) fn full_path(directory: &Path) -> PathBuf {
    dir::canonicalize(directory).unwrap_or_else(|_| directory.to_owned())
}

/// The identity of a directory, given the site's directory and the path below it; `None` if there
/// is no directory at that path. A symbolic link is no directory.
pub(crate) fn directory_id(root: &Path, directory: &str) -> Option<DirectoryId> {
    dir::directory_id(&root.join(directory))
}

/// The paths of the directories directly in one of the site's directories, without those that never
/// hold sources. One that cannot be read has none.
pub(crate) fn subdirectories(root: &Path, directory: &str) -> Vec<String> {
    let mut directories = dir::directory_names(&root.join(directory));
    directories.retain(|name| may_be_source(directory, name));
    directories.into_iter().map(|name| format!("{directory}/{name}")).collect()
}

/// The paths of the files directly in one of the site's directories that have other names too, by
/// which they can be changed.
pub(crate) fn hard_linked_files(root: &Path, directory: &str) -> Vec<String> {
    let mut files = dir::hard_linked_names(&root.join(directory));
    files.retain(|name| may_be_source(directory, name));
    files.into_iter().map(|name| format!("{directory}/{name}")).collect()
}

/// Whether a file or directory of this name can be or hold a source, given the directory it is in.
pub fn may_be_source(directory: &str, name: &str) -> bool {
    !ignore::is_ignored(name) && !ignore::is_hidden(directory, name)
}

/// The name of a directory's file system, if its files can change without this machine's kernel
/// noticing: on a network, or kept by another program.
pub(crate) fn remote_file_system(root: &Path, directory: &str) -> Option<&'static str> {
    dir::remote_file_system(&root.join(directory))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests lay out directories on the disk")]

    use super::*;

    #[test]
    fn directories_have_identities_and_links_are_no_directories() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        for name in ["content/a", "content/.hidden", "content/node_modules", "static/.well-known"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        std::fs::write(root.join("content/x.md"), "x").unwrap();
        std::os::unix::fs::symlink("a", root.join("content/link")).unwrap();
        assert_eq!(subdirectories(root, "content"), ["content/a"]);
        assert_eq!(subdirectories(root, "static"), ["static/.well-known"]);
        assert!(subdirectories(root, "data").is_empty());
        assert!(directory_id(root, "content/link").is_none());
        assert!(directory_id(root, "content/x.md").is_none());
        let id = directory_id(root, "content/a");
        assert!(id.is_some() && id != directory_id(root, "content"));
        std::fs::rename(root.join("content/a"), root.join("content/b")).unwrap();
        assert_eq!(directory_id(root, "content/b"), id);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_system_of_this_machine_is_not_remote() {
        assert_eq!(remote_file_system(Path::new("/proc"), ""), None);
        assert_eq!(remote_file_system(Path::new("/nowhere"), ""), None);
    }
}
