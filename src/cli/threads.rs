//! The threads that read and parse: as many as wanted, or as many as the system grants.
//!
//! In: nothing but the environment. Out: rayon's global pool. May import: nothing of ours.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use rayon::{ThreadBuilder, ThreadPoolBuilder};

/// Starts the pool. Where the system grants no threads, the one there is does it all.
///
/// The threads are started before the pool is: a pool that cannot start all of its own leaves
/// rayon without any, and a second attempt is refused.
pub(super) fn start() {
    let (hand_out, work) = mpsc::channel::<ThreadBuilder>();
    let work = Arc::new(Mutex::new(work));
    let start = |_: &usize| {
        let work = Arc::clone(&work);
        let worker = move || {
            let mine = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
            if let Ok(mine) = mine {
                mine.run();
            }
        };
        thread::Builder::new().spawn(worker).is_ok()
    };
    let granted = (0..wanted()).take_while(start).count();
    let pool = ThreadPoolBuilder::new().num_threads(granted.max(1));
    let pool = if granted == 0 { pool.use_current_thread() } else { pool };
    // Only the first call of a process counts, and there is but one.
    let _ = pool
        .spawn_handler(|thread| hand_out.send(thread).map_err(|_| std::io::ErrorKind::Other.into()))
        .build_global();
}

/// The number that rayon would take: `RAYON_NUM_THREADS`, or one for each processor.
#[expect(clippy::disallowed_methods, reason = "the environment is read here, once per command")]
fn wanted() -> usize {
    let set = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    set.filter(|number| *number > 0)
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}
