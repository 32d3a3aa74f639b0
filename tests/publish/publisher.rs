//! The program while it publishes.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::bucket::{Bucket, FOREIGN, Snapshot};
use crate::crawler::Files;
use crate::fixture::{NOW, Run, digest, tree};
use crate::site::Site;

/// Where a store has the records of a publish.
pub(crate) const RECORDS: &str = "_digest/";

/// `digest publish` with credentials for a bucket.
pub(crate) fn publish(site: &Site, bucket: &Bucket, args: &[&str]) -> Command {
    let mut command = digest(site.root());
    command.arg("publish").args(args).envs(bucket.environment());
    if !args.contains(&"--now") {
        command.args(["--now", NOW]);
    }
    command
}

/// Publishes, and verifies that nothing secret is in the output, in the site's directory, or in the
/// bucket.
pub(crate) fn run(site: &Site, bucket: &Bucket, args: &[&str]) -> Run {
    let run = Run::of(&mut publish(site, bucket, args));
    check_secrets(&run, site, bucket);
    assert_ne!(run.code, Some(101), "{run:#?}");
    run
}

/// Publishes, and verifies that it succeeded.
pub(crate) fn run_well(site: &Site, bucket: &Bucket, args: &[&str]) -> Run {
    let run = run(site, bucket, args);
    assert_eq!(run.code, Some(0), "{run:#?}");
    run
}

/// Starts to publish.
pub(crate) fn spawn(site: &Site, bucket: &Bucket, args: &[&str]) -> Child {
    let mut command = publish(site, bucket, args);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Fails if a credential has got into the output or into a file of the site.
pub(crate) fn check_secrets(run: &Run, site: &Site, bucket: &Bucket) {
    for secret in bucket.secrets() {
        assert!(!format!("{run:?}").contains(secret), "{secret} is in the output: {run:#?}");
        let leaks = leaks(&site.file(".digest"), secret);
        assert!(leaks.is_empty(), "{secret} is in {leaks:?}");
    }
}

/// The files below a directory that contain a text.
fn leaks(directory: &Path, secret: &str) -> Vec<String> {
    if !directory.exists() {
        return Vec::new();
    }
    let contains = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
    let leaking = tree(directory).into_iter().filter(|(_, file)| contains(&file.bytes));
    leaking.map(|(path, _)| path).collect()
}

/// The bodies of the objects that readers are meant to see.
pub(crate) fn visible(snapshot: &Snapshot) -> Files {
    let objects = snapshot.iter().filter(|(key, _)| !key.starts_with(RECORDS));
    objects.map(|(key, object)| (key.clone(), object.body.clone())).collect()
}

/// Fails unless a bucket has what a publish of `new` over `old` leaves: the new files, with the
/// headers of a clean publish, and superseded assets. Gives how many of those there are.
pub(crate) fn check_complete(found: &Snapshot, clean: &Snapshot, old: &Files) -> usize {
    let mut superseded = 0;
    for (key, object) in clean.iter().filter(|(key, _)| !key.starts_with(RECORDS)) {
        let Some(other) = found.get(key) else { panic!("{key} is missing") };
        assert!(object.body == other.body, "{key} has another body");
        assert_eq!(
            (&object.content_type, &object.cache_control, &object.content_encoding),
            (&other.content_type, &other.cache_control, &other.content_encoding),
            "{key}"
        );
    }
    for (key, object) in found {
        if clean.contains_key(key) || object.content_type.starts_with(FOREIGN) {
            continue;
        }
        let is_asset = key.starts_with("aktiver/") && old.contains_key(key);
        assert!(is_asset, "{key} is left over");
        superseded += 1;
    }
    superseded
}

/// Removes what the program knows locally about earlier publishes, as on a new machine.
pub(crate) fn forget(site: &Site) {
    let _ = fs::remove_dir_all(site.file(".digest/publish"));
}
