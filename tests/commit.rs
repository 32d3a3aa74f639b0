//! Commits of real processes: killed at any moment, at the same time, with few descriptors, on a
//! full disk. Each test starts this test binary again as the process that builds.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests start processes and look at the disk from outside"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use digest::testing::paths::OutputPath;
use digest::testing::write::{Commit, CommitOptions, OutputTarget, Phase};

/// Tells a process that it is a builder: the site's directory, and which of the trees to build.
const ROLE: &str = "DIGEST_TEST_BUILD";
/// How many pages a tree has.
const PAGES: usize = 150;

type Tree = BTreeMap<String, String>;

/// The pages of build number `n`: some stay, some change, some come and go.
fn pages(n: usize) -> Tree {
    let page = |i: usize| match i % 3 {
        0 => (format!("{}/{i}/index.html", i % 7), format!("stays {i} ").repeat(400)),
        1 => (format!("{}/{i}/index.html", i % 7), format!("build {n} {i} ").repeat(400)),
        // A file in one build, a directory in the next.
        _ if n.is_multiple_of(2) => (format!("odd/{i}"), format!("file {i}")),
        _ => (format!("odd/{i}/index.html"), format!("directory {i}")),
    };
    (0..PAGES).map(page).collect()
}

fn target(site: &Path) -> OutputTarget {
    OutputTarget { site_root: site.into(), output: site.join("public") }
}

fn build(site: &Path, n: usize) -> Result<(), String> {
    let run = || {
        let commit = Commit::open(&target(site), &CommitOptions::default())?;
        for (path, content) in pages(n) {
            let path = OutputPath::new(&path).expect("a good path");
            commit.put(&path, content.as_bytes(), Phase::Page)?;
        }
        commit.finish(&|| false)
    };
    run().map(|_| ()).map_err(|error: digest::testing::write::WriteError| error.to_string())
}

/// Builds a tree in a process of its own, as all other tests do. That process runs this test, too,
/// and does the work.
#[test]
fn a_process_builds_a_tree() {
    if let Ok(role) = std::env::var(ROLE) {
        let (n, site) = role.split_once(' ').expect("a number and a directory");
        let built = build(Path::new(site), n.parse().expect("a number"));
        if let Err(error) = &built {
            eprintln!("error: {error}");
        }
        std::process::exit(if built.is_ok() { 0 } else { 3 });
    }
    let (_directory, site) = new_site();
    let built = builder_process(&[], &site, 1).output().expect("a process");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert_eq!(read_tree(&site), pages(1));
}

/// A process that builds tree `n`, started by the words of `wrapper`.
fn builder_process(wrapper: &[&str], site: &Path, n: usize) -> Command {
    let program = std::env::current_exe().expect("a program");
    let program = program.to_str().expect("a path in UTF-8");
    let words = [wrapper, &[program, "--exact", "a_process_builds_a_tree", "--nocapture"]].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).env(ROLE, format!("{n} {}", site.display())).stdout(Stdio::null());
    command.stderr(Stdio::piped());
    command
}

fn new_site() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let site = directory.path().to_path_buf();
    (directory, site)
}

fn read_tree(site: &Path) -> Tree {
    let output = site.join("public");
    let mut tree = Tree::new();
    for entry in walkdir::WalkDir::new(&output) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&output).expect("a path below");
            let content = fs::read_to_string(entry.path()).expect("a page");
            tree.insert(path.to_str().expect("a path in UTF-8").into(), content);
        }
    }
    // Our own names are no part of the site.
    tree.retain(|path, _| !path.starts_with(".digest-"));
    tree
}

#[test]
fn a_killed_build_leaves_the_old_site_or_one_that_the_next_command_finishes() {
    let (_directory, site) = new_site();
    build(&site, 0).expect("a build");
    let mut current = 0;
    for n in 1..60 {
        let mut process = builder_process(&[], &site, n).spawn().expect("a process");
        std::thread::sleep(Duration::from_micros(500 * (n as u64 % 30)));
        process.kill().expect("a kill");
        process.wait().expect("an end");

        let decided = site.join(".digest/journal").exists();
        let before = read_tree(&site);
        if !decided {
            assert!(before == pages(current) || before == pages(n), "killed build {n}");
        }
        drop(Commit::open(&target(&site), &CommitOptions::default()).expect("a recovery"));
        let after = read_tree(&site);
        if decided || after != pages(current) {
            assert_eq!(after, pages(n), "recovered build {n}");
            current = n;
        }
    }
}

