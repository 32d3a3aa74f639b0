//! Every call of a build is the last one, or fails.

use crate::random::Random;
use crate::seed::{is_full, seed};
use crate::trace::{build_with, counts};
use crate::trial::{Start, Trial};

/// The places of a sweep: calls with the number of the occurrence at which the fault comes.
fn places(start: Start, threads: &str) -> Vec<(String, usize)> {
    let counts = counts(&Trial::new(start), threads).into_iter();
    counts.flat_map(|(name, count)| (1..=count).map(move |n| (name.clone(), n))).collect()
}

/// Draws some of the faults; all of them in a full run.
pub(crate) fn sample<T>(mut faults: Vec<T>, size: usize) -> Vec<T> {
    if is_full() {
        return faults;
    }
    let mut random = Random(seed());
    let mut drawn = Vec::new();
    while drawn.len() < size && !faults.is_empty() {
        let at = random.below(faults.len());
        drawn.push(faults.swap_remove(at));
    }
    drawn
}

fn kill(start: Start, threads: &str, size: usize) {
    for (call, n) in sample(places(start, threads), size) {
        let trial = Trial::new(start);
        let fault = format!("{call}:signal=KILL:when={n}");
        let run = build_with(&trial, &fault, threads);
        // With several threads the occurrence may not come.
        let ends: &[_] = if threads == "1" { &[None] } else { &[None, Some(0)] };
        trial.check(&run, ends, &format!("{start:?} {fault}"));
    }
}

#[test]
fn killed_at_any_call_over_an_old_site() {
    kill(Start::Over, "1", 40);
}

#[test]
fn killed_at_any_call_of_the_first_build() {
    kill(Start::First, "1", 20);
}

#[test]
fn killed_at_any_call_with_the_stage_in_the_output() {
    kill(Start::Sealed, "1", 30);
}

#[test]
fn killed_at_any_call_while_a_journal_is_replayed() {
    kill(Start::Leftover, "1", 40);
}

#[test]
fn killed_with_several_threads() {
    kill(Start::Over, "4", 20);
}

fn fail(start: Start, size: usize) {
    let mut faults = Vec::new();
    for (call, n) in places(start, "1") {
        for error in ["ENOSPC", "EIO", "EACCES", "EMFILE"] {
            for last in ["", "+"] {
                faults.push((call.clone(), format!("{call}:error={error}:when={n}{last}")));
            }
        }
    }
    for (call, fault) in sample(faults, size) {
        let trial = Trial::new(start);
        let run = build_with(&trial, &fault, "1");
        let what = format!("{start:?} {fault}");
        // The system's loader opens the libraries before the program begins.
        if call == "openat" && run.code == Some(127) {
            assert!(run.stderr.contains("shared libraries"), "{what}\n{run:#?}");
            trial.check(&run, &[Some(127)], &what);
        } else {
            trial.check(&run, &[Some(0), Some(3)], &what);
        }
    }
}

#[test]
fn refused_any_call_over_an_old_site() {
    fail(Start::Over, 60);
}

#[test]
fn refused_any_call_of_the_first_build() {
    fail(Start::First, 20);
}

#[test]
fn refused_any_call_with_the_stage_in_the_output() {
    fail(Start::Sealed, 30);
}

#[test]
fn refused_any_call_while_a_journal_is_replayed() {
    fail(Start::Leftover, 40);
}

#[test]
fn interrupted_calls_are_made_again() {
    let mut places = places(Start::Over, "1");
    places.retain(|(call, _)| ["openat2", "write", "fsync", "syncfs"].contains(&call.as_str()));
    for (call, n) in sample(places, 20) {
        let trial = Trial::new(Start::Over);
        let fault = format!("{call}:error=EINTR:when={n}");
        trial.check(&build_with(&trial, &fault, "1"), &[Some(0)], &fault);
    }
}
