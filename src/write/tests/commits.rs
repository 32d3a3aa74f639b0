//! Commits that run to their end.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;
use crate::dir::{self, FileMetadata};
use crate::fingerprint::Fingerprint;

fn metadata(path: &Path) -> FileMetadata {
    dir::stat_open(fs::File::open(path).unwrap()).unwrap().metadata
}

#[test]
fn the_first_build_makes_the_directory() {
    let mut site = Site::new();
    site.output = site.root().join("a/b/public");
    let report = site.built(&[("index.html", "1"), ("2026/å/index.html", "2")]);
    assert_eq!(report, CommitReport { written: 2, ..CommitReport::default() });
    site.assert_tree(&[("index.html", "1"), ("2026/å/index.html", "2")]);
    site.assert_tidy();
    let manifest = fs::read(site.output.join(MANIFEST)).unwrap();
    assert_eq!(OutputManifest::parse(&manifest).unwrap().entries().len(), 2);
}

#[test]
fn an_empty_directory_is_filled_but_not_exchanged() {
    let site = Site::new();
    fs::create_dir(&site.output).unwrap();
    let inode = fs::metadata(&site.output).unwrap().ino();
    site.built(&[("a/x", "1")]);
    site.assert_tree(&[("a/x", "1")]);
    site.assert_tidy();
    assert_eq!(fs::metadata(&site.output).unwrap().ino(), inode);
}

#[test]
fn an_unchanged_file_keeps_its_time_and_inode() {
    let site = Site::new();
    site.built(&[("a", "same"), ("b", "old")]);
    let metadata = |path: &str| metadata(&site.output.join(path));
    let (a, b) = (metadata("a"), metadata("b"));
    let commit = site.open(CommitOptions::default()).unwrap();
    assert_eq!(commit.put(&output_path("a"), b"same", Phase::Page).unwrap().metadata, a);
    let new = commit.put(&output_path("b"), b"new", Phase::Page).unwrap().metadata;
    let report = commit.finish(&|| false).unwrap();
    assert_eq!(report, CommitReport { written: 1, unchanged: 1, ..CommitReport::default() });
    assert_eq!(metadata("a"), a);
    let renamed = Some(metadata(MANIFEST).changed);
    assert!(metadata("b").is_same_but_for_renames(&new, renamed));
    assert!(!new.is_same_but_for_renames(&b, renamed));
}

#[test]
fn an_output_that_was_changed_is_found_even_if_its_size_and_time_were_kept() {
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    let first = commit.put(&output_path("a"), b"old", Phase::Page).unwrap().metadata;
    commit.finish(&|| false).unwrap();
    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(commit.is_unmodified("a", first));
    let second = commit.put(&output_path("a"), b"new", Phase::Page).unwrap().metadata;
    commit.finish(&|| false).unwrap();
    assert!(site.open(CommitOptions::default()).unwrap().is_unmodified("a", second));

    let path = site.output.join("a");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    // The file system's clock has a tick of some milliseconds.
    std::thread::sleep(Duration::from_millis(20));
    fs::write(&path, "bad").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(metadata(&path).modified, second.modified);
    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(!commit.is_unmodified("a", second));
    let third = commit.put(&output_path("a"), b"new", Phase::Page).unwrap().metadata;
    commit.finish(&|| false).unwrap();
    site.assert_tree(&[("a", "new")]);
    assert!(site.open(CommitOptions::default()).unwrap().is_unmodified("a", third));
}

