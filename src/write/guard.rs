//! The guard: what a build must never write over.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::disk::Folder;
use super::manifest::MANIFEST;
use super::{Target, WriteError};

/// Folders of a site that hold sources or our own state. None of them may be the output.
const SOURCES: [&str; 6] = ["content", "data", "templates", "static", ".digest", ".git"];

/// What every name that we put into the output folder beside the site begins with.
pub(super) const OWN_PREFIX: &str = ".digest-";

/// Why a build refuses to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The output folder is, holds or lies in a folder that must not be written over.
    #[error(
        "the output directory `{}` would overwrite `{}`", output.display(), protected.display()
    )]
    Protected {
        /// The output folder, with all links followed.
        output: PathBuf,
        /// The site's folder or one of its source folders.
        protected: PathBuf,
    },
    /// A file lies where the output folder should.
    #[error("the output `{}` is not a directory", .0.display())]
    NotAFolder(PathBuf),
    /// The output folder is a symbolic link that leads nowhere.
    #[error("the output `{}` is a broken symbolic link", .0.display())]
    BrokenLink(PathBuf),
    /// The output folder holds files, but no manifest of ours.
    #[error("the output directory `{}` was not created by digest", .0.display())]
    NotOurs(PathBuf),
    /// Files in the output folder that are not ours lie where outputs must.
    #[error("the output would overwrite files not written by digest: {}", .0.join(", "))]
    Foreign(Vec<String>),
    /// An output has a name that we keep for ourselves.
    #[error("the output path `{0}` is reserved for digest")]
    Reserved(String),
    /// Two outputs have one path.
    #[error("the output path `{0}` is written twice")]
    Twice(String),
}

/// A target whose links are followed and whose output may be written to.
#[derive(Debug)]
pub(super) struct Checked {
    /// The site's folder.
    pub(super) site: PathBuf,
    /// The output folder.
    pub(super) output: PathBuf,
    /// Whether the output folder exists.
    pub(super) exists: bool,
}

/// Follows the links of a target and refuses an output that would overwrite sources.
pub(super) fn check(target: &Target) -> Result<Checked, WriteError> {
    let (site, _) = real_path(&target.site_root)?;
    let (output, exists) = real_path(&target.output)?;
    if exists && !output.is_dir() {
        return Err(Refusal::NotAFolder(output).into());
    }
    let refuse = |protected: &Path| {
        let (output, protected) = (output.clone(), protected.to_path_buf());
        Err(Refusal::Protected { output, protected }.into())
    };
    if site.starts_with(&output) {
        return refuse(&site);
    }
    for source in SOURCES {
        let (source, _) = match real_path(&site.join(source)) {
            Err(WriteError::Refused(Refusal::BrokenLink(_))) => continue,
            source => source?,
        };
        if output.starts_with(&source) || source.starts_with(&output) {
            return refuse(&source);
        }
    }
    Ok(Checked { site, output, exists })
}

/// Refuses a folder that holds files but no manifest, unless it is taken over by `force`.
/// A manifest of any version, even a damaged one, marks the folder as ours. Tells whether the
/// folder holds anything.
pub(super) fn check_ours(output: &Folder, force: bool) -> Result<bool, WriteError> {
    let entries = output
        .folder("")
        .and_then(Folder::into_entries)
        .map_err(|errno| output.error("list", "", errno))?;
    let is_empty = entries.iter().all(|(name, _)| name.starts_with(OWN_PREFIX));
    let is_ours = entries.iter().any(|(name, _)| name == MANIFEST);
    if is_empty || is_ours || force {
        Ok(!is_empty)
    } else {
        Err(Refusal::NotOurs(output.path().into()).into())
    }
}

/// Refuses an output path that is one of our own names, such as the manifest's.
pub(super) fn check_name(path: &str) -> Result<(), Refusal> {
    // Case is ignored because some file systems ignore it.
    match path.get(..OWN_PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(OWN_PREFIX) => {
            Err(Refusal::Reserved(path.into()))
        }
        _ => Ok(()),
    }
}

/// Follows all links of a path whose last parts need not exist, and tells whether they do.
fn real_path(path: &Path) -> Result<(PathBuf, bool), WriteError> {
    let error = |source| WriteError::io("find", path, source);
    match fs::canonicalize(path) {
        Ok(path) => Ok((path, true)),
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(error(source)),
        Err(source) => {
            if fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink()) {
                return Err(Refusal::BrokenLink(path.into()).into());
            }
            let Some(Component::Normal(name)) = path.components().next_back() else {
                return Err(error(source));
            };
            let above = match path.parent() {
                Some(above) if above != Path::new("") => above,
                _ => Path::new("."),
            };
            let (above, _) = real_path(above)?;
            Ok((above.join(name), false))
        }
    }
}
