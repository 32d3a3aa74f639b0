//! Which of some paths a target has, whoever put them there.
//!
//! In: paths. Out: those that are there, with their sizes. May import: `target`.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use super::target::{Target, TargetError, TargetErrorKind};
use crate::paths::OutputPath;

/// From this number of lookups on, one list of all objects is cheaper.
const MAX_LOOKUPS: usize = 100;

/// Finds those of the paths that are at a target. A store with keys that cannot be listed is asked for each.
pub(super) fn sizes(
    target: &dyn Target,
    paths: &BTreeSet<&OutputPath>,
) -> Result<BTreeMap<String, u64>, TargetError> {
    if paths.len() > MAX_LOOKUPS {
        match target.list() {
            Err(error) if error.kind == TargetErrorKind::Unsupported => {}
            listed => {
                let paths: BTreeSet<&str> = paths.iter().map(|path| path.as_str()).collect();
                let listed = listed?.into_iter().map(|listed| (listed.path, listed.size));
                return Ok(listed.filter(|(path, _)| paths.contains(path.as_str())).collect());
            }
        }
    }
    each_size(target, paths)
}

/// Asks for each path, many at a time where the target permits it.
pub(super) fn each_size(
    target: &dyn Target,
    paths: &BTreeSet<&OutputPath>,
) -> Result<BTreeMap<String, u64>, TargetError> {
    let paths: Vec<&OutputPath> = paths.iter().copied().collect();
    let look_up = |paths: &[&OutputPath]| -> Result<Vec<(String, u64)>, TargetError> {
        let mut found = Vec::new();
        for path in paths {
            found.extend(target.size_of(path)?.map(|size| (path.to_string(), size)));
        }
        Ok(found)
    };
    let share = paths.len().div_ceil(target.parallelism()).max(1);
    thread::scope(|scope| {
        let start = |paths| {
            let thread = thread::Builder::new().spawn_scoped(scope, move || look_up(paths));
            (paths, thread.ok())
        };
        let started: Vec<_> = paths.chunks(share).map(start).collect();
        let mut all = BTreeMap::new();
        for (paths, thread) in started {
            // Where the system grants no thread, this one does its work.
            let found = thread.and_then(|thread| thread.join().ok());
            all.extend(found.unwrap_or_else(|| look_up(paths))?);
        }
        Ok(all)
    })
}
