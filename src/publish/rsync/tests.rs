//! Against a real sshd on this machine. `scripts/test publish` installs it and runs the tests that
//! need it.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk and start sshd")]

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::*;
use crate::publish::target::Headers;

type Tree = BTreeMap<String, String>;

/// A host with a directory, and a site that is published to it.
struct Place {
    directory: tempfile::TempDir,
    sshd: Child,
    keep: usize,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
    }
}

impl Place {
    fn new() -> Self {
        Self::with("")
    }

    /// Starts a host with more lines in its configuration.
    fn with(configuration: &str) -> Self {
        // In memory where that is possible: a disk that others use takes long to sync.
        let memory = Some(Path::new("/dev/shm")).filter(|memory| memory.is_dir());
        let directory = memory.map_or_else(tempfile::tempdir, tempfile::tempdir_in).unwrap();
        let at = |path: &str| directory.path().join(path).display().to_string();
        for name in ["public", "srv with space", "bin"] {
            fs::create_dir(at(name)).unwrap();
        }
        for key in ["host", "user", "other"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)])
                .status();
            assert!(made.unwrap().success(), "openssh-client must be installed");
        }
        fs::copy(at("user.pub"), at("authorized")).unwrap();
        // Only root needs it.
        let _ = fs::create_dir_all("/run/sshd");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let sshd_config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
             StrictModes no\nPasswordAuthentication yes\nKbdInteractiveAuthentication yes\n\
             PermitRootLogin yes\n{configuration}\n",
            at("host"),
            at("authorized"),
        );
        fs::write(at("sshd_config"), sshd_config.replace("BIN", &at("bin"))).unwrap();
        let public = fs::read_to_string(at("host.pub")).unwrap();
        fs::write(at("known"), format!("[127.0.0.1]:{port} {public}")).unwrap();
        fs::write(
            at("ssh_config"),
            format!(
                "Host web\nHostName 127.0.0.1\nPort {port}\nIdentityFile {}\nIdentitiesOnly yes\n\
                 UserKnownHostsFile {}\nGlobalKnownHostsFile none\n",
                at("user"),
                at("known"),
            ),
        )
        .unwrap();
        let mut sshd = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", &at("sshd_config")])
            .stdin(Stdio::null())
            .stderr(fs::File::create(at("sshd.log")).unwrap())
            .spawn()
            .expect("openssh-server must be installed");
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(20), "sshd does not listen");
            assert!(sshd.try_wait().unwrap().is_none(), "{:?}", fs::read_to_string(at("sshd.log")));
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { directory, sshd, keep: 3 }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn text_at(&self, path: &str) -> String {
        self.at(path).display().to_string()
    }

    fn try_target(&self, path: &str) -> Result<RsyncTarget, TargetError> {
        let config = RsyncConfig { host: "web".into(), path: path.into(), keep: self.keep };
        let now = "2026-11-27T13:45:01Z".parse().unwrap();
        let mut target = RsyncTarget::new(&config, now, &Interruption::never())?;
        target.ssh.more_options = vec![format!("-F{}", self.text_at("ssh_config"))];
        Ok(target)
    }

    fn target(&self) -> RsyncTarget {
        self.try_target(&self.text_at("srv with space/w'ø")).unwrap()
    }

    fn link(&self) -> PathBuf {
        self.at("srv with space/w'ø")
    }

    fn releases(&self) -> PathBuf {
        self.at("srv with space/w'ø.releases")
    }

    fn collect(&self, target: &RsyncTarget, puts: &[(&str, &str)], deletes: &[&str]) {
        target.begin().unwrap();
        for (path, text) in puts {
            let file = self.at("public").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            target
                .put(&Object {
                    path: &OutputPath::new(path).unwrap(),
                    file: &file,
                    size: text.len() as u64,
                    fingerprint: Fingerprint::of(text.as_bytes()),
                    headers: &headers(),
                })
                .unwrap();
        }
        for path in deletes {
            target.delete(&OutputPath::new(path).unwrap()).unwrap();
        }
    }

    fn try_publish(
        &self,
        puts: &[(&str, &str)],
        deletes: &[&str],
        manifest: &str,
    ) -> Result<(), TargetError> {
        let target = self.target();
        target.preflight()?;
        let lock = target.write(Record::Lock, b"mine", None)?;
        let result = target.read(Record::Manifest).and_then(|stored| {
            let expected = stored.map(|stored| stored.revision);
            self.collect(&target, puts, deletes);
            let renewed = target.write(Record::Lock, b"renewed", Some(&lock))?;
            assert_ne!(lock, renewed);
            let revision = target.finish(manifest.as_bytes(), expected.as_ref())?;
            let stored = target.read(Record::Manifest)?.unwrap();
            assert_eq!(stored, Stored { bytes: manifest.into(), revision });
            Ok(())
        });
        fs::remove_dir_all(self.at("public")).unwrap();
        fs::create_dir(self.at("public")).unwrap();
        target.remove(Record::Lock)?;
        result
    }

    fn publish(&self, puts: &[(&str, &str)], deletes: &[&str], manifest: &str) {
        self.try_publish(puts, deletes, manifest).unwrap();
    }

    fn live(&self) -> Tree {
        tree(&self.link().join(""))
    }

    fn manifest(&self) -> Option<String> {
        let stored = self.target().read(Record::Manifest).unwrap();
        stored.map(|stored| String::from_utf8(stored.bytes).unwrap())
    }

    /// Every name in the directory of releases and that of records, sorted.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for directory in [self.releases(), self.releases().join(".digest")] {
            let entries = fs::read_dir(directory).unwrap();
            names.extend(entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()));
        }
        names.retain(|name| name != ".digest");
        names.sort();
        names
    }
}

