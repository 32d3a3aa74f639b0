//! Where releases are: the link `PATH`, and `PATH.releases/` beside it with a directory for each.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use rustix::fs::Mode;
use rustix::io::{Errno, retry_on_intr};

use super::directory::WritableDir;
use super::error::WriteError;
use super::guard::{self, real_path};
use super::lock::{self, Lock};
use super::release_error::ReleaseError;
use super::release_id::ReleaseId;
use super::release_tree::{self, DIRECTORY_MODE, ReleaseEntry};
use crate::dir::{self, EntryKind};
use crate::paths::OutputPath;

/// The directory of records, in `PATH.releases/`, which readers cannot reach.
pub(super) const RECORDS: &str = ".digest";

/// How long to wait for another process that changes a record or the link.
const WAIT: Duration = Duration::from_secs(10);

/// A symbolic link and the releases that it may point to.
#[derive(Debug)]
pub(crate) struct ReleasePlace {
    /// The directory of the link, without symbolic links.
    parent: PathBuf,
    /// The link's name.
    name: String,
}

impl ReleasePlace {
    /// Finds the place of `path`, which is relative to the site's directory, and refuses one where
    /// publishing would overwrite the site's sources or its build.
    pub(crate) fn new(root: &Path, output: &Path, path: &str) -> Result<Self, ReleaseError> {
        const HELP: &str = "choose another `path` in `site.toml`";
        let joined = root.join(path);
        let name = match joined.components().next_back() {
            Some(Component::Normal(name)) => name.to_str(),
            _ => None,
        };
        let Some(name) = name.filter(|name| !name.contains(char::is_control)) else {
            let message = format!("`{}` cannot be a link to releases", path.escape_debug());
            return Err(ReleaseError::refused(message, HELP));
        };
        // A parent that does not exist has no links to follow either.
        let (parent, _) = real_path(joined.parent().unwrap_or(Path::new("/")))?;
        let place = Self { parent, name: name.to_owned() };
        let (root, _) = real_path(root)?;
        let (output, _) = real_path(output)?;
        let sources = guard::SOURCES.iter().map(|source| root.join(source));
        let sources = sources.filter_map(|source| real_path(&source).ok()).map(|(path, _)| path);
        for own in [place.link(), place.releases()] {
            let overlaps = |path: &PathBuf| own.starts_with(path) || path.starts_with(&own);
            let all = [output.clone()].into_iter().chain(sources.clone());
            let above = Some(&root).filter(|root| root.starts_with(&own)).cloned();
            if let Some(protected) = above.into_iter().chain(all).find(overlaps) {
                let message = format!(
                    "publishing to `{}` would overwrite `{}`",
                    own.display(),
                    protected.display()
                );
                return Err(ReleaseError::refused(message, HELP));
            }
        }
        Ok(place)
    }

    /// The link that readers follow.
    pub(crate) fn link(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// The directory of releases.
    pub(crate) fn releases(&self) -> PathBuf {
        self.parent.join(self.releases_name())
    }

    fn releases_name(&self) -> String {
        format!("{}.releases", self.name)
    }

    /// Checks that a publish could write here, and changes nothing.
    pub(crate) fn check(&self) -> Result<(), ReleaseError> {
        self.live()?;
        let mut nearest = self.releases().join(RECORDS);
        loop {
            match WritableDir::open(&nearest).and_then(|directory| directory.check_writable()) {
                Ok(()) => break,
                Err(Errno::NOENT) => {}
                Err(errno) => return Err(WriteError::io("write to", &nearest, errno).into()),
            }
            nearest.pop();
        }
        // The link is replaced in its own directory.
        match WritableDir::open(&self.parent).and_then(|directory| directory.check_writable()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(WriteError::io("write to", &self.parent, errno).into()),
        }
    }

    /// The release that readers see; `None` if there is none, or if it has been removed.
    pub(crate) fn live(&self) -> Result<Option<ReleaseId>, ReleaseError> {
        let link = self.link();
        let help = "move it away, or choose another `path` in `site.toml`: digest makes that path a \
                    symbolic link to the current release";
        let target = match dir::read_link(&link) {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                let message = format!("`{}` exists and is not a symbolic link", link.display());
                return Err(ReleaseError::refused(message, help));
            }
            Err(error) => return Err(WriteError::io("read", &link, error).into()),
        };
        let releases = self.releases();
        let directory = self.parent.join(target.parent().unwrap_or(Path::new("")));
        let is_releases = directory == releases
            || matches!(
                (dir::canonicalize(&directory), dir::canonicalize(&releases)),
                (Ok(directory), Ok(releases)) if directory == releases
            );
        let name = target.file_name().and_then(|name| name.to_str());
        if let Some(id) = name.and_then(ReleaseId::parse).filter(|_| is_releases) {
            let exists = dir::directory_id(&releases.join(id.to_string())).is_some();
            return Ok(exists.then_some(id));
        }
        let (link, target) = (link.display(), target.display());
        let message = format!("`{link}` points to `{target}`, which is not a release of digest");
        Err(ReleaseError::refused(message, help))
    }

