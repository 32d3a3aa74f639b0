//! What remotes refuse, and how they are found.

use super::desk::LIMIT;
use super::*;
use crate::publish::program::Program;

#[test]
fn what_a_hook_says_is_shown() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME]).unwrap();
    let before = remote.tip();
    remote.hook("pre-receive", "echo 'kun om mandagen' >&2; exit 1");
    let error = refusal(desk.publish(&[HOME, ("a", "a")]));
    assert_eq!(error.kind, TargetErrorKind::Denied);
    assert!(error.message.contains("pre-receive hook declined): kun om mandagen"), "{error}");
    assert_eq!(remote.tip(), before);
    remote.hook("pre-receive", "");
    desk.publish(&[HOME, ("a", "a")]).unwrap();
}

#[test]
fn a_host_with_branches_only_gets_the_record_as_a_branch() {
    for hook in ["update", "pre-receive"] {
        let script = match hook {
            "update" => "case $1 in refs/heads/*) ;; *) exit 1;; esac",
            _ => "while read a b ref; do case $ref in refs/heads/*) ;; *) exit 1;; esac; done",
        };
        let remote = Remote::new();
        remote.hook(hook, script);
        let mut desk = Desk::new(&remote);
        desk.publish(&[HOME]).unwrap();
        assert_eq!(desk.publish(&[HOME]).unwrap(), 0);
        assert_eq!(Desk::new(&remote).publish(&[HOME, ("a", "a")]).unwrap(), 1);
        let refs = remote.git(&["for-each-ref", "--format=%(refname)"]);
        assert_eq!(refs, "refs/heads/digest-record/pages\nrefs/heads/pages");
    }
}

#[test]
fn a_remote_without_atomic_pushes_is_published_to() {
    let remote = Remote::new();
    remote.git(&["config", "receive.advertiseAtomic", "false"]);
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME]).unwrap();
    desk.publish(&[HOME, ("a", "a")]).unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a", "a")]));
}

#[test]
fn a_remote_without_filters_is_published_to() {
    let remote = Remote::new();
    Desk::new(&remote).publish(&[HOME, ("a", "a")]).unwrap();
    remote.git(&["config", "uploadpack.allowFilter", "false"]);
    Desk::new(&remote).publish(&[HOME, ("a", "b")]).unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a", "b")]));
}

#[test]
fn the_remote_may_be_named_as_the_repository_of_the_site_does() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.config.remote = "origin".into();
    let error = refusal(desk.publish(&[HOME]));
    assert!(error.message.contains("`origin` is no remote"), "{error}");
    git(desk.root(), &["init", "--quiet"]);
    git(desk.root(), &["remote", "add", "origin", "https://elsewhere.invalid/x"]);
    git(desk.root(), &["remote", "set-url", "--push", "origin", &remote.url()]);
    git(desk.root(), &["config", "user.name", "Åse"]);
    git(desk.root(), &["config", "user.email", "aase@example.dk"]);
    desk.publish(&[HOME]).unwrap();
    assert_eq!(remote.git(&["log", "--format=%cn <%ce>", "pages"]), "Åse <aase@example.dk>");
    // Its repository has not changed.
    assert_eq!(git(desk.root(), &["for-each-ref"]), "");
    assert!(!desk.root().join(".git/index").exists());
    assert!(!git(desk.root(), &["config", "--local", "--list"]).contains("digest"));
}

#[test]
fn a_daemon_is_published_to() {
    let remote = Remote::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = format!("--base-path={}", remote.path.parent().unwrap().display());
    let port_option = format!("--port={port}");
    let options = ["daemon", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1"];
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let is_done = std::sync::Mutex::new(is_done);
    let ended = Interruption::new(move || {
        let waited = is_done.lock().unwrap().try_recv();
        waited == Err(std::sync::mpsc::TryRecvError::Disconnected)
    });
    let daemon = Program::new("git").args(options).args([&port_option, &base]);
    let daemon = daemon.interrupted_by(&ended);
    let daemon = std::thread::spawn(move || daemon.run(LIMIT));
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(!daemon.is_finished());
    }
    for is_squashed in [false, true] {
        let make = || {
            let mut desk = Desk::new(&remote);
            desk.config.remote = format!("git://127.0.0.1:{port}/site.git");
            if is_squashed { desk.squashing() } else { desk }
        };
        make().publish(&[HOME, ("a", "a"), ("b", "b")]).unwrap();
        assert_eq!(make().publish(&[HOME, ("a", "new")]).unwrap(), 2);
        assert_eq!(remote.files(), texts([HOME, ("a", "new")]));
        assert_eq!(remote.commits() == 1, is_squashed);
    }
    drop(done);
    assert_eq!(daemon.join().unwrap().unwrap_err().kind, TargetErrorKind::Interrupted);
}

