//! `digest publish` against real servers on this machine: what readers meet while it runs, what a
//! failure or a kill at any request leaves, and what never leaks.
//!
//! Tests that need a server are ignored by `cargo test`; `scripts/test publish` installs the servers
//! and runs them.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests start programs, look at the disk, fail by a panic, and print what repeats them"
)]
#![allow(dead_code, reason = "the modules share a harness")]

#[path = "../fixture/mod.rs"]
mod fixture;
#[path = "../fixture/random.rs"]
mod random;
#[path = "../fixture/seed.rs"]
mod seed;

mod bucket;
mod cost;
mod crawler;
mod fake_gcs;
mod faults;
mod git;
mod harness;
mod http;
mod proxy;
mod publisher;
mod rules;
mod servers;
mod site;
#[cfg(feature = "network")]
mod stores;
mod trial;