fn headers() -> Headers {
    let text = || "x".to_owned();
    Headers { content_type: text(), cache_control: text(), content_encoding: None }
}

fn tree(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in walkdir::WalkDir::new(directory).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() {
            tree.insert(path, fs::read_to_string(entry.path()).unwrap());
        } else if entry.file_type().is_symlink() {
            tree.insert(path, format!("-> {}", fs::read_link(entry.path()).unwrap().display()));
        }
    }
    tree
}

fn files(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect()
}

fn id(number: u32) -> String {
    format!("20261127T134501Z-{number:03}")
}

fn check_publishes(place: &Place) {
    place.publish(
        &[("index.html", "1"), ("a/b/x.html", "x"), ("y", "y"), ("file", "file"), ("dir/x", "x")],
        &[],
        "one",
    );
    let y = || fs::metadata(place.link().join("y")).unwrap().ino();
    let before = y();
    fs::write(place.link().join("theirs"), "theirs").unwrap();
    symlink("/nowhere", place.link().join("link")).unwrap();

    let hostile = "c/-x # 'æ ø'; $HOME.html";
    place.publish(
        &[
            ("index.html", "2"),
            (hostile, "c"),
            ("-n", "n"),
            ("#x", "#"),
            ("file/x", "f"),
            ("dir", "d"),
        ],
        &["a/b/x.html", "file", "dir/x"],
        "two\n",
    );
    let expected = [
        ("index.html", "2"),
        (hostile, "c"),
        ("-n", "n"),
        ("#x", "#"),
        ("file/x", "f"),
        ("dir", "d"),
        ("y", "y"),
        ("theirs", "theirs"),
        ("link", "-> /nowhere"),
    ];
    assert_eq!(place.live(), files(&expected));
    assert_eq!(y(), before, "what is unchanged is shared");
    assert!(!place.link().join("a").exists(), "directories that became empty are gone");
    let old = tree(&place.releases().join(id(0)));
    assert_eq!((old["index.html"].as_str(), old["a/b/x.html"].as_str()), ("1", "x"));
    let mode = |path: PathBuf| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(place.link().join("index.html")), 0o644);
    assert_eq!(mode(place.link().join("file")), 0o755);
    assert_eq!(mode(place.releases().join(".digest")), 0o700);
    assert_eq!(mode(place.releases().join(".digest").join(format!("{}.json", id(1)))), 0o600);

    let target = place.target();
    let size_of = |path: &str| target.size_of(&OutputPath::new(path).unwrap()).unwrap();
    assert_eq!(size_of(hostile), Some(1));
    assert_eq!(size_of("theirs"), Some(6));
    assert_eq!(size_of("link/x"), Some(0), "nothing is put through a link");
    assert_eq!([size_of("none"), size_of("y/x"), size_of("file")], [None; 3]);
    assert_eq!(target.list().unwrap().len(), expected.len());

    // Rolling back, and what comes after it.
    place.publish(&[("index.html", "3")], &[], "three");
    assert_eq!(place.target().rollback().unwrap(), id(1));
    assert_eq!(place.target().rollback().unwrap(), id(0));
    assert_eq!(place.manifest().as_deref(), Some("one"));
    assert_eq!(place.target().rollback().unwrap_err().kind, TargetErrorKind::Refused);
    place.publish(&[("index.html", "4")], &[], "four");
    assert_eq!(place.names(), [id(0), format!("{}.json", id(0)), id(3), format!("{}.json", id(3))]);
    for text in ["5", "6", "7"] {
        place.publish(&[("index.html", text)], &[], text);
    }
    let kept = [id(4), id(5), id(6)];
    let kept: Vec<_> = kept.iter().flat_map(|id| [id.clone(), format!("{id}.json")]).collect();
    assert_eq!(place.names(), kept);
}

