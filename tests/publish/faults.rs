//! A publish whose network and whose process fail, at any request.

use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::bucket::{Bucket, Kind, key_of};
use crate::crawler::{Files, crawl};
use crate::fixture::Run;
use crate::proxy::{Action, Proxy};
use crate::publisher::{run, run_well, spawn, visible};
use crate::random::Random;
use crate::seed::{is_full, seed};
use crate::site::{BASE_URL, Site, new};
use crate::trial::Trial;

/// Draws some of many cases; all of them in a full run.
fn sample<T>(mut cases: Vec<T>, size: usize) -> Vec<T> {
    if is_full() {
        return cases;
    }
    let mut random = Random(seed());
    let mut drawn = Vec::new();
    while drawn.len() < size && !cases.is_empty() {
        let at = random.below(cases.len());
        drawn.push(cases.swap_remove(at));
    }
    drawn
}

/// After every single request of a publish, a crawler meets no defect.
fn is_whole_after_every_request(kind: Kind) {
    let mut trial = Trial::new(kind);
    let defects = crawled_one_by_one(&mut trial);
    assert!(defects.is_empty(), "{defects:#?}");
    trial.check_complete();
}

/// Publishes with a crawl after each request.
fn crawled_one_by_one(trial: &mut Trial) -> Vec<String> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let mut looking = trial.bucket.again();
    let (old, new, seen) = (trial.old.clone(), trial.new.clone(), Arc::clone(&found));
    let proxy = Proxy::one_by_one(
        trial.bucket.port,
        |_| Action::Pass,
        move |request| {
            let served = visible(&looking.snapshot(false));
            let defects = crawl(&served, BASE_URL, &old, &new);
            let at = format!("after {} {}", request.method, request.target);
            seen.lock()
                .unwrap()
                .extend(defects.into_iter().map(|defect| format!("{at}: {defect}")));
        },
    );
    trial.begin(&proxy);
    run_well(&trial.site, &trial.bucket, &[]);
    std::mem::take(&mut *found.lock().unwrap())
}

