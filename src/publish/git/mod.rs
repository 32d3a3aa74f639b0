//! Publishing to a branch of a git repository, as GitHub, GitLab and Codeberg Pages show it.
//!
//! In: the outputs that change. Out: one commit on the branch, and a record of it under a ref of its own,
//! pushed together, and only if both refs are still where they were. May import: the rows above,
//! `program`, `manifest`, `target`.
//!
//! Commits are made with git's plumbing in a bare repository of our own, from the tree of the branch: what
//! is on it that is not ours stays. The repository that has the site, its index, hooks and settings are
//! not touched.

mod failure;
mod identity;
mod import;
mod push;
mod record;
mod remote;
mod repository;
mod rollback;
#[cfg(test)]
mod tests;
mod tip;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::program::{Interruption, redacted};
use super::target::{
    Listed, Object, Record, Revision, Stored, Target, TargetError, TargetErrorKind,
};
use crate::config::publish::{GitConfig, GitHistory};
use crate::files::Files;
use crate::paths::OutputPath;
use identity::Identity;
use import::{Base, Change, NewCommit};
use record::{NewRecord, PublishRecord};
use repository::{Oid, Repository};
use tip::{Refs, Tip};
use tree::Entry;

/// A branch of a git repository.
pub(crate) struct GitTarget {
    config: GitConfig,
    location: String,
    refs: Refs,
    /// The site's directory.
    site: PathBuf,
    /// Our own repository.
    directory: PathBuf,
    now: Timestamp,
    /// The name of this machine.
    host: String,
    interruption: Interruption,
    session: Mutex<Session>,
    lock: Mutex<Option<Vec<u8>>>,
}

/// What is known of the remote, and what is collected.
#[derive(Default)]
struct Session {
    repository: Option<Arc<Repository>>,
    tip: Option<Tip>,
    /// What the branch has.
    live: Option<BTreeMap<String, Entry>>,
    changes: BTreeMap<String, Change>,
    /// The output directory.
    output: Option<PathBuf>,
}

impl GitTarget {
    /// The target `[publish.NAME]` of the site in the directory `site`.
    pub(crate) fn new(
        config: &GitConfig,
        site: &Path,
        name: &str,
        host: &str,
        now: Timestamp,
        interruption: Interruption,
    ) -> Self {
        Self {
            location: format!("{}#{}", redacted(&config.remote), config.branch),
            refs: Refs::of(&config.branch),
            directory: site.join(".digest/publish").join(name).join("git"),
            site: site.to_owned(),
            config: config.clone(),
            now,
            host: host.to_owned(),
            interruption,
            session: Mutex::default(),
            lock: Mutex::default(),
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Our repository, opened if it is not yet.
    fn repository(&self, session: &mut Session) -> Result<Arc<Repository>, TargetError> {
        if let Some(repository) = &session.repository {
            return Ok(Arc::clone(repository));
        }
        let url = remote::resolve(&self.config.remote, &self.site, &self.interruption)?;
        let opened = Repository::open(&self.directory, &self.site, &url, &self.interruption)?;
        let repository = Arc::new(opened);
        let branch = &self.refs.branch;
        let checked = repository.git(["check-ref-format", branch]).run(ASK_LIMIT)?;
        if checked.code != Some(0) || self.config.branch.starts_with('-') {
            let message = format!("`{}` is no name for a branch", self.config.branch);
            return Err(TargetError::new(TargetErrorKind::Refused, message));
        }
        session.repository = Some(Arc::clone(&repository));
        Ok(repository)
    }

    /// What the remote has, with its commits on this machine; asked once, unless something was in the way.
    fn tip(&self, session: &mut Session) -> Result<(Arc<Repository>, Tip), TargetError> {
        let repository = self.repository(session)?;
        if let Some(tip) = &session.tip {
            return Ok((repository, tip.clone()));
        }
        let tip = Tip::ask(&repository, &self.refs)?;
        tip.fetch(&repository, &self.refs)?;
        session.live = None;
        session.tip = Some(tip.clone());
        Ok((repository, tip))
    }

    /// What the branch has.
    fn live<'s>(
        &self,
        session: &'s mut Session,
    ) -> Result<&'s BTreeMap<String, Entry>, TargetError> {
        if session.live.is_none() {
            let (repository, tip) = self.tip(session)?;
            let files = match &tip.branch {
                Some(commit) => tree::files(&repository, &repository.tree_of(commit)?)?,
                None => BTreeMap::new(),
            };
            session.live = Some(files);
        }
        Ok(session.live.get_or_insert_default())
    }

