//! What a watcher reports, tested for the one thing that counts: a reader that rescans only what is
//! reported knows in the end what is on the disk.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests change the disk, fail by a panic, and print what repeats them"
)]

mod directories;
mod limits;
#[path = "../fixture/random.rs"]
mod random;
mod saves;
mod scripts;
#[path = "../fixture/seed.rs"]
mod seed;
mod site;
mod storms;
