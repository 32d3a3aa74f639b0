//! What is refused, and what is kept.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn an_output_that_would_overwrite_sources_is_refused() {
    let mut site = Site::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("static")).unwrap();
    symlink(elsewhere.path().join("static"), site.root().join("static")).unwrap();
    symlink("content", site.root().join("link")).unwrap();
    let root = site.root().to_path_buf();
    for output in [
        root.clone(),
        "/".into(),
        root.join(".."),
        root.join("content"),
        root.join("content/new/directory"),
        root.join("templates"),
        root.join("data/x"),
        root.join(".digest"),
        root.join(".digest/stage"),
        root.join(".digest/sites"),
        root.join(".digest/sites/live/x"),
        root.join("content/sites/live"),
        root.join(".git"),
        root.join("link"),
        root.join("public/../content"),
        elsewhere.path().join("static"),
        elsewhere.path().join("static/x"),
        elsewhere.path().to_path_buf(),
    ] {
        fs::create_dir_all(root.join("public")).unwrap();
        site.output = output;
        for options in [CommitOptions::default(), force()] {
            let refused = refusal(site.open(options));
            assert!(matches!(refused, WriteRefusal::Protected { .. }), "{:?}", site.output);
        }
    }
    assert!(!root.join(".digest").exists());
}

#[test]
fn a_site_for_another_base_url_has_a_place_of_its_own() {
    let mut site = Site::new();
    site.output = site.root().join(".digest/sites/live");
    site.built(&[("a", "1")]);
    assert_eq!(site.built(&[("a", "2")]).written, 1);
    site.assert_tree(&[("a", "2")]);
}

#[test]
fn an_output_that_is_no_directory_is_refused() {
    let site = Site::new();
    symlink("nowhere", &site.output).unwrap();
    assert!(matches!(refusal(site.open(CommitOptions::default())), WriteRefusal::BrokenLink(_)));
    fs::remove_file(&site.output).unwrap();
    fs::write(&site.output, "").unwrap();
    assert!(matches!(refusal(site.open(force())), WriteRefusal::NotADirectory(_)));
}

#[test]
fn a_directory_that_is_not_ours_is_taken_over_by_force_only() {
    let site = Site::new();
    site.plant("notes.txt", "mine");
    site.plant("index.html", "mine");
    site.plant("dir/deep/x", "mine");
    let before = site.tree();
    let new = tree(&[("index.html", "1"), ("a", "1")]);
    assert!(matches!(
        refusal(site.build(&new, CommitOptions::default())),
        WriteRefusal::NotOurs(_)
    ));
    assert_eq!(site.tree(), before);
    let report = site.build(&new, force()).unwrap();
    assert_eq!(report.foreign, ["dir/", "notes.txt"]);
    let (a, index) = (("a", "1"), ("index.html", "1"));
    site.assert_tree(&[a, index, ("dir/deep/x", "mine"), ("notes.txt", "mine")]);
    assert_eq!(site.build(&new, CommitOptions::default()).unwrap().foreign, ["dir/", "notes.txt"]);
}

#[test]
fn a_foreign_file_in_the_way_is_refused_or_forced() {
    let site = Site::new();
    site.built(&[("a", "1")]);
    site.plant("b", "mine");
    site.plant("c", "mine");
    let new = tree(&[("a", "2"), ("b", "1"), ("c/d", "1")]);
    let refused = refusal(site.build(&new, CommitOptions::default()));
    assert_eq!(refused, WriteRefusal::Foreign(vec!["b".into(), "c".into()]));
    site.assert_tree(&[("a", "1"), ("b", "mine"), ("c", "mine")]);
    site.assert_tidy();
    let report = site.build(&new, force()).unwrap();
    assert_eq!((report.written, report.deleted, report.foreign), (3, 0, vec![]));
    assert_eq!(site.tree(), new);
}

