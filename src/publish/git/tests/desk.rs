//! A remote, and a machine that publishes to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::*;
use crate::fingerprint::Fingerprint;
use crate::publish::program::Program;
use crate::publish::{
    LocalFile, LocalState, Observer, Outputs, Permissions, PublishError, Publisher, Request,
    Retention, publish,
};
use crate::write::Phase;

pub(super) const LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

/// Runs git as a user would, away from the settings of the machine; gives what it prints.
pub(super) fn git(directory: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=Ole", "-c", "user.email=ole@example.dk"];
    let program = Program::new("git").args(identity).args(arguments).directory(directory);
    let output = program.run(LIMIT).unwrap();
    assert_eq!(output.code, Some(0), "git {arguments:?}: {}", output.stderr);
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// A bare repository that several machines publish to.
pub(super) struct Remote {
    _directory: tempfile::TempDir,
    pub(super) path: PathBuf,
}

impl Remote {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("site.git");
        git(directory.path(), &["init", "--quiet", "--bare", "site.git"]);
        git(&path, &["config", "uploadpack.allowFilter", "true"]);
        Self { _directory: directory, path }
    }

    pub(super) fn url(&self) -> String {
        format!("file://{}", self.path.display())
    }

    pub(super) fn git(&self, arguments: &[&str]) -> String {
        git(&self.path, arguments)
    }

    /// The files of the branch with their texts.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let paths = self.git(&["ls-tree", "-r", "-z", "--name-only", "pages"]);
        let paths = paths.split('\0').filter(|path| !path.is_empty());
        let read = |path: &str| self.git(&["show", &format!("pages:{path}")]);
        paths.map(|path| (path.to_owned(), read(path))).collect()
    }

    pub(super) fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "pages"]).parse().unwrap()
    }

    pub(super) fn tip(&self) -> String {
        self.git(&["rev-parse", "pages"])
    }

    /// How many objects it has.
    pub(super) fn objects(&self) -> usize {
        let objects = self.git(&["cat-file", "--batch-all-objects", "--batch-check"]);
        objects.lines().count()
    }

    /// Changes the branch as somebody else would.
    pub(super) fn change(&self, files: &[(&str, Option<&str>)]) {
        let directory = tempfile::tempdir().unwrap();
        let work = directory.path();
        git(work, &["clone", "--quiet", &self.url(), "."]);
        let has_branch = self.git(&["branch", "--list", "pages"]).contains("pages");
        let switch = if has_branch { "--quiet" } else { "--orphan" };
        git(work, &["switch", switch, "pages"]);
        for (path, text) in files {
            let file = work.join(path);
            match text {
                Some(text) => {
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(file, text).unwrap();
                }
                None => fs::remove_file(file).unwrap(),
            }
        }
        git(work, &["add", "--all"]);
        git(work, &["commit", "--quiet", "-m", "By hand"]);
        git(work, &["push", "--quiet", "origin", "pages"]);
    }

    /// Installs a hook.
    pub(super) fn hook(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.path.join("hooks").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// A site's directory on some machine.
pub(super) struct Desk {
    home: tempfile::TempDir,
    pub(super) config: GitConfig,
    pub(super) now: Timestamp,
    publishes: u32,
    pub(super) interruption: Interruption,
}

struct Unobserved;

impl Observer for Unobserved {}

impl Desk {
    pub(super) fn new(remote: &Remote) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            config: GitConfig {
                remote: remote.url(),
                branch: "pages".into(),
                history: GitHistory::Keep,
            },
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
            publishes: 0,
            interruption: Interruption::never(),
        }
    }

    pub(super) fn squashing(mut self) -> Self {
        self.config.history = GitHistory::Squash;
        self
    }

    pub(super) fn root(&self) -> &Path {
        self.home.path()
    }

    pub(super) fn target(&self) -> GitTarget {
        let interruption = self.interruption.clone();
        GitTarget::new(&self.config, self.root(), "web", "desk.example", self.now, interruption)
    }

    /// Builds a site with these files.
    pub(super) fn build(&self, files: &[(&str, &str)]) -> Outputs {
        let root = self.root().join("public");
        let mut outputs: Vec<_> = files
            .iter()
            .map(|(path, text)| {
                let file = root.join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
                LocalFile {
                    path: OutputPath::new(path).unwrap(),
                    size: text.len() as u64,
                    fingerprint: Fingerprint::of(text.as_bytes()),
                    phase: Phase::Page,
                }
            })
            .collect();
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        Outputs { root, base_url: "https://nyt.example".into(), files: outputs }
    }

    pub(super) fn with<T>(
        &mut self,
        target: &GitTarget,
        outputs: &Outputs,
        action: impl FnOnce(&Request<'_>, &dyn Observer) -> T,
    ) -> T {
        self.publishes += 1;
        self.now += jiff::SignedDuration::from_mins(1);
        let root = self.root().to_owned();
        let state = LocalState::new(Files::open(&root).unwrap(), root, "web");
        let permissions = Permissions {
            max_deletes: Some(usize::MAX),
            may_shrink: true,
            ..Permissions::default()
        };
        let request = Request {
            target,
            outputs,
            headers: &|_| Arc::default(),
            retention: Retention::Publishes(2),
            permissions,
            state: &state,
            publisher: Publisher {
                id: format!("{:032x}", self.publishes),
                host: "desk".into(),
                pid: 1,
            },
            now: self.now,
        };
        action(&request, &Unobserved)
    }

    /// Builds and publishes a site with these files; gives how many it put and deleted.
    pub(super) fn publish(&mut self, files: &[(&str, &str)]) -> Result<usize, PublishError> {
        let outputs = self.build(files);
        let target = self.target();
        // A program that another test starts has our lock for a moment, until it is another program.
        for _ in 0..100 {
            let result = self.with(&target, &outputs, |request, observer| {
                let plan = publish(request, observer)?;
                Ok(plan.puts.len() + plan.deletes.len())
            });
            match result {
                Err(PublishError::State(_)) => std::thread::sleep(LIMIT / 1000),
                result => return result,
            }
        }
        panic!("the lock is never free");
    }
}

/// The error of a target.
pub(super) fn refusal(result: Result<usize, PublishError>) -> TargetError {
    match result.unwrap_err() {
        PublishError::Target { error, live } => {
            assert!(live.is_none_or(|live| live.contains("as it was")));
            error
        }
        other => panic!("{other}"),
    }
}

pub(super) fn texts<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, String> {
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}
