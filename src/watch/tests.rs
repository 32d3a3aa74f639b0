#![expect(clippy::disallowed_methods, reason = "tests change the disk")]

use std::fs;

use super::*;

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

/// Longer than a busy machine takes for anything.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Rescans until these directories are watched and nothing is left to rescan.
fn check_watched(watcher: &mut Watcher, directories: &[&str]) {
    let start = Instant::now();
    while watcher.next(Duration::from_millis(50)).is_some()
        || watcher.watches.watched != set(directories)
    {
        assert!(start.elapsed() < TIMEOUT, "{:?}", watcher.watches.watched);
    }
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
        assert!(watcher.next(TIMEOUT).is_some());
        fs::remove_dir_all(new).unwrap();
        assert!(watcher.next(TIMEOUT).is_some());
    }
    check_watched(&mut watcher, WATCHED);
    fs::rename(folder.path().join("content/a"), folder.path().join("a")).unwrap();
    let left = ["", "content", "content/a-b", "data", "static", "static/.well-known"];
    check_watched(&mut watcher, &left);
}

#[test]
#[cfg(target_os = "linux")]
fn of_nested_directories_the_outermost_is_reported() {
    let (folder, mut watcher) = site();
    fs::create_dir_all(folder.path().join("data/new/deep/deeper")).unwrap();
    fs::write(folder.path().join("data/new/deep/x.md"), "1").unwrap();
    fs::write(folder.path().join("data/x.md"), "1").unwrap();
    let rescan = watcher.next(TIMEOUT).unwrap();
    assert_eq!(rescan, Rescan::Directories { flat: set(&["data"]), deep: set(&["data/new"]) });
}

#[test]
fn on_a_remote_file_system_saves_are_reported_and_everything_is_rescanned_as_well() {
    let (folder, mut watcher) = site();
    let kind = "NFS";
    watcher.watches.notices.push(Notice::Remote { directory: String::new(), kind });
    fs::write(folder.path().join("data/x.md"), "1").unwrap();
    let (mut saves, mut polls) = (0, 0);
    while saves == 0 || polls < 2 {
        match watcher.next(TIMEOUT).unwrap() {
            Rescan::Everything => polls += 1,
            save @ Rescan::Directories { .. } => {
                assert_eq!(save, Rescan::Directories { flat: set(&["data"]), deep: set(&[]) });
                saves += 1;
            }
        }
    }
    // A busy machine may rest between the two events of the save.
    assert!(saves <= 2, "{saves} saves");
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
