//! Writing outside the output directory: new files of a site, and files of our state.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::WritableDir;
use super::error::WriteError;
use crate::dir::{self, DirEntry, EntryKind};

/// What the name of a temporary file ends in.
const TEMPORARY: &str = ".new";

/// Writes a file that must not exist yet, and makes the directories above it. Nothing is ever
/// overwritten.
pub(crate) fn create_new(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    make_directory_above(path)?;
    let mut file = match fs::File::create_new(path) {
        Err(source) if source.kind() == io::ErrorKind::AlreadyExists => {
            return Err(WriteError::Exists { path: path.into() });
        }
        file => file.map_err(|source| error(path, bytes, source))?,
    };
    file.write_all(bytes).map_err(|source| {
        // Half a file would be in the way of the next attempt.
        let _ = fs::remove_file(path);
        error(path, bytes, source)
    })
}

/// Writes a file so that readers see its old or its new bytes, never a part, and makes the
/// directories above it. A power cut may leave it empty, so this is only for files whose readers
/// detect damage, and which can be created again.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    make_directory_above(path)?;
    refuse_symlink_above(path)?;
    let temporary = temporary_name(path);
    let write = || {
        // What a killed process left, or a link to something that must not be written to.
        match fs::remove_file(&temporary) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(source),
            _ => {}
        }
        fs::File::create_new(&temporary)?.write_all(bytes)?;
        fs::rename(&temporary, path)
    };
    write().map_err(|source| {
        let _ = fs::remove_file(&temporary);
        error(path, bytes, source)
    })
}

/// Removes a file of our state; it is no error if there is none.
pub(crate) fn remove(path: &Path) -> Result<(), WriteError> {
    refuse_symlink_above(path)?;
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(WriteError::io("remove", path, source))
        }
        _ => Ok(()),
    }
}

/// Removes the temporary files that killed processes left where files are [replaced](replace): in
/// the directories directly below `home`. One that cannot be removed takes some space and does no
/// harm.
pub(super) fn remove_temporary_files(home: &WritableDir) {
    for directory in entries(home).filter(|entry| entry.kind == EntryKind::Directory) {
        let Ok(directory) = home.open_directory(&directory.name) else { continue };
        for file in entries(&directory).filter(|entry| entry.name.ends_with(TEMPORARY)) {
            let _ = directory.remove_file(&file.name);
        }
    }
}

fn entries(directory: &WritableDir) -> impl Iterator<Item = DirEntry> {
    directory.open_directory("").and_then(WritableDir::into_entries).into_iter().flatten()
}

/// Makes a directory and those above it; one that exists is left as it is.
pub(crate) fn make_directory(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|source| WriteError::io("create the directory", path, source))
}

fn make_directory_above(path: &Path) -> Result<(), WriteError> {
    make_directory(path.parent().unwrap_or(Path::new("")))
}

/// A site that came with its cache may try to have us write somewhere else.
fn refuse_symlink_above(path: &Path) -> Result<(), WriteError> {
    match path.parent() {
        Some(above) if dir::is_symlink(above) => {
            let source = io::Error::other("its directory is a symbolic link");
            Err(WriteError::io("write", path, source))
        }
        _ => Ok(()),
    }
}

/// A name beside `path`: always the same, so that what a killed process left is found again.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(TEMPORARY);
    name.into()
}

fn error(path: &Path, bytes: &[u8], source: io::Error) -> WriteError {
    WriteError::sized("write", path, bytes.len() as u64, source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_overwrites() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/c.md");
        create_new(&path, b"first").unwrap();
        assert!(matches!(create_new(&path, b"second"), Err(WriteError::Exists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        let link = directory.path().join("link");
        std::os::unix::fs::symlink(directory.path().join("nowhere"), &link).unwrap();
        assert!(matches!(create_new(&link, b"x"), Err(WriteError::Exists { .. })));
    }

    #[test]
    fn a_replaced_file_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("cache/x");
        replace(&path, b"first").unwrap();
        replace(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(directory.path().join("cache")).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_written_through_links() {
        let directory = tempfile::tempdir().unwrap();
        let victim = directory.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        let path = directory.path().join("cache/x");
        fs::create_dir(directory.path().join("cache")).unwrap();
        std::os::unix::fs::symlink(&victim, directory.path().join("cache/x.new")).unwrap();
        std::os::unix::fs::symlink(&victim, &path).unwrap();
        replace(&path, b"cached").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"cached");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");

        std::os::unix::fs::symlink("cache", directory.path().join("link")).unwrap();
        let error = replace(&directory.path().join("link/y"), b"").unwrap_err();
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert!(!directory.path().join("cache/y").exists());
    }

    #[test]
    fn temporary_files_of_killed_processes_are_removed() {
        let home = tempfile::tempdir().unwrap();
        for path in ["cache/x", "cache/x.new", "outputs/y.new"] {
            replace(&home.path().join(path), b"").unwrap();
        }
        remove_temporary_files(&WritableDir::open(home.path()).unwrap());
        let left = |name: &str| fs::read_dir(home.path().join(name)).unwrap().count();
        assert_eq!((left("cache"), left("outputs")), (1, 0));
    }

    #[test]
    fn an_error_names_its_path() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("file"), b"").unwrap();
        let error = create_new(&directory.path().join("file/x.md"), b"").unwrap_err();
        assert!(error.to_string().contains("/file`"), "{error}");
    }
}
