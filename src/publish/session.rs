//! Having a target for oneself: the permissions are there, and the lock is held.
//!
//! In: an [`Access`]. Out: what is done meanwhile. May import: `lock`, `state`, `target`.

use std::thread;

use jiff::Timestamp;

use super::error::PublishError;
use super::holder::Holder;
use super::lock::{HeldLock, TakeOver};
use super::state::LocalState;
use super::target::Target;

/// A target, and who wants to change it.
#[derive(Clone, Copy)]
pub(crate) struct Access<'a> {
    pub(crate) target: &'a dyn Target,
    pub(crate) state: &'a LocalState,
    pub(crate) publisher: &'a Publisher,
    /// Whether the lock is taken from another publish that holds it.
    pub(crate) take_over: bool,
    pub(crate) now: Timestamp,
}

/// The process that publishes.
#[derive(Clone, Debug)]
pub(crate) struct Publisher {
    /// 32 hexadecimal digits that no other publish has.
    pub(crate) id: String,
    pub(crate) host: String,
    pub(crate) pid: u32,
}

/// Is shown how far a publish has come, and asked whether to go on.
pub(crate) trait Observer: Sync {
    /// A step begins.
    fn step(&self, _name: &str) {}

    /// How many of all objects are sent, and how many of their bytes.
    fn progress(&self, _objects: (usize, usize), _bytes: (u64, u64)) {}

    /// The user should know this of the target.
    fn warn(&self, _warning: &str) {}

    /// Whether the user wants to stop.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Shows the release before the current one again; gives its name.
pub(crate) fn roll_back(
    access: &Access<'_>,
    observer: &dyn Observer,
) -> Result<String, PublishError> {
    with_lock(access, observer, |_| Ok(access.target.rollback()?))
}

/// Makes sure that the target can be published to, and does something while its lock is held.
pub(super) fn with_lock<T>(
    access: &Access<'_>,
    observer: &dyn Observer,
    action: impl FnOnce(&HeldLock<'_>) -> Result<T, PublishError>,
) -> Result<T, PublishError> {
    let Access { target, state, publisher, take_over: always, now } = *access;
    let _local = state.lock()?;
    observer.step("checking permissions");
    target.preflight()?;
    for warning in target.warnings() {
        observer.warn(&warning);
    }
    // Written down first: a process that dies right after it took the lock must find it again.
    let own_ids = state.lock_ids();
    let ids = [own_ids.as_slice(), std::slice::from_ref(&publisher.id)].concat();
    state.save_lock_ids(&ids)?;
    let Publisher { id, host, pid } = publisher.clone();
    let holder = Holder { id, host, pid, started: now, renewed: now };
    let lock = HeldLock::acquire(target, holder, TakeOver { always, own_ids: &own_ids });
    // Without the lock, one that this machine left behind is still the one of then.
    state.save_lock_ids(if lock.is_ok() {
        std::slice::from_ref(&publisher.id)
    } else {
        &own_ids
    })?;
    let lock = lock?;
    let result = thread::scope(|scope| {
        // Where the system grants no thread, the lease is long enough for most publishes.
        let _ = thread::Builder::new().spawn_scoped(scope, || lock.renew_until_ended());
        // Even a panic must not leave the thread waiting.
        let _renewal = lock.end_renewal_on_drop();
        action(&lock)
    });
    lock.release();
    result
}
