#![expect(clippy::disallowed_methods, reason = "tests lay out directories on the disk")]

mod desk;
mod histories;
mod remotes;

use std::fs;

use super::*;
use crate::publish::PublishError;
use desk::{Desk, Remote, git, refusal, texts};

const HOME: (&str, &str) = ("index.html", "home");

#[test]
fn only_what_differs_is_committed() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    assert_eq!(desk.publish(&[HOME, ("a/b/index.html", "a"), ("x.css", "x")]).unwrap(), 3);
    assert_eq!(remote.files(), texts([HOME, ("a/b/index.html", "a"), ("x.css", "x")]));
    let (objects, tip) = (remote.objects(), remote.tip());
    assert_eq!(desk.publish(&[HOME, ("a/b/index.html", "a"), ("x.css", "x")]).unwrap(), 0);
    assert_eq!((remote.objects(), remote.tip()), (objects, tip));

    assert_eq!(desk.publish(&[HOME, ("a/b/index.html", "new")]).unwrap(), 2);
    assert_eq!(remote.files(), texts([HOME, ("a/b/index.html", "new")]));
    // The page, its two directories and the root, the commit; the manifest, its tree and commit.
    assert_eq!(remote.objects() - objects, 5 + 3);
    assert_eq!(remote.commits(), 2);
    let message = remote.git(&["log", "--format=%B", "pages", "-1"]);
    assert_eq!(message, "Publish 1 changed file, remove 1\n\nhttps://nyt.example");
}

#[test]
fn names_and_modes_are_as_built() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    let files = [
        ("æøå/smørrebrød.html", "å"),
        ("a b/c+d%20#e.html", "x"),
        (" start", "y"),
        ("-dash/--all", "z"),
        ("a\u{30a}.html", "decomposed"),
        ("tom.txt", ""),
        ("crlf.txt", "a\r\nb\r\n$Id$"),
        (".gitattributes", "* text=auto ident eol=lf"),
    ];
    desk.publish(&files).unwrap();
    assert_eq!(remote.files(), {
        let mut texts = texts(files);
        // `git` here trims the end of what it prints.
        texts.insert("crlf.txt".into(), "a\r\nb\r\n$Id$".into());
        texts
    });
    fs::set_permissions(
        desk.root().join("public/tom.txt"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    let modes = remote.git(&["ls-tree", "-r", "--format=%(objectmode)", "pages"]);
    assert!(modes.lines().all(|mode| mode == "100644"), "{modes}");
    assert_eq!(desk.publish(&files).unwrap(), 0);
}

#[test]
fn what_is_not_ours_stays() {
    let remote = Remote::new();
    remote.change(&[
        ("README", Some("read me")),
        ("CNAME", Some("nyt.example")),
        ("b/x", Some("x")),
    ]);
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME, ("b/index.html", "b")]).unwrap();
    desk.publish(&[HOME]).unwrap();
    let foreign = [("README", "read me"), ("CNAME", "nyt.example"), ("b/x", "x")];
    let [a, b, c] = foreign;
    assert_eq!(remote.files(), texts([HOME, a, b, c]));

    // It is in the way: as a file, as a directory, or as the file that has to be a directory.
    fs::remove_dir_all(desk.root().join("public")).unwrap();
    assert!(matches!(desk.publish(&[HOME, ("README", "ours")]), Err(PublishError::Refused { .. })));
    for path in ["b", "README/index.html"] {
        fs::remove_dir_all(desk.root().join("public")).unwrap();
        let error = refusal(desk.publish(&[HOME, (path, "ours")]));
        assert_eq!(error.kind, TargetErrorKind::Refused);
        assert!(error.message.contains("in the way"), "{error}");
    }
    assert_eq!(remote.files(), texts([HOME, a, b, c]));
}

#[test]
fn a_page_may_become_a_directory_and_a_directory_a_page() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME, ("a", "file"), ("b/c", "file")]).unwrap();
    fs::remove_dir_all(desk.root().join("public")).unwrap();
    desk.publish(&[HOME, ("a/x", "file"), ("b", "file")]).unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a/x", "file"), ("b", "file")]));
}

#[test]
fn what_others_change_on_the_branch_is_noticed() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME, ("a", "a"), ("b", "b"), ("c", "c")]).unwrap();
    remote.change(&[("a", Some("theirs")), ("b", None), ("CNAME", Some("nyt.example"))]);
    // Ours are as built again, and theirs stay.
    assert_eq!(desk.publish(&[HOME, ("a", "a"), ("b", "b"), ("c", "c")]).unwrap(), 2);
    let cname = ("CNAME", "nyt.example");
    assert_eq!(remote.files(), texts([HOME, ("a", "a"), ("b", "b"), ("c", "c"), cname]));
    assert_eq!(remote.commits(), 3);
}

#[test]
fn a_branch_that_was_deleted_is_made_anew() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME, ("a", "a")]).unwrap();
    remote.git(&["update-ref", "-d", "refs/heads/pages"]);
    assert_eq!(desk.publish(&[HOME, ("a", "a")]).unwrap(), 2);
    assert_eq!(remote.files(), texts([HOME, ("a", "a")]));
}

