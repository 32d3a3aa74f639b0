//! The push: branch and record move together, and only from where they were.

use std::time::Duration;

use super::failure;
use super::repository::{Oid, REMOTE, Repository};
use super::tip::{self, Refs, Tip};
use crate::publish::program::Output;
use crate::publish::target::{TargetError, TargetErrorKind};

const LIMIT: Duration = Duration::from_secs(3_600);

/// What is said of a ref that is not where it was.
const MOVED: [&str; 8] = [
    "stale info",
    "fetch first",
    "non-fast-forward",
    "cannot lock ref",
    "failed to lock",
    "failed to update ref",
    "incorrect old value",
    "reference already exists",
];

/// Pushes a new tip; gives the tip that the remote has then.
pub(super) fn push(
    repository: &Repository,
    refs: &Refs,
    old: &Tip,
    branch: Option<&Oid>,
    record: &Oid,
) -> Result<Tip, TargetError> {
    let [first, second] = &refs.records;
    let name = old.record.as_ref().map_or(first, |(name, _)| name);
    let tip_with = |name: &String| Tip {
        branch: branch.cloned(),
        record: Some((name.clone(), record.clone())),
    };
    let tip = tip_with(name);
    match (Push { repository, refs, old, new: &tip }).run()? {
        Pushed::Done => Ok(tip),
        // Hosts that allow nothing but branches get one more branch.
        Pushed::Rejected(rejected) if old.record.is_none() && rejected.may_be_due_to(name) => {
            let tip = tip_with(second);
            match (Push { repository, refs, old, new: &tip }).run()? {
                Pushed::Done => Ok(tip),
                Pushed::Rejected(_) => Err(rejected.error),
            }
        }
        Pushed::Rejected(rejected) => Err(rejected.error),
    }
}

struct Push<'a> {
    repository: &'a Repository,
    refs: &'a Refs,
    old: &'a Tip,
    new: &'a Tip,
}

enum Pushed {
    Done,
    Rejected(Rejected),
}

/// The remote was reached, and refused.
struct Rejected {
    /// Refs with the reason.
    refs: Vec<(String, String)>,
    error: TargetError,
}

impl Rejected {
    fn may_be_due_to(&self, name: &str) -> bool {
        let mut reasons = self.refs.iter().filter(|(rejected, _)| rejected == name);
        reasons.any(|(_, reason)| !is_about_others(reason) && !is_moved(reason))
    }
}

/// Whether a ref was rejected only since another one was.
fn is_about_others(reason: &str) -> bool {
    reason.contains("atomic")
}

fn is_moved(reason: &str) -> bool {
    MOVED.iter().any(|words| reason.contains(words))
}

impl Push<'_> {
    fn run(&self) -> Result<Pushed, TargetError> {
        let mut output = self.push(true)?;
        if output.stderr.contains("does not support --atomic") {
            // The record shows what became of the branch.
            output = self.push(false)?;
        }
        if output.code != Some(0) && output.stderr.contains("promisor remote") {
            // Git wants to send files that the remote has.
            for new in self.new.branch.iter().chain(self.new.record.iter().map(|(_, oid)| oid)) {
                tip::fetch_files(self.repository, new)?;
            }
            output = self.push(true)?;
        }
        if output.code == Some(0) {
            return Ok(Pushed::Done);
        }
        let refs = rejected_refs(&output);
        if !refs.is_empty() {
            let error = rejection(&output, &refs);
            return Ok(Pushed::Rejected(Rejected { refs, error }));
        }
        // The connection may have broken after the push was through.
        let is_through =
            |tip: &Tip| (&tip.branch, &tip.record) == (&self.new.branch, &self.new.record);
        match Tip::ask(self.repository, self.refs) {
            Ok(tip) if is_through(&tip) => Ok(Pushed::Done),
            _ => Err(failure::at_remote(&output, "push")),
        }
    }

    fn push(&self, is_atomic: bool) -> Result<Output, TargetError> {
        // A thin pack is made from files that the remote has, and that need not be here.
        let options = ["push", "--porcelain", "--no-verify", "--no-thin"];
        let mut arguments: Vec<String> = options.map(str::to_owned).into();
        if is_atomic {
            arguments.push("--atomic".into());
        }
        let mut updates = Vec::new();
        if let Some(new) = &self.new.branch
            && self.old.branch.as_ref() != Some(new)
        {
            updates.push((&*self.refs.branch, self.old.branch.as_ref(), new));
        }
        if let Some((name, new)) = &self.new.record {
            let old = self.old.record.as_ref().filter(|(old, _)| old == name);
            updates.push((&**name, old.map(|(_, oid)| oid), new));
        }
        for (name, old, _) in &updates {
            // Without an object, there must be no such ref.
            let old = old.map_or("", Oid::as_str);
            arguments.push(format!("--force-with-lease={name}:{old}"));
        }
        arguments.push(REMOTE.into());
        arguments.extend(updates.iter().map(|(name, _, new)| format!("{new}:{name}")));
        let program = self.repository.git(arguments.iter().map(String::as_str));
        let moved = updates.first().and_then(|(_, old, new)| Some(((*old)?, *new)));
        let program = match moved {
            Some((old, new)) => self.repository.as_child(program, new, old)?,
            None => program,
        };
        program.run(LIMIT)
    }
}

/// The refs that were rejected, each with the reason: `!`, a tab, `FROM:TO`, a tab, what happened.
fn rejected_refs(output: &Output) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(&output.stdout);
    let rejected = text.lines().filter_map(|line| {
        let (names, reason) = line.strip_prefix("!\t")?.split_once('\t')?;
        let (_, to) = names.split_once(':')?;
        // What was sent is not whole: no ref is to blame.
        let is_broken = reason.contains("unpacker error") || reason.contains("failed to report");
        (!is_broken).then(|| (to.to_owned(), reason.to_owned()))
    });
    rejected.collect()
}

fn rejection(output: &Output, refs: &[(String, String)]) -> TargetError {
    let own = refs.iter().find(|(_, reason)| !is_about_others(reason)).or_else(|| refs.first());
    let (name, reason) = own.map(|(name, reason)| (&**name, &**reason)).unwrap_or_default();
    if refs.iter().any(|(_, reason)| is_moved(reason)) {
        let message =
            format!("`{name}` of the remote has changed meanwhile; nothing was published");
        return TargetError::new(TargetErrorKind::Conflict, message)
            .help("another publish or a push was faster; publish again");
    }
    // What a hook says is the reason.
    let said: Vec<_> = output
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("remote:"))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let said = if said.is_empty() { String::new() } else { format!(": {}", said.join("; ")) };
    let reason = reason.trim_start_matches("[remote rejected]").trim().trim_matches(['(', ')']);
    let error = TargetError::new(
        TargetErrorKind::Denied,
        format!("the remote has rejected the push of `{name}` ({reason}){said}"),
    );
    if reason.contains("currently checked out") {
        return error
            .help("publish to a bare repository, or to a branch that is not checked out there");
    }
    error
}