    fn read_manifest(&self, session: &mut Session) -> Result<Option<Stored>, TargetError> {
        let (repository, tip) = self.tip(session)?;
        let Some((_, oid)) = &tip.record else { return Ok(None) };
        let record = PublishRecord::open(&repository, oid)?;
        let tree = match &tip.branch {
            Some(commit) => repository.tree_of(commit)?,
            None => Oid::empty_tree(),
        };
        let mut bytes = record.manifest(&repository)?;
        if tree != record.site {
            let paths = tree::difference(&repository, &record.site, &tree)?;
            bytes = record::with_unknown(bytes, &paths);
        }
        Ok(Some(Stored { bytes, revision: revision(oid) }))
    }

    /// Writes the manifest for what the branch has now.
    fn write_manifest(
        &self,
        session: &mut Session,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let (repository, tip) = self.tip(session)?;
        check_expected(&tip, expected)?;
        let site = match &tip.branch {
            Some(commit) => repository.tree_of(commit)?,
            None => Oid::empty_tree(),
        };
        self.push(session, manifest, tip.branch.as_ref(), &site)
    }

    /// Pushes the branch, if it is another commit, and a record of it.
    fn push(
        &self,
        session: &mut Session,
        manifest: &[u8],
        commit: Option<&Oid>,
        site: &Oid,
    ) -> Result<Revision, TargetError> {
        let (repository, tip) = self.tip(session)?;
        let before = tip.record.as_ref().map(|(_, oid)| oid);
        let is_kept = self.config.history == GitHistory::Keep;
        let before = before.filter(|_| is_kept);
        let new = NewRecord { manifest, commit, site, before };
        self.push_record(session, &repository, &tip, &new)
    }

    fn push_record(
        &self,
        session: &mut Session,
        repository: &Repository,
        tip: &Tip,
        new: &NewRecord<'_>,
    ) -> Result<Revision, TargetError> {
        let oid = record::make(repository, new, &self.identity()?)?;
        // Whatever happens, the remote is asked again before the next attempt.
        session.tip = None;
        session.live = None;
        let pushed = push::push(repository, &self.refs, tip, new.commit, &oid)?;
        session.tip = Some(pushed);
        repository.clean_up(&oid);
        Ok(revision(&oid))
    }

    fn identity(&self) -> Result<Identity, TargetError> {
        Identity::find(&self.site, &self.host, self.now, &self.interruption)
    }

    /// With `squash`, only what we published ourselves may be replaced.
    fn check_squash(&self, repository: &Repository, tip: &Tip) -> Result<(), TargetError> {
        let Some(commit) =
            tip.branch.as_ref().filter(|_| self.config.history == GitHistory::Squash)
        else {
            return Ok(());
        };
        let record = tip.record.as_ref().map(|(_, oid)| PublishRecord::open(repository, oid));
        let record = record.transpose()?;
        if record.is_some_and(|record| record.commit.as_ref() == Some(commit)) {
            return Ok(());
        }
        let message = format!(
            "the branch `{}` has commits that digest did not publish, and `history = \"squash\"` would \
             remove them",
            self.config.branch
        );
        Err(TargetError::new(TargetErrorKind::Refused, message).help(
            "set `history = \"keep\"`, or name a branch that is only for the site; if the commits may go, \
             run `digest publish --audit` first",
        ))
    }

    /// Collects a change.
    fn change(&self, path: &OutputPath, change: Change) {
        self.session().changes.insert(path.to_string(), change);
    }
}

const ASK_LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

impl Target for GitTarget {
    fn location(&self) -> &str {
        &self.location
    }

    fn is_atomic(&self) -> bool {
        true
    }

