//! The order of the calls, which decides what a power cut leaves.

use crate::trace::{Call, calls};
use crate::trial::{Start, Trial};

/// The place of the only call, or the first one, that matches.
#[track_caller]
fn first(calls: &[Call], is_it: impl Fn(&Call) -> bool) -> usize {
    calls.iter().position(is_it).expect("the call is made")
}

#[track_caller]
fn last(calls: &[Call], is_it: impl Fn(&Call) -> bool) -> usize {
    calls.iter().rposition(is_it).expect("the call is made")
}

fn is(call: &Call, start: &str, parts: &[&str]) -> bool {
    call.name.starts_with(start) && parts.iter().all(|part| call.rest.contains(part))
}

/// Whether a call changes the output, other than by trying whether it could, or in the stage.
fn changes(call: &Call, output: &str) -> bool {
    let is_change = ["rename", "unlink", "mkdir"].iter().any(|name| call.name.starts_with(name));
    let is_aside = [".digest-probe", ".digest-stage", "ENOENT"];
    is_change && call.rest.contains(output) && !is_aside.iter().any(|part| call.rest.contains(part))
}

fn check_order(start: Start, journal: &str) {
    let trial = Trial::new(start);
    let output = trial.path("public");
    let output = output.to_str().unwrap();
    let calls = calls(&trial, "1");
    let prepared = format!("{journal}.new");
    let (name, prepared_name) = (format!("{journal}\""), format!("{prepared}\""));

    let staged = first(&calls, |call| is(call, "syncfs", &[]));
    let written = first(&calls, |call| is(call, "fsync", &[&prepared]));
    let decided = first(&calls, |call| is(call, "rename", &[&prepared_name, &name]));
    let decided_durably = decided + first(&calls[decided..], |call| is(call, "fsync", &[]));
    let is_step = |call: &Call| {
        changes(call, output) && !call.rest.contains(&prepared) && !call.rest.contains(&name)
    };
    let steps = (first(&calls, is_step), last(&calls, is_step));
    let durable = last(&calls, |call| is(call, "syncfs", &[]));
    let done = last(&calls, |call| is(call, "unlink", &[&name]));

    let order = [staged, written, decided, decided_durably, steps.0, steps.1, durable, done];
    assert!(order.is_sorted_by(|a, b| a < b || (order[4], order[5]) == (*a, *b)), "{order:?}");
    let last_write = last(&calls[..decided], |call| {
        is(call, "write", &["/stage"]) || is(call, "write", &["-stage"])
    });
    assert!(last_write < staged, "written after the sync: {:?}", calls[last_write]);
}

#[test]
fn a_commit_is_durable_before_it_begins_and_before_it_ends() {
    check_order(Start::Over, "journal");
}

#[test]
fn so_is_one_that_keeps_its_journal_in_the_output() {
    check_order(Start::Sealed, ".digest-journal");
}

#[test]
fn a_replay_is_durable_before_its_journal_goes() {
    let trial = Trial::new(Start::Leftover);
    let calls = calls(&trial, "1");
    let output = trial.path("public");
    let done = first(&calls, |call| is(call, "unlink", &["journal\"", "= 0"]));
    let step = last(&calls[..done], |call| changes(call, output.to_str().unwrap()));
    assert!(calls[step..done].iter().any(|call| is(call, "syncfs", &[])));
}

#[test]
fn a_first_output_is_durable_before_it_has_its_name() {
    let trial = Trial::new(Start::First);
    let calls = calls(&trial, "1");
    let staged = first(&calls, |call| is(call, "syncfs", &[]));
    let named = last(&calls, |call| is(call, "rename", &["\"stage\"", "public\""]));
    let durable = last(&calls, |call| is(call, "fsync", &[]));
    assert!(staged < named && named < durable, "{staged} {named} {durable}");
}
