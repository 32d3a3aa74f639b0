//! The lock at a target: one publish at a time, from whatever machine.
//!
//! It is a record that is created only if there is none, with a lease that its holder renews each
//! minute. A machine that dies leaves it behind: the same site on the same machine takes it again at
//! once, since no other process of it can hold the lock of its own state; others when the lease is over.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::error::PublishError;
use super::holder::Holder;
use super::records;
use super::target::{Record, Revision, Target, TargetErrorKind};

/// How long a lock holds without being renewed.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(60);

/// A lock that is held until it is [released](Self::release), or its lease is over.
pub(super) struct HeldLock<'a> {
    target: &'a dyn Target,
    holder: Holder,
    acquired: Instant,
    revision: Mutex<Revision>,
    /// Set when another publish has taken it over.
    is_lost: AtomicBool,
    ended: (Mutex<bool>, Condvar),
}

/// When a lock that is held by somebody else is taken all the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct TakeOver<'a> {
    /// Always.
    pub(super) always: bool,
    /// If it has one of these ids: it is of a process of this site that has ended.
    pub(super) own_ids: &'a [String],
}

impl<'a> HeldLock<'a> {
    /// Takes the lock, or reports who holds it.
    pub(super) fn acquire(
        target: &'a dyn Target,
        holder: Holder,
        take_over: TakeOver<'_>,
    ) -> Result<Self, PublishError> {
        let acquired = Instant::now();
        let stored = target.read(Record::Lock)?;
        if let Some(stored) = &stored {
            // One that is damaged names nobody, so its lease cannot be known either.
            let other: Option<Holder> = serde_json::from_slice(&stored.bytes).ok();
            let is_free = other.as_ref().is_some_and(|other| {
                take_over.own_ids.contains(&other.id)
                    || holder.renewed.duration_since(other.renewed) > LEASE
            });
            if !is_free && !take_over.always {
                return Err(PublishError::Locked { location: target.location().into(), by: other });
            }
        }
        let expected = stored.as_ref().map(|stored| &stored.revision);
        let revision = match records::write(target, Record::Lock, &json(&holder), expected) {
            Err(error) if error.kind == TargetErrorKind::Conflict => {
                // Somebody else was faster, and may be named by now.
                let other = target.read(Record::Lock)?;
                let other = other.and_then(|stored| serde_json::from_slice(&stored.bytes).ok());
                return Err(PublishError::Locked { location: target.location().into(), by: other });
            }
            written => written?,
        };
        Ok(Self {
            target,
            holder,
            acquired,
            revision: Mutex::new(revision),
            is_lost: AtomicBool::new(false),
            ended: (Mutex::new(false), Condvar::new()),
        })
    }

    /// Renews the lock each minute until the value of
    /// [`end_renewal_on_drop`](Self::end_renewal_on_drop) is dropped. For a thread of its own.
    pub(super) fn renew_until_ended(&self) {
        let (ended, changed) = &self.ended;
        loop {
            let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = changed.wait_timeout_while(ended, RENEWAL, |ended| !*ended);
            let (ended, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            drop(ended);
            if !timeout.timed_out() {
                return;
            }
            self.renew();
        }
    }

    /// Ends the renewal when the value is dropped.
    pub(super) fn end_renewal_on_drop(&self) -> RenewalEnd<'_> {
        let (ended, changed) = &self.ended;
        RenewalEnd { ended, changed }
    }

    fn renew(&self) {
        let elapsed = SignedDuration::try_from(self.acquired.elapsed()).unwrap_or_default();
        let renewed = self.holder.started.saturating_add(elapsed).unwrap_or(self.holder.renewed);
        let holder = Holder { renewed, ..self.holder.clone() };
        let mut revision = self.revision.lock().unwrap_or_else(PoisonError::into_inner);
        match records::write(self.target, Record::Lock, &json(&holder), Some(&*revision)) {
            Ok(new) => *revision = new,
            Err(error) if error.kind == TargetErrorKind::Conflict => {
                self.is_lost.store(true, Ordering::Relaxed);
            }
            // The lease is longer than several renewals.
            Err(_) => {}
        }
    }

    /// Whether another publish has taken the lock over.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }

    /// Gives the lock back. One that cannot be removed is over with its lease.
    pub(super) fn release(self) {
        if !self.is_lost() {
            let _ = self.target.remove(Record::Lock);
        }
    }
}

/// Ends the renewal of a lock when it is dropped.
pub(super) struct RenewalEnd<'a> {
    ended: &'a Mutex<bool>,
    changed: &'a Condvar,
}

impl Drop for RenewalEnd<'_> {
    fn drop(&mut self) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }
}

fn json(holder: &Holder) -> Vec<u8> {
    // Texts and numbers are always JSON.
    serde_json::to_vec(holder).unwrap_or_default()
}
