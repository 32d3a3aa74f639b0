//! Why git failed, in words of ours.

use std::path::Path;

use crate::publish::program::Output;
use crate::publish::target::{TargetError, TargetErrorKind};

/// What git says, in lower case, the sort of failure that it is, and what to do about it.
const KNOWN: &[(&[&str], TargetErrorKind, &str)] = &[
    (
        &["host key verification failed"],
        TargetErrorKind::Denied,
        "the key of the host is not known, or has changed; connect once with `ssh HOST` and compare it \
         with the one that the host publishes",
    ),
    (
        &["permission denied (publickey", "permission denied, please try again"],
        TargetErrorKind::Denied,
        "let `ssh` know a key that may push there, without a passphrase or in `ssh-agent`",
    ),
    (
        &[
            "could not read username",
            "could not read password",
            "authentication failed",
            "terminal prompts disabled",
            "invalid credentials",
            "error: 401",
        ],
        TargetErrorKind::Denied,
        "give git credentials that need no question, such as a credential helper (see `git help \
         credentials`)",
    ),
    (
        &["error: 403", "access denied", "write access to repository not granted", "not permitted"],
        TargetErrorKind::Denied,
        "use credentials that may push to this repository",
    ),
    (
        &["repository not found", "does not appear to be a git repository", "does not exist"],
        TargetErrorKind::Denied,
        "create the repository, or name another one as `remote`; hosts say the same if the credentials \
         may not see it",
    ),
    (
        &["could not resolve host", "name or service not known", "could not resolve hostname"],
        TargetErrorKind::Failed,
        "check `remote` and the connection to the network",
    ),
    (
        &["transport '", "protocol '"],
        TargetErrorKind::Refused,
        "use an address that begins with `https://` or `ssh://`, or a path",
    ),
];

/// A failure of git at the remote.
pub(super) fn at_remote(output: &Output, what: &str) -> TargetError {
    let reason = output.reason();
    let lower = output.stderr.to_lowercase();
    let known = KNOWN.iter().find(|(words, ..)| words.iter().any(|words| lower.contains(words)));
    let kind = known.map_or(TargetErrorKind::Failed, |(_, kind, _)| *kind);
    let error = TargetError::new(kind, format!("cannot {what}: {reason}"));
    match known {
        Some((_, _, help)) => error.help(*help),
        None => error,
    }
}

/// A failure of git on this machine.
pub(super) fn of_repository(output: &Output, what: &str, directory: &Path) -> TargetError {
    let message = format!("cannot {what}: {}", output.reason());
    TargetError::new(TargetErrorKind::Failed, message).help(format!(
        "if the disk is not full, remove {} and publish again; nothing there is needed",
        directory.display()
    ))
}