#[test]
fn a_foreign_directory_in_the_way_is_kept_even_by_force() {
    let site = Site::new();
    site.built(&[("a/x", "1")]);
    site.plant("a/mine", "mine");
    site.plant("b/mine", "mine");
    let refused = refusal(site.build(&tree(&[("a", "1"), ("b", "1")]), force()));
    assert_eq!(refused, WriteRefusal::Foreign(vec!["a/mine".into(), "b/".into()]));
    site.assert_tree(&[("a/x", "1"), ("a/mine", "mine"), ("b/mine", "mine")]);
}

#[test]
fn a_foreign_file_with_the_right_bytes_is_adopted() {
    let site = Site::new();
    site.built(&[("a", "1")]);
    site.plant("b", "same");
    let report = site.built(&[("a", "1"), ("b", "same")]);
    assert_eq!((report.unchanged, report.foreign), (2, vec![]));
    assert_eq!(site.built(&[("a", "1")]).deleted, 1);
    site.assert_tree(&[("a", "1")]);
}

#[test]
fn without_a_sound_manifest_nothing_is_deleted() {
    let site = Site::new();
    for manifest in ["", "digest-manifest 9 x\n", "damaged"] {
        let _ = fs::remove_dir_all(&site.output);
        site.built(&[("a", "1"), ("b", "1")]);
        fs::write(site.output.join(MANIFEST), manifest).unwrap();
        let report = site.built(&[("a", "1"), ("c", "1")]);
        assert_eq!((report.deleted, report.foreign), (0, vec!["b".into()]));
        site.assert_tree(&[("a", "1"), ("b", "1"), ("c", "1")]);
        fs::write(site.output.join(MANIFEST), manifest).unwrap();
        let refused = refusal(site.build(&tree(&[("a", "2")]), CommitOptions::default()));
        let damaged = site.output.join(MANIFEST);
        assert_eq!(refused, WriteRefusal::Damaged { manifest: damaged, paths: vec!["a".into()] });
    }
}

#[test]
fn our_own_names_and_double_outputs_are_refused() {
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    for path in [MANIFEST, ".digest-stage/x", ".DIGEST-journal"] {
        let refused = refusal(commit.put(&output_path(path), b"", Phase::Asset));
        assert_eq!(refused, WriteRefusal::Reserved(path.into()));
    }
    commit.put(&output_path(".digested"), b"", Phase::Asset).unwrap();

    drop(commit);
    site.built(&[("a", "1")]);
    let commit = site.open(CommitOptions::default()).unwrap();
    commit.put(&output_path("a"), b"1", Phase::Page).unwrap();
    commit.put(&output_path("a"), b"1", Phase::Page).unwrap();
    assert_eq!(refusal(commit.finish(&|| false)), WriteRefusal::Twice("a".into()));
}

#[test]
fn the_second_process_learns_which_one_has_the_lock() {
    let site = Site::new();
    let first = site.open(CommitOptions::default()).unwrap();
    match site.open(CommitOptions::default()) {
        Err(WriteError::Locked { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
        other => panic!("not locked: {other:?}"),
    }
    drop(first);
    site.open(CommitOptions::default()).unwrap();
}

#[test]
fn two_sites_do_not_write_to_one_directory_at_once() {
    let (site, mut other) = (Site::new(), Site::new());
    site.built(&[("a", "1")]);
    other.output.clone_from(&site.output);
    let first = site.open(CommitOptions::default()).unwrap();
    assert!(matches!(
        other.open(CommitOptions::default()),
        Err(WriteError::Locked { pid: None, .. })
    ));
    drop(first);
    other.built(&[("b", "1")]);
    site.assert_tree(&[("b", "1")]);
}

#[test]
fn a_directory_that_appears_meanwhile_is_not_overwritten() {
    let (site, mut other) = (Site::new(), Site::new());
    other.output.clone_from(&site.output);
    let first = site.open(CommitOptions::default()).unwrap();
    first.put(&output_path("a"), b"1", Phase::Page).unwrap();
    other.built(&[("b", "1")]);
    let error = first.finish(&|| false).unwrap_err();
    assert!(matches!(error, WriteError::Io { .. }), "{error}");
    site.assert_tree(&[("b", "1")]);
    site.assert_tidy();
}
