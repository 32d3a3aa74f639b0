//! Running scripts and rsync over SSH, and what their failures mean.
//!
//! In: a host as ssh knows it. Out: what a script printed, or an error in plain words. Nothing ever
//! waits for a password: a key must do.

use std::time::Duration;

use super::script::Script;
use crate::publish::program::{Interruption, Output, Program};
use crate::publish::target::{TargetError, TargetErrorKind};

/// How long a script may run: copying and removing releases takes a while on slow disks.
const SCRIPT_TIME: Duration = Duration::from_secs(15 * 60);
/// How long one transfer may take.
const TRANSFER_TIME: Duration = Duration::from_secs(2 * 60 * 60);
/// After this many seconds without a byte, a transfer has failed.
const SILENCE: &str = "--timeout=60";

/// No questions, no waiting for a dead connection, and nothing of the user's that other uses of this
/// host have, such as forwarded ports.
const OPTIONS: &[&str] = &[
    "-T",
    "-x",
    "-oBatchMode=yes",
    "-oConnectTimeout=15",
    "-oServerAliveInterval=15",
    "-oServerAliveCountMax=4",
    "-oClearAllForwardings=yes",
    "-oRemoteCommand=none",
];

/// What a script prints before and after its results. Some hosts print a greeting before.
const BEGIN: &[u8] = b"digest-begin\n";
const END: &[u8] = b"digest-end\n";

/// A host.
#[derive(Clone, Debug)]
pub(super) struct Ssh {
    host: String,
    /// Options of tests.
    pub(super) more_options: Vec<String>,
    interruption: Interruption,
}

/// What a script at the far end found, when it ended by itself.
#[derive(Debug)]
pub(super) enum Answer {
    /// What it printed.
    Done(Vec<u8>),
    /// The name of a failure, and more words.
    Failed { name: String, words: String },
}

impl Ssh {
    /// A host, unless its name could be something else to `ssh`.
    pub(super) fn new(host: &str, interruption: &Interruption) -> Result<Self, TargetError> {
        let is_wrong = host.is_empty()
            || host.starts_with('-')
            || host.contains(|c: char| c.is_whitespace() || c.is_control() || "/'\"\\".contains(c))
            || host.rsplit_once('@').is_some_and(|(user, host)| {
                user.is_empty() || user.contains(':') || host.is_empty() || host.starts_with('-')
            });
        if is_wrong {
            let message = "`host` is not the name of a host: `host`, `user@host` or a name from the \
                           configuration of ssh is expected";
            return Err(TargetError::new(TargetErrorKind::Refused, message)
                .help("set the port and the key in `~/.ssh/config`, not in `site.toml`"));
        }
        let (host, interruption) = (host.to_owned(), interruption.clone());
        Ok(Self { host, more_options: Vec::new(), interruption })
    }

    /// Runs a script.
    pub(super) fn run(&self, script: Script) -> Result<Answer, TargetError> {
        let output = Program::new("ssh")
            .args(OPTIONS)
            .args(&self.more_options)
            .args(["--", &self.host, "sh -s"])
            .stdin(script.finish())
            .interrupted_by(&self.interruption)
            .max_output(256 << 20)
            .run(SCRIPT_TIME)?;
        let Some(printed) = after(&output.stdout, BEGIN) else {
            return Err(self.failed(&output));
        };
        if let Some(printed) = printed.strip_suffix(END) {
            return Ok(Answer::Done(printed.to_vec()));
        }
        // The failure is on the last line.
        let text = String::from_utf8_lossy(printed);
        let failure = text.lines().find_map(|line| line.strip_prefix("digest-fail "));
        let Some(failure) = failure else { return Err(self.failed(&output)) };
        let (name, words) = failure.split_once(' ').unwrap_or((failure, ""));
        let reason = output.stderr.trim();
        let words = if words.is_empty() || reason.is_empty() {
            words.to_owned()
        } else {
            format!("{words}: {}", output.reason())
        };
        Ok(Answer::Failed { name: name.to_owned(), words })
    }

