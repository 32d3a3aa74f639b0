//! Short of room, descriptors, memory, stack and threads.

use std::process::Command;

use crate::fixture::Run;
use crate::trace::build_with;
use crate::trial::{Start, Trial};

fn check_limit(limit: &str, allowed: &[Option<i32>]) {
    for start in [Start::Over, Start::First, Start::Leftover] {
        for threads in ["1", "4"] {
            let trial = Trial::new(start);
            let mut command = trial.build(&["prlimit", limit]);
            let run = Run::of(command.env("RAYON_NUM_THREADS", threads));
            trial.check(&run, allowed, &format!("{start:?} {limit} {threads}"));
        }
    }
}

#[test]
fn few_descriptors_are_enough() {
    check_limit("--nofile=16", &[Some(0)]);
    check_limit("--nofile=64", &[Some(0)]);
}

#[test]
fn half_a_gigabyte_of_addresses_is_enough() {
    check_limit("--as=536870912", &[Some(0)]);
}

#[test]
fn a_small_stack_is_enough() {
    check_limit("--stack=262144", &[Some(0)]);
}

#[test]
fn a_limit_of_file_sizes_is_an_error_and_no_signal() {
    for size in [0, 1, 500, 1_000] {
        let trial = Trial::new(Start::Over);
        let limit = format!("--fsize={size}");
        let run = Run::of(&mut trial.build(&["prlimit", &limit]));
        assert!(run.stderr.contains("File too large"), "{limit}\n{run:#?}");
        trial.check_old(&limit);
        trial.check(&run, &[Some(3)], &limit);
    }
}

#[test]
fn a_thread_that_cannot_be_started_is_done_without() {
    for which in ["1", "2", "3", "4", "5", "6", "2+", "3+", "5+", "6+"] {
        let trial = Trial::new(Start::Over);
        let run = build_with(&trial, &format!("clone3,clone:error=EAGAIN:when={which}"), "4");
        trial.check(&run, &[Some(0)], &format!("refused thread {which}"));
    }
}

#[test]
fn without_threads_nothing_is_touched() {
    for start in [Start::Over, Start::First] {
        let trial = Trial::new(start);
        // The limit does not apply to root, so it is given up, and the site with it.
        let mut words = vec!["prlimit", "--nproc=1"];
        if rustix::process::geteuid().is_root() {
            let user = "65534:65534";
            let given = Command::new("chown").args(["-R", user]).arg(trial.root()).status();
            assert!(given.unwrap().success());
            let mut setpriv = vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
            setpriv.append(&mut words);
            words = setpriv;
        }
        let run = Run::of(trial.build(&words).env_remove("RAYON_NUM_THREADS"));
        let what = format!("{start:?} without threads: {run:#?}");
        assert_eq!(run.code, Some(3), "{what}");
        assert!(run.stderr.starts_with("error: cannot start threads: "), "{what}");
        assert!(run.stderr.contains("help: raise the limit on processes"), "{what}");
        trial.check_old(&what);
        trial.check_next(&what);
    }
}

/// Builds with the site on a small disk of its own, and brings back what is left there. `None`
/// if the site itself does not fit.
fn build_on_disk(trial: &Trial, options: &str) -> Option<Run> {
    let script = r#"
        set -e
        site=$1 options=$2; shift 2
        aside=$(mktemp -d)
        cp -r "$site/." "$aside"
        mount -t tmpfs -o "$options" none "$site"
        cp -r "$aside/." "$site" 2>/dev/null || exit 99
        code=0; "$@" || code=$?
        rm -rf "$aside"; mkdir "$aside"; cp -r "$site/." "$aside"
        umount "$site"
        rm -rf "$site/public" "$site/.digest"
        for one in public .digest; do
            if [ -e "$aside/$one" ]; then cp -r "$aside/$one" "$site"; fi
        done
        rm -rf "$aside"
        exit $code
    "#;
    let site = trial.root().to_str().unwrap();
    let words = ["unshare", "-Urm", "sh", "-c", script, "sh", site, options];
    let run = Run::of(&mut trial.build(&words));
    (run.code != Some(99)).then_some(run)
}

fn check_disks(options: impl Iterator<Item = String>) {
    let possible = Command::new("unshare").args(["-Urm", "true"]).output().unwrap();
    assert!(possible.status.success(), "user namespaces must be switched on: {possible:?}");
    let mut ends = [0, 0];
    for options in options {
        let trial = Trial::new(Start::Over);
        let Some(run) = build_on_disk(&trial, &options) else { continue };
        if run.code == Some(3) {
            assert!(run.stderr.contains("no space left for `"), "{options}\n{run:#?}");
            assert!(run.stderr.contains(" bytes are needed"), "{options}\n{run:#?}");
            trial.check_old(&options);
            trial.check_no_stage(&options);
        }
        trial.check(&run, &[Some(0), Some(3)], &options);
        ends[usize::from(run.code == Some(3))] += 1;
    }
    assert!(ends[0] > 0 && ends[1] > 2, "the sizes tell nothing: {ends:?}");
}

#[test]
fn a_disk_that_is_full_after_any_block() {
    check_disks((120..720).step_by(24).map(|size| format!("size={size}k")));
}

#[test]
fn a_disk_that_is_full_after_any_file() {
    check_disks((60..340).step_by(11).map(|files| format!("nr_inodes={files}")));
}
