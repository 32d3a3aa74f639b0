//! Our own bare repository, in which commits are made, and how git runs in it.
//!
//! Nothing in it is needed: it saves fetching what the last publish from here has sent. Its
//! configuration is written each time, so that no program that it might name is ever run; what the
//! user has configured for logging in counts, also where only the site's repository has it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::failure;
use crate::files;
use crate::publish::program::{Interruption, Program};
use crate::publish::target::{TargetError, TargetErrorKind};
use crate::write::{self, WriteError};

/// What the remote is called in our repository.
pub(super) const REMOTE: &str = "digest-site";
/// How long git may work on this machine.
const LOCAL_LIMIT: Duration = Duration::from_secs(600);

const CONFIG: &str = "[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n[extensions]\n\tpartialClone = \
     digest-site\n[remote \"digest-site\"]\n\tpromisor = true\n\tpartialCloneFilter = blob:none\n";

/// What a process that was killed may have left in our repository, and what would lead elsewhere.
const LEFTOVERS: [&str; 8] = [
    "commondir",
    "shallow.lock",
    "packed-refs.lock",
    "HEAD.lock",
    "config.lock",
    "gc.pid",
    "refs/digest/new.lock",
    "refs/digest/record.lock",
];

/// Settings that are the same wherever digest runs.
const SETTINGS: [&str; 15] = [
    "advice.graftFileDeprecated=false",
    "color.ui=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=120",
    "maintenance.auto=false",
    // Otherwise what the other side has is guessed, and files that only it has may be missed.
    "pack.useSparse=false",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.recurseSubmodules=no",
    "submodule.recurse=false",
];

/// Where git would look for a repository if it runs from a hook, and what would change what it does.
const CALLERS: [&str; 29] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CURL_VERBOSE",
    "GIT_DEFAULT_HASH",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_PUSH_OPTION_COUNT",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE_CURL",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_REDACT",
    "GIT_WORK_TREE",
];

/// The name of an object: hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Oid(String);

