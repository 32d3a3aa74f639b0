//! Starts the threads that read and parse.
//!
//! In: nothing but the environment. Out: rayon's global pool. May import: `exit`.

use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};

use super::exit::CommandError;

/// Starts the pool here rather than at its first use, which would panic if the system grants too
/// few threads.
pub(super) fn start() -> Result<(), CommandError> {
    let failed = |error: ThreadPoolBuildError| CommandError::Environment {
        message: format!("cannot start threads: {error}"),
        help: Some("raise the limit on processes (`ulimit -u`), or set RAYON_NUM_THREADS=1".into()),
    };
    ThreadPoolBuilder::new().build_global().map_err(failed)
}
