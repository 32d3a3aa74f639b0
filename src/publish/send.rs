//! The publish itself: the plan carried out at the target, stage by stage.
//!
//! In: a [`Request`]. Out: what was done, or why not, and what readers see then. May import: the other files
//! of this module.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;

use super::error::PublishError;
use super::guards::{self, Permissions};
use super::journal::{Journal, Sent, object_id};
use super::known::{Revisions, read_known};
use super::lock::HeldLock;
use super::outputs::{LocalFile, Outputs};
use super::plan::{Known, Plan, Put, Retention, Stage, plan};
use super::records;
use super::session::{Access, Observer, Publisher, with_lock};
use super::state::LocalState;
use super::target::{Headers, Record, Target};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// After this many objects, what was sent is written down on this machine.
const SAVED_EACH: usize = 200;

/// What is to be published where.
pub(crate) struct Request<'a> {
    pub(crate) target: &'a dyn Target,
    pub(crate) outputs: &'a Outputs,
    /// The headers of an output at this target.
    pub(crate) headers: &'a (dyn Fn(&LocalFile) -> Arc<Headers> + Sync),
    pub(crate) retention: Retention,
    pub(crate) permissions: Permissions,
    pub(crate) state: &'a LocalState,
    pub(crate) publisher: Publisher,
    pub(crate) now: Timestamp,
}

impl Request<'_> {
    /// What its lock needs.
    pub(super) fn access(&self) -> Access<'_> {
        let Self { target, state, ref publisher, now, .. } = *self;
        Access { target, state, publisher, take_over: self.permissions.take_over, now }
    }
}

/// Finds what a publish would do, and what its guards say. Changes nothing anywhere.
pub(crate) fn dry_run<'a>(
    request: &Request<'a>,
    observer: &dyn Observer,
) -> Result<(Plan<'a>, Result<(), PublishError>), PublishError> {
    observer.step("reading the manifest");
    let (known, _) = read_known(request.target, request.state)?;
    let plan = make_plan(request, &known);
    let checked = guards::check_plan(&plan, &known, request.permissions)
        .and_then(|()| guards::check_foreign(&plan, &known, request.target));
    Ok((plan, checked))
}

/// Publishes. Gives the plan that was carried out.
pub(crate) fn publish<'a>(
    request: &Request<'a>,
    observer: &dyn Observer,
) -> Result<Plan<'a>, PublishError> {
    with_lock(&request.access(), observer, |lock| {
        observer.step("reading the manifest");
        let (known, revisions) = read_known(request.target, request.state)?;
        let plan = make_plan(request, &known);
        if plan.is_empty {
            return Ok(plan);
        }
        guards::check_plan(&plan, &known, request.permissions)?;
        guards::check_foreign(&plan, &known, request.target)?;
        let all = (plan.unsent().count(), plan.bytes());
        let done = Done::default();
        let sending = Sending { request, observer, lock, plan: &plan, all, done };
        match sending.run(&known.sent, &revisions) {
            Ok(()) => Ok(plan),
            Err(error) => Err(sending.with_live(error)),
        }
    })
}

fn make_plan<'a>(request: &Request<'a>, known: &Known) -> Plan<'a> {
    plan(request.outputs, request.headers, known, request.retention, request.now)
}

/// A publish under way.
struct Sending<'a> {
    request: &'a Request<'a>,
    observer: &'a dyn Observer,
    lock: &'a HeldLock<'a>,
    plan: &'a Plan<'a>,
    /// How many objects are to be sent, and their bytes.
    all: (usize, u64),
    done: Done,
}

/// How far a publish has come.
#[derive(Default)]
struct Done {
    objects: AtomicUsize,
    bytes: Mutex<u64>,
    /// The stage that is being sent, and whether readers see the new site.
    stage: Mutex<Option<Stage>>,
}

