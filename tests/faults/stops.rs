//! Told to stop: before the point of no return the output stays, after it the commit is done.

use crate::fixture::Run;
use crate::sweep::sample;
use crate::trace::{build_with, counts};
use crate::trial::{Start, Trial};

/// The signals and the exit codes that shells know them by.
const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 143)];

/// Builds, and sends a signal at a call. The first calls of these names are made after the
/// program has begun to look for signals.
fn stop(trial: &Trial, signal: &str, call: &str, n: usize, threads: &str) -> (Run, String) {
    let fault = format!("{call}:signal={signal}:when={n}");
    (build_with(trial, &fault, threads), fault)
}

fn check_stop(run: &Run, trial: &Trial, code: i32, fault: &str) {
    if run.code == Some(0) {
        trial.check_new(fault);
    } else {
        trial.check_old(fault);
        trial.check_no_stage(fault);
        assert!(run.stderr.contains("interrupted"), "{fault}\n{run:#?}");
    }
    trial.check(run, &[Some(0), Some(code)], fault);
}

#[test]
fn stopped_at_any_call() {
    for (start, threads, size) in [
        (Start::Over, "1", 30),
        (Start::First, "1", 10),
        (Start::Leftover, "1", 20),
        (Start::Over, "4", 10),
    ] {
        let mut faults = Vec::new();
        for (call, count) in counts(&Trial::new(start), threads) {
            let is_ours = ["openat2", "write", "renameat", "fsync", "syncfs", "mkdirat"];
            if is_ours.contains(&call.as_str()) {
                let all = (1..=count).flat_map(|n| SIGNALS.map(|signal| (call.clone(), n, signal)));
                faults.extend(all);
            }
        }
        for (call, n, (signal, code)) in sample(faults, size) {
            let trial = Trial::new(start);
            let (run, fault) = stop(&trial, signal, &call, n, threads);
            if start == Start::Leftover {
                // The replay is done, whatever comes after it.
                trial.check(&run, &[Some(0), Some(code)], &fault);
            } else {
                check_stop(&run, &trial, code, &fault);
            }
        }
    }
}

#[test]
fn stopped_before_and_after_the_point_of_no_return() {
    for (signal, code) in SIGNALS {
        let trial = Trial::new(Start::Over);
        let (run, fault) = stop(&trial, signal, "mkdirat", 2, "1");
        assert_eq!(run.code, Some(code), "{fault}\n{run:#?}");
        check_stop(&run, &trial, code, &fault);

        let trial = Trial::new(Start::Over);
        let (run, fault) = stop(&trial, signal, "renameat", 8, "1");
        assert_eq!(run.code, Some(0), "{fault}\n{run:#?}");
        check_stop(&run, &trial, code, &fault);
    }
}