#[test]
fn readers_of_gcs_meet_no_defect_after_any_request() {
    is_whole_after_every_request(Kind::Gcs);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn readers_of_s3_meet_no_defect_after_any_request() {
    is_whole_after_every_request(Kind::S3);
}

#[test]
#[ignore = "needs Azurite: scripts/test publish"]
fn readers_of_azure_meet_no_defect_after_any_request() {
    is_whole_after_every_request(Kind::Azure);
}

/// The same, where there was nothing before: whoever comes to the front page meets a whole site.
#[test]
fn the_first_publish_shows_no_page_before_what_it_refers_to() {
    let bucket = Bucket::new(Kind::Gcs);
    let site = Site::new(&new(), "");
    site.build();
    let (old, new) = (Files::new(), site.files());
    let found = Arc::new(Mutex::new(Vec::new()));
    let (mut looking, seen) = (bucket.again(), Arc::clone(&found));
    let proxy = Proxy::one_by_one(
        bucket.port,
        |_| Action::Pass,
        move |request| {
            let defects = crawl(&visible(&looking.snapshot(false)), BASE_URL, &old, &new);
            let at = format!("after {} {}", request.method, request.target);
            seen.lock()
                .unwrap()
                .extend(defects.into_iter().map(|defect| format!("{at}: {defect}")));
        },
    );
    let site = Site::new(&crate::site::new(), &bucket.toml(&proxy.endpoint()));
    run_well(&site, &bucket, &[]);
    let found = found.lock().unwrap();
    assert!(found.is_empty(), "{found:#?}");
}

/// Kills the program at some requests; the server still carries out every other one of these.
fn survives_kills(kind: Kind, size: usize) {
    let mut trial = Trial::new(kind);
    for at in sample((1..=trial.requests).collect(), size) {
        let child: Arc<Mutex<Option<Child>>> = Arc::default();
        let killed = Arc::clone(&child);
        let proxy = Proxy::with(trial.bucket.port, move |seen| {
            if seen.number < at {
                return Action::Pass;
            }
            if seen.number == at {
                let start = Instant::now();
                while killed.lock().unwrap().is_none() && start.elapsed().as_secs() < 10 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                killed.lock().unwrap().as_mut().unwrap().kill().unwrap();
            }
            if seen.number == at && at % 2 == 1 { Action::Pass } else { Action::Cut }
        });
        trial.begin(&proxy);
        *child.lock().unwrap() = Some(spawn(&trial.site, &trial.bucket, &[]));
        while child.lock().unwrap().as_mut().unwrap().try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        // What was under way passes, as in a network.
        proxy.await_quiet();
        let requests = proxy.requests();
        let last = requests.last().unwrap();
        let when = format!("killed at {at} of {}: {} {}", trial.requests, last.method, last.target);
        trial.check_whole(&when);
        trial.complete(&when);
    }
}

#[test]
fn a_publish_to_gcs_is_completed_after_a_kill_at_any_request() {
    survives_kills(Kind::Gcs, 12);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn a_publish_to_s3_is_completed_after_a_kill_at_any_request() {
    survives_kills(Kind::S3, 12);
}

#[test]
#[ignore = "needs Azurite: scripts/test publish"]
fn a_publish_to_azure_is_completed_after_a_kill_at_any_request() {
    survives_kills(Kind::Azure, 6);
}

/// Publishes with faults, and again without.
fn trial_with(trial: &mut Trial, when: &str, action: Action, from: usize, to: usize) -> Run {
    let proxy = Proxy::with(trial.bucket.port, move |seen| {
        if (from..=to).contains(&seen.number) { action } else { Action::Pass }
    });
    trial.begin(&proxy);
    let run = run(&trial.site, &trial.bucket, &[]);
    proxy.await_quiet();
    trial.check_whole(when);
    match run.code {
        Some(0) => trial.check_complete(),
        Some(4) => {
            assert!(run.stderr.contains("error"), "{when}: {run:#?}");
            trial.complete(when);
        }
        _ => panic!("{when}: {run:#?}"),
    }
    run
}

/// One request fails, whichever it is.
fn survives_single_faults(kind: Kind, size: usize) {
    let mut trial = Trial::new(kind);
    let actions = [
        Action::Cut,
        Action::CutAnswer,
        Action::Delay(Duration::from_millis(300)),
        Action::Answer(403),
        Action::Answer(429),
        Action::Answer(500),
        Action::Answer(503),
    ];
    let all = (1..=trial.requests).flat_map(|at| actions.map(|action| (at, action)));
    for (at, action) in sample(all.collect(), size) {
        let when = format!("{action:?} at {at} of {}", trial.requests);
        let run = trial_with(&mut trial, &when, action, at, at);
        if matches!(action, Action::Delay(_)) {
            assert_eq!(run.code, Some(0), "{when}: {run:#?}");
        }
        if action == Action::Answer(403) && run.code == Some(4) {
            let named = ["denied", "permission", "403", "forbidden"];
            let text = run.stderr.to_lowercase();
            assert!(named.iter().any(|word| text.contains(word)), "{when}: {run:#?}");
        }
    }
}

#[test]
fn a_publish_to_gcs_survives_a_failure_of_any_request() {
    survives_single_faults(Kind::Gcs, 12);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn a_publish_to_s3_survives_a_failure_of_any_request() {
    survives_single_faults(Kind::S3, 16);
}

#[test]
#[ignore = "needs Azurite: scripts/test publish"]
fn a_publish_to_azure_survives_a_failure_of_any_request() {
    survives_single_faults(Kind::Azure, 6);
}

/// Every request from one on fails: the program gives up, in time, and says what readers see.
#[test]
fn a_publish_gives_up_when_the_network_is_gone() {
    let mut trial = Trial::new(Kind::Gcs);
    let all = trial.requests;
    let actions = [Action::Cut, Action::Answer(403), Action::Answer(503)];
    let places = [1, all / 3, all / 2, all - 3];
    let faults = places.iter().flat_map(|&at| actions.map(|action| (at, action)));
    for (at, action) in sample(faults.collect(), 4) {
        let when = format!("{action:?} from {at} of {all} on");
        let run = trial_with(&mut trial, &when, action, at, usize::MAX);
        assert_eq!(run.code, Some(4), "{when}: {run:#?}");
    }
}

/// Nothing is deleted, and no later stage begins, once a put has failed.
#[test]
fn a_failed_put_stops_everything_after_its_stage() {
    let mut trial = Trial::new(Kind::Gcs);
    let proxy = Proxy::with(trial.bucket.port, |seen| {
        let is_new_page = seen.method == "PUT" && key_of(&seen.target).contains("ny-10");
        if is_new_page { Action::Answer(403) } else { Action::Pass }
    });
    trial.begin(&proxy);
    let run = run(&trial.site, &trial.bucket, &[]);
    assert_eq!(run.code, Some(4), "{run:#?}");
    let is_removed = |path: &str| trial.bucket.get(path).is_none();
    assert!(!is_removed("2026/11/fjernet/index.html") && !is_removed("filer/gammel.txt"));
    for path in ["index.html", "atom.xml", "2026/11/aendret/index.html"] {
        assert_eq!(trial.bucket.get(path).unwrap().body, trial.old[path], "{path}");
    }
    trial.check_whole("after a failed put");
    trial.complete("after a failed put");
}
