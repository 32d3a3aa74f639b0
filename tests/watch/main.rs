//! What a watcher tells, held to the one thing that counts: whoever looks only where he was told
//! to look knows in the end what lies on the disk.
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