    /// Nothing at the remote changes before the push, which is verified as a whole.
    fn preflight(&self) -> Result<(), TargetError> {
        let mut session = self.session();
        session.tip = None;
        self.tip(&mut session).map(drop)
    }

    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError> {
        match record {
            Record::Lock => {
                let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
                let stored = |bytes: &Vec<u8>| Stored {
                    bytes: bytes.clone(),
                    revision: Revision::default(),
                };
                Ok(lock.as_ref().map(stored))
            }
            Record::Manifest => self.read_manifest(&mut self.session()),
            Record::Journal => Ok(None),
        }
    }

    /// The lock is only of this process: a push compares and swaps, so of two publishes one fails.
    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        match record {
            Record::Lock => {
                let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
                *lock = Some(bytes.to_vec());
                Ok(Revision::default())
            }
            Record::Manifest => self.write_manifest(&mut self.session(), bytes, expected),
            Record::Journal => {
                let message = "a git repository needs no journal";
                Err(TargetError::new(TargetErrorKind::Unsupported, message))
            }
        }
    }

    fn remove(&self, record: Record) -> Result<(), TargetError> {
        match record {
            Record::Lock => {
                *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Ok(())
            }
            Record::Manifest => {
                let message =
                    "the record of what was published is not removed from a git repository";
                Err(TargetError::new(TargetErrorKind::Unsupported, message))
            }
            Record::Journal => Ok(()),
        }
    }

    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError> {
        let mut session = self.session();
        let entry = self.live(&mut session)?.get(path.as_str()).cloned();
        let Some(entry) = entry else { return Ok(None) };
        let repository = self.repository(&mut session)?;
        if !repository.has(&entry.object)? && !entry.is_submodule() {
            tip::fetch_objects(&repository, &[entry.object.as_str()])?;
        }
        let one = BTreeMap::from([(path.to_string(), entry)]);
        Ok(tree::sizes(&repository, &one)?.first().copied())
    }

    fn list(&self) -> Result<Vec<Listed>, TargetError> {
        let mut session = self.session();
        let live = self.live(&mut session)?.clone();
        let (repository, tip) = self.tip(&mut session)?;
        let Some(commit) = &tip.branch else { return Ok(Vec::new()) };
        tip::fetch_files(&repository, &repository.tree_of(commit)?)?;
        let sizes = tree::sizes(&repository, &live)?;
        Ok(live.into_keys().zip(sizes).map(|(path, size)| Listed { path, size }).collect())
    }

    fn begin(&self) -> Result<(), TargetError> {
        let mut session = self.session();
        session.changes.clear();
        session.output = None;
        let (repository, tip) = self.tip(&mut session)?;
        self.check_squash(&repository, &tip)
    }

    fn put(&self, object: &Object<'_>) -> Result<(), TargetError> {
        let path = object.path;
        if path.as_str().split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            let message = format!("git cannot have a file at `{path}`");
            return Err(TargetError::new(TargetErrorKind::Refused, message)
                .help("leave it out of `static/`"));
        }
        // The file is the path below the output directory.
        let parts = path.as_str().split('/').count();
        let output = object.file.ancestors().nth(parts).unwrap_or(Path::new(""));
        self.session().output.get_or_insert_with(|| output.to_owned());
        let Object { fingerprint, size, .. } = *object;
        self.change(path, Change::Put { fingerprint, size });
        Ok(())
    }

    fn delete(&self, path: &OutputPath) -> Result<(), TargetError> {
        self.change(path, Change::Delete);
        Ok(())
    }

    fn finish(
        &self,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let session = &mut *self.session();
        let (repository, tip) = self.tip(session)?;
        check_expected(&tip, expected)?;
        let mut changes = std::mem::take(&mut session.changes);
        let live = self.live(session)?;
        changes.retain(|path, change| !matches!(change, Change::Delete) || live.contains_key(path));
        check_places(live, &changes)?;

        let old = tip.branch.as_ref();
        let old_tree = old.map(|commit| repository.tree_of(commit)).transpose()?;
        let identity = self.identity()?;
        let base = match (old, &old_tree) {
            (Some(commit), _) if self.config.history == GitHistory::Keep => Base::Parent(commit),
            (Some(_), Some(tree)) => Base::Tree(tree),
            _ => Base::Nothing,
        };
        let new = NewCommit {
            message: message(&changes, &record::parse(manifest)?.base_url),
            author: &identity.author,
            committer: &identity.committer,
            base,
            changes,
        };
        let files = session.output.as_deref().map(|output| {
            let output = if output.as_os_str().is_empty() { Path::new(".") } else { output };
            Files::open(output)
        });
        let files = files.transpose().map_err(|error| {
            let message = format!("cannot open the output directory: {error}");
            TargetError::new(TargetErrorKind::Failed, message)
        })?;
        let commit = import::commit(&repository, files, new)?;
        let site = repository.tree_of(&commit)?;
        // If the files are the same after all, the branch stays.
        let commit = old.filter(|_| old_tree.as_ref() == Some(&site)).unwrap_or(&commit);
        self.push(session, manifest, Some(commit), &site)
    }

    fn rollback(&self) -> Result<String, TargetError> {
        if self.config.history == GitHistory::Squash {
            let message =
                "with `history = \"squash\"` the branch has no publish before the current one";
            return Err(TargetError::new(TargetErrorKind::Unsupported, message).help(
                "publish an earlier state of the site, or set `history = \"keep\"` for the future",
            ));
        }
        let mut session = self.session();
        session.tip = None;
        let (repository, tip) = self.tip(&mut session)?;
        let live = self.live(&mut session)?.clone();
        let identity = self.identity()?;
        let back = rollback::prepare(&repository, &tip, &live, &identity, self.now)?;
        let new = NewRecord {
            manifest: &back.manifest,
            commit: Some(&back.commit),
            site: &back.site,
            before: back.before.as_ref(),
        };
        self.push_record(&mut session, &repository, &tip, &new)?;
        Ok(back.name)
    }
}

