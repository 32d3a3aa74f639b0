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

/// How much longer the second of two works is: three doublings, each of which may take 2.6 times as
/// long. One says less.
pub(crate) const LONGER: usize = 8;
const SLOWER: f64 = 2.6 * 2.6 * 2.6;

/// The time of a work and of one that is [`LONGER`] times as long, if they are out of proportion.
pub(crate) fn out_of_proportion<T>(
    short: impl Fn() -> T,
    long: impl Fn() -> T,
) -> Option<(Duration, Duration)> {
    // The least of several times counts, and short times say nothing.
    let (mut once, mut longer) = (Duration::MAX, Duration::MAX);
    let is_linear = (0..20).any(|_| {
        once = once.min(cpu_time(&short).0);
        longer = longer.min(cpu_time(&long).0);
        longer < Duration::from_millis(15) || longer < once.mul_f64(SLOWER)
    });
    (!is_linear).then_some((once, longer))
}
