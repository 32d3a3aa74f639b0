//! Compressed siblings of outputs, for the servers that send them: which there are, and that builds
//! with and without caches agree about them.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read built sites")]

use std::fs;
use std::path::Path;
use std::process::Command;

const SITE: &str = "title = \"T\"\nbase_url = \"https://x.dk\"\n[feeds]\nid_base = \"https://x.dk\"\n\
                    [hosting]\nkind = ";
const PAGE: &str = "2026/11/a/index.html";

fn build(root: &Path, kind: &str, arguments: &[&str]) {
    fs::write(root.join("site.toml"), format!("{SITE}\"{kind}\"\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_digest"));
    command.arg("--root").arg(root).args(["build", "--now", "2026-11-23"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(root: &Path, text: &str) {
    let path = root.join("content/artikler/a.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("---\ntitle: A\ndate: 2026-11-22\n---\n{text}\n")).unwrap();
}

fn size(root: &Path, path: &str) -> Option<u64> {
    fs::metadata(root.join("public").join(path)).ok().map(|metadata| metadata.len())
}

#[test]
fn texts_have_siblings_for_nginx_and_caddy_only() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    write(root, &"Tekst. ".repeat(1_000));
    for kind in ["none", "netlify", "nginx", "s3", "caddy", "github-pages"] {
        build(root, kind, &["--verify"]);
        let page = size(root, PAGE).unwrap();
        for suffix in [".br", ".gz"] {
            let sibling = size(root, &format!("{PAGE}{suffix}"));
            let wanted = ["nginx", "caddy"].contains(&kind);
            assert_eq!(sibling.is_some_and(|size| size < page / 2), wanted, "{kind} {suffix}");
            assert_eq!(size(root, &format!("favicon.ico{suffix}")), None);
        }
    }
}

#[test]
fn siblings_follow_their_files() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let sibling = root.join("public").join(format!("{PAGE}.br"));
    write(root, &"Tekst. ".repeat(1_000));
    build(root, "nginx", &[]);
    let first = fs::read(&sibling).unwrap();
    let time = fs::metadata(&sibling).unwrap().modified().unwrap();
    // What is not rendered is not compressed, and not written again.
    fs::create_dir_all(root.join("content/sider")).unwrap();
    fs::write(root.join("content/sider/om.md"), "---\ntitle: Om\n---\nOm\n").unwrap();
    build(root, "nginx", &["--verify"]);
    assert_eq!(fs::metadata(&sibling).unwrap().modified().unwrap(), time);
    // An edit.
    write(root, &"Anden tekst. ".repeat(1_000));
    build(root, "nginx", &["--verify"]);
    let second = fs::read(&sibling).unwrap();
    assert_ne!(second, first);
    // One that another program changed or removed is made again.
    fs::write(&sibling, "x").unwrap();
    build(root, "nginx", &["--verify"]);
    assert_eq!(fs::read(&sibling).unwrap(), second);
    fs::remove_file(&sibling).unwrap();
    build(root, "nginx", &[]);
    assert_eq!(fs::read(&sibling).unwrap(), second);
    // A file below `static` takes its place.
    let own = root.join("static").join(format!("{PAGE}.br"));
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, "own").unwrap();
    build(root, "nginx", &["--verify"]);
    assert_eq!(fs::read(&sibling).unwrap(), b"own");
    fs::remove_file(&own).unwrap();
    build(root, "nginx", &["--verify"]);
    assert_eq!(fs::read(&sibling).unwrap(), second);
    // And it goes with its page.
    fs::remove_file(root.join("content/artikler/a.md")).unwrap();
    build(root, "nginx", &["--verify"]);
    assert!(!sibling.exists());
}
