//! Where the system gives no more, forgets events, or is on a network; and the end of watching.
//!
//! Limits of the system are set in a namespace of users, in which the test runs itself again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use digest::testing::watch::{Notice, Rescan, Watcher};
use rustix::process::{Pid, Signal, kill_process};

use crate::site::{Site, fill};

/// Tells a test that it runs within the surroundings that it made, and where its site is.
const INNER: &str = "DIGEST_TEST_WATCHED";

/// This test again, by way of a program that sets the surroundings.
fn again(words: &[&str], test: &str, site: &str) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(INNER, site);
    command
}

/// Runs a test again where a limit of this user is set. Says whether this is that run.
fn is_limited(test: &str, script: &str) -> bool {
    if std::env::var_os(INNER).is_some() {
        return true;
    }
    let possible = Command::new("unshare").args(["-Urm", "true"]).output().unwrap();
    assert!(possible.status.success(), "user namespaces must be switched on: {possible:?}");
    let script = format!("{script}; exec \"$@\"");
    let words = ["unshare", "-Urm", "sh", "-ec", &script, "sh"];
    let output = again(&words, test, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{output:#?}");
    false
}

/// Whether only the first notice is reported, once, with a fix.
fn check_notice(site: &mut Site, notice: &Notice) {
    assert_eq!(site.watcher.notices(), std::slice::from_ref(notice));
    assert_eq!(site.watcher.notices(), []);
    assert!(notice.to_string().contains("about once a second"), "{notice}");
}

#[test]
fn without_watches_everything_is_looked_at_now_and_then() {
    let name = "limits::without_watches_everything_is_looked_at_now_and_then";
    if !is_limited(name, "echo 3 >/proc/sys/user/max_inotify_watches") {
        return;
    }
    let mut site = Site::new();
    check_notice(&mut site, &Notice::NoMoreWatches);
    assert!(Notice::NoMoreWatches.help().unwrap().contains("max_user_watches"));
    site.shell("mkdir static/new; echo 1 >static/new/x.md; echo 2 >templates/a/b/x.md");
    poll_until_known(&mut site);
    site.shell("rm -r content; mv static content; echo 3 >content/a/b/x.md");
    poll_until_known(&mut site);
    assert_eq!(site.watcher.notices(), []);
}

#[test]
fn watches_that_run_out_later_are_reported_later() {
    let name = "limits::watches_that_run_out_later_are_reported_later";
    if !is_limited(name, "echo 20 >/proc/sys/user/max_inotify_watches") {
        return;
    }
    let mut site = Site::new();
    assert_eq!(site.watcher.notices(), []);
    site.shell("for i in $(seq 20); do mkdir content/$i; done");
    assert!(site.look(Duration::from_secs(5)));
    check_notice(&mut site, &Notice::NoMoreWatches);
    site.shell("for i in $(seq 20); do echo $i >content/$i/x.md; done");
    poll_until_known(&mut site);
}

#[test]
fn without_watchers_everything_is_looked_at_now_and_then() {
    let name = "limits::without_watchers_everything_is_looked_at_now_and_then";
    if !is_limited(name, "echo 0 >/proc/sys/user/max_inotify_instances") {
        return;
    }
    let mut site = Site::new();
    check_notice(&mut site, &Notice::NoMoreWatchers);
    assert!(Notice::NoMoreWatchers.help().unwrap().contains("max_user_instances"));
    site.write("content/a/x.md", "new");
    poll_until_known(&mut site);
}

#[test]
fn a_slow_look_at_everything_is_followed_by_a_long_rest() {
    let name = "limits::a_slow_look_at_everything_is_followed_by_a_long_rest";
    if !is_limited(name, "echo 0 >/proc/sys/user/max_inotify_instances") {
        return;
    }
    let mut site = Site::new();
    assert!(site.look(Duration::from_secs(5)));
    std::thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    assert!(site.look(Duration::from_secs(9)));
    assert!(start.elapsed() >= Duration::from_millis(1_900), "{:?}", start.elapsed());
}

/// Looks at all there is each time until the disk is known.
fn poll_until_known(site: &mut Site) {
    let start = Instant::now();
    while site.known != crate::site::read_all(&site.root) {
        site.look(Duration::from_secs(2));
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", site.looks);
    }
    assert!(site.looks.contains(&Rescan::Everything));
}

#[test]
fn a_directory_that_is_closed_and_opened_again() {
    let name = "limits::a_directory_that_is_closed_and_opened_again";
    if std::env::var_os(INNER).is_none() {
        // Root may read everything, unless its rights are taken from it.
        let words: &[&str] = if rustix::process::geteuid().is_root() {
            &["setpriv", "--bounding-set", "-all"]
        } else {
            &["env"]
        };
        let output = again(words, name, "1").output().unwrap();
        assert!(output.status.success(), "{output:#?}");
        return;
    }
    let mut site = Site::new();
    site.shell("chmod 0 content/a");
    site.converge();
    assert!(!site.known.contains_key("content/a/b/x.md"));
    site.shell("chmod 755 content/a");
    site.converge();
    assert!(site.known.contains_key("content/a/b/x.md"));
    site.write("content/a/b/x.md", "new");
    assert_eq!(site.converge().len(), 1);
}

#[test]
fn another_disk_in_place_of_a_directory_is_noticed() {
    let name = "limits::another_disk_in_place_of_a_directory_is_noticed";
    if !is_limited(name, "true") {
        return;
    }
    let mut site = Site::new();
    site.shell("mount -t tmpfs none content; echo 1 >content/new.md");
    site.converge();
    site.write("content/new.md", "2");
    assert_eq!(site.converge().len(), 1);
    site.shell("umount content");
    site.converge();
    site.write("content/a/b/x.md", "3");
    assert_eq!(site.converge().len(), 1);
}

#[test]
fn events_that_the_system_forgot_are_made_up_for() {
    let name = "limits::events_that_the_system_forgot_are_made_up_for";
    if let Ok(root) = std::env::var(INNER) {
        return watch_until_reported(Path::new(&root));
    }
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    fill(root);
    let site = root.to_str().unwrap();
    let mut child = again(&["env"], name, site).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("WATCHING")));
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::STOP).unwrap();
    for number in 0..9_000 {
        let file = root.join(format!("content/{number}.md"));
        fs::write(&file, "1").unwrap();
        fs::remove_file(file).unwrap();
    }
    // The queue is full; nothing of this is reported.
    fs::rename(root.join("content/a"), root.join("content/moved")).unwrap();
    fs::create_dir_all(root.join("static/c/d")).unwrap();
    fs::write(root.join("static/c/d/x.md"), "1").unwrap();
    kill_process(pid, Signal::CONT).unwrap();
    assert!(lines.any(|line| line.contains("CONVERGED with everything")));
    // The new directories are watched.
    fs::write(root.join("content/moved/b/x.md"), "2").unwrap();
    fs::write(root.join("static/c/d/x.md"), "2").unwrap();
    fs::write(root.join("site.toml"), "end").unwrap();
    assert!(lines.any(|line| line.contains("ENDED with directories")));
    assert!(child.wait().unwrap().success());
}

