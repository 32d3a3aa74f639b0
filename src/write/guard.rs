//! The guard: what a build must never write over.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::OutputTarget;
use super::directory::WritableDir;
use super::error::{WriteError, WriteRefusal};
use super::names::{MANIFEST, OWN_PREFIX};
use crate::dir;

/// Directories of a site that contain sources or our own state. None of them may be the output.
pub(super) const SOURCES: [&str; 6] = ["content", "data", "templates", "static", HOME, ".git"];

/// Our own directory in a site.
const HOME: &str = ".digest";

/// The directory in it of which each directory is a site built for another base URL.
const SITES: &str = "sites";

/// A target whose links are followed and whose output may be written to.
#[derive(Debug)]
pub(super) struct Checked {
    /// The site's directory.
    pub(super) site: PathBuf,
    /// The output directory.
    pub(super) output: PathBuf,
    /// Whether the output directory exists.
    pub(super) exists: bool,
}

/// Follows the links of a target and refuses an output that would overwrite sources.
pub(super) fn check(target: &OutputTarget) -> Result<Checked, WriteError> {
    let (site, _) = real_path(&target.site_root)?;
    let (output, exists) = real_path(&target.output)?;
    if exists && !output.is_dir() {
        return Err(WriteRefusal::NotADirectory(output).into());
    }
    let refuse = |protected: &Path| {
        let (output, protected) = (output.clone(), protected.to_path_buf());
        Err(WriteRefusal::Protected { output, protected }.into())
    };
    if site.starts_with(&output) {
        return refuse(&site);
    }
    for name in SOURCES {
        let (source, _) = match real_path(&site.join(name)) {
            Err(WriteError::Refused(WriteRefusal::BrokenLink(_))) => continue,
            source => source?,
        };
        let is_site = name == HOME && output.parent() == Some(&source.join(SITES));
        if output.starts_with(&source) && !is_site || source.starts_with(&output) {
            return refuse(&source);
        }
    }
    Ok(Checked { site, output, exists })
}

/// The path of an output directory relative to the site's: `public`, or `../www`. Links are
/// followed in both, as far as they can be.
pub(crate) fn relative_output(target: &OutputTarget) -> PathBuf {
    let real = |path: &Path| real_path(path).map_or_else(|_| path.to_owned(), |(path, _)| path);
    let (site, output) = (real(&target.site_root), real(&target.output));
    let shared = site.components().zip(output.components()).take_while(|(a, b)| a == b).count();
    let up = site.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(output.components().skip(shared)).collect()
}

/// Refuses a directory that contains files but no manifest, unless it is taken over by `force`.
/// A manifest of any version, even a damaged one, marks the directory as ours. Returns whether
/// the directory has any entries.
pub(super) fn check_ours(output: &WritableDir, force: bool) -> Result<bool, WriteError> {
    let entries = output
        .open_directory("")
        .and_then(WritableDir::into_entries)
        .map_err(|errno| output.error("list", "", errno))?;
    let is_empty = entries.iter().all(|entry| entry.name.starts_with(OWN_PREFIX));
    let is_ours = entries.iter().any(|entry| entry.name == MANIFEST);
    if is_empty || is_ours || force {
        Ok(!is_empty)
    } else {
        Err(WriteRefusal::NotOurs(output.path().into()).into())
    }
}

/// Follows all links of a path whose last parts need not exist, and returns whether they do.
pub(super) fn real_path(path: &Path) -> Result<(PathBuf, bool), WriteError> {
    let error = |source| WriteError::io("find", path, source);
    match dir::canonicalize(path) {
        Ok(path) => Ok((path, true)),
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(error(source)),
        Err(source) => {
            if dir::is_symlink(path) {
                return Err(WriteRefusal::BrokenLink(path.into()).into());
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
