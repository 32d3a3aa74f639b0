//! Running programs: `git`, `ssh` and `rsync`.
//!
//! In: a name, arguments, bytes for its standard input. Out: how it ended, and what it printed. May
//! import: `target`. Nothing else starts a program for publishing.
//!
//! A program gets its arguments as they are, never through a shell, and cannot ask anybody anything.
//! It runs in a process group of its own, which ends if the time is up or the user interrupts.

mod interruption;
mod redact;
mod running;
#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::target::{TargetError, TargetErrorKind};
pub(crate) use interruption::Interruption;
pub(super) use redact::redacted;
use running::{EarlyEnd, Running};

/// The most that a program may print if its output is collected.
const MAX_OUTPUT: usize = 64 << 20;

/// A program that is about to run.
pub(super) struct Program {
    name: &'static str,
    arguments: Vec<OsString>,
    directory: Option<PathBuf>,
    /// Variables that are set, or removed.
    environment: Vec<(OsString, Option<OsString>)>,
    stdin: Option<Box<dyn Read + Send>>,
    max_output: usize,
    interruption: Interruption,
}

/// How a program ended, and what it printed.
#[derive(Debug)]
pub(super) struct Output {
    name: &'static str,
    /// The exit code; `None` if a signal ended it.
    pub(super) code: Option<i32>,
    pub(super) stdout: Vec<u8>,
    /// The last lines, without secrets and control characters.
    pub(super) stderr: String,
}

impl Program {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            arguments: Vec::new(),
            directory: None,
            environment: Vec::new(),
            stdin: None,
            max_output: MAX_OUTPUT,
            interruption: Interruption::never(),
        }
    }

    #[must_use]
    pub(super) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// The directory that it runs in.
    #[must_use]
    pub(super) fn directory(self, directory: &Path) -> Self {
        Self { directory: Some(directory.to_owned()), ..self }
    }

    /// Sets a variable of its environment, which is ours otherwise.
    #[must_use]
    pub(super) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    #[must_use]
    pub(super) fn without_env(mut self, names: &[&str]) -> Self {
        self.environment.extend(names.iter().map(|name| (OsString::from(name), None)));
        self
    }

    /// What it reads. Without this, its standard input is empty.
    #[must_use]
    pub(super) fn stdin(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin_from(io::Cursor::new(bytes.into()))
    }

    /// What it reads, a piece at a time.
    #[must_use]
    pub(super) fn stdin_from(self, reader: impl Read + Send + 'static) -> Self {
        Self { stdin: Some(Box::new(reader)), ..self }
    }

    /// The most that it may print to its standard output if that is collected.
    #[must_use]
    pub(super) fn max_output(self, bytes: usize) -> Self {
        Self { max_output: bytes, ..self }
    }

    #[must_use]
    pub(super) fn interrupted_by(self, interruption: &Interruption) -> Self {
        Self { interruption: interruption.clone(), ..self }
    }

    /// Runs it until it ends, at most this long, and collects what it prints. An exit code that is
    /// not 0 is no error here: see [`Output::code`].
    pub(super) fn run(self, limit: Duration) -> Result<Output, TargetError> {
        let (name, max) = (self.name, self.max_output);
        let mut stdout = Vec::new();
        let mut output = self.stream(limit, &mut |bytes| {
            if stdout.len() + bytes.len() > max {
                let message = format!("`{name}` printed more than {max} bytes");
                return Err(TargetError::new(TargetErrorKind::Failed, message));
            }
            stdout.extend_from_slice(bytes);
            Ok(())
        })?;
        output.stdout = stdout;
        Ok(output)
    }

    /// As [`run`](Self::run), but gives each piece of its output to `print`, whose error ends it.
    pub(super) fn stream(
        mut self,
        limit: Duration,
        print: &mut dyn FnMut(&[u8]) -> Result<(), TargetError>,
    ) -> Result<Output, TargetError> {
        let stdin = self.stdin.take();
        let running = Running::start(&mut self.command(stdin.is_some()), stdin);
        let mut running = running.map_err(|error| self.not_started(&error))?;
        let ended = running.attend(limit, &self.interruption, print);
        ended.map_err(|end| self.ended_early(end, limit)).map(|code| Output {
            name: self.name,
            code,
            stdout: Vec::new(),
            stderr: redacted(&String::from_utf8_lossy(&running.into_stderr())),
        })
    }

    #[expect(clippy::disallowed_methods, reason = "programs are started here, to publish")]
    fn command(&self, has_input: bool) -> Command {
        let mut command = Command::new(self.name);
        command.args(&self.arguments);
        command.stdin(if has_input { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        // Messages are read for what they say, and shown among ours.
        command.env("LC_ALL", "C").env_remove("LANGUAGE");
        // `ssh` would ask on the terminal, wherever its standard input is; git asks through this, too.
        command.env("SSH_ASKPASS", "false").env("SSH_ASKPASS_REQUIRE", "force");
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        command
    }

    fn not_started(&self, error: &io::Error) -> TargetError {
        let Self { name, directory, .. } = self;
        // The error is the same if the directory is missing.
        let is_missing = error.kind() == io::ErrorKind::NotFound
            && directory.as_ref().is_none_or(|directory| directory.is_dir());
        if !is_missing {
            let message = format!("cannot start `{name}`: {error}");
            return TargetError::new(TargetErrorKind::Failed, message);
        }
        let package = if *name == "ssh" { "openssh-client" } else { name };
        TargetError::new(TargetErrorKind::Failed, format!("`{name}` is not installed"))
            .help(format!("install it, on Debian and Ubuntu with `apt install {package}`"))
    }

    fn ended_early(&self, end: EarlyEnd, limit: Duration) -> TargetError {
        let name = self.name;
        match end {
            EarlyEnd::Late => {
                let message = format!("`{name}` has not finished within {} s", limit.as_secs());
                TargetError::new(TargetErrorKind::Failed, message)
            }
            EarlyEnd::Interrupted => {
                let message = format!("interrupted while `{name}` was running");
                TargetError::new(TargetErrorKind::Interrupted, message)
            }
            EarlyEnd::System(error) => {
                let message = format!("cannot run `{name}`: {error}");
                TargetError::new(TargetErrorKind::Failed, message)
            }
            EarlyEnd::Refused(error) => error,
        }
    }
}

impl Output {
    /// Why it failed, on one line.
    pub(super) fn reason(&self) -> String {
        let lines: Vec<_> = self.stderr.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let start = lines.len().saturating_sub(MAX_LINES);
        match (lines.is_empty(), self.code) {
            (false, _) => lines[start..].join("; "),
            (true, Some(code)) => format!("`{}` ended with exit code {code}", self.name),
            (true, None) => format!("`{}` was killed", self.name),
        }
    }
}

/// How many lines of what a program says become part of a message.
const MAX_LINES: usize = 4;
