//! What a publish costs: requests, bytes, seconds, memory. Prints the figures.
//!
//! By default of a small site and the program as the tests build it; `TEST_FULL=1` takes a large site,
//! and `PUBLISH_PROGRAM` another build of the program.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bucket::{Bucket, Kind, key_of};
use crate::fixture::{NOW, digest};
use crate::proxy::{Proxy, Seen};
use crate::publisher::RECORDS;
use crate::seed::is_full;
use crate::site::{Site, large, old};

/// Limits, with room for a program without optimisation on a machine that does other things as well.
const MAX_MEMORY: u64 = 300_000_000;
const MIN_AT_ONCE: usize = 8;

/// Runs the program. Gives its time and its peak memory in bytes.
fn measured(site: &Site, bucket: &Bucket, args: &[&str]) -> (Duration, u64) {
    let tested = digest(site.root());
    let mut command = match std::env::var_os("PUBLISH_PROGRAM") {
        None => tested,
        Some(other) => {
            let mut command = Command::new(other);
            command.args(tested.get_args()).env_clear();
            command
        }
    };
    command.args(args).args(["--quiet", "--now", NOW]).envs(bucket.environment());
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        peak = kilobytes.map_or(peak, |kilobytes| kilobytes.parse::<u64>().unwrap() * 1024);
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert_eq!(code, Some(0), "{command:?}");
    (start.elapsed(), peak)
}

fn told(what: &str, requests: &[Seen], (time, memory): (Duration, u64), at_once: usize) {
    let bytes: usize = requests.iter().map(|seen| seen.bytes).sum();
    let puts = requests.iter().filter(|seen| seen.method == "PUT").count();
    println!(
        "{what}: {} requests ({puts} puts), {bytes} bytes, {:.2} s, {} MB, at most {at_once} at once",
        requests.len(),
        time.as_secs_f64(),
        memory / 1_000_000,
    );
}

/// One article of a large site changes: its page and lists are sent, and nothing else is asked for.
fn one_changed_article(kind: Kind, articles: usize) {
    let bucket = Bucket::new(kind);
    let proxy = Proxy::to(bucket.port);
    let sources = large(articles);
    let site = Site::new(&sources, &bucket.toml(&proxy.endpoint()));
    measured(&site, &bucket, &["build"]);
    let before = site.files();
    let first = measured(&site, &bucket, &["publish"]);
    let requests = proxy.requests();
    told(&format!("first publish of {} files", before.len()), &requests, first, proxy.peak());
    assert!(first.1 < MAX_MEMORY, "{} bytes", first.1);
    assert!(proxy.peak() >= MIN_AT_ONCE, "{} at once", proxy.peak());

    let path = format!("content/artikler/a{}.md", articles / 2);
    fs::write(site.file(&path), format!("{}\nEn ny sætning.\n", sources[&path])).unwrap();
    measured(&site, &bucket, &["build"]);
    let after = site.files();
    let changed = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
    let proxy = Proxy::to(bucket.port);
    let mut site = site;
    site.set_publish(&bucket.toml(&proxy.endpoint()));
    // The new endpoint is a change of `site.toml`, which the build has to look at.
    measured(&site, &bucket, &["build"]);
    let cost = measured(&site, &bucket, &["publish"]);
    let requests = proxy.requests();
    told(&format!("{changed} changed files of {}", after.len()), &requests, cost, proxy.peak());
    let is_put = |seen: &&Seen| seen.method == "PUT" && !key_of(&seen.target).contains(RECORDS);
    assert_eq!(requests.iter().filter(is_put).count(), changed);
    assert!(requests.len() <= changed + 20, "{requests:#?}");
    assert!(changed < 30, "{changed} files have changed");
    assert!(cost.0 < Duration::from_secs(30), "{:?}", cost.0);
}

#[test]
#[ignore = "needs moto: scripts/test publish"]
fn a_changed_article_sends_its_own_pages_only() {
    one_changed_article(Kind::S3, if is_full() { 10_000 } else { 1000 });
}

/// Many small files: many requests at once, in little memory.
#[test]
#[ignore = "takes a while: scripts/test publish"]
fn many_files_are_sent_at_once_in_little_memory() {
    let number = if is_full() { 12_000 } else { 3000 };
    let mut sources = old();
    for at in 0..number {
        let bytes = format!("{at}\n").repeat(500);
        sources.insert(format!("static/mange/{:02}/{at}.txt", at % 100), bytes);
    }
    let bucket = Bucket::new(Kind::Gcs);
    let proxy = Proxy::to(bucket.port);
    let site = Site::new(&sources, &bucket.toml(&proxy.endpoint()));
    measured(&site, &bucket, &["build"]);
    let cost = measured(&site, &bucket, &["publish"]);
    told(&format!("first publish of {number} static files"), &proxy.requests(), cost, proxy.peak());
    assert!(cost.1 < MAX_MEMORY, "{} bytes", cost.1);
    assert!(proxy.peak() >= MIN_AT_ONCE, "{} at once", proxy.peak());
}
