//! The names that the output directory reserves, and splitting paths.

use super::error::WriteRefusal;

/// The manifest's name in the output directory. It marks the directory as ours and is not
/// published.
pub const MANIFEST: &str = ".digest-manifest";

/// What every name that we put into the output directory beside the site begins with.
pub(super) const OWN_PREFIX: &str = ".digest-";

/// Rejects an output path that is one of our own names, such as the manifest's.
pub(super) fn check_name(path: &str) -> Result<(), WriteRefusal> {
    // Case is ignored because some file systems ignore it.
    match path.get(..OWN_PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(OWN_PREFIX) => {
            Err(WriteRefusal::Reserved(path.into()))
        }
        _ => Ok(()),
    }
}

/// Splits a path into the directory above, empty at the top, and the last part.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