impl Sending<'_> {
    fn run(&self, known: &Sent, revisions: &Revisions) -> Result<(), PublishError> {
        let Request { target, state, publisher, .. } = self.request;
        let manifest = self.plan.manifest.to_json();
        if target.is_atomic() {
            self.observer.step("beginning a release");
            target.begin()?;
            self.send_all(&Mutex::new(Sent::default()), false)?;
            self.delete_all()?;
            self.check()?;
            self.observer.step("switching to the release");
            records::finish(*target, &manifest, revisions.manifest.as_ref())?;
            return Ok(());
        }

        let mut paths: BTreeSet<OutputPath> =
            self.plan.puts.iter().map(|put| put.file.path.clone()).collect();
        paths.extend(self.plan.deletes.iter().map(|delete| delete.path.clone()));
        let journal = Journal { id: publisher.id.clone(), paths };
        let journal_revision = records::write(
            *target,
            Record::Journal,
            &journal.to_json(),
            revisions.journal.as_ref(),
        )?;
        // What the unfinished publish has sent counts as sent in this one.
        let is_sent = self.plan.puts.iter().filter(|put| put.is_sent);
        let objects = is_sent.map(id_of).filter(|id| known.objects.contains(id)).collect();
        let sent = Mutex::new(Sent { id: journal.id.clone(), objects });
        self.save(&sent)?;

        let result = self.send_all(&sent, true);
        self.save(&sent)?;
        result?;
        self.check()?;
        records::finish(*target, &manifest, revisions.manifest.as_ref())?;
        if !self.plan.deletes.is_empty() {
            // From here on only what is deleted is uncertain.
            let paths = self.plan.deletes.iter().map(|delete| delete.path.clone()).collect();
            let journal = Journal { paths, ..journal };
            records::write(*target, Record::Journal, &journal.to_json(), Some(&journal_revision))?;
            self.delete_all()?;
        }
        target.remove(Record::Journal)?;
        state.save_sent(&Sent::default())?;
        Ok(())
    }

    /// Sends all objects, stage by stage.
    fn send_all(&self, sent: &Mutex<Sent>, is_saved: bool) -> Result<(), PublishError> {
        for stage in Stage::ALL {
            let puts: Vec<_> = self.plan.unsent().filter(|put| put.stage == stage).collect();
            if puts.is_empty() {
                continue;
            }
            *self.done.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some(stage);
            self.observer.step(stage.name());
            self.in_parallel(&puts, |put| self.put(put, sent, is_saved))?;
        }
        Ok(())
    }

    fn put(&self, put: &Put<'_>, sent: &Mutex<Sent>, is_saved: bool) -> Result<(), PublishError> {
        let file = self.request.outputs.root.join(Path::new(put.file.path.as_str()));
        self.request.target.put(&put.object(&file))?;
        let number = {
            let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
            sent.objects.insert(id_of(put));
            sent.objects.len()
        };
        if is_saved && number % SAVED_EACH == 0 {
            self.save(sent)?;
        }
        let objects = self.done.objects.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = {
            let mut bytes = self.done.bytes.lock().unwrap_or_else(PoisonError::into_inner);
            *bytes += put.file.size;
            *bytes
        };
        let (all, all_bytes) = self.all;
        self.observer.progress((objects, all), (bytes, all_bytes));
        Ok(())
    }

    fn delete_all(&self) -> Result<(), PublishError> {
        if self.plan.deletes.is_empty() {
            return Ok(());
        }
        self.observer.step("deleting");
        let deletes: Vec<_> = self.plan.deletes.iter().collect();
        self.in_parallel(&deletes, |delete| Ok(self.request.target.delete(&delete.path)?))
    }

    /// Does something with all items, on as many threads as the target permits, until one fails. What has
    /// begun then is ended. The first error in the order of the items is returned.
    fn in_parallel<T: Sync>(
        &self,
        items: &[T],
        action: impl Fn(&T) -> Result<(), PublishError> + Sync,
    ) -> Result<(), PublishError> {
        let next = AtomicUsize::new(0);
        let failed: Mutex<Option<(usize, PublishError)>> = Mutex::new(None);
        let work = || {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(place) else { return };
                let result = self.check().and_then(|()| action(item));
                if let Err(error) = result {
                    // No further item is begun.
                    next.store(items.len(), Ordering::Relaxed);
                    let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                    if failed.as_ref().is_none_or(|(earlier, _)| place < *earlier) {
                        *failed = Some((place, error));
                    }
                    return;
                }
            }
        };
        let threads = self.request.target.parallelism().min(items.len());
        thread::scope(|scope| {
            for _ in 1..threads {
                // Where the system grants no thread, the others do its work.
                let _ = thread::Builder::new().spawn_scoped(scope, work);
            }
            work();
        });
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.map_or(Ok(()), |(_, error)| Err(error))
    }

    /// Whether to go on.
    fn check(&self) -> Result<(), PublishError> {
        if self.observer.is_interrupted() {
            return Err(PublishError::Interrupted { live: None });
        }
        if self.lock.is_lost() {
            let location = self.request.target.location().into();
            return Err(PublishError::Locked { location, by: None });
        }
        Ok(())
    }

    fn save(&self, sent: &Mutex<Sent>) -> Result<(), PublishError> {
        let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.request.state.save_sent(&sent)?)
    }

    /// Adds what readers see to an error.
    fn with_live(&self, error: PublishError) -> PublishError {
        match error {
            PublishError::Target { error, .. } => {
                PublishError::Target { error, live: Some(self.live()) }
            }
            PublishError::Interrupted { .. } => {
                PublishError::Interrupted { live: Some(self.live()) }
            }
            other => other,
        }
    }

    /// What readers see now.
    fn live(&self) -> String {
        if self.request.target.is_atomic() {
            return "readers see the site as it was".into();
        }
        let sent = self.done.objects.load(Ordering::Relaxed);
        let (all, _) = self.all;
        let stage = *self.done.stage.lock().unwrap_or_else(PoisonError::into_inner);
        match stage {
            None => "nothing was sent; readers see the site as it was".into(),
            Some(stage) if sent < all => format!(
                "{sent} of {all} files are sent, up to {}; every page that readers see is whole, and \
                 nothing was deleted. The next publish goes on from there",
                stage.name()
            ),
            Some(_) => {
                "all files are sent, and readers see the new site; the next publish finishes \
                        the rest"
                    .into()
            }
        }
    }
}

fn id_of(put: &Put<'_>) -> Fingerprint {
    object_id(&put.file.path, put.file.fingerprint, &put.headers)
}
