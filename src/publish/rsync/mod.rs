//! A directory on another machine, over SSH: releases with a link to the current one, as the kind
//! `directory` has them on this machine.
//!
//! In: records and objects. Out: releases at the far end. May import: `config`, `files`, `paths`, `write`;
//! `program` starts `ssh` and `rsync`.
//!
//! The far end needs only a shell, coreutils or busybox, and rsync. What is put is collected and sent
//! by one run of rsync in [`finish`](RsyncTarget::finish), into a copy of the live release; each
//! other call is one run of `remote.sh`.

mod script;
mod snapshot;
mod ssh;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::program::Interruption;
use super::target::{
    Listed, Object, Record, Revision, Stored, Target, TargetError, TargetErrorKind,
};
use crate::config::RsyncConfig;
use crate::files;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;
use crate::write::ReleaseId;
use script::Script;
use snapshot::Snapshot;
use ssh::{Answer, Ssh};

/// A target of the kind `rsync`.
#[derive(Debug)]
pub(crate) struct RsyncTarget {
    ssh: Ssh,
    /// The link, its directory and its name.
    link: String,
    parent: String,
    name: String,
    location: String,
    keep: usize,
    now: Timestamp,
    state: Mutex<State>,
}

/// What is known of the far end, and what is collected for it.
#[derive(Debug, Default)]
struct State {
    /// What there was just after the lock was taken.
    locked: Option<Snapshot>,
    listed: Option<Vec<Entry>>,
    puts: Vec<Put>,
    deletes: BTreeSet<OutputPath>,
}

#[derive(Clone, Debug)]
struct Put {
    path: OutputPath,
    root: PathBuf,
    size: u64,
    fingerprint: Fingerprint,
}

/// A file or link at the far end.
#[derive(Clone, Debug)]
struct Entry {
    path: String,
    size: u64,
    is_link: bool,
}