impl Oid {
    /// The tree without entries, which every repository has.
    pub(super) fn empty_tree() -> Self {
        Self("4b825dc642cb6eb9a060e54bf8d69288fbee4904".into())
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_oid = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_oid.then(|| Self(text.to_ascii_lowercase()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it for people.
    pub(super) fn short(&self) -> &str {
        &self.0[..10]
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) struct Repository {
    directory: PathBuf,
    /// Settings with what may be secret, which never become arguments.
    secret_settings: Vec<(String, String)>,
    interruption: Interruption,
}

/// Git in the site's directory: for the configuration of the repository that contains it, if one does.
pub(super) fn git_of_site(site: &Path, interruption: &Interruption) -> Program {
    let without: Vec<_> =
        CALLERS.into_iter().filter(|name| !name.starts_with("GIT_CONFIG")).collect();
    Program::new("git")
        .directory(if site.as_os_str().is_empty() { Path::new(".") } else { site })
        .without_env(&without)
        .interrupted_by(interruption)
}

impl Repository {
    /// Opens the repository in a directory of our state, made if need be, for a remote with this URL.
    pub(super) fn open(
        directory: &Path,
        site: &Path,
        url: &str,
        interruption: &Interruption,
    ) -> Result<Self, TargetError> {
        let make = || -> Result<(), WriteError> {
            write::make_directory(&directory.join("objects"))?;
            write::make_directory(&directory.join("refs"))?;
            for name in LEFTOVERS {
                write::remove(&directory.join(name))?;
            }
            write::replace(&directory.join("HEAD"), b"ref: refs/heads/none\n")?;
            write::replace(&directory.join("config"), CONFIG.as_bytes())
        };
        make().map_err(|error| TargetError::new(TargetErrorKind::Failed, error.to_string()))?;
        let mut secret_settings = login_settings(site, interruption)?;
        secret_settings.push((format!("remote.{REMOTE}.url"), url.to_owned()));
        Ok(Self {
            directory: files::full_path(directory),
            secret_settings,
            interruption: interruption.clone(),
        })
    }

    /// Git in this repository. It fetches nothing by itself.
    pub(super) fn git<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Program {
        let mut program = Program::new("git").without_env(&CALLERS);
        for setting in SETTINGS {
            program = program.args(["-c", setting]);
        }
        program = program
            .env("GIT_DIR", &self.directory)
            .env("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GCM_INTERACTIVE", "never")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_CONFIG_COUNT", self.secret_settings.len().to_string());
        for (number, (key, value)) in self.secret_settings.iter().enumerate() {
            program = program
                .env(format!("GIT_CONFIG_KEY_{number}"), key)
                .env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        program.args(arguments).interrupted_by(&self.interruption)
    }

    /// Runs git on this machine; gives what it prints.
    pub(super) fn local(&self, program: Program, what: &str) -> Result<Vec<u8>, TargetError> {
        let output = program.run(LOCAL_LIMIT)?;
        if output.code == Some(0) {
            return Ok(output.stdout);
        }
        Err(failure::of_repository(&output, what, &self.directory))
    }

    /// Runs git on this machine; gives the object that it names.
    pub(super) fn object(&self, program: Program, what: &str) -> Result<Oid, TargetError> {
        let stdout = self.local(program, what)?;
        let text = String::from_utf8_lossy(&stdout);
        Oid::parse(text.trim()).ok_or_else(|| {
            let message = format!("cannot {what}: git gave no object");
            TargetError::new(TargetErrorKind::Failed, message)
        })
    }

    /// The tree of a commit.
    pub(super) fn tree_of(&self, commit: &Oid) -> Result<Oid, TargetError> {
        let name = format!("{commit}^{{tree}}");
        self.object(self.git(["rev-parse", "--verify", "--end-of-options", &name]), "find the tree")
    }

    /// Lets git take a commit for the child of another, whether it is or not. So it knows that the remote
    /// has whatever both have, and sends only the rest of a commit without a parent.
    pub(super) fn as_child(
        &self,
        program: Program,
        child: &Oid,
        parent: &Oid,
    ) -> Result<Program, TargetError> {
        let file = self.directory.join("grafts");
        let written = write::replace(&file, format!("{child} {parent}\n").as_bytes());
        written.map_err(|error| TargetError::new(TargetErrorKind::Failed, error.to_string()))?;
        Ok(program.env("GIT_GRAFT_FILE", &file))
    }

    /// Keeps the record of the last publish, and removes what nothing needs any longer if that is much.
    pub(super) fn clean_up(&self, record: &Oid) {
        let kept = self.git(["update-ref", "refs/digest/record", record.as_str()]).run(LOCAL_LIMIT);
        if kept.is_ok_and(|output| output.code == Some(0)) {
            let settings = ["-c", "gc.auto=5000", "-c", "gc.autoDetach=false"];
            let arguments = settings.into_iter().chain(["gc", "--auto", "--quiet"]);
            // It costs space if that fails, and nothing else.
            let _ = self.git(arguments).run(LOCAL_LIMIT);
        }
    }

    /// Whether an object is on this machine.
    pub(super) fn has(&self, object: &Oid) -> Result<bool, TargetError> {
        let output = self.git(["cat-file", "-e", object.as_str()]).run(LOCAL_LIMIT)?;
        Ok(output.code == Some(0))
    }
}

/// The settings for logging in that only the site's repository or our caller has.
fn login_settings(
    site: &Path,
    interruption: &Interruption,
) -> Result<Vec<(String, String)>, TargetError> {
    let program = git_of_site(site, interruption);
    let output = program.args(["config", "--list", "--show-scope", "-z"]).run(LOCAL_LIMIT)?;
    // Without a readable configuration there is nothing to take over; git will say so.
    if output.code != Some(0) {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut fields = text.split('\0');
    let mut settings = Vec::new();
    while let (Some(scope), Some(entry)) = (fields.next(), fields.next()) {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, "true"));
        let lower = key.to_ascii_lowercase();
        let is_login =
            ["credential.", "http.", "url."].iter().any(|start| lower.starts_with(start))
                || ["core.askpass", "core.sshcommand", "ssh.variant"].contains(&&*lower);
        // Git reads the others itself, and a header that it finds twice is sent twice.
        if is_login && matches!(scope, "local" | "worktree" | "command") {
            settings.push((key.to_owned(), value.to_owned()));
        }
    }
    Ok(settings)
}