/// The inner half of the test above.
fn watch_until_reported(root: &Path) {
    let mut site = Site::open(root);
    println!("WATCHING");
    while !site.known.contains_key("static/c/d/x.md") {
        assert!(site.look(Duration::from_secs(30)));
    }
    site.converge();
    assert!(site.looks.contains(&Rescan::Everything));
    println!("CONVERGED with everything");
    let before = site.looks.len();
    while site.known["site.toml"] != b"end" {
        assert!(site.look(Duration::from_secs(30)));
    }
    site.converge();
    assert!(!site.looks[before..].contains(&Rescan::Everything));
    println!("ENDED with directories");
}

#[test]
fn the_end_of_a_watcher_ends_its_thread_and_closes_its_files() {
    let name = "limits::the_end_of_a_watcher_ends_its_thread_and_closes_its_files";
    if !is_limited(name, "true") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    fill(directory.path());
    let count = |what: &str| fs::read_dir(Path::new("/proc/self").join(what)).unwrap().count();
    let before = (count("task"), count("fd"));
    for _ in 0..50 {
        drop(Watcher::start(directory.path()));
    }
    let kept = Watcher::start(directory.path());
    assert!(count("task") > before.0 && count("fd") > before.1);
    drop(kept);
    let start = Instant::now();
    while (count("task"), count("fd")) != before {
        assert!(start.elapsed() < Duration::from_secs(5), "threads or files stay");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn waiting_ends_when_the_time_is_over_and_costs_nothing() {
    let mut site = Site::new();
    let start = Instant::now();
    assert_eq!(site.watcher.next(Duration::from_millis(1_500)), None);
    assert!(start.elapsed() >= Duration::from_millis(1_500));
    assert_eq!(site.watcher.next(Duration::ZERO), None);
}
