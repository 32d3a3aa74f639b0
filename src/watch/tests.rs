#![expect(clippy::disallowed_methods, reason = "tests change the disk")]

use std::fs;

use super::*;

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

/// Watches a folder with some folders in it.
fn site() -> (tempfile::TempDir, Watcher) {
    let folder = tempfile::tempdir().unwrap();
    for path in ["content/a-b", "content/a/b", "static/.well-known", "public/a", "data/.hidden"] {
        fs::create_dir_all(folder.path().join(path)).unwrap();
    }
    let watcher = Watcher::start(folder.path());
    (folder, watcher)
}

const WATCHED: &[&str] = &[
    "",
    "content",
    "content/a",
    "content/a-b",
    "content/a/b",
    "data",
    "static",
    "static/.well-known",
];

#[test]
#[cfg(target_os = "linux")]
fn only_folders_that_may_hold_sources_are_watched() {
    let (_folder, watcher) = site();
    assert_eq!(watcher.watches.watched, set(WATCHED));
}

#[test]
#[cfg(target_os = "linux")]
fn folders_that_are_gone_are_forgotten() {
    let (folder, mut watcher) = site();
    for number in 0..20 {
        let new = folder.path().join(format!("content/{number}"));
        fs::create_dir_all(new.join("deep")).unwrap();
        assert!(watcher.next(Duration::from_secs(5)).is_some());
        fs::remove_dir_all(new).unwrap();
        assert!(watcher.next(Duration::from_secs(5)).is_some());
    }
    while watcher.next(Duration::from_millis(50)).is_some() {}
    assert_eq!(watcher.watches.watched, set(WATCHED));
    fs::rename(folder.path().join("content/a"), folder.path().join("a")).unwrap();
    while watcher.next(Duration::from_millis(50)).is_some() {}
    let left = set(&["", "content", "content/a-b", "data", "static", "static/.well-known"]);
    assert_eq!(watcher.watches.watched, left);
}

#[test]
#[cfg(target_os = "linux")]
fn of_folders_within_each_other_the_outermost_is_told() {
    let (folder, mut watcher) = site();
    fs::create_dir_all(folder.path().join("data/new/deep/deeper")).unwrap();
    fs::write(folder.path().join("data/new/deep/x.md"), "1").unwrap();
    fs::write(folder.path().join("data/x.md"), "1").unwrap();
    let look = watcher.next(Duration::from_secs(5)).unwrap();
    assert_eq!(look, Rescan::Directories { flat: set(&["data"]), deep: set(&["data/new"]) });
}

#[test]
fn on_a_remote_file_system_saves_are_told_and_everything_is_looked_at_as_well() {
    let (folder, mut watcher) = site();
    let kind = "NFS";
    watcher.watches.notices.push(Notice::Remote { directory: String::new(), kind });
    fs::write(folder.path().join("data/x.md"), "1").unwrap();
    let look = watcher.next(Duration::from_secs(5));
    assert_eq!(look, Some(Rescan::Directories { flat: set(&["data"]), deep: set(&[]) }));
    for _ in 0..2 {
        assert_eq!(watcher.next(Duration::from_secs(5)), Some(Rescan::Everything));
    }
}

#[test]
fn a_path_is_within_itself_and_what_is_above_it() {
    let folders = set(&["content/a"]);
    assert!(is_within("content/a", &folders) && is_within("content/a/b/c", &folders));
    assert!(!is_within("content", &folders) && !is_within("content/a-b", &folders));
}

#[test]
fn every_notice_says_what_happens_and_all_but_one_what_to_do() {
    let remote = |directory: &str| Notice::Remote { directory: directory.to_owned(), kind: "NFS" };
    let refused = Notice::Refused { why: String::from("no") };
    let notices = [Notice::NoMoreWatches, Notice::NoMoreWatchers, remote(""), remote("content")];
    for notice in &notices {
        assert!(notice.to_string().ends_with("about once a second") && notice.help().is_some());
    }
    assert!(refused.to_string().contains("cannot be watched: no") && refused.help().is_none());
}
