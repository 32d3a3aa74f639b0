//! Writing outside the output directory: new files of a site, and files of our state.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::WriteError;

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
/// directories above it. A power cut may leave it empty, and two simultaneous writers a mixture,
/// so this is only for files whose readers detect damage, and which can be created again.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    make_directory_above(path)?;
    let temporary = temporary_name(path);
    fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path)).map_err(|source| {
        let _ = fs::remove_file(&temporary);
        error(path, bytes, source)
    })
}

/// Makes a directory and those above it; one that exists is left as it is.
pub(crate) fn make_directory(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|source| WriteError::io("create the directory", path, source))
}

fn make_directory_above(path: &Path) -> Result<(), WriteError> {
    make_directory(path.parent().unwrap_or(Path::new("")))
}

/// A name beside `path`: always the same, so that what a killed process left is used up by the
/// next one.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
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
    fn an_error_names_its_path() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("file"), b"").unwrap();
        let error = create_new(&directory.path().join("file/x.md"), b"").unwrap_err();
        assert!(error.to_string().contains("/file`"), "{error}");
    }
}
