//! The ways in which editors and other programs save a file.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant};

use digest::testing::watch::Rescan;

use crate::site::{Site, TIMEOUT};

/// A save shall be one look, at the directory of the file and nothing else. A busy machine may rest
/// between the two events of one save, and then there is a second look.
fn check_one_look(site: &mut Site, directory: &str) {
    let looks = site.converge();
    assert!((1..=2).contains(&looks.len()), "{looks:?}");
    check_looks(looks, directory);
}

/// Checks that all looks are at a directory and nothing else.
fn check_looks(looks: &[Rescan], directory: &str) {
    let flat = BTreeSet::from([directory.to_owned()]);
    let look = Rescan::Directories { flat, deep: BTreeSet::new() };
    assert!(looks.iter().all(|other| *other == look), "{looks:?}");
}

#[test]
fn a_file_that_is_written_over() {
    let mut site = Site::new();
    site.write("content/a/x.md", "new");
    check_one_look(&mut site, "content/a");
    site.write("site.toml", "new");
    check_one_look(&mut site, "");
}

#[test]
fn a_file_that_is_renamed_over_another() {
    let mut site = Site::new();
    for turn in 0..3 {
        site.write("content/a/.x.md.tmp", &format!("new {turn}"));
        site.rename("content/a/.x.md.tmp", "content/a/x.md");
        check_one_look(&mut site, "content/a");
    }
}

#[test]
fn a_backup_is_made_and_the_file_written_anew() {
    let mut site = Site::new();
    for turn in 0..3 {
        // As Vim does: a try, a swap file, the old one aside, the new one, the backup removed.
        site.write("content/a/4913", "");
        site.shell("rm content/a/4913; mv content/a/x.md content/a/x.md~");
        site.write("content/a/x.md", &format!("new {turn}"));
        site.shell("rm content/a/x.md~");
        let looks = site.converge();
        assert!(looks.len() <= 3, "{looks:?}");
        assert_eq!(site.known["content/a/x.md"], format!("new {turn}").as_bytes());
    }
}

#[test]
fn what_editors_leave_behind_is_not_looked_at() {
    let mut site = Site::new();
    site.write("content/.x.md.swp", "1");
    site.write("content/4913", "1");
    site.write("content/x.md~", "1");
    site.write("notes.txt", "1");
    site.shell("mkdir -p public .digest content/.git; echo 1 >public/x; echo 1 >content/.git/x");
    assert_eq!(site.converge(), []);
}

#[test]
fn a_file_that_is_only_touched() {
    let mut site = Site::new();
    site.shell("touch content/a/x.md");
    check_one_look(&mut site, "content/a");
}

#[test]
fn a_file_that_is_deleted_and_made_again() {
    let mut site = Site::new();
    fs::remove_file(site.path("content/x.md")).unwrap();
    check_one_look(&mut site, "content");
    site.write("content/x.md", "again");
    check_one_look(&mut site, "content");
    assert_eq!(site.known["content/x.md"], b"again");
}

#[test]
fn a_link_to_a_file() {
    let mut site = Site::new();
    std::os::unix::fs::symlink("x.md", site.path("content/link.md")).unwrap();
    check_one_look(&mut site, "content");
}

#[test]
fn a_writer_that_keeps_the_file_open() {
    let mut site = Site::new();
    let mut file = File::options().append(true).open(site.path("data/x.md")).unwrap();
    file.write_all(b" and new").unwrap();
    check_one_look(&mut site, "data");
    assert_eq!(site.known["data/x.md"], b"old and new");
    file.write_all(b", and more").unwrap();
    drop(file);
    check_one_look(&mut site, "data");
}

#[test]
fn a_large_file_is_looked_at_when_it_is_closed() {
    let mut site = Site::new();
    let mut file = File::create(site.path("static/video.mp4")).unwrap();
    assert!(site.look(TIMEOUT), "the new name is told");
    let bytes = vec![1; 65_536];
    let start = Instant::now();
    for _ in 0..200 {
        file.write_all(&bytes).unwrap();
    }
    let is_told = site.look(Duration::from_millis(50));
    // A writer that a busy machine delays this long has paused.
    assert!(!is_told || start.elapsed() >= Duration::from_millis(500), "writing tells nothing");
    drop(file);
    check_one_look(&mut site, "static");
}

/// Nothing is polled and no other file is written, so the save itself is what ends the wait. How
/// long that takes is measured by `scripts/bench`.
#[test]
fn each_save_is_reported_before_anything_else_happens() {
    let mut site = Site::new();
    assert_eq!(site.watcher.notices(), []);
    for turn in 0..50 {
        site.write("content/a/x.md", &format!("{turn}"));
        assert!(site.look(TIMEOUT));
        check_looks(&site.looks, "content/a");
        assert_eq!(site.known["content/a/x.md"], format!("{turn}").as_bytes());
    }
}

#[test]
fn reading_and_listing_report_nothing() {
    let mut site = Site::new();
    site.shell("cat site.toml $(find . -name '*.md') >/dev/null; ls -lR . >/dev/null");
    assert_eq!(site.converge(), []);
}

#[test]
fn a_file_that_is_changed_by_its_name_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("site");
    fs::create_dir_all(root.join("content/a")).unwrap();
    fs::write(root.join("content/a/x.md"), "old").unwrap();
    let elsewhere = directory.path().join("elsewhere");
    fs::hard_link(root.join("content/a/x.md"), &elsewhere).unwrap();
    let mut site = Site::open(&root);
    for turn in 0..3 {
        fs::write(&elsewhere, format!("new {turn}")).unwrap();
        check_one_look(&mut site, "content/a");
    }
    // The directory has another name, and then the file is a new one.
    site.rename("content/a", "content/b");
    site.converge();
    fs::write(&elsewhere, "moved").unwrap();
    check_one_look(&mut site, "content/b");
    site.shell("rm content/b/x.md; echo > content/b/x.md");
    site.converge();
    assert_eq!(site.known["content/b/x.md"], b"\n");
}