    /// All releases, the oldest first.
    pub(crate) fn ids(&self) -> Result<Vec<ReleaseId>, ReleaseError> {
        let releases = match WritableDir::open(&self.releases()) {
            Err(Errno::NOENT) => return Ok(Vec::new()),
            opened => opened.and_then(WritableDir::into_entries),
        };
        let entries = releases.map_err(|errno| self.error("list", errno))?;
        let directories = entries.iter().filter(|entry| entry.kind == EntryKind::Directory);
        let mut ids: Vec<_> =
            directories.filter_map(|entry| ReleaseId::parse(&entry.name)).collect();
        ids.sort();
        Ok(ids)
    }

    /// The size of what the live release has at a path. What cannot be replaced, because it is below
    /// a symbolic link, has the size 0.
    pub(crate) fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, ReleaseError> {
        let Some(live) = self.live()? else { return Ok(None) };
        let release = self.open_release(&live)?;
        let (above, name) = super::names::split(path.as_str());
        let found = release.open_directory(above).and_then(|directory| directory.stat(name));
        match found {
            Ok(stat) if stat.is_dir() => Ok(None),
            Ok(stat) => Ok(Some(stat.metadata.size)),
            Err(Errno::NOENT) => Ok(None),
            Err(Errno::NOTDIR | Errno::LOOP) => Ok(is_below_link(&release, path).then_some(0)),
            Err(errno) => Err(release.error("find", path.as_str(), errno).into()),
        }
    }

    /// All files and links of the live release, sorted by path.
    pub(crate) fn list(&self) -> Result<Vec<ReleaseEntry>, ReleaseError> {
        let Some(live) = self.live()? else { return Ok(Vec::new()) };
        let release = self.open_release(&live)?;
        let mut found =
            release_tree::list(release.fd()).map_err(|errno| release.error("list", "", errno))?;
        found.sort();
        Ok(found)
    }

    pub(super) fn open_releases(&self) -> Result<WritableDir, ReleaseError> {
        WritableDir::open(&self.releases()).map_err(|errno| self.error("open", errno))
    }

    pub(super) fn open_release(&self, id: &ReleaseId) -> Result<WritableDir, ReleaseError> {
        let (releases, name) = (self.open_releases()?, id.to_string());
        releases.open_directory(&name).map_err(|errno| releases.error("open", &name, errno).into())
    }

    /// Makes the directories of releases and of records where they are missing.
    pub(super) fn create(&self) -> Result<(), ReleaseError> {
        let error = |path: &Path, source| WriteError::io("create the directory", path, source);
        fs::create_dir_all(&self.parent).map_err(|source| error(&self.parent, source))?;
        let parent = WritableDir::open(&self.parent)
            .map_err(|errno| WriteError::io("open", &self.parent, errno))?;
        let name = self.releases_name();
        match parent.create_directory(&name, DIRECTORY_MODE) {
            // The umask has been applied to the mode.
            Ok(()) => parent.open_directory(&name).and_then(|made| made.set_mode(DIRECTORY_MODE)),
            Err(Errno::EXIST) => Ok(()),
            Err(errno) => Err(errno),
        }
        .map_err(|errno| parent.error("create the directory", &name, errno))?;
        let releases = self.open_releases()?;
        match releases.create_directory(RECORDS, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(errno) => Err(releases.error("create the directory", RECORDS, errno).into()),
        }
    }

    /// Keeps other processes from changing records and the link.
    pub(super) fn lock(&self) -> Result<Lock, ReleaseError> {
        let path = self.releases().join(RECORDS);
        let records =
            WritableDir::open(&path).map_err(|errno| WriteError::io("open", &path, errno))?;
        Ok(lock::output(&records, WAIT)?)
    }

    /// Makes readers see a release: a new link takes the place of the old one.
    pub(super) fn show(&self, id: &ReleaseId) -> Result<(), ReleaseError> {
        let link = self.link();
        let parent = WritableDir::open(&self.parent)
            .map_err(|errno| WriteError::io("open", &self.parent, errno))?;
        let error = |errno| WriteError::io("replace the link", &link, errno);
        let temporary = format!(".{}.digest-link", self.name);
        match parent.remove_file(&temporary) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(errno) => return Err(parent.error("remove", &temporary, errno).into()),
        }
        let target = format!("{}/{id}", self.releases_name());
        retry_on_intr(|| rustix::fs::symlinkat(&target, parent.fd(), &temporary)).map_err(error)?;
        let shown = parent.rename(&temporary, &parent, &self.name);
        if shown.is_err() {
            let _ = parent.remove_file(&temporary);
        }
        shown.and_then(|()| parent.sync()).map_err(error)?;
        Ok(())
    }

    fn error(&self, action: &'static str, errno: Errno) -> ReleaseError {
        WriteError::io(action, &self.releases(), errno).into()
    }
}

/// Whether a directory above a path is a symbolic link.
pub(super) fn is_below_link(release: &WritableDir, path: &OutputPath) -> bool {
    // The first link counts, so no link before it is followed.
    let mut kinds = path.directories().map_while(|above| release.stat(above).ok());
    kinds.any(|stat| stat.file_type == rustix::fs::FileType::Symlink)
}
