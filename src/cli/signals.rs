//! Signals: noted when they come, acted on between two jobs.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

static RECEIVED: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// From now on a signal to stop is noted instead of ending the process at once, so that a
/// commit is never cut in two; and writing over a file size limit is an error, not the end.
pub(super) fn install() {
    let received = RECEIVED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let number = usize::try_from(signal).unwrap_or_default();
        // Where a handler cannot be set, the signal ends the process, which is safe as well.
        let _ = signal_hook::flag::register_usize(signal, Arc::clone(received), number);
    }
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// The signal to stop that has come, if one has.
pub(super) fn received() -> Option<i32> {
    let number = RECEIVED.get()?.load(Ordering::Relaxed);
    i32::try_from(number).ok().filter(|number| *number != 0)
}
