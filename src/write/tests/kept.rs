//! Outputs that are kept by their bytes.

use super::*;
use crate::fingerprint::Fingerprint;

/// Puts a copy of an output in its place, with its bytes or others.
fn restore(site: &Site, path: &str, text: Option<&str>) {
    let path = site.output.join(path);
    let text = text.map_or_else(|| fs::read_to_string(&path).unwrap(), str::to_owned);
    fs::write(path.with_extension("copy"), text).unwrap();
    fs::rename(path.with_extension("copy"), path).unwrap();
}

#[test]
fn a_copy_is_kept_by_its_bytes_and_known_once_its_times_are_settled() {
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    let known = commit.put(&output_path("a"), b"same", Phase::Page).unwrap();
    commit.put(&output_path("b"), b"1", Phase::Page).unwrap();
    commit.finish(&|| false).unwrap();
    restore(&site, "a", None);

    let open = |clock| site.open(CommitOptions { clock, ..CommitOptions::default() }).unwrap();
    let commit = open(FileClock::behind_by(Duration::from_secs(60)));
    assert!(!commit.is_unmodified("a", known.metadata));
    // A change within the same tick may not show, so it is read the next time, too.
    assert_eq!(commit.keep_restored(&output_path("a"), known, Phase::Page), Some(known));
    drop(commit);

    let commit = open(FileClock::ahead_by(Duration::from_secs(60)));
    let now = commit.keep_restored(&output_path("a"), known, Phase::Page).unwrap();
    assert!(now.fingerprint == known.fingerprint && now.metadata != known.metadata);
    assert!(commit.is_unmodified("a", now.metadata));
    assert_eq!(commit.finish(&|| false).unwrap().deleted, 1);
    site.assert_tree(&[("a", "same")]);
}

#[test]
fn neither_other_bytes_nor_those_of_another_build_are_kept() {
    let site = Site::new();
    let commit = site.open(CommitOptions::default()).unwrap();
    let known = commit.put(&output_path("a"), b"same", Phase::Page).unwrap();
    commit.finish(&|| false).unwrap();
    for text in ["Same", "sam", "same ", ""] {
        restore(&site, "a", Some(text));
        let commit = site.open(CommitOptions::default()).unwrap();
        assert_eq!(commit.keep_restored(&output_path("a"), known, Phase::Page), None, "{text}");
    }

    // The bytes and what is known of them are of another build than the manifest.
    restore(&site, "a", Some("anew"));
    let other = KnownOutput { fingerprint: Fingerprint::of(b"anew"), ..known };
    let commit = site.open(CommitOptions::default()).unwrap();
    assert_eq!(commit.keep_restored(&output_path("a"), other, Phase::Page), None);
    assert!(!commit.keep(&output_path("a"), other.fingerprint, Phase::Page));
    assert!(!commit.keep_all(&[("a", other)]));
}

#[test]
fn the_manifest_has_the_phase_of_the_last_commit() {
    let site = Site::new();
    let phase = || {
        let commit = site.open(CommitOptions::default()).unwrap();
        commit.previous().get("a").map(|entry| entry.phase)
    };
    let commit = site.open(CommitOptions::default()).unwrap();
    let known = commit.put(&output_path("a"), b"1", Phase::Feed).unwrap();
    commit.finish(&|| false).unwrap();
    assert_eq!(phase(), Some(Phase::Feed));

    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(commit.keep_all(&[("a", known)]));
    commit.finish(&|| false).unwrap();
    assert_eq!(phase(), Some(Phase::Feed));

    let commit = site.open(CommitOptions::default()).unwrap();
    assert!(commit.keep(&output_path("a"), known.fingerprint, Phase::List));
    commit.finish(&|| false).unwrap();
    assert_eq!(phase(), Some(Phase::List));

    let commit = site.open(CommitOptions::default()).unwrap();
    commit.keep_restored(&output_path("a"), known, Phase::Asset).unwrap();
    commit.finish(&|| false).unwrap();
    assert_eq!(phase(), Some(Phase::Asset));
}

#[test]
fn an_output_directory_is_named_as_seen_from_the_site() {
    let site = Site::new();
    let name = |output: PathBuf| {
        let target = OutputTarget { site_root: site.root().into(), output };
        relative_output(&target).to_str().unwrap().to_owned()
    };
    assert_eq!(name(site.root().join("public")), "public");
    assert_eq!(name(site.root().join("content/../a/b")), "a/b");
    assert_eq!(name(site.root().parent().unwrap().join("www")), "../www");
    fs::create_dir(site.root().join("out")).unwrap();
    std::os::unix::fs::symlink("out", site.root().join("link")).unwrap();
    assert_eq!(name(site.root().join("link/new")), "out/new");
}
