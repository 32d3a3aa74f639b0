//! A branch of a git repository: published to by a program that is killed, from a hook, and with
//! credentials that must not leak.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::crawler::{Files, crawl};
use crate::fixture::{NOW, Run, digest};
use crate::site::{BASE_URL, Site, built, new, old};

/// A bare repository on this machine.
struct Remote(tempfile::TempDir);

impl Remote {
    fn new() -> Self {
        let remote = Self(tempfile::tempdir().unwrap());
        git(remote.0.path(), &["init", "--quiet", "--bare", "."]);
        remote
    }

    /// The table of the target.
    fn table(&self) -> String {
        table(&format!("file://{}", self.0.path().display()))
    }

    /// The files of the branch.
    fn files(&self) -> Files {
        // A git that goes on alone may still move the branch.
        let tip = git(self.0.path(), &["rev-parse", "pages"]);
        let tip = String::from_utf8(tip).unwrap().trim().to_owned();
        let listed = git(self.0.path(), &["ls-tree", "-r", "-z", "--name-only", &tip]);
        let listed = String::from_utf8(listed).unwrap();
        let paths = listed.split('\0').filter(|path| !path.is_empty());
        let read = |path: &str| git(self.0.path(), &["cat-file", "blob", &format!("{tip}:{path}")]);
        paths.map(|path| (path.to_owned(), read(path))).collect()
    }
}

fn table(remote: &str) -> String {
    format!("[publish.pages]\nkind = \"git\"\nremote = \"{remote}\"\nbranch = \"pages\"\n")
}

fn git(directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let output = command.arg("-C").arg(directory).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    output.stdout
}

fn publish(site: &Site) -> Command {
    let mut command = digest(site.root());
    command.args(["publish", "--now", NOW, "--max-deletes", "1000"]);
    command
}

fn publish_well(site: &Site) {
    let run = Run::of(&mut publish(site));
    assert_eq!(run.code, Some(0), "{run:#?}");
}

/// What a publish of `new` over `old` shows: `new`, and the assets that open pages may still load.
fn is_published(found: &Files, new: &Files, old: &Files) -> bool {
    let extra = |path: &String| path.starts_with("aktiver/") && old.contains_key(path);
    new.iter().all(|(path, bytes)| found.get(path) == Some(bytes))
        && found.keys().all(|path| new.contains_key(path) || extra(path))
}

/// A `git` that kills the program that runs it, when it is run for the n-th time.
fn killing_git(directory: &Path) -> PathBuf {
    let real = String::from_utf8(git(directory, &["--exec-path"])).unwrap();
    let script = format!(
        "#!/bin/sh\nnumber=$(($(cat \"$COUNTER\") + 1))\necho $number > \"$COUNTER\"\nif [ $number = \
         \"$KILL\" ]; then kill -9 $PPID; [ \"$GOES_ON\" ] || exit 1; fi\nexec {}/git \"$@\"\n",
        real.trim()
    );
    let file = directory.join("git");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    directory.to_owned()
}

#[test]
fn killed_at_each_program_it_shows_the_old_site_or_the_new_one() {
    let remote = Remote::new();
    let scratch = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", killing_git(scratch.path()).display());
    let counter = scratch.path().join("counter");
    let (old_files, new_files) = (built(&old()), built(&new()));
    let mut kills = 0;
    for number in 1.. {
        let site = Site::new(&old(), &remote.table());
        publish_well(&site);
        site.become_version(&new());
        fs::write(&counter, "0").unwrap();
        let mut command = publish(&site);
        command.env("PATH", &path).env("COUNTER", &counter).env("KILL", number.to_string());
        // The git that was running goes on alone, or ends as well.
        if number % 2 == 0 {
            command.env("GOES_ON", "1");
        }
        let run = Run::of(&mut command);
        if run.code == Some(0) {
            break;
        }
        assert_eq!(run.code, None, "{run:#?}");
        kills += 1;
        let found = remote.files();
        assert_eq!(crawl(&found, BASE_URL, &old_files, &new_files), [""; 0], "{number}");
        // The git that goes on may be faster than the next publish, which then fails once.
        if Run::of(&mut publish(&site)).code != Some(0) {
            publish_well(&site);
        }
        assert!(is_published(&remote.files(), &new_files, &old_files), "{number}");
    }
    println!("killed at each of {kills} programs");
    assert!(kills > 5, "{kills}");
}

#[test]
fn a_hook_may_publish() {
    let remote = Remote::new();
    let site = Site::new(&old(), &remote.table());
    git(site.root(), &["init", "--quiet"]);
    let mut command = publish(&site);
    let directory = site.root().join(".git");
    command.env("GIT_DIR", &directory).env("GIT_INDEX_FILE", directory.join("index"));
    command
        .env("GIT_WORK_TREE", site.root())
        .env("GIT_OBJECT_DIRECTORY", directory.join("objects"));
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(remote.files(), built(&old()));
    assert!(!directory.join("index").exists());
    assert_eq!(git(site.root(), &["count-objects"]), b"0 objects, 0 kilobytes\n");
}

#[test]
fn credentials_appear_nowhere() {
    // A host that wants to know who is there, whoever it is.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    let site = Site::new(&old(), &table(&format!("http://127.0.0.1:{port}/x.git")));
    git(site.root(), &["init", "--quiet"]);
    let helper = "!f() { echo username=ole; echo password=canary-secret; }; f";
    git(site.root(), &["config", "credential.helper", helper]);
    let run = Run::of(publish(&site).env("GIT_TRACE_CURL", "1").env("GIT_CURL_VERBOSE", "1"));
    assert_eq!(run.code, Some(4), "{run:#?}");
    assert!(!format!("{run:?}").contains("canary-secret"), "{run:#?}");
    assert!(run.stderr.contains("help:"), "{run:#?}");
    let mut grep = Command::new("grep");
    let found = grep.args(["-r", "canary-secret"]).arg(site.file(".digest")).output().unwrap();
    assert_eq!(found.status.code(), Some(1), "{found:?}");
}