#[test]
fn a_damaged_manifest_is_made_again_from_files_that_are_known() {
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    let put = |path: &str| commit.put(&output_path(path), b"1", Phase::Page).unwrap();
    let known = ["changed", "kept", "left"].map(|path| (path, put(path)));
    commit.finish(&|| false).unwrap();
    fs::write(site.output.join(MANIFEST), "damaged").unwrap();
    site.plant("changed", "mine");
    site.plant("foreign", "mine");

    let mut commit = site.open(CommitOptions::default()).unwrap();
    assert!(commit.has_damaged_manifest());
    commit.recover_manifest(&known);
    commit.put(&output_path("kept"), b"2", Phase::Page).unwrap();
    let report = commit.finish(&|| false).unwrap();
    assert_eq!((report.written, report.deleted), (1, 1));
    assert_eq!(report.foreign, ["changed", "foreign"]);
    site.assert_tree(&[("changed", "mine"), ("foreign", "mine"), ("kept", "2")]);
    assert!(!site.open(CommitOptions::default()).unwrap().has_damaged_manifest());
}

#[test]
fn a_build_that_changes_nothing_touches_nothing() {
    let site = Site::new();
    site.built(&[("a", "1"), ("b/c", "2")]);
    let manifest = metadata(&site.output.join(MANIFEST));
    let report = site.built(&[("a", "1"), ("b/c", "2")]);
    assert_eq!(report, CommitReport { unchanged: 2, ..CommitReport::default() });
    assert_eq!(metadata(&site.output.join(MANIFEST)), manifest);
    site.assert_tidy();
}

#[test]
fn kept_files_stay_without_their_bytes() {
    let site = Site::new();
    site.built(&[("a", "1"), ("b", "2")]);
    let metadata = |path: &str| metadata(&site.output.join(path));
    let (a, b) = (metadata("a"), metadata("b"));
    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(
        commit.is_unmodified("a", a)
            && commit.keep(&output_path("a"), Fingerprint::of(b"1"), Phase::Page)
    );
    assert!(commit.is_unmodified("b", b) && !commit.is_unmodified("b", a));
    assert!(
        !commit.is_unmodified("c", b)
            && !commit.keep(&output_path("c"), Fingerprint::of(b"2"), Phase::Page)
    );
    let report = commit.finish(&|| false).unwrap();
    assert_eq!(report, CommitReport { unchanged: 1, deleted: 1, ..CommitReport::default() });
    site.assert_tree(&[("a", "1")]);
}

#[test]
fn a_kept_file_that_vanishes_is_named() {
    let site = Site::new();
    site.built(&[("a", "1"), ("b/c", "1")]);
    let metadata = |path: &str| metadata(&site.output.join(path));
    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(
        commit.is_unmodified("a", metadata("a"))
            && commit.keep(&output_path("a"), Fingerprint::of(b"1"), Phase::Page)
    );
    fs::remove_file(site.output.join("a")).unwrap();
    let error = commit.finish(&|| false).unwrap_err();
    assert!(error.to_string().contains("public/a`"), "{error}");

    // A link on the way leads to the same file, but it is not ours.
    fs::write(site.output.join("a"), "1").unwrap();
    fs::rename(site.output.join("b"), site.root().join("away")).unwrap();
    symlink(site.root().join("away"), site.output.join("b")).unwrap();
    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(
        commit.is_unmodified("b/c", metadata("b/c"))
            && commit.keep(&output_path("b/c"), Fingerprint::of(b"1"), Phase::Page)
    );
    let error = commit.finish(&|| false).unwrap_err();
    assert!(error.to_string().contains("public/b/c`"), "{error}");
}

#[test]
fn old_files_and_their_empty_directories_go() {
    let site = Site::new();
    site.built(&[("a/b/c/x", "1"), ("a/b/y", "2"), ("z", "3"), ("d/e/f", "4")]);
    site.plant("d/mine.txt", "mine");
    let report = site.built(&[("z", "3")]);
    assert_eq!((report.deleted, report.unchanged), (3, 1));
    assert_eq!(report.foreign, ["d/mine.txt"]);
    site.assert_tree(&[("z", "3"), ("d/mine.txt", "mine")]);
}