#[test]
fn another_machine_goes_on_without_our_files() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    let long = "long ".repeat(20_000);
    desk.publish(&[HOME, ("a/long", &long), ("b", "b"), ("c/d", "d")]).unwrap();
    let mut other = Desk::new(&remote);
    assert_eq!(other.publish(&[HOME, ("a/long", &long), ("b", "new"), ("c/d", "d")]).unwrap(), 1);
    // It fetched no page.
    let objects = git(
        &other.root().join(".digest/publish/web/git"),
        &["cat-file", "--batch-all-objects", "--batch-check=%(objectsize)"],
    );
    assert!(objects.lines().all(|size| size.parse::<usize>().unwrap() < long.len()));
    // And the first goes on from there.
    assert_eq!(desk.publish(&[HOME, ("a/long", &long), ("b", "b"), ("c/d", "d")]).unwrap(), 1);
    assert_eq!(remote.files()["b"], "b");
    assert_eq!(remote.commits(), 3);
}

#[test]
fn a_file_that_changes_while_it_is_published_is_noticed() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME]).unwrap();
    let before = remote.tip();
    let outputs = desk.build(&[HOME, ("a", "aaaa")]);
    fs::write(desk.root().join("public/a"), "bbbb").unwrap();
    let target = desk.target();
    let result = desk.with(&target, &outputs, |request, observer| {
        crate::publish::publish(request, observer).map(|_| 0)
    });
    assert_eq!(refusal(result).message, "cannot publish `a`: it has changed since the build");
    assert_eq!(remote.tip(), before);
}

#[test]
fn what_a_killed_git_leaves_is_in_nobodys_way() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME]).unwrap();
    Desk::new(&remote).publish(&[HOME, ("a", "a")]).unwrap();
    let repository = desk.root().join(".digest/publish/web/git");
    for name in
        ["shallow", "packed-refs", "HEAD", "refs/digest/new", "refs/digest/record", "config"]
    {
        fs::write(repository.join(format!("{name}.lock")), "").unwrap();
    }
    fs::write(repository.join("config"), "").unwrap();
    desk.publish(&[HOME, ("a", "b")]).unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a", "b")]));
    // Nothing there is needed.
    fs::remove_dir_all(repository).unwrap();
    assert_eq!(desk.publish(&[HOME, ("a", "b")]).unwrap(), 0);
}

#[test]
#[ignore = "takes long and only prints figures"]
fn twelve_thousand_files() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    let page =
        |number: usize| format!("<p>{number}</p>{}", "<div>some of a page</div>\n".repeat(800));
    let names: Vec<_> =
        (0..12_000).map(|n| format!("2026/{:02}/a{n}/index.html", n % 12)).collect();
    let mut pages: Vec<_> = (0..12_000).map(page).collect();
    for round in ["first", "same", "one page", "elsewhere"] {
        if round == "one page" {
            pages[17].push_str("new");
        }
        if round == "elsewhere" {
            pages[18].push_str("new");
            fs::remove_dir_all(desk.root().join(".digest")).unwrap();
        }
        let files: Vec<_> = names.iter().map(|n| &**n).zip(pages.iter().map(|p| &**p)).collect();
        let outputs = desk.build(&files);
        let target = desk.target();
        let start = std::time::Instant::now();
        desk.with(&target, &outputs, |request, observer| {
            crate::publish::publish(request, observer).unwrap();
        });
        println!("{round}: {:?}", start.elapsed());
    }
    assert_eq!(remote.commits(), 3);
}

#[test]
fn git_has_no_files_of_its_own_among_pages() {
    let remote = Remote::new();
    let error = refusal(Desk::new(&remote).publish(&[HOME, ("a/.Git/config", "x")]));
    assert_eq!(error.kind, TargetErrorKind::Refused);
    assert!(error.message.contains("a/.Git/config"));
}

#[test]
fn everything_there_is_listed_with_its_size() {
    let remote = Remote::new();
    remote.change(&[("README", Some("read me"))]);
    Desk::new(&remote).publish(&[HOME, ("a/å", "å")]).unwrap();
    // Also where the files are not on this machine.
    let target = Desk::new(&remote).target();
    let path = |path| OutputPath::new(path).unwrap();
    assert_eq!(target.size_of(&path("README")).unwrap(), Some(7));
    assert_eq!(target.size_of(&path("a")).unwrap(), None);
    let listed = target.list().unwrap();
    let listed: Vec<_> = listed.iter().map(|listed| (&*listed.path, listed.size)).collect();
    assert_eq!(listed, [("README", 7), ("a/å", 2), ("index.html", 4)]);
}

#[test]
fn a_manifest_can_be_made_anew() {
    let remote = Remote::new();
    remote.change(&[HOME, ("README", "x")].map(|(path, text)| (path, Some(text))));
    let mut desk = Desk::new(&remote).squashing();
    let outputs = desk.build(&[HOME]);
    let target = desk.target();
    let audit = desk.with(&target, &outputs, |request, observer| {
        crate::publish::audit(request, false, observer).unwrap()
    });
    assert_eq!((audit.adopted, audit.foreign), (vec!["index.html".into()], vec!["README".into()]));
    desk.publish(&[("index.html", "new")]).unwrap();
    assert_eq!(remote.files(), texts([("index.html", "new"), ("README", "x")]));
    assert_eq!(remote.commits(), 1);
}
