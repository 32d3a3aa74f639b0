//! The engine against a target in memory that fails at any request, or after any.

mod memory;
mod site;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::guards::Permissions;
use super::holder::Holder;
use super::target::{Headers, Record, TargetErrorKind};
use super::*;
use crate::files::Files;
use crate::property_tests::seeded;
use memory::{Fault, Memory};
use site::Site;

/// A target, and the machine that publishes to it.
struct Desk {
    target: Memory,
    home: tempfile::TempDir,
    time: Timestamp,
    publishes: u32,
    permissions: Permissions,
    cache_control: &'static str,
}

impl Desk {
    fn new(is_atomic: bool) -> Self {
        Self {
            target: Memory::new(is_atomic),
            home: tempfile::tempdir().unwrap(),
            time: "2026-01-01T12:00:00Z".parse().unwrap(),
            publishes: 0,
            permissions: Permissions {
                max_deletes: Some(usize::MAX),
                may_shrink: true,
                ..<_>::default()
            },
            cache_control: "no-cache",
        }
    }

    fn with<T>(&mut self, site: &Site, action: impl FnOnce(&Request<'_>) -> T) -> T {
        self.publishes += 1;
        self.time += SignedDuration::from_mins(1);
        let outputs = site.outputs();
        self.target.knows(site);
        let headers = Arc::new(Headers {
            content_type: "text/html".into(),
            cache_control: self.cache_control.into(),
            content_encoding: None,
        });
        let root = self.home.path().to_owned();
        let state = LocalState::new(Files::open(&root).unwrap(), root, "web");
        action(&Request {
            target: &self.target,
            outputs: &outputs,
            headers: &|_| headers.clone(),
            retention: Retention::For(SignedDuration::from_hours(24)),
            permissions: self.permissions,
            state: &state,
            publisher: Publisher {
                id: format!("{:032x}", self.publishes),
                host: "desk".into(),
                pid: 1,
            },
            now: self.time,
        })
    }

    fn publish(&mut self, site: &Site) -> Result<usize, PublishError> {
        self.with(site, |request| {
            publish(request, &Unobserved).map(|plan| plan.unsent().count() + plan.deletes.len())
        })
    }

    fn audit(&mut self, site: &Site) -> Audit {
        self.with(site, |request| audit(request, false, &Unobserved)).unwrap()
    }
}

struct Unobserved;

impl Observer for Unobserved {}

#[test]
fn only_what_differs_is_sent() {
    for is_atomic in [false, true] {
        let mut desk = Desk::new(is_atomic);
        let first = Site::new(&[("a", &["x"]), ("b", &["x", "y"])]);
        assert_eq!(desk.publish(&first).unwrap(), first.len());
        desk.target.assert_shows(&first);
        assert_eq!(desk.publish(&first).unwrap(), 0);

        // The changed page and its asset; the old asset stays for pages that are open.
        let second = Site::new(&[("a", &["z"]), ("b", &["x", "y"])]);
        assert_eq!(desk.publish(&second).unwrap(), 2);
        desk.target.assert_shows(&second);
        let third = Site::new(&[("a", &["z"]), ("b", &["y"])]);
        assert_eq!(desk.publish(&third).unwrap(), 1);
        assert!(desk.target.has("aktiver/x.0123456789abcdef.css"), "{is_atomic}");
        desk.time += SignedDuration::from_hours(25);
        assert_eq!(desk.publish(&third).unwrap(), 1);
        assert!(!desk.target.has("aktiver/x.0123456789abcdef.css"));
    }
}

#[test]
fn headers_that_change_are_sent() {
    let mut desk = Desk::new(false);
    let site = Site::new(&[("a", &["x"])]);
    desk.publish(&site).unwrap();
    desk.cache_control = "max-age=60";
    let plan = desk.with(&site, |request| {
        dry_run(request, &Unobserved)
            .map(|(plan, _)| (plan.count(PutReason::Headers), plan.puts.len()))
    });
    assert_eq!(plan.unwrap(), (site.len(), site.len()));
    desk.publish(&site).unwrap();
    assert_eq!(desk.target.headers("index.html").unwrap().cache_control, "max-age=60");
}

#[test]
fn a_dry_run_changes_nothing() {
    let mut desk = Desk::new(false);
    desk.publish(&Site::new(&[("a", &["x"])])).unwrap();
    let before = desk.target.everything();
    let site = Site::new(&[("b", &["y"])]);
    desk.with(&site, |request| dry_run(request, &Unobserved).unwrap().1).unwrap();
    assert_eq!(desk.target.everything(), before);
}

#[test]
fn foreign_objects_are_never_overwritten_and_can_be_adopted() {
    for is_atomic in [false, true] {
        let mut desk = Desk::new(is_atomic);
        desk.target.put_foreign("a/index.html", "theirs");
        desk.target.put_foreign("z", "theirs");
        let site = Site::new(&[("a", &["x"])]);
        let error = desk.publish(&site).unwrap_err();
        assert!(
            matches!(&error, PublishError::Refused { paths, .. } if paths == &["a/index.html"])
        );
        assert_eq!(desk.target.objects(), 2, "something was sent");

        let audit = desk.audit(&site);
        assert_eq!(audit.adopted, ["a/index.html"]);
        assert_eq!(audit.foreign, ["z"]);
        desk.publish(&site).unwrap();
        desk.target.assert_shows(&site);
        desk.publish(&Site::new(&[])).unwrap();
        assert!(desk.target.has("z"));
        assert!(!desk.target.has("a/index.html"));
    }
}

#[test]
fn a_lost_manifest_is_made_anew_without_a_delete() {
    let mut desk = Desk::new(false);
    let site = Site::new(&[("a", &["x"]), ("b", &["x"])]);
    desk.publish(&site).unwrap();
    for damage in [None, Some("{")] {
        desk.target.damage(Record::Manifest, damage);
        assert!(desk.publish(&site).is_err());
        let audit = desk.audit(&site);
        assert_eq!(audit.adopted.len(), site.len());
        assert_eq!(audit.damage.is_some(), damage.is_some());
        // What it holds is not known.
        assert_eq!(desk.publish(&site).unwrap(), site.len());
        assert!(desk.audit(&site).is_clean());
    }
}

#[test]
fn an_audit_finds_what_others_removed_and_changed() {
    let mut desk = Desk::new(false);
    let site = Site::new(&[("a", &["x"]), ("b", &["x"])]);
    desk.publish(&site).unwrap();
    desk.target.remove_foreign("a/index.html");
    desk.target.put_foreign("b/index.html", "much longer than before, by somebody else");
    let audit = desk.audit(&site);
    assert_eq!(
        (audit.missing, audit.changed),
        (vec!["a/index.html".into()], vec!["b/index.html".into()])
    );
    assert_eq!(desk.publish(&site).unwrap(), 2);
    desk.target.assert_shows(&site);
}

#[test]
fn too_many_deletes_a_shrunken_site_and_another_site_are_refused() {
    let pages: Vec<String> = (0..20).map(|page| format!("p{page:02}")).collect();
    let site = |number: usize| {
        let pages: Vec<(&str, &[&str])> =
            pages[..number].iter().map(|page| (page.as_str(), &["x"] as &[&str])).collect();
        Site::new(&pages)
    };
    let mut desk = Desk::new(false);
    desk.permissions = Permissions::default();
    desk.publish(&site(20)).unwrap();
    let before = desk.target.everything();
    let error = desk.publish(&site(14)).unwrap_err();
    assert!(
        matches!(&error, PublishError::Refused { help, .. } if help.contains("--max-deletes 6"))
    );
    desk.permissions.max_deletes = Some(20);
    let error = desk.publish(&site(2)).unwrap_err();
    assert!(matches!(&error, PublishError::Refused { message, .. } if message.contains("shrunk")));
    let elsewhere = Site { base_url: "https://andet.example/".into(), ..site(20) };
    let error = desk.publish(&elsewhere).unwrap_err();
    assert!(matches!(&error, PublishError::Refused { message, .. } if message.contains("andet")));
    assert_eq!(desk.target.everything(), before);
    desk.permissions.may_shrink = true;
    desk.publish(&site(2)).unwrap();
    desk.permissions.take_over = true;
    desk.publish(&Site { base_url: "https://andet.example/".into(), ..site(2) }).unwrap();
}

#[test]
fn a_lock_is_respected_until_its_lease_is_over() {
    let mut desk = Desk::new(false);
    let site = Site::new(&[("a", &["x"])]);
    let holder = Holder {
        id: "f".repeat(32),
        host: "andetsteds".into(),
        pid: 7,
        started: desk.time,
        renewed: desk.time,
    };
    desk.target.damage(Record::Lock, Some(&serde_json::to_string(&holder).unwrap()));
    let error = desk.publish(&site).unwrap_err();
    assert!(matches!(&error, PublishError::Locked { by: Some(by), .. } if by.host == "andetsteds"));
    assert_eq!(desk.target.objects(), 0);
    desk.time += SignedDuration::from_mins(12);
    desk.publish(&site).unwrap();

    desk.target.damage(Record::Lock, Some("?"));
    assert!(matches!(desk.publish(&site), Err(PublishError::Locked { by: None, .. })));
    desk.permissions.take_over = true;
    desk.publish(&site).unwrap();
}

#[test]
fn a_machine_that_died_takes_its_own_lock_again() {
    let mut desk = Desk::new(false);
    let site = Site::new(&[("a", &["x"])]);
    desk.target.fault(Fault::DeadFrom(4));
    desk.publish(&site).unwrap_err();
    desk.target.fault(Fault::None);
    assert!(desk.target.has_record(Record::Lock));
    // Another machine has to wait.
    let own = std::mem::replace(&mut desk.home, tempfile::tempdir().unwrap());
    assert!(matches!(desk.publish(&site), Err(PublishError::Locked { .. })));
    desk.home = own;
    desk.publish(&site).unwrap();
    assert!(!desk.target.has_record(Record::Lock));
}

#[test]
fn a_manifest_that_was_replaced_meanwhile_is_not_overwritten() {
    let mut desk = Desk::new(false);
    desk.publish(&Site::new(&[("a", &["x"])])).unwrap();
    desk.target.fault(Fault::ManifestChanges);
    let error = desk.publish(&Site::new(&[("a", &["y"])])).unwrap_err();
    let is_conflict = |error: &PublishError| matches!(error, PublishError::Target { error, .. } if error.kind == TargetErrorKind::Conflict);
    assert!(is_conflict(&error), "{error}");
}

#[test]
fn a_write_whose_answer_is_lost_is_no_conflict() {
    for at in 0..20 {
        let mut desk = Desk::new(false);
        desk.publish(&Site::new(&[("a", &["x"]), ("b", &[])])).unwrap();
        desk.target.fault(Fault::RepeatedAt(at));
        let site = Site::new(&[("a", &["y"])]);
        desk.publish(&site).unwrap();
        desk.target.assert_shows(&site);
        assert!(!desk.target.has_record(Record::Lock), "{at}");
    }
}

fn sites() -> impl Strategy<Value = (Site, Site, Site)> {
    let site =
        proptest::collection::btree_map("[a-e]", proptest::collection::vec("[u-z]", 0..3), 0..5);
    let site = site.prop_map(|pages| {
        let pages: Vec<(String, Vec<String>)> = pages.into_iter().collect();
        Site::owned(pages)
    });
    (site.clone(), site.clone(), site)
}

proptest! {
    #![proptest_config(seeded())]

    /// Whatever request fails, or is the last one before the machine dies: readers never meet a page that
    /// refers to something missing, and the next publish, of the same site or another, ends it all.
    #[test]
    fn any_request_may_fail(
        (first, second, third) in sites(),
        is_atomic: bool,
        at in 0_usize..60,
        is_dead: bool,
        is_elsewhere: bool,
    ) {
        let mut desk = Desk::new(is_atomic);
        desk.permissions.take_over = true;
        desk.target.put_foreign("fremmed/index.html", "theirs");
        desk.publish(&first).unwrap();
        desk.target.watch();
        desk.target.fault(if is_dead { Fault::DeadFrom(at) } else { Fault::FailsAt(at) });
        let result = desk.publish(&second);
        desk.target.fault(Fault::None);
        if is_elsewhere {
            desk.home = tempfile::tempdir().unwrap();
        }
        prop_assert!(result.is_ok() || at < 60);
        desk.publish(&third).unwrap();
        desk.target.assert_shows(&third);
        desk.time += SignedDuration::from_hours(48);
        desk.publish(&third).unwrap();
        desk.target.assert_shows_only(&third, &["fremmed/index.html"]);
        prop_assert!(!desk.target.has_record(Record::Journal));
        prop_assert!(!desk.target.has_record(Record::Lock));
        prop_assert!(desk.audit(&third).is_clean());
    }
}
