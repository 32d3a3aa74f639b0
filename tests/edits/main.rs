//! Random scripts of edits. After each step three ways to make the site must agree byte for byte,
//! and on what is wrong with it: a build that keeps what did not change, a server that gets
//! only the paths to rescan, and a build from nothing but the sources.
//!
//! The seed of each script is printed, and `TEST_SEED` begins with it; what was done is printed
//! when a script fails. `TEST_FULL=1` asks for thousands of steps.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests change the disk, fail by a panic, and print what repeats them"
)]

#[path = "../fixture/mod.rs"]
mod fixture;
#[path = "../fixture/random.rs"]
mod random;
#[path = "../fixture/seed.rs"]
mod seed;

mod article;
mod builds;
mod choices;
mod disk;
mod fixes;
mod history;
mod model;
mod newsroom;
mod script;
mod served;

use std::time::Instant;

use builds::Keys;
use script::Script;
use seed::seeds;

/// How many scripts the usual test has.
const SAMPLE: u64 = 4;
/// How many steps a script has.
const STEPS: usize = 40;
/// How many scripts a full test has.
const FULL: u64 = 75;

#[test]
fn whatever_is_edited_a_build_with_caches_and_the_server_equal_a_build_without() {
    let mut keys = Keys::default();
    let start = Instant::now();
    for seed in seeds(SAMPLE, FULL) {
        Script::new(seed).run(STEPS, &mut keys);
    }
    println!("{} keys of outputs in {:?}", keys.len(), start.elapsed());
}