#[test]
fn builds_at_the_same_time_come_one_after_the_other() {
    let (_directory, site) = new_site();
    let processes: Vec<_> =
        (0..6).map(|n| builder_process(&[], &site, n).spawn().expect("a process")).collect();
    for process in processes {
        let output = process.wait_with_output().expect("an end");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || errors.contains("is locked by"), "{errors}");
    }
    let tree = read_tree(&site);
    assert!((0..6).any(|n| tree == pages(n)));
}

#[test]
fn a_reader_sees_whole_pages_only_and_never_misses_one() {
    let (_directory, site) = new_site();
    build(&site, 0).expect("a build");
    let lasting: Vec<_> = pages(0).into_keys().filter(|path| !path.starts_with("odd")).collect();
    let mut process = builder_process(&[], &site, 1);
    for n in 1..8 {
        process.env(ROLE, format!("{n} {}", site.display()));
        let mut process = process.spawn().expect("a process");
        let (old, new) = (pages(n - 1), pages(n));
        while process.try_wait().expect("a state").is_none() {
            for path in &lasting {
                let content = fs::read_to_string(site.join("public").join(path)).expect(path);
                assert!(content == old[path] || content == new[path], "{path} in build {n}");
            }
        }
        assert_eq!(read_tree(&site), new);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn few_descriptors_are_enough() {
    for limit in ["--nofile=16", "--nofile=64"] {
        let (_directory, site) = new_site();
        for n in 0..3 {
            let output = builder_process(&["prlimit", limit], &site, n).output();
            let output = output.expect("an end");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(read_tree(&site), pages(2));
    }
}

/// Runs a builder of tree 0 after a script that changes the mounts for this process alone, and
/// lists our directories afterwards.
#[cfg(target_os = "linux")]
fn build_among_mounts(site: &Path, script: &str) -> (Option<i32>, String) {
    let script = format!(
        "cd {site} && {script} && {{ \"$@\" ; code=$?; }}; ls -A public .digest >&2; exit $code",
        site = site.display()
    );
    let wrapper = ["unshare", "-Urm", "sh", "-c", &script, "sh"];
    let output = builder_process(&wrapper, site, 0).output().expect("an end");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let has_mounted = !errors.contains("unshare") && !errors.contains("mount:");
    assert!(has_mounted, "user namespaces must be switched on: {errors}");
    (output.status.code(), errors)
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named_and_leaves_the_old_site() {
    for size in ["size=100k", "size=4m,nr_inodes=60"] {
        let (_directory, site) = new_site();
        let script = format!(
            "mount -t tmpfs -o {size} none . && cd \"$PWD\" && mkdir public && \
             echo old >public/.digest-manifest"
        );
        let (code, errors) = build_among_mounts(&site, &script);
        assert_eq!(code, Some(3), "{errors}");
        assert!(errors.contains("no space left for `"), "{errors}");
        assert!(errors.contains(" bytes are needed"), "{errors}");
        assert!(errors.ends_with(".digest:\nlock\n\npublic:\n.digest-manifest\n"), "{errors}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_on_another_mount_has_its_stage_inside() {
    for script in [
        // Of the same file system: its device number is the same, but nothing can be renamed.
        "mkdir public && mount --bind public public",
        "mkdir public && mount -t tmpfs none public",
    ] {
        let (_directory, site) = new_site();
        let (code, errors) = build_among_mounts(&site, script);
        assert_eq!(code, Some(0), "{errors}");
        assert!(errors.contains("public:\n.digest-manifest\n0\n"), "{errors}");
        assert!(errors.contains(".digest:\nlock\n"), "{errors}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_site_that_cannot_be_written_to_is_built_all_the_same() {
    let (_directory, site) = new_site();
    let script = "mkdir .digest && mount --bind .digest .digest && \
                  mount -o remount,bind,ro .digest";
    let (code, errors) = build_among_mounts(&site, script);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("public:\n.digest-manifest\n0\n"), "{errors}");
    assert_eq!(read_tree(&site), pages(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_mount_inside_the_output_is_found_before_anything_changes() {
    let (_directory, site) = new_site();
    build(&site, 1).expect("a build");
    let mounted = "mount --bind public/3 public/3";
    let (code, errors) = build_among_mounts(&site, mounted);
    assert_eq!(code, Some(3), "{errors}");
    assert!(errors.contains("/public/3"), "{errors}");
    assert_eq!(read_tree(&site), pages(1));
}
