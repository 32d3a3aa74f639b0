#![expect(clippy::disallowed_methods, reason = "tests lay out directories on the disk")]

use std::fs;

use super::*;
use crate::diagnostics::{Code, Position};

const LIMIT: u64 = 1_000;

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).unwrap()
}

fn site() -> (tempfile::TempDir, Files) {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("content/a")).unwrap();
    let files = Files::open(directory.path()).unwrap();
    (directory, files)
}

fn names(walk: &SourceListing) -> Vec<&str> {
    walk.files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn a_walk_is_sorted_and_leaves_out_what_editors_leave_behind() {
    let (directory, files) = site();
    for name in ["b.md", "a/z.md", "a.md", "x.md~", ".#a.md", ".git", "4913"] {
        fs::write(directory.path().join("content").join(name), "x").unwrap();
    }
    let walk = files.walk("content");
    assert_eq!(names(&walk), ["content/a.md", "content/a/z.md", "content/b.md"]);
    assert!(walk.problems.is_empty());
    assert!(files.walk("static").files.is_empty());
}

#[test]
fn what_is_no_file_is_an_error_at_once() {
    let (directory, files) = site();
    let pipe = directory.path().join("content/pipe.md");
    let status = rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    );
    status.unwrap();
    fs::create_dir(directory.path().join("content/directory.md")).unwrap();
    let walk = files.walk("content");
    let messages: Vec<_> = walk.problems.iter().map(|p| (p.code, p.message.as_str())).collect();
    assert!(messages.contains(&(Code::NotAFile, "a pipe, not a file")));
    assert!(messages.contains(&(Code::NotAFile, "a directory, not a file")));
    let error = files.read(&path("content/pipe.md"), LIMIT).unwrap_err();
    assert_eq!(error.code, Code::NotAFile);
}

#[test]
fn links_may_lead_to_files_of_the_site_only() {
    use std::os::unix::fs::symlink;
    let (directory, files) = site();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("canary"), "secret").unwrap();
    fs::write(directory.path().join("real.md"), "x").unwrap();
    let at = |name: &str| directory.path().join("content").join(name);
    symlink("../real.md", at("inside.md")).unwrap();
    symlink("nowhere", at("dangling.md")).unwrap();
    symlink("circle.md", at("circle.md")).unwrap();
    symlink(outside.path().join("canary"), at("outside.md")).unwrap();
    symlink(outside.path(), at("directory")).unwrap();
    symlink("a", at("inner")).unwrap();
    let walk = files.walk("content");
    assert_eq!(names(&walk), ["content/inside.md"]);
    assert_eq!(walk.problems.len(), 5);
    assert!(walk.problems.iter().all(|problem| problem.code == Code::BadLink), "{walk:?}");
    assert_eq!(files.read(&path("content/inside.md"), LIMIT).unwrap().bytes, b"x");
    for secret in ["content/outside.md", "content/directory/canary"] {
        assert_eq!(files.read(&path(secret), LIMIT).unwrap_err().code, Code::BadLink);
    }
}

#[test]
fn a_file_over_its_limit_is_refused_unread() {
    let (directory, files) = site();
    let file = fs::File::create(directory.path().join("content/big.md")).unwrap();
    file.set_len(100 << 20).unwrap();
    let error = files.read(&path("content/big.md"), LIMIT).unwrap_err();
    assert_eq!(error.code, Code::FileSize);
}

#[test]
fn names_that_steer_a_terminal_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let (directory, files) = site();
    for name in [b"a\x1b[31m.md".as_slice(), b"a\nb.md", b"a\xff.md"] {
        let name = std::ffi::OsStr::from_bytes(name);
        fs::write(directory.path().join("content").join(name), "x").unwrap();
    }
    let walk = files.walk("content");
    assert!(walk.files.is_empty());
    assert_eq!(walk.problems.len(), 3);
    assert!(walk.problems.iter().all(|problem| problem.code == Code::FileName));
}

#[test]
fn text_is_utf8_without_control_characters() {
    let file = path("x.md");
    assert_eq!(decode("\u{feff}æ\r\n".into(), &file).unwrap(), "æ\r\n");
    let error = decode(b"ab\nc\xffd".to_vec(), &file).unwrap_err();
    assert_eq!(error.span.unwrap().start, Position::new(2, 2));
    assert_eq!(error.message, "byte 4 (0xff) is not valid UTF-8");
    let error = decode(b"\xff\xfea\0".to_vec(), &file).unwrap_err();
    assert!(error.message.contains("UTF-16"));
    let error = decode(b"a\0".to_vec(), &file).unwrap_err();
    assert_eq!(error.code, Code::ControlCharacter);
}

#[test]
fn a_directory_in_memory_behaves_like_one_on_disk() {
    let files = Files::in_memory([("content/b.md", "b"), ("content/a.md", "a"), ("x", "x")]);
    assert_eq!(names(&files.walk("content")), ["content/a.md", "content/b.md"]);
    assert_eq!(files.read(&path("content/a.md"), LIMIT).unwrap().bytes, b"a");
    assert_eq!(files.read(&path("content/c.md"), LIMIT).unwrap_err().code, Code::Unreadable);
    assert!(files.exists(&path("x")));
}
