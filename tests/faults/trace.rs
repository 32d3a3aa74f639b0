//! `strace`: the log of a build's calls, and faults put into them.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::fixture::Run;
use crate::trial::Trial;

/// The calls by which a build changes the disk, and those that open what it reads. A question
/// mark: not every machine has the call.
const CALLS: &str = "openat,?openat2,write,?rename,renameat,?renameat2,fsync,fdatasync,syncfs,\
                     ?mkdir,mkdirat,?unlink,unlinkat";

/// One call of a build.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) thread: String,
    pub(crate) name: String,
    /// Its arguments and result, as `strace` prints them, with the paths of descriptors.
    pub(crate) rest: String,
}

/// Fails unless there is a `strace`.
pub(crate) fn require() {
    let found = Command::new("strace").arg("-V").output();
    assert!(
        found.is_ok_and(|output| output.status.success()),
        "the program `strace` is missing; scripts/install-test-tools installs it"
    );
}

/// Builds and lists the calls, in their order.
pub(crate) fn calls(trial: &Trial, threads: &str) -> Vec<Call> {
    require();
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let trace = format!("trace={CALLS}");
    let words = ["strace", "-f", "-y", "-qq", "-e", "signal=none", "-o", log.to_str().unwrap()];
    let words = [&words[..], &["-e", &trace]].concat();
    let run = Run::of(trial.build(&words).env("RAYON_NUM_THREADS", threads));
    assert_eq!(run.code, Some(0), "{run:#?}");
    let text = fs::read_to_string(log).unwrap();
    let call = |line: &str| {
        let (thread, rest) = line.split_once(' ')?;
        let (name, rest) = rest.trim_start().split_once('(')?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_name.then(|| Call { thread: thread.into(), name: name.into(), rest: rest.into() })
    };
    text.lines().filter_map(call).collect()
}

/// How often one thread of a build makes each call, at most: `strace` counts by thread.
pub(crate) fn counts(trial: &Trial, threads: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::<(String, String), usize>::new();
    for call in calls(trial, threads) {
        *counts.entry((call.name, call.thread)).or_default() += 1;
    }
    let mut most = BTreeMap::new();
    for ((name, _), count) in counts {
        let most = most.entry(name).or_default();
        *most = count.max(*most);
    }
    most
}

/// Builds with a fault, such as `write:error=EIO:when=3`.
pub(crate) fn build_with(trial: &Trial, fault: &str, threads: &str) -> Run {
    let inject = format!("inject={fault}");
    let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &inject];
    Run::of(trial.build(&words).env("RAYON_NUM_THREADS", threads))
}