fn revision(record: &Oid) -> Revision {
    Revision { etag: Some(record.to_string()), version: None }
}

/// Whether the record is the one that the plan was made with.
fn check_expected(tip: &Tip, expected: Option<&Revision>) -> Result<(), TargetError> {
    let there = tip.record.as_ref().map(|(_, oid)| revision(oid));
    if there.as_ref() == expected {
        return Ok(());
    }
    let message = "another publish has changed the record at the remote meanwhile";
    Err(TargetError::new(TargetErrorKind::Conflict, message).help("publish again"))
}

/// A file cannot be where a directory is, nor the other way round: git would drop what is there.
fn check_places(
    live: &BTreeMap<String, Entry>,
    changes: &BTreeMap<String, Change>,
) -> Result<(), TargetError> {
    let stays = |path: &str| !matches!(changes.get(path), Some(Change::Delete));
    let puts = changes.iter().filter(|(_, change)| !matches!(change, Change::Delete));
    for (path, _) in puts {
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        let mut above = above.filter(|above| live.contains_key(*above) && stays(above));
        let below = format!("{path}/");
        let inside = live.range(below.clone()..).map(|(other, _)| &**other);
        let mut inside = inside.take_while(|other| other.starts_with(&below));
        if let Some(other) = above.next().or_else(|| inside.find(|other| stays(other))) {
            let message = format!("`{other}` is in the way of `{path}`");
            return Err(TargetError::new(TargetErrorKind::Refused, message)
                .help("remove it from the branch, or give the page another URL"));
        }
    }
    Ok(())
}

/// The message of a commit.
fn message(changes: &BTreeMap<String, Change>, base_url: &str) -> String {
    let deleted = changes.values().filter(|change| matches!(change, Change::Delete)).count();
    let files = |number: usize| if number == 1 { "file" } else { "files" };
    let put = changes.len() - deleted;
    let subject = match (put, deleted) {
        (0, _) => format!("Remove {deleted} {}", files(deleted)),
        (_, 0) => format!("Publish {put} changed {}", files(put)),
        _ => format!("Publish {put} changed {}, remove {deleted}", files(put)),
    };
    format!("{subject}\n\n{base_url}\n")
}
