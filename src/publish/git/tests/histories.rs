//! What becomes of earlier commits: kept, replaced, gone back to.

use super::*;

#[test]
fn a_squashed_branch_has_one_commit() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote).squashing();
    for text in ["1", "2", "3"] {
        desk.publish(&[HOME, ("a", text), ("b", "same")]).unwrap();
        assert_eq!(remote.commits(), 1);
        assert_eq!(remote.files(), texts([HOME, ("a", text), ("b", "same")]));
    }
    let records = remote.git(&["rev-list", "--count", "refs/digest/pages"]);
    assert_eq!(records, "1");
    let error = desk.target().rollback().unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Unsupported);
    // And from another machine, which sends what is new and nothing else.
    let before = remote.objects();
    let mut other = Desk::new(&remote).squashing();
    other.publish(&[HOME, ("b", "same")]).unwrap();
    assert_eq!((remote.commits(), remote.files()), (1, texts([HOME, ("b", "same")])));
    assert_eq!(remote.objects() - before, 2 + 3);
}

#[test]
fn squashing_removes_no_commit_of_others() {
    let remote = Remote::new();
    remote.change(&[("README", Some("read me"))]);
    let mut desk = Desk::new(&remote).squashing();
    let error = refusal(desk.publish(&[HOME]));
    assert_eq!(error.kind, TargetErrorKind::Refused);
    assert!(error.help.unwrap().contains("history = \"keep\""));

    let remote = Remote::new();
    let mut desk = Desk::new(&remote).squashing();
    desk.publish(&[HOME]).unwrap();
    remote.change(&[("README", Some("read me"))]);
    let before = remote.tip();
    assert_eq!(refusal(desk.publish(&[HOME, ("a", "a")])).kind, TargetErrorKind::Refused);
    assert_eq!(remote.tip(), before);
}

#[test]
fn a_rollback_restores_our_files_and_nothing_else() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    let (old, new) =
        (("aktiver/x.0123456789abcdef.css", "old"), ("aktiver/x.fedcba9876543210.css", "new"));
    desk.publish(&[HOME, ("a", "1"), old]).unwrap();
    desk.publish(&[HOME, ("a", "2"), ("b", "2"), old]).unwrap();
    remote.change(&[("CNAME", Some("nyt.example"))]);
    desk.publish(&[HOME, ("a", "3"), ("c", "3"), new]).unwrap();

    // From another machine, which has none of the files.
    let other = Desk::new(&remote);
    let name = other.target().rollback().unwrap();
    assert!(name.contains("2026-01-02T"), "{name}");
    let cname = ("CNAME", "nyt.example");
    // Open pages still find the assets of the newer publish.
    assert_eq!(remote.files(), texts([HOME, ("a", "2"), ("b", "2"), old, new, cname]));
    assert_eq!(remote.commits(), 5);
    // Once more goes one further back.
    other.target().rollback().unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a", "1"), old, new, cname]));
    let error = other.target().rollback().unwrap_err();
    assert_eq!(error.message, "there is no publish before the current one");

    // The next publish compares with what is there, and the newer assets have been kept long enough.
    assert_eq!(desk.publish(&[HOME, ("a", "1"), ("d", "4"), old]).unwrap(), 2);
    assert_eq!(remote.files(), texts([HOME, ("a", "1"), ("d", "4"), old, cname]));
}

#[test]
fn of_two_publishes_at_once_one_fails() {
    for is_squashed in [false, true] {
        let remote = Remote::new();
        let make = || if is_squashed { Desk::new(&remote).squashing() } else { Desk::new(&remote) };
        let (mut one, mut other) = (make(), make());
        one.publish(&[HOME]).unwrap();
        let outputs = one.build(&[HOME, ("a", "one")]);
        let target = one.target();
        // The other publishes when this one has read everything.
        target.preflight().unwrap();
        let stored = target.read(Record::Manifest).unwrap().unwrap();
        target.begin().unwrap();
        other.publish(&[HOME, ("a", "other")]).unwrap();
        let manifest = record::parse(&stored.bytes).unwrap().to_json();
        for file in &outputs.files {
            let object = Object {
                path: &file.path,
                file: &outputs.root.join(file.path.as_str()),
                size: file.size,
                fingerprint: file.fingerprint,
                headers: &<_>::default(),
            };
            target.put(&object).unwrap();
        }
        let error = target.finish(&manifest, Some(&stored.revision)).unwrap_err();
        assert_eq!(error.kind, TargetErrorKind::Conflict, "{error}");
        assert_eq!(remote.files()["a"], "other");
        one.publish(&[HOME, ("a", "one")]).unwrap();
        assert_eq!(remote.files()["a"], "one");
    }
}
