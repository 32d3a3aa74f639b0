//! Bad surroundings of a build: killed anywhere, refused by the system at any call, signalled to
//! stop, short of room, memory, threads or rights, and with files that change meanwhile. Whatever
//! happens, what [`trial::Trial::check`] checks is true.
//!
//! `strace` makes the system fail. Which of its many calls fail is drawn again in every run, by a
//! number that a failing test prints and `TEST_SEED` repeats; `scripts/test --full` takes
//! them all.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests look at the disk themselves, fail by a panic, and print what repeats them"
)]

#[path = "../fixture/mod.rs"]
mod fixture;
#[path = "../fixture/random.rs"]
mod random;
#[path = "../fixture/seed.rs"]
mod seed;

mod order;
mod places;
mod resources;
mod sources;
mod stops;
mod sweep;
mod trace;
mod trial;
