//! `digest serve` as its users meet it: the real program, started in a directory whose files are
//! edited while it runs, and seen through real sockets. Whatever is done to the sources, what it
//! shows in the end is what `digest build` writes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests look at the disk themselves, fail by a panic, and print what repeats them"
)]

#[path = "../../benches/site/mod.rs"]
mod bench_site;
#[path = "../serve/client.rs"]
#[allow(dead_code, reason = "only some ways of asking are needed here")]
mod client;
#[path = "../fixture/mod.rs"]
mod fixture;
#[path = "../serve/page.rs"]
#[allow(dead_code, reason = "only what comes next matters here")]
mod page;

mod build_watch;
mod changes;
mod clock;
mod end;
mod events;
mod problems;
mod program;
#[path = "../fixture/random.rs"]
mod random;
mod saves;
#[path = "../fixture/seed.rs"]
mod seed;
mod severities;
mod site;
mod soak;
mod start;
mod untouched;
mod watches;