#[test]
fn a_file_becomes_a_directory_and_back() {
    let site = Site::new();
    site.built(&[("a", "file"), ("b/x", "1"), ("b/y/z", "2")]);
    let report = site.built(&[("a/x", "1"), ("a/y/z", "2"), ("b", "file")]);
    assert_eq!((report.written, report.deleted), (3, 3));
    site.assert_tree(&[("a/x", "1"), ("a/y/z", "2"), ("b", "file")]);
    site.built(&[("a", "file"), ("b/x", "1"), ("b/y/z", "2")]);
    site.assert_tree(&[("a", "file"), ("b/x", "1"), ("b/y/z", "2")]);
    site.assert_tidy();
}

#[test]
fn an_output_that_is_a_link_stays_one() {
    let mut site = Site::new();
    let releases = tempfile::tempdir().unwrap();
    symlink(releases.path(), &site.output).unwrap();
    site.built(&[("a/b", "1")]);
    assert!(fs::symlink_metadata(&site.output).unwrap().is_symlink());
    site.output = releases.path().into();
    site.assert_tree(&[("a/b", "1")]);
}

#[test]
fn a_link_planted_in_the_output_is_not_followed() {
    let site = Site::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x"), "outside").unwrap();
    site.built(&[("a/x", "1"), ("b", "1"), ("c/x", "1")]);
    for planted in ["a", "c"] {
        fs::remove_dir_all(site.output.join(planted)).unwrap();
        symlink(outside.path(), site.output.join(planted)).unwrap();
    }
    fs::remove_file(site.output.join("b")).unwrap();
    symlink(outside.path().join("x"), site.output.join("b")).unwrap();

    let new = tree(&[("a/x", "2"), ("b", "2")]);
    let refused = refusal(site.build(&new, CommitOptions::default()));
    assert_eq!(refused, WriteRefusal::Foreign(vec!["a".into()]));
    let report = site.build(&new, force()).unwrap();
    assert_eq!(report.foreign, ["c"]);
    let link = format!("-> {}", outside.path().display());
    site.assert_tree(&[("a/x", "2"), ("b", "2"), ("c", &link)]);
    assert_eq!(read_tree(outside.path()), tree(&[("x", "outside")]));
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_in_the_output_is_not_waited_for() {
    let site = Site::new();
    site.built(&[("a", "1")]);
    fs::remove_file(site.output.join("a")).unwrap();
    let (path, mode) = (site.output.join("a"), rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    site.built(&[("a", "1")]);
    site.assert_tree(&[("a", "1")]);
}

#[test]
fn files_can_be_read_by_the_web_server() {
    let site = Site::new();
    site.built(&[("a/b", "1")]);
    site.built(&[("a/b", "2"), ("c/d", "1")]);
    let probe = site.root().join("probe");
    fs::write(&probe, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let expected = mode(&probe);
    for path in ["a/b", "c/d", MANIFEST] {
        assert_eq!(mode(&site.output.join(path)), expected);
    }
}

#[test]
fn an_interrupted_or_dropped_commit_leaves_the_output_alone() {
    let site = Site::new();
    drop(site.open(CommitOptions::default()).unwrap());
    assert!(!site.output.exists());
    let cut_short = || {
        let commit = site.open(CommitOptions::default()).unwrap();
        put_all(&commit, &tree(&[("a", "2"), ("b", "2")])).unwrap();
        assert!(matches!(commit.finish(&|| true), Err(WriteError::Interrupted)));
        site.assert_tidy();
    };
    cut_short();
    assert!(!site.output.exists());
    site.built(&[("a", "1")]);
    cut_short();
    site.assert_tree(&[("a", "1")]);
}

#[test]
fn many_threads_put_files_at_once() {
    use rayon::prelude::*;
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    (0..500).into_par_iter().for_each(|n| {
        let path = output_path(&format!("{}/{}/{n}", n % 7, n % 31));
        commit.put(&path, b"x", Phase::Page).unwrap();
    });
    assert_eq!(commit.finish(&|| false).unwrap().written, 500);
    assert_eq!(site.tree().len(), 500);
}