#[test]
#[ignore = "needs sshd"]
fn releases_come_and_go() {
    check_publishes(&Place::new());
}

#[test]
#[ignore = "needs sshd"]
fn busybox_is_enough_at_the_far_end() {
    let place = Place::with("SetEnv PATH=BIN");
    for tool in ["busybox", "rsync"] {
        let found = ["/bin", "/usr/bin"].map(|bin| Path::new(bin).join(tool));
        let found = found.iter().find(|path| path.exists()).expect("busybox must be installed");
        symlink(found, place.at("bin").join(tool)).unwrap();
    }
    let applets = Command::new("busybox").arg("--list").output().unwrap().stdout;
    for applet in String::from_utf8(applets).unwrap().lines() {
        let _ = symlink("busybox", place.at("bin").join(applet));
    }
    check_publishes(&place);
}

#[test]
#[ignore = "needs sshd"]
fn what_is_already_there_is_refused() {
    let place = Place::new();
    let refused = || {
        let error = place.target().preflight().unwrap_err();
        assert_eq!(error.kind, TargetErrorKind::Refused, "{error}");
        assert!(error.help.is_some());
        error.message
    };
    fs::create_dir(place.link()).unwrap();
    assert!(refused().contains("is not a symbolic link"));
    fs::remove_dir(place.link()).unwrap();
    symlink("else where", place.link()).unwrap();
    assert!(refused().contains("points to `else where`"));
    fs::remove_file(place.link()).unwrap();
    for path in ["", "/", "..", "~/www", "-x", "a/-x", "a\nb"] {
        let error = place.try_target(path).unwrap_err();
        assert_eq!(error.kind, TargetErrorKind::Refused, "{path}");
    }

    place.publish(&[("index.html", "1")], &[], "one");
    symlink(place.directory.path(), place.link().join("a")).unwrap();
    let error = place.try_publish(&[("a/x", "x")], &[], "two").unwrap_err();
    assert!(error.message.contains("symbolic link that digest did not make: a"), "{error}");
    assert!(!place.at("x").exists());
    let error = place.try_publish(&[("index.html", "2")], &["a/known"], "two").unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Refused, "{error}");
    assert!(place.at("known").exists());
    assert_eq!(place.live()["index.html"], "1");
}

#[test]
#[ignore = "needs sshd"]
fn records_are_written_only_over_the_version_that_was_read() {
    let place = Place::new();
    let target = place.target();
    assert_eq!(target.read(Record::Lock).unwrap(), None);
    let first = target.write(Record::Lock, b"{\"id\": \"it's\"}", None).unwrap();
    let conflict = |expected| target.write(Record::Lock, b"x", expected).unwrap_err().kind;
    assert_eq!(conflict(None), TargetErrorKind::Conflict);
    let second = target.write(Record::Lock, b"second", Some(&first)).unwrap();
    assert_eq!(conflict(Some(&first)), TargetErrorKind::Conflict);
    let stored = target.read(Record::Lock).unwrap().unwrap();
    assert_eq!(stored, Stored { bytes: b"second".to_vec(), revision: second });
    target.remove(Record::Lock).unwrap();
    assert_eq!(
        target.write(Record::Manifest, b"x", None).unwrap_err().kind,
        TargetErrorKind::Refused
    );

    let won: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| place.target().write(Record::Lock, b"mine", None).is_ok()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    target.remove(Record::Lock).unwrap();

    place.publish(&[("index.html", "1")], &[], "one");
    let read = || place.target().read(Record::Manifest).unwrap().unwrap().revision;
    let old = read();
    place.target().write(Record::Manifest, b"audited", Some(&old)).unwrap();
    assert_eq!(place.manifest().as_deref(), Some("audited"));
    place.collect(&target, &[("index.html", "2")], &[]);
    let error = target.finish(b"two", Some(&old)).unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Conflict, "{error}");
    assert_eq!(place.live()["index.html"], "1");
    assert_eq!(place.names(), [id(0), format!("{}.json", id(0))], "nothing is left over");
}