    /// Sends the files `paths` of the directory `from` to the directory `to` at the host.
    pub(super) fn send(
        &self,
        from: &std::path::Path,
        to: &str,
        paths: impl Iterator<Item = String>,
    ) -> Result<(), TargetError> {
        // Zero bytes end the names, which may contain anything else.
        let list: String = paths.map(|path| path + "\0").collect();
        let shell: Vec<_> =
            OPTIONS.iter().copied().chain(self.more_options.iter().map(String::as_str)).collect();
        let mut source = from.as_os_str().to_owned();
        source.push("/");
        // An address of IPv6 has colons.
        let host = match self.host.rsplit_once('@') {
            Some((user, host)) if host.contains(':') => format!("{user}@[{host}]"),
            None if self.host.contains(':') => format!("[{}]", self.host),
            _ => self.host.clone(),
        };
        let output = Program::new("rsync")
            .args(["--protect-args", "--files-from=-", "--from0", "--ignore-times", SILENCE])
            .args(["--compress", "--perms", "--chmod=D755,F644"])
            .args(["-e", &format!("ssh {}", shell.join(" ")), "--"])
            .args([source, format!("{host}:{to}/").into()])
            .stdin(list)
            .without_env(&["RSYNC_RSH", "RSYNC_PARTIAL_DIR", "RSYNC_OLD_ARGS"])
            .interrupted_by(&self.interruption)
            .run(TRANSFER_TIME)?;
        if output.code == Some(0) { Ok(()) } else { Err(self.failed(&output)) }
    }

    /// What it means that `ssh` or `rsync` failed.
    fn failed(&self, output: &Output) -> TargetError {
        let (host, stderr) = (&self.host, &output.stderr);
        let has = |words: &[&str]| words.iter().any(|words| stderr.contains(words));
        let new = |kind, what: &str, help: &str| {
            TargetError::new(kind, format!("{what}: {}", output.reason())).help(help)
        };
        if has(&["REMOTE HOST IDENTIFICATION HAS CHANGED"]) {
            let message = format!("the key of the host `{host}` is not the one that is known");
            return TargetError::new(TargetErrorKind::Denied, message).help(
                "somebody may be listening in; if the host really has a new key, verify it and replace \
                 the old one with `ssh-keygen -R HOST`",
            );
        }
        if has(&["Host key verification failed", "host key is known for"]) {
            let message = format!("the host `{host}` is not known to ssh");
            return TargetError::new(TargetErrorKind::Denied, message)
                .help(format!("connect once with `ssh {host}` and verify its key"));
        }
        if has(&["Permission denied (", "Too many authentication failures"]) {
            let message = format!("the host `{host}` does not accept any key of yours");
            return TargetError::new(TargetErrorKind::Denied, message).help(format!(
                "add a key to the host's `authorized_keys` and load it with `ssh-add`, so that `ssh \
                 -oBatchMode=yes {host}` works without a password"
            ));
        }
        if has(&["No space left on device", "Disk quota exceeded"]) {
            let help = format!("free some disk space on `{host}`, then publish again");
            return new(TargetErrorKind::Failed, &format!("the disk of `{host}` is full"), &help);
        }
        if has(&["Permission denied", "Operation not permitted"]) {
            let help = "give the user who publishes the right to write to the directory of `path`";
            return new(TargetErrorKind::Denied, &format!("`{host}` refuses to write"), help);
        }
        if has(&["Could not resolve hostname"]) {
            let help = "check `host` in `site.toml`, and the connection to the network";
            return new(TargetErrorKind::Failed, &format!("there is no host `{host}`"), help);
        }
        let help = format!(
            "check that `ssh {host}` works, then publish again; readers still see the old release"
        );
        let what = match output.code {
            // rsync: protocol, timeouts, and a connection that ended; ssh: everything.
            Some(10 | 12 | 30 | 35 | 255) => format!("the connection to `{host}` failed"),
            _ => format!("publishing to `{host}` failed"),
        };
        new(TargetErrorKind::Failed, &what, &help)
    }
}

/// What follows the first place at which a mark begins a line.
fn after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let place = bytes.windows(mark.len()).position(|part| part == mark)?;
    bytes.get(place + mark.len()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ssh_could_take_for_something_else_is_no_host() {
        let new = |host| Ssh::new(host, &Interruption::never());
        for host in [
            "-oProxyCommand=x",
            "",
            "a b",
            "a\n",
            "user:secret@host",
            "@host",
            "user@",
            "u@-x",
            "ssh://h",
        ] {
            let error = new(host).unwrap_err();
            assert_eq!(error.kind, TargetErrorKind::Refused, "{host}");
            assert!(!error.message.contains("secret"));
        }
        for host in ["host", "deploy@www.example.dk", "::1", "u@fe80::1%eth0", "web-1"] {
            assert!(new(host).is_ok(), "{host}");
        }
    }
}
