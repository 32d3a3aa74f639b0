//! What a publish refuses before anything is sent.
//!
//! In: a plan, and what is known of the target. Out: the first thing that looks like a mistake. May import:
//! the other files of the plan.

use std::collections::BTreeSet;

use super::error::PublishError;
use super::lookup;
use super::plan::{DeleteReason, Known, Plan};
use super::target::Target;
use crate::paths::OutputPath;

/// The most files that a publish deletes without being asked to.
const MAX_DELETES: usize = 256;
/// The same, as a share of the files at the target.
const MAX_DELETED_SHARE: usize = 5;
/// At most this many paths are named.
const MAX_NAMED: usize = 10;

/// What the user permits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Permissions {
    /// The most files that may be deleted, if it is said on the command line or in `site.toml`.
    pub(crate) max_deletes: Option<usize>,
    /// A site that is less than half of what it was.
    pub(crate) may_shrink: bool,
    /// The lock, and a target with another site.
    pub(crate) take_over: bool,
}

/// Compares a plan with what is permitted.
pub(super) fn check_plan(
    plan: &Plan<'_>,
    known: &Known,
    permissions: Permissions,
) -> Result<(), PublishError> {
    let Some(before) = &known.manifest else { return Ok(()) };
    if before.base_url != plan.manifest.base_url && !permissions.take_over {
        return Err(PublishError::Refused {
            message: format!(
                "the target has a site with the base URL {}, and this one has {}",
                before.base_url, plan.manifest.base_url
            ),
            paths: Vec::new(),
            help: "name the right target; if the site has moved, publish with `--take-over`".into(),
        });
    }
    let removed = plan.deletes.iter().filter(|delete| delete.reason == DeleteReason::Removed);
    let removed: Vec<_> = removed.map(|delete| delete.path.to_string()).collect();
    let share = before.files.len().div_ceil(MAX_DELETED_SHARE);
    let most = permissions.max_deletes.unwrap_or(MAX_DELETES.min(share));
    let number = removed.len();
    if number > most {
        return Err(PublishError::Refused {
            message: format!(
                "the publish would delete {number} of {} files, and at most {most} are permitted",
                before.files.len()
            ),
            paths: named(removed),
            help: format!("if that is right, publish with `--max-deletes {number}`"),
        });
    }
    let size = |files: &mut dyn Iterator<Item = u64>| files.sum::<u64>();
    let old = size(&mut before.files.values().map(|file| file.size));
    let new = size(&mut plan.manifest.files.values().map(|file| file.size));
    if new < old / 2 && !permissions.may_shrink {
        return Err(PublishError::Refused {
            message: format!("the site has shrunk to {new} bytes, from {old} at the target"),
            paths: Vec::new(),
            help: format!("if that is right, publish with `--max-deletes {}`", number.max(1)),
        });
    }
    Ok(())
}

/// Verifies that nothing foreign is in the way of what is sent.
pub(super) fn check_foreign(
    plan: &Plan<'_>,
    known: &Known,
    target: &dyn Target,
) -> Result<(), PublishError> {
    let unknown = plan.puts.iter().map(|put| &put.file.path).filter(|path| !known.is_ours(path));
    let unknown: BTreeSet<&OutputPath> = unknown.collect();
    let foreign: Vec<String> = lookup::sizes(target, &unknown)?.into_keys().collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let number = foreign.len();
    let are = if number == 1 {
        "file that digest did not publish is"
    } else {
        "files that digest did not publish are"
    };
    Err(PublishError::Refused {
        message: format!("{number} {are} in the way at {}", target.location()),
        paths: named(foreign),
        help: "move them away; if they are of this site, adopt them with `--audit`".into(),
    })
}

/// Some of many paths, with a line for the rest.
fn named(mut paths: Vec<String>) -> Vec<String> {
    if let Some(more) = paths.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
        paths.truncate(MAX_NAMED);
        paths.push(format!("and {more} more"));
    }
    paths
}