#[test]
#[ignore = "needs sshd"]
fn a_host_that_cannot_be_trusted_or_does_not_trust_us_is_named() {
    let place = Place::new();
    let failed = |words: &str| {
        let started = Instant::now();
        let error = place.target().preflight().unwrap_err();
        assert_eq!(error.kind, TargetErrorKind::Denied, "{error}");
        assert!(error.message.contains(words), "{error}");
        assert!(error.help.is_some());
        assert!(started.elapsed() < Duration::from_secs(20), "it asked and waited");
    };
    // Without a key, the host would ask for a password.
    fs::copy(place.at("other.pub"), place.at("authorized")).unwrap();
    failed("does not accept any key");
    fs::copy(place.at("user.pub"), place.at("authorized")).unwrap();
    place.target().preflight().unwrap();

    let known = fs::read_to_string(place.at("known")).unwrap();
    let other = fs::read_to_string(place.at("other.pub")).unwrap();
    let host = known.split(' ').next().unwrap();
    fs::write(place.at("known"), format!("{host} {other}")).unwrap();
    failed("is not the one that is known");
    fs::write(place.at("known"), "").unwrap();
    failed("is not known to ssh");
    fs::write(place.at("known"), known).unwrap();
    place.target().preflight().unwrap();
}

#[test]
#[ignore = "needs sshd"]
fn a_transfer_that_ends_early_shows_nothing() {
    // The far end's rsync dies amid its work, ends without having done it, or has no room.
    let text = "x".repeat(1 << 20);
    for (script, words) in [
        ("head -c 2000 | /usr/bin/rsync \"$@\" | head -c 100", "the connection to `web` failed"),
        ("kill -9 $$", "the connection to `web` failed"),
        ("ulimit -f 1; exec /usr/bin/rsync \"$@\"", "failed"),
        (
            "echo 'write failed: No space left on device (28)' >&2; exit 11",
            "the disk of `web` is full",
        ),
    ] {
        let broken = Place::with("SetEnv PATH=BIN:/usr/bin:/bin");
        broken.publish(&[("index.html", "1")], &[], "one");
        fs::write(broken.at("bin/rsync"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(broken.at("bin/rsync"), fs::Permissions::from_mode(0o755)).unwrap();
        let error =
            broken.try_publish(&[("index.html", "2"), ("a", &text)], &[], "two").unwrap_err();
        assert!(error.message.contains(words), "{script}: {error}");
        assert_eq!(broken.live(), files(&[("index.html", "1")]), "{script}");
        assert_eq!(broken.manifest().as_deref(), Some("one"));
        assert_eq!(broken.names(), [id(0), format!("{}.json", id(0))], "{script}");
        fs::remove_file(broken.at("bin/rsync")).unwrap();
        broken.publish(&[("index.html", "3")], &[], "three");
        assert_eq!(broken.live(), files(&[("index.html", "3")]));
    }
}

#[test]
#[ignore = "needs sshd"]
fn what_a_killed_publish_left_is_cleared_by_the_next() {
    for step in 0..4 {
        let place = Place::new();
        place.publish(&[("index.html", "1"), ("old", "old")], &[], "one");
        let (name, partial) = (id(1), format!(".{}.partial", id(1)));
        let releases = place.releases();
        fs::create_dir_all(releases.join(&partial).join("half")).unwrap();
        fs::write(releases.join(".digest").join(format!(".{name}.json.new")), "th").unwrap();
        if step >= 1 {
            fs::write(releases.join(".digest").join(format!("{name}.json")), "r\nthree\n").unwrap();
        }
        if step >= 2 {
            fs::rename(releases.join(&partial), releases.join(&name)).unwrap();
        }
        if step >= 3 {
            // It died while it kept others out, some time ago.
            let guard = releases.join(".digest/guard");
            fs::create_dir(&guard).unwrap();
            let aged = Command::new("touch").args(["-d", "10 minutes ago"]).arg(&guard).status();
            assert!(aged.unwrap().success());
            symlink("x", place.at("srv with space/.w'ø.digest-link")).unwrap();
        }
        assert_eq!(place.manifest().as_deref(), Some("one"));
        place.publish(&[("index.html", "4")], &["old"], "four");
        assert_eq!(place.live(), files(&[("index.html", "4")]), "step {step}");
        let names = place.names();
        assert_eq!(names.len(), 4, "step {step}: {names:?}");
        assert!(!place.at("srv with space/.w'ø.digest-link").is_symlink());
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_greeting_and_noise_are_no_answer() {
    let place = Place::with(
        "ForceCommand echo Velkommen; echo digest-fail taken; eval \"$SSH_ORIGINAL_COMMAND\"",
    );
    place.publish(&[], &[], "empty");
    assert_eq!(place.manifest().as_deref(), Some("empty"));
}