#[test]
fn a_path_is_below_the_sites_directory() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    std::os::unix::fs::symlink(&remote.path, desk.root().join("remote.git")).unwrap();
    desk.config.remote = "./remote.git".into();
    desk.publish(&[HOME]).unwrap();
    assert_eq!(remote.files(), texts([HOME]));
}

#[test]
fn a_remote_that_is_not_there_is_explained() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.config.remote = "/no/such/repository.git".into();
    let error = refusal(desk.publish(&[HOME]));
    assert_eq!(error.kind, TargetErrorKind::Denied);
    assert!(error.help.unwrap().contains("create the repository"));
    desk.config.remote = "git://127.0.0.1:1/x".into();
    let error = refusal(desk.publish(&[HOME]));
    assert!(error.message.contains("127.0.0.1"), "{error}");
    for branch in ["a..b", "-x", "a b", ""] {
        desk.config.branch = branch.into();
        desk.config.remote = remote.url();
        assert_eq!(refusal(desk.publish(&[HOME])).kind, TargetErrorKind::Refused, "{branch}");
    }
}

#[test]
fn a_planted_repository_runs_nothing() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    let planted = desk.root().join(".digest/publish/web/git");
    fs::create_dir_all(planted.join("hooks")).unwrap();
    let ran = desk.root().join("ran");
    let command = format!("touch {}", ran.display());
    let evil = desk.root().join("evil");
    fs::create_dir_all(&evil).unwrap();
    git(&evil, &["init", "--quiet", "--bare"]);
    for key in
        ["core.sshCommand", "core.fsmonitor", "credential.helper", "uploadpack.packObjectsHook"]
    {
        git(&evil, &["config", key, &format!("!{command}")]);
    }
    fs::write(planted.join("commondir"), evil.to_str().unwrap()).unwrap();
    fs::copy(evil.join("config"), planted.join("config")).unwrap();
    remote_with_hook(&planted, &command);
    desk.publish(&[HOME]).unwrap();
    desk.config.remote = "ssh://127.0.0.1:1/x".into();
    desk.publish(&[HOME]).unwrap_err();
    assert!(!ran.exists());
}

fn remote_with_hook(repository: &Path, command: &str) {
    for hook in ["pre-push", "reference-transaction", "post-index-change"] {
        let file = repository.join("hooks").join(hook);
        fs::write(&file, format!("#!/bin/sh\n{command}\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&file, mode).unwrap();
    }
}

#[test]
fn credentials_are_shown_nowhere() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    git(desk.root(), &["init", "--quiet"]);
    git(desk.root(), &["remote", "add", "origin", "http://ole:canary@127.0.0.1:1/x.git"]);
    git(desk.root(), &["config", "http.extraHeader", "Authorization: basic canary"]);
    desk.config.remote = "origin".into();
    let error = refusal(desk.publish(&[HOME]));
    assert!(error.message.contains("127.0.0.1"), "{error}");
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    let found = Program::new("grep").args(["-r", "canary", ".digest"]).directory(desk.root());
    assert_eq!(found.run(LIMIT).unwrap().code, Some(1));
}

#[test]
fn an_interruption_changes_nothing() {
    let remote = Remote::new();
    let mut desk = Desk::new(&remote);
    desk.publish(&[HOME]).unwrap();
    let before = remote.tip();
    remote.hook("pre-receive", "sleep 30");
    let start = std::time::Instant::now();
    desk.interruption = Interruption::new(move || start.elapsed().as_millis() > 1_500);
    let error = desk.publish(&[HOME, ("a", "a")]).unwrap_err();
    assert!(matches!(error, PublishError::Interrupted { .. }), "{error}");
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(remote.tip(), before);
    remote.hook("pre-receive", "");
    desk.interruption = Interruption::never();
    desk.publish(&[HOME, ("a", "a")]).unwrap();
    assert_eq!(remote.files(), texts([HOME, ("a", "a")]));
}
