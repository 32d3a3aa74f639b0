//! Exit codes: every way a command can fail, and the one code that it has.

use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::publish::{Holder, PublishError, TargetErrorKind};
use crate::write::{WriteError, WriteRefusal};
use signal_hook::consts::SIGINT;

/// The machine is at fault: a file that cannot be read or written, a full disk.
pub(super) const ENVIRONMENT: u8 = 3;
/// The arguments or the configuration make no sense.
pub(super) const USAGE: u8 = 2;
/// Content or templates are at fault.
pub(super) const CONTENT: u8 = 1;
/// The target is at fault, or the way to it.
const PUBLISHING: u8 = 4;
const REFUSED: u8 = 5;
/// Something is due.
const DUE: u8 = 10;

/// Why a command failed.
#[derive(Debug)]
pub(super) enum CommandError {
    /// Problems that authors can fix; they have been reported.
    Problems(u8),
    /// Arguments that make no sense.
    Usage { message: String, help: Option<String> },
    /// The machine is at fault.
    Environment { message: String, help: Option<String> },
    /// Something could not be written.
    Write(WriteError),
    /// The site could not be published, or only in part.
    Publish(Box<PublishError>),
    /// The user stopped it with this signal.
    Interrupted(i32),
    /// The clock has changed the site since the last build; this has been reported.
    Due,
    /// The user ended with this signal a command that would have gone on forever.
    Ended(i32),
}

impl CommandError {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(super) fn usage_with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: Some(help.into()) }
    }

    pub(super) fn environment(message: impl Into<String>) -> Self {
        Self::Environment { message: message.into(), help: None }
    }

    /// The failure as a problem among others, for commands that continue.
    pub(super) fn into_diagnostic(self) -> Diagnostic {
        let (message, help) = match self {
            Self::Usage { message, help } | Self::Environment { message, help } => (message, help),
            Self::Write(error) => (error.to_string(), help(&error)),
            Self::Publish(error) => (error.to_string(), None),
            Self::Problems(_) | Self::Due | Self::Interrupted(_) | Self::Ended(_) => {
                (String::new(), None)
            }
        };
        Diagnostic::new(Code::Unreadable, message).help_maybe(help)
    }

    /// Reports the failure, and gives the exit code.
    pub(super) fn report(self, terminal: &Terminal) -> u8 {
        match self {
            Self::Problems(code) => code,
            Self::Usage { message, help } => {
                terminal.error(&message, help.as_deref());
                USAGE
            }
            Self::Environment { message, help } => {
                terminal.error(&message, help.as_deref());
                ENVIRONMENT
            }
            Self::Write(error) => {
                terminal.error(&error.to_string(), help(&error).as_deref());
                match error {
                    WriteError::Refused(_) => REFUSED,
                    _ => ENVIRONMENT,
                }
            }
            Self::Publish(error) => tell_publish(*error, terminal),
            Self::Due => DUE,
            Self::Interrupted(signal) => {
                terminal.error("interrupted; the output is unchanged", None);
                by_signal(signal)
            }
            Self::Ended(signal) => by_signal(signal),
        }
    }
}

/// Tells why a site was not published, and gives the exit code.
fn tell_publish(error: PublishError, terminal: &Terminal) -> u8 {
    let message = error.to_string();
    match error {
        PublishError::Target { error, live } => {
            terminal.error(&message, error.help.as_deref());
            if let Some(live) = live {
                terminal.say(&live);
            }
            match error.kind {
                TargetErrorKind::Refused => REFUSED,
                TargetErrorKind::Unsupported => USAGE,
                TargetErrorKind::Interrupted => {
                    by_signal(super::signals::received().unwrap_or(SIGINT))
                }
                TargetErrorKind::Conflict | TargetErrorKind::Denied | TargetErrorKind::Failed => {
                    PUBLISHING
                }
            }
        }
        PublishError::Locked { by, .. } => {
            let by = by.map(|Holder { host, pid, renewed, .. }| {
                format!(" by process {pid} on {host}, last seen {renewed:.0}")
            });
            let help = "wait for it to end; if it never will, publish with `--take-over`";
            terminal.error(&(message + &by.unwrap_or_default()), Some(help));
            PUBLISHING
        }
        PublishError::Refused { paths, help, .. } => {
            let lines = paths.iter().map(|path| format!("\n  {path}"));
            terminal.error(&lines.fold(message, |message, line| message + &line), Some(&help));
            REFUSED
        }
        PublishError::Interrupted { live } => {
            terminal.error(&message, None);
            if let Some(live) = live {
                terminal.say(&live);
            }
            by_signal(super::signals::received().unwrap_or(SIGINT))
        }
        PublishError::State(error) => CommandError::from(error).report(terminal),
    }
}

/// The shell's convention for SIGINT and SIGTERM; a hang-up asks to end as well.
fn by_signal(signal: i32) -> u8 {
    if signal == SIGINT { 130 } else { 143 }
}

impl From<PublishError> for CommandError {
    fn from(error: PublishError) -> Self {
        Self::Publish(Box::new(error))
    }
}

impl From<WriteError> for CommandError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Interrupted => Self::Interrupted(super::signals::received().unwrap_or(2)),
            error => Self::Write(error),
        }
    }
}

/// The exit code of what clap had to say, which may have been lost on a broken output.
pub(super) fn usage_code(error: &clap::Error, is_lost: bool) -> u8 {
    match error.use_stderr() {
        true => USAGE,
        false if is_lost => ENVIRONMENT,
        false => 0,
    }
}

/// The exit code of problems with errors among them: the gravest kind decides.
pub(super) fn code(problems: &Diagnostics) -> u8 {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let worst = errors.map(|problem| match problem.code {
        Code::Unreadable | Code::FileChanged => ENVIRONMENT,
        Code::ConfigSyntax
        | Code::ConfigUnknownKey
        | Code::ConfigType
        | Code::ConfigValue
        | Code::ConfigSecret
        | Code::ConfigTag
        | Code::BadBaseline => USAGE,
        _ => CONTENT,
    });
    worst.max().unwrap_or(CONTENT)
}

fn help(error: &WriteError) -> Option<String> {
    Some(match error {
        WriteError::NoSpace { .. } => "free some disk space, then build again".into(),
        WriteError::Locked { .. } => "wait for it to finish, then try again".into(),
        WriteError::Journal { .. } => {
            "build again with `--fresh`, which compares every file instead".into()
        }
        WriteError::Unfinished(_) => "fix the cause, then build again to finish".into(),
        WriteError::Refused(WriteRefusal::NotOurs(_) | WriteRefusal::Foreign(_)) => {
            "move the files away, or take over the directory with `--force`".into()
        }
        WriteError::Refused(WriteRefusal::Damaged { .. }) => {
            "restore the manifest from a backup, or replace the files with `--force`; files that \
             the site does not need are kept"
                .into()
        }
        WriteError::Refused(WriteRefusal::Reserved(_) | WriteRefusal::Twice(_)) => {
            "rename the file that produces this output".into()
        }
        WriteError::Refused(_) => "choose another directory with `--output`".into(),
        WriteError::Io { .. } => "check that you have permission to write there".into(),
        WriteError::Exists { .. } | WriteError::Interrupted => return None,
    })
}
