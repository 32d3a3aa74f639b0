//! How long work takes a thread, for tests of speed.

use std::time::{Duration, Instant};

/// The CPU time that this thread spends on some work, and its result. Others use the machine too,
/// so the clock on the wall says little.
pub(crate) fn cpu_time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let before = spent(start);
    let result = work();
    (spent(start).saturating_sub(before), result)
}

/// The CPU time of this thread so far; where the system does not account for it, the time since
/// `start`.
#[expect(clippy::disallowed_methods, reason = "a test asks the system how long it has worked")]
fn spent(start: Instant) -> Duration {
    // Yielding makes Linux bring its account up to date.
    std::thread::yield_now();
    let account = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = account.and_then(|account| account.split(' ').next()?.parse().ok());
    spent.map_or_else(|| start.elapsed(), Duration::from_nanos)
}
