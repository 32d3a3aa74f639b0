//! Directories that come, go, move and take each other's place.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use digest::testing::watch::Rescan;

use crate::site::{Site, fill};

#[test]
fn a_directory_that_is_renamed_takes_all_below_it_along() {
    let mut site = Site::new();
    site.rename("content/a", "content/ny");
    assert!(site.converge().len() <= 2);
    // The watches moved too.
    site.write("content/ny/b/x.md", "new");
    site.converge();
    fs::create_dir(site.path("content/a")).unwrap();
    site.write("content/a/x.md", "another");
    site.converge();
    site.rename("content/ny", "static/ny");
    site.converge();
    site.write("static/ny/b/y.md", "new");
    site.converge();
}

#[test]
fn directories_that_exchange_their_names() {
    let mut site = Site::new();
    site.write("data/a/only.md", "1");
    site.converge();
    for turn in 0..5 {
        site.shell("mv data/a data/c; mv static/a data/a; mv data/c static/a");
        site.write("data/a/b/x.md", &format!("data {turn}"));
        site.write("static/a/b/x.md", &format!("static {turn}"));
        site.converge();
        site.write("data/a/b/x.md", "quiet");
        site.write("static/a/x.md", "quiet");
        site.converge();
    }
}

#[test]
fn a_directory_that_is_deleted_and_made_again_with_files_at_once() {
    let mut site = Site::new();
    for turn in 0..20 {
        site.shell("rm -r content/a; mkdir -p content/a/b/c/d; echo 1 >content/a/b/c/d/x.md");
        site.write("content/a/b/x.md", &format!("{turn}"));
        if turn % 4 == 3 {
            site.converge();
        } else {
            site.look(Duration::from_millis(turn));
        }
    }
    site.converge();
    site.write("content/a/b/c/d/x.md", "last");
    site.converge();
}

#[test]
fn files_written_into_new_directories_at_once_are_seen() {
    let mut site = Site::new();
    let root = site.root.clone();
    let writer = std::thread::spawn(move || {
        for number in 0..300 {
            let directory = root.join(format!("content/{}/{number}/e", number % 7));
            fs::create_dir_all(&directory).unwrap();
            fs::write(directory.join("x.md"), "1").unwrap();
        }
    });
    site.look_until_end_of(writer);
    site.converge();
    site.check_watches();
}

#[test]
fn directories_made_at_the_moment_of_a_look_are_seen() {
    let mut site = Site::new();
    let root = site.root.clone();
    let writer = std::thread::spawn(move || {
        for number in 0..80 {
            // The look comes a bit more than a millisecond after the first directory.
            let directory = root.join(format!("content/{number}"));
            fs::create_dir(&directory).unwrap();
            std::thread::sleep(Duration::from_micros(900 + number * 37 % 500));
            fs::create_dir_all(directory.join("e/f")).unwrap();
            fs::write(directory.join("e/f/x.md"), "1").unwrap();
            // Longer than it waits for more.
            std::thread::sleep(Duration::from_millis(25));
        }
    });
    site.look_until_end_of(writer);
    site.converge();
    site.check_watches();
}

#[test]
fn directories_of_sources_that_come_and_go() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("site.toml"), "old").unwrap();
    let mut site = Site::open(directory.path());
    for turn in 0..3 {
        fill(&site.root);
        site.converge();
        site.write("content/a/b/x.md", &format!("{turn}"));
        site.converge();
        site.shell("rm -r content data; mv static aside; mv templates content");
        site.converge();
        site.write("content/a/b/x.md", "moved");
        site.converge();
        site.shell("rm -r content; mv aside content");
        site.converge();
    }
}

#[test]
fn a_directory_that_is_moved_out_is_no_longer_reported() {
    let mut site = Site::new();
    site.shell("mkdir public; mv content/a public/a");
    site.converge();
    site.write("public/a/x.md", "new");
    site.write("public/a/b/x.md", "new");
    assert_eq!(site.converge(), []);
    site.shell("mv public/a content/back");
    site.converge();
    site.write("content/back/b/x.md", "again");
    assert_eq!(site.converge().len(), 1);
}

#[test]
fn links_to_directories_are_not_followed() {
    let mut site = Site::new();
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), site.path("content/link")).unwrap();
    site.converge();
    fs::write(outside.path().join("x.md"), "1").unwrap();
    assert_eq!(site.converge(), []);
    site.shell("rm -r static; ln -s content static");
    site.converge();
}

#[test]
fn the_site_itself_may_be_replaced() {
    let mut site = Site::new();
    let aside = site.root.with_file_name("aside");
    for turn in 0..3 {
        let other = site.root.with_file_name("other");
        fill(&other);
        fs::write(other.join("content/a/x.md"), format!("other {turn}")).unwrap();
        fs::rename(&site.root, &aside).unwrap();
        fs::rename(&other, &site.root).unwrap();
        let looks = site.converge();
        assert!(looks.contains(&Rescan::Everything), "{looks:?}");
        site.write("content/a/b/x.md", &format!("new {turn}"));
        site.converge();
        fs::remove_dir_all(&aside).unwrap();
    }
    fs::remove_dir_all(&site.root).unwrap();
    site.converge();
    assert!(site.known.is_empty());
    fill(&site.root);
    site.converge();
    site.write("data/a/b/x.md", "back");
    assert_eq!(site.converge().len(), 1);
}

#[test]
fn a_directory_above_the_site_may_be_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let above = directory.path().join("above");
    fill(&above.join("site"));
    let mut site = Site::open(&above.join("site"));
    fill(&directory.path().join("other/site"));
    fs::write(directory.path().join("other/site/data/new.md"), "1").unwrap();
    fs::rename(&above, directory.path().join("aside")).unwrap();
    fs::rename(directory.path().join("other"), &above).unwrap();
    assert_eq!(site.converge(), [Rescan::Everything]);
    site.write("data/new.md", "2");
    assert_eq!(site.converge().len(), 1);
}

#[test]
fn a_name_that_is_no_text_asks_for_everything() {
    use std::os::unix::ffi::OsStrExt;
    let mut site = Site::new();
    let name = std::ffi::OsStr::from_bytes(b"\xe6.md");
    fs::write(site.path("content").join(name), "1").unwrap();
    assert_eq!(site.converge(), [Rescan::Everything]);
}