impl RsyncTarget {
    /// A target whose releases are named for the time `now`.
    pub(crate) fn new(
        config: &RsyncConfig,
        now: Timestamp,
        interruption: &Interruption,
    ) -> Result<Self, TargetError> {
        let ssh = Ssh::new(&config.host, interruption)?;
        let link = config.path.trim_end_matches('/');
        let name = link.rsplit('/').next().unwrap_or_default();
        let is_wrong = matches!(name, "" | "." | "..")
            || name.starts_with('-')
            || link.starts_with(['-', '~'])
            || link.contains(char::is_control);
        if is_wrong {
            let message = format!("`{}` cannot be a link to releases", config.path.escape_debug());
            return Err(TargetError::new(TargetErrorKind::Refused, message).help(
                "write an absolute path, or one that is relative to the user's home directory, in `path`",
            ));
        }
        let parent = match link.rsplit_once('/') {
            None => ".",
            Some(("", _)) => "/",
            Some((parent, _)) => parent,
        };
        Ok(Self {
            location: format!("{}:{link}", config.host),
            parent: parent.to_owned(),
            name: name.to_owned(),
            link: link.to_owned(),
            ssh,
            // With one release, a page that is being loaded would lose its files at the switch.
            keep: config.keep.max(2),
            now,
            state: Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn script(&self, operation: &str) -> Script {
        Script::new(operation)
            .value("link", &self.link)
            .value("parent", &self.parent)
            .value("name", &self.name)
    }

    /// Runs a script, and gives what it printed.
    fn run(&self, script: Script) -> Result<Vec<u8>, TargetError> {
        match self.ssh.run(script)? {
            Answer::Done(printed) => Ok(printed),
            Answer::Failed { name, words } => Err(self.failed(&name, &words)),
        }
    }

    fn snapshot(&self) -> Result<Snapshot, TargetError> {
        self.parse(&self.run(self.script("snapshot").value("id", ""))?)
    }

    fn parse(&self, printed: &[u8]) -> Result<Snapshot, TargetError> {
        Snapshot::parse(printed).ok_or_else(|| {
            let message = format!("the answer of `{}` is damaged", self.location);
            TargetError::new(TargetErrorKind::Failed, message).help("publish again")
        })
    }

    fn listed(&self) -> Result<Vec<Entry>, TargetError> {
        if let Some(listed) = &self.state().listed {
            return Ok(listed.clone());
        }
        let printed = self.run(self.script("list").value("id", ""))?;
        let text = String::from_utf8_lossy(&printed);
        let mut entries: Vec<_> = text.lines().filter_map(entry).collect();
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        self.state().listed = Some(entries.clone());
        Ok(entries)
    }

    /// What a failure means that the far end found itself.
    fn failed(&self, name: &str, words: &str) -> TargetError {
        let location = &self.location;
        let move_away = "move it away, or choose another `path` in `site.toml`: digest makes that path \
                         a symbolic link to the current release";
        let (kind, message, help) = match name {
            "taken" => (
                TargetErrorKind::Refused,
                format!("`{location}` exists and is not a symbolic link"),
                move_away,
            ),
            "foreign-link" => (
                TargetErrorKind::Refused,
                format!("`{location}` points to `{words}`, which is not a release of digest"),
                move_away,
            ),
            "linked" => (
                TargetErrorKind::Refused,
                format!(
                    "a directory of `{location}` is a symbolic link that digest did not make: \
                         {words}"
                ),
                "move it away at the target, or rename the file of the site",
            ),
            "no-rsync" => (
                TargetErrorKind::Failed,
                format!("rsync is not installed at the host of `{location}`"),
                "install it there, on Debian and Ubuntu with `apt install rsync`",
            ),
            "conflict" => (
                TargetErrorKind::Conflict,
                words.to_owned(),
                "wait for the other publish to finish, then publish again",
            ),
            "refused" => (TargetErrorKind::Refused, words.to_owned(), move_away),
            "denied" => (
                TargetErrorKind::Denied,
                words.to_owned(),
                "give the user who publishes the right to write there, and check that the disk is not \
                 full",
            ),
            _ => (
                TargetErrorKind::Failed,
                words.to_owned(),
                "fix the cause, then publish again; readers still see the old release",
            ),
        };
        TargetError::new(kind, format!("{location}: {message}")).help(help)
    }

    /// Sends the release and shows it.
    fn release(
        &self,
        manifest: &[u8],
        expected: &str,
        (puts, deletes): (&[Put], &BTreeSet<OutputPath>),
    ) -> Result<Revision, TargetError> {
        let locked = self.state().locked.take();
        let before = locked.map_or_else(|| self.snapshot(), Ok)?;
        let id = ReleaseId::after(before.ids.last(), self.now);
        let base = before.live.as_ref().map(ToString::to_string).unwrap_or_default();
        let script =
            |operation| self.script(operation).value("id", &id.to_string()).value("base", &base);
        let paths = puts.iter().map(|put| &put.path).chain(deletes);
        let directories: BTreeSet<_> = paths.flat_map(OutputPath::directories).collect();
        let emptied: BTreeSet<_> = deletes.iter().flat_map(OutputPath::directories).collect();
        let owned = |text: &&str| (*text).to_owned();
        self.run(
            script("begin")
                .lines("directories", directories.iter().map(owned))
                .lines("deleted", deletes.iter().map(|path| format!("./{path}")))
                // What is in a directory comes before it.
                .lines("emptied", emptied.iter().rev().map(owned)),
        )?;
        let sent = self.send(puts, &id).and_then(|()| {
            let is_abandoned =
                |old: &&ReleaseId| before.live.as_ref().is_some_and(|live| *old > live);
            let (abandoned, mut kept): (Vec<_>, Vec<_>) = before.ids.iter().partition(is_abandoned);
            // The new one is kept, too.
            kept.truncate((kept.len() + 1).saturating_sub(self.keep));
            let names = |ids: Vec<&ReleaseId>| {
                ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            };
            let revision = format!("{id} {}", Fingerprint::of(manifest));
            self.run(
                script("finish")
                    .value("expected", expected)
                    .value("abandoned", &names(abandoned))
                    .value("surplus", &names(kept))
                    .lines("sent_paths", puts.iter().map(|put| format!("./{}", put.path)))
                    .lines(
                        "sent_sizes",
                        puts.iter().map(|put| format!("{} ./{}", put.size, put.path)),
                    )
                    .text("record_data", &with_revision(&revision, manifest)),
            )?;
            Ok(etag(revision))
        });
        if sent.is_err() {
            // It may be what fills the disk. What stays is removed by the next publish.
            let _ = self.ssh.run(script("discard"));
        }
        sent
    }

    fn send(&self, puts: &[Put], id: &ReleaseId) -> Result<(), TargetError> {
        let Some(first) = puts.first() else { return Ok(()) };
        if let Some(other) = puts.iter().find(|put| put.root != first.root) {
            let message = format!("`{}` is not below `{}`", other.path, first.root.display());
            return Err(TargetError::new(TargetErrorKind::Failed, message));
        }
        let to = format!("{}.releases/.{id}.partial", self.link);
        self.ssh.send(&first.root, &to, puts.iter().map(|put| format!("./{}", put.path)))?;
        // What rsync has read must be what was built.
        for put in puts {
            let file = put.root.join(put.path.as_str());
            if files::fingerprint(&file).ok() != Some(put.fingerprint) {
                let message = format!("`{}` was changed after it was built", file.display());
                return Err(TargetError::new(TargetErrorKind::Failed, message).help(
                    "wait until nothing else builds the site or edits its output, then publish again",
                ));
            }
        }
        Ok(())
    }
}

impl Target for RsyncTarget {
    fn location(&self) -> &str {
        &self.location
    }

    fn is_atomic(&self) -> bool {
        true
    }

    fn preflight(&self) -> Result<(), TargetError> {
        self.run(self.script("check").value("id", "")).map(drop)
    }

    fn read(&self, record: Record) -> Result<Option<Stored>, TargetError> {
        let of = |snapshot: &Snapshot| {
            let name = match (record, &snapshot.live) {
                (Record::Manifest, None) => return None,
                (Record::Manifest, Some(live)) => format!("{live}.json"),
                (Record::Lock | Record::Journal, _) => record.file_name().to_owned(),
            };
            let (bytes, revision) = snapshot.record(&name)?;
            Some(Stored { bytes: bytes.to_vec(), revision: etag(revision) })
        };
        // While this process has the lock, only it changes these.
        if record != Record::Lock
            && let Some(locked) = &self.state().locked
        {
            return Ok(of(locked));
        }
        Ok(of(&self.snapshot()?))
    }

    fn write(
        &self,
        record: Record,
        bytes: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let mut revision = Fingerprint::of(bytes).to_string();
        if record == Record::Manifest {
            let live = self.snapshot()?.live;
            let live = live.as_ref().map(ToString::to_string).unwrap_or_default();
            revision = format!("{live} {revision}");
        }
        let printed = self.run(
            self.script("write")
                .value("id", "")
                .value("record", record.file_name())
                .value("expected", expected_text(expected))
                .text("record_data", &with_revision(&revision, bytes)),
        )?;
        // The lock is renewed while a release is made, which changes nothing else.
        let is_first = record == Record::Lock && expected.is_none();
        let snapshot = self.parse(&printed)?;
        let mut state = self.state();
        if is_first {
            state.locked = Some(snapshot);
        } else if record != Record::Lock {
            state.locked = None;
        }
        Ok(etag(revision))
    }

    fn remove(&self, record: Record) -> Result<(), TargetError> {
        self.state().locked = None;
        self.run(self.script("remove").value("id", "").value("record", record.file_name()))
            .map(drop)
    }

    fn size_of(&self, path: &OutputPath) -> Result<Option<u64>, TargetError> {
        let listed = self.listed()?;
        let find = |path: &str| {
            let place = listed.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
            listed.get(place)
        };
        // Nothing is put through a link.
        if path.directories().any(|above| find(above).is_some_and(|entry| entry.is_link)) {
            return Ok(Some(0));
        }
        Ok(find(path.as_str()).map(|entry| entry.size))
    }

    fn list(&self) -> Result<Vec<Listed>, TargetError> {
        self.state().listed = None;
        let listed = self.listed()?.into_iter();
        Ok(listed.map(|Entry { path, size, .. }| Listed { path, size }).collect())
    }

    fn begin(&self) -> Result<(), TargetError> {
        let mut state = self.state();
        state.puts.clear();
        state.deletes.clear();
        Ok(())
    }

    fn put(&self, object: &Object<'_>) -> Result<(), TargetError> {
        let Object { path, file, size, fingerprint, .. } = *object;
        let mut root = file.to_path_buf();
        for _ in Path::new(path.as_str()).components() {
            root.pop();
        }
        if root.join(path.as_str()) != file {
            let message = format!("`{}` is not the file of `{path}`", file.display());
            return Err(TargetError::new(TargetErrorKind::Failed, message));
        }
        self.state().puts.push(Put { path: path.clone(), root, size, fingerprint });
        Ok(())
    }

    fn delete(&self, path: &OutputPath) -> Result<(), TargetError> {
        self.state().deletes.insert(path.clone());
        Ok(())
    }

    fn finish(
        &self,
        manifest: &[u8],
        expected: Option<&Revision>,
    ) -> Result<Revision, TargetError> {
        let (puts, deletes) = {
            let mut state = self.state();
            state.listed = None;
            (std::mem::take(&mut state.puts), std::mem::take(&mut state.deletes))
        };
        self.release(manifest, expected_text(expected), (&puts, &deletes))
    }

    fn rollback(&self) -> Result<String, TargetError> {
        let none = |why: &str| {
            let message = format!("{} cannot be rolled back: {why}", self.location);
            Err(TargetError::new(TargetErrorKind::Refused, message)
                .help("publish an earlier state of the site instead"))
        };
        let snapshot = self.snapshot()?;
        let Some(live) = &snapshot.live else { return none("nothing is published there") };
        let Some(before) = snapshot.ids.iter().rev().find(|id| *id < live) else {
            return none("there is no release before the current one");
        };
        let (base, id) = (live.to_string(), before.to_string());
        self.run(self.script("rollback").value("id", &id).value("base", &base))?;
        self.state().locked = None;
        Ok(id)
    }
}

/// A line of `stat -c '%f %s %n'` in `find .`.
fn entry(line: &str) -> Option<Entry> {
    let mut parts = line.splitn(3, ' ');
    let mode = u32::from_str_radix(parts.next()?, 16).ok()?;
    let size = parts.next()?.parse().ok()?;
    let path = parts.next()?.strip_prefix("./")?.to_owned();
    Some(Entry { path, size, is_link: mode & 0o170_000 == 0o120_000 })
}

/// A record as the far end has it: its revision on the first line.
fn with_revision(revision: &str, bytes: &[u8]) -> String {
    format!("{revision}\n{}", String::from_utf8_lossy(bytes))
}

fn expected_text(expected: Option<&Revision>) -> &str {
    expected.and_then(|revision| revision.etag.as_deref()).unwrap_or_default()
}

fn etag(revision: String) -> Revision {
    Revision { etag: Some(revision), version: None }
}
