#![expect(clippy::disallowed_methods, reason = "tests look at the disk themselves")]

mod readers;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use super::*;
use crate::fingerprint::Fingerprint;
use crate::publish::target::Headers;

/// A site and a directory that it is published to.
struct Place {
    directory: tempfile::TempDir,
    path: String,
    keep: usize,
}

/// The files of a release: their bytes, or the target of a link.
type Tree = BTreeMap<String, String>;

impl Place {
    fn new() -> Self {
        // In memory where that is possible: a disk that others use takes long to sync.
        let memory = Some(Path::new("/dev/shm")).filter(|memory| memory.is_dir());
        let directory = memory.map_or_else(tempfile::tempdir, tempfile::tempdir_in).unwrap();
        for name in ["site/content", "site/public", "srv"] {
            fs::create_dir_all(directory.path().join(name)).unwrap();
        }
        Self { directory, path: "../srv/www".into(), keep: 3 }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn try_target(&self) -> Result<DirectoryTarget, TargetError> {
        let config = DirectoryConfig { path: self.path.clone(), keep: self.keep };
        let now = "2026-11-27T13:45:01Z".parse().unwrap();
        DirectoryTarget::new(&self.at("site"), &self.at("site/public"), &config, now)
    }

    fn target(&self) -> DirectoryTarget {
        self.try_target().unwrap()
    }

    /// Begins a release, puts files and deletes some.
    fn collect(&self, target: &DirectoryTarget, puts: &[(&str, &str)], deletes: &[&str]) {
        target.preflight().unwrap();
        target.begin().unwrap();
        for (path, text) in puts {
            self.put(target, path, text).unwrap();
        }
        for path in deletes {
            target.delete(&OutputPath::new(path).unwrap()).unwrap();
        }
    }

    fn put(&self, target: &DirectoryTarget, path: &str, text: &str) -> Result<(), TargetError> {
        let file = self.at("site/public").join(path.replace('/', "!"));
        fs::write(&file, text).unwrap();
        target.put(&Object {
            path: &OutputPath::new(path).unwrap(),
            file: &file,
            size: text.len() as u64,
            fingerprint: Fingerprint::of(text.as_bytes()),
            headers: &headers(),
        })
    }

    /// A whole publish, whose manifest is a text.
    fn publish(&self, puts: &[(&str, &str)], deletes: &[&str], manifest: &str) {
        let target = self.target();
        let expected = target.read(Record::Manifest).unwrap().map(|stored| stored.revision);
        self.collect(&target, puts, deletes);
        let revision = target.finish(manifest.as_bytes(), expected.as_ref()).unwrap();
        let stored = target.read(Record::Manifest).unwrap().unwrap();
        assert_eq!((stored.bytes.as_slice(), stored.revision), (manifest.as_bytes(), revision));
    }

    fn manifest(&self) -> Option<String> {
        let stored = self.target().read(Record::Manifest).unwrap();
        stored.map(|stored| String::from_utf8(stored.bytes).unwrap())
    }

    fn live(&self) -> Tree {
        tree(&self.at("srv/www/"))
    }

    /// Every name in `PATH.releases/` and its records.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for directory in ["srv/www.releases", "srv/www.releases/.digest", "srv"] {
            let entries = fs::read_dir(self.at(directory)).unwrap();
            names.extend(entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()));
        }
        names.retain(|name| !matches!(name.as_str(), ".digest" | "www" | "www.releases"));
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

#[test]
fn a_publish_changes_only_what_it_puts_and_deletes() {
    let place = Place::new();
    place.publish(&[("index.html", "1"), ("a/b/x.html", "x"), ("y", "y")], &[], "one");
    assert_eq!(place.live(), files(&[("index.html", "1"), ("a/b/x.html", "x"), ("y", "y")]));
    let inode = |path: &str| fs::metadata(place.at(path)).unwrap().ino();
    let before = inode("srv/www/y");

    place.publish(&[("index.html", "2"), ("c/æ ø.html", "c")], &["a/b/x.html"], "two");
    assert_eq!(place.live(), files(&[("index.html", "2"), ("c/æ ø.html", "c"), ("y", "y")]));
    assert!(!place.at("srv/www/a").exists(), "directories that became empty are gone");
    assert_eq!(inode("srv/www/y"), before, "what is unchanged is shared");
    let old = tree(&place.at("srv/www.releases").join(id(0)));
    assert_eq!(old, files(&[("index.html", "1"), ("a/b/x.html", "x"), ("y", "y")]));
    let link = fs::read_link(place.at("srv/www")).unwrap();
    assert_eq!(link, Path::new("www.releases").join(id(1)));

    let mode = |path: &str| fs::metadata(place.at(path)).unwrap().mode() & 0o777;
    for (path, expected) in [
        ("srv/www/index.html", 0o644),
        ("srv/www/c", 0o755),
        ("srv/www/", 0o755),
        ("srv/www.releases", 0o755),
        ("srv/www.releases/.digest", 0o700),
    ] {
        assert_eq!(mode(path), expected, "{path}");
    }
    assert_eq!(mode(&format!("srv/www.releases/.digest/{}.json", id(1))), 0o600);
}

#[test]
fn foreign_files_and_links_come_along_untouched() {
    let place = Place::new();
    place.publish(&[("index.html", "1")], &[], "one");
    fs::write(place.at("outside"), "outside").unwrap();
    fs::create_dir(place.at("srv/www/theirs")).unwrap();
    fs::set_permissions(place.at("srv/www/theirs"), fs::Permissions::from_mode(0o750)).unwrap();
    fs::write(place.at("srv/www/theirs/x"), "theirs").unwrap();
    symlink("../../../outside", place.at("srv/www/link")).unwrap();
    symlink(place.at("site"), place.at("srv/www/theirs/site")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"no\xffutf8");
    fs::write(place.at("srv/www").join(name), "bytes").unwrap();

    place.publish(&[("index.html", "2")], &["link"], "two");
    fs::remove_file(place.at("srv/www").join(name)).unwrap();
    let site = format!("-> {}", place.at("site").display());
    let found = place.live();
    assert_eq!(
        found,
        files(&[("index.html", "2"), ("theirs/x", "theirs"), ("theirs/site", &site)])
    );
    assert_eq!(fs::read_to_string(place.at("outside")).unwrap(), "outside");
    assert_eq!(fs::metadata(place.at("srv/www/theirs")).unwrap().mode() & 0o777, 0o750);

    let target = place.target();
    let listed: Vec<_> =
        target.list().unwrap().into_iter().map(|entry| (entry.path, entry.size)).collect();
    let length = place.at("site").as_os_str().len() as u64;
    let expected =
        [("index.html".into(), 1), ("theirs/site".into(), length), ("theirs/x".into(), 6)];
    assert_eq!(listed, expected);
    let size_of = |path: &str| target.size_of(&OutputPath::new(path).unwrap()).unwrap();
    assert_eq!(size_of("theirs/x"), Some(6));
    assert_eq!(size_of("theirs/site"), Some(length), "the link itself");
    assert_eq!(size_of("theirs/site/content"), Some(0), "nothing is put through a link");
    assert_eq!([size_of("theirs"), size_of("none/x"), size_of("index.html/x")], [None; 3]);
}

#[test]
fn nothing_is_put_through_a_link_that_digest_did_not_make() {
    let place = Place::new();
    place.publish(&[("index.html", "1")], &[], "one");
    fs::create_dir(place.at("outside")).unwrap();
    symlink(place.at("outside"), place.at("srv/www/a")).unwrap();
    symlink(place.at("outside/b"), place.at("srv/www/b")).unwrap();
    let target = place.target();
    place.collect(&target, &[("b", "new")], &[]);
    let error = place.put(&target, "a/x", "x").unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Refused, "{error}");
    assert!(error.message.contains("above `a/x` is a symbolic link"), "{error}");
    assert!(fs::read_dir(place.at("outside")).unwrap().next().is_none());
    drop(target);
    assert_eq!(place.names(), [id(0), format!("{}.json", id(0))], "nothing is left over");
}

#[test]
fn files_and_directories_take_each_others_places() {
    let place = Place::new();
    place.publish(&[("a", "file"), ("b/x/y", "below"), ("b/z", "z")], &[], "one");
    place.publish(&[("a/x", "below"), ("b", "file")], &["a", "b/x/y", "b/z"], "two");
    assert_eq!(place.live(), files(&[("a/x", "below"), ("b", "file")]));

    fs::create_dir(place.at("srv/www/c")).unwrap();
    fs::write(place.at("srv/www/c/theirs"), "").unwrap();
    let target = place.target();
    let expected = target.read(Record::Manifest).unwrap().map(|stored| stored.revision);
    place.collect(&target, &[("c", "file")], &[]);
    let error = target.finish(b"three", expected.as_ref()).unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Refused);
    assert!(error.message.contains("in the way of `c`"), "{error}");
    assert!(place.at("srv/www/c/theirs").exists());
}

#[test]
fn what_is_already_there_is_refused() {
    let place = Place::new();
    let refused = |place: &Place| {
        let error = place.try_target().and_then(|target| target.preflight()).unwrap_err();
        assert_eq!(error.kind, TargetErrorKind::Refused, "{error}");
        assert!(error.help.is_some());
        error.message
    };
    let link = place.at("srv/www");
    fs::create_dir(&link).unwrap();
    assert!(refused(&place).contains("is not a symbolic link"));
    fs::remove_dir(&link).unwrap();
    fs::write(&link, "").unwrap();
    assert!(refused(&place).contains("is not a symbolic link"));
    fs::remove_file(&link).unwrap();
    symlink("elsewhere", &link).unwrap();
    assert!(refused(&place).contains("points to `elsewhere`"));
    fs::remove_file(&link).unwrap();
    // The name is that of a release, but of another directory's.
    symlink(format!("other.releases/{}", id(0)), &link).unwrap();
    assert!(refused(&place).contains("not a release of digest"));
    fs::remove_file(&link).unwrap();

    fs::create_dir_all(place.at("site/.digest")).unwrap();
    symlink(place.at("site/content"), place.at("srv/hidden")).unwrap();
    for path in [
        "public",
        "public/",
        "public/www",
        "content/www",
        "static",
        ".digest/sites/x",
        ".git/www",
        ".",
        "..",
        "/",
        "../site",
        "",
        "../srv/hidden/www",
        "x\ny",
    ] {
        let place = Place { directory: tempfile::tempdir().unwrap(), path: path.into(), keep: 2 };
        for name in ["site/content", "site/public", "srv", "site/.digest"] {
            fs::create_dir_all(place.at(name)).unwrap();
        }
        symlink(place.at("site/content"), place.at("srv/hidden")).unwrap();
        refused(&place);
    }
    let inside = Place { path: "www/current".into(), ..place };
    inside.target().preflight().unwrap();
    assert!(!inside.at("site/www").exists(), "a preflight changes nothing");
    inside.publish(&[("index.html", "1")], &[], "one");
    assert!(inside.at("site/www/current/index.html").exists());
}

#[test]
fn only_so_many_releases_are_kept() {
    let place = Place::new();
    for number in 0..5 {
        place.publish(&[("index.html", &number.to_string())], &[], &number.to_string());
    }
    let ids = [id(2), id(3), id(4)];
    let expected: Vec<_> = ids.iter().flat_map(|id| [id.clone(), format!("{id}.json")]).collect();
    assert_eq!(place.names(), expected);
}

#[test]
fn rolling_back_goes_one_release_further_each_time() {
    let place = Place { keep: 4, ..Place::new() };
    let none = place.target().rollback().unwrap_err();
    assert!(none.message.contains("nothing is published"), "{none}");
    for text in ["1", "2", "3", "4"] {
        place.publish(&[("index.html", text)], &[], text);
    }
    assert_eq!(place.target().rollback().unwrap(), id(2));
    assert_eq!(place.target().rollback().unwrap(), id(1));
    assert_eq!(place.live(), files(&[("index.html", "2")]));
    assert_eq!(place.manifest().as_deref(), Some("2"), "that of the live release");

    // The next publish starts from what is live, and what was rolled back is forgotten.
    place.publish(&[("new", "5")], &[], "5");
    assert_eq!(place.live(), files(&[("index.html", "2"), ("new", "5")]));
    assert_eq!(place.target().rollback().unwrap(), id(1));
    assert_eq!(place.target().rollback().unwrap(), id(0));
    let end = place.target().rollback().unwrap_err();
    assert_eq!(end.kind, TargetErrorKind::Refused);
    assert!(end.message.contains("no release before"), "{end}");
    assert_eq!(place.live(), files(&[("index.html", "1")]));
}

#[test]
fn a_publish_that_began_before_another_ended_shows_nothing() {
    let place = Place::new();
    place.publish(&[("index.html", "1")], &[], "one");
    place.publish(&[("index.html", "2")], &[], "two");
    let begin = || {
        let target = place.target();
        let expected = target.read(Record::Manifest).unwrap().map(|stored| stored.revision);
        place.collect(&target, &[("index.html", "mine")], &[]);
        (target, expected)
    };
    // Without the lock of publishes, the other one takes what this one has begun for leftovers.
    let (target, expected) = begin();
    place.publish(&[("index.html", "theirs")], &[], "two");
    target.finish(b"mine", expected.as_ref()).unwrap_err();
    assert_eq!(place.live(), files(&[("index.html", "theirs")]));

    let (target, expected) = begin();
    place.target().rollback().unwrap();
    let error = target.finish(b"mine", expected.as_ref()).unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Conflict, "the same manifest, of another release");
    assert_eq!(place.live(), files(&[("index.html", "2")]));
}

#[test]
fn records_are_written_only_over_the_version_that_was_read() {
    let place = Place::new();
    let target = place.target();
    assert_eq!(target.read(Record::Lock).unwrap(), None);
    target.remove(Record::Lock).unwrap();
    let first = target.write(Record::Lock, b"first", None).unwrap();
    let conflict = |expected| target.write(Record::Lock, b"x", expected).unwrap_err().kind;
    assert_eq!(conflict(None), TargetErrorKind::Conflict);
    let second = target.write(Record::Lock, b"second", Some(&first)).unwrap();
    assert_eq!(conflict(Some(&first)), TargetErrorKind::Conflict);
    let stored = target.read(Record::Lock).unwrap().unwrap();
    assert_eq!(stored, Stored { bytes: b"second".to_vec(), revision: second.clone() });
    target.remove(Record::Lock).unwrap();
    assert_eq!(conflict(Some(&second)), TargetErrorKind::Conflict);
    let early = target.write(Record::Manifest, b"x", None).unwrap_err();
    assert_eq!(early.kind, TargetErrorKind::Refused, "there is no release yet: {early}");

    place.publish(&[("index.html", "1")], &[], "one");
    target.remove(Record::Manifest).unwrap();
    assert_eq!(place.manifest(), None);
    target.write(Record::Manifest, b"audited", None).unwrap();
    assert_eq!(place.manifest().as_deref(), Some("audited"));

    // Many at once: one gets it.
    let won: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| place.target().write(Record::Lock, b"mine", None).is_ok()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}

#[test]
fn a_file_that_changes_while_it_is_published_stops_the_publish() {
    let place = Place::new();
    let target = place.target();
    target.begin().unwrap();
    let file = place.at("site/public/x");
    fs::write(&file, "half a pa").unwrap();
    let error = target
        .put(&Object {
            path: &OutputPath::new("x").unwrap(),
            file: &file,
            size: 9,
            fingerprint: Fingerprint::of(b"half a page"),
            headers: &headers(),
        })
        .unwrap_err();
    assert!(error.message.contains("was changed after it was built"), "{error}");
}

#[test]
fn what_a_killed_publish_left_is_cleared_by_the_next() {
    // After each step of a publish, the last one excepted, what is live is the old site.
    for step in 0..6 {
        let place = Place::new();
        place.publish(&[("index.html", "1"), ("old", "old")], &[], "one");
        place.publish(&[("index.html", "2")], &[], "two");
        let releases = place.at("srv/www.releases");
        let (name, partial) = (id(2), format!(".{}.partial", id(2)));
        fs::create_dir_all(releases.join(&partial).join("half")).unwrap();
        fs::write(releases.join(&partial).join("half/index.html"), "3").unwrap();
        if step >= 1 {
            fs::write(releases.join(".digest").join(format!("{name}.json.new")), "th").unwrap();
        }
        if step >= 2 {
            fs::write(releases.join(".digest").join(format!("{name}.json")), "three").unwrap();
        }
        if step >= 3 {
            fs::rename(releases.join(&partial), releases.join(&name)).unwrap();
        }
        if step >= 4 {
            symlink(format!("www.releases/{name}"), place.at("srv/.www.digest-link")).unwrap();
        }
        if step >= 5 {
            fs::rename(place.at("srv/.www.digest-link"), place.at("srv/www")).unwrap();
            // Amid the removal of an old release.
            fs::rename(releases.join(id(0)), releases.join(format!(".{}.old", id(0)))).unwrap();
            assert_eq!(place.live(), files(&[("half/index.html", "3")]));
            assert_eq!(place.manifest().as_deref(), Some("three"));
        } else {
            assert_eq!(place.live(), files(&[("index.html", "2"), ("old", "old")]));
            assert_eq!(place.manifest().as_deref(), Some("two"));
        }
        place.publish(&[("index.html", "4")], &["old", "half/index.html"], "four");
        assert_eq!(place.live(), files(&[("index.html", "4")]), "step {step}");
        let names = place.names();
        let is_whole = |name: &String| {
            let id = name.strip_suffix(".json").unwrap_or(name);
            crate::write::ReleaseId::parse(id).is_some() && names.contains(&format!("{id}.json"))
        };
        assert!(names.iter().all(is_whole), "step {step}: {names:?}");
    }
}

#[test]
fn a_release_that_somebody_removed_is_published_again() {
    let place = Place::new();
    place.publish(&[("index.html", "1")], &[], "one");
    fs::remove_dir_all(place.at("srv/www.releases").join(id(0))).unwrap();
    assert_eq!(place.manifest(), None);
    assert!(place.target().list().unwrap().is_empty());
    place.publish(&[("index.html", "2")], &[], "two");
    assert_eq!(place.live(), files(&[("index.html", "2")]));
}

#[test]
fn many_files_are_put_at_once() {
    let place = Place::new();
    place.publish(&[], &[], "empty");
    let target = place.target();
    let expected = target.read(Record::Manifest).unwrap().map(|stored| stored.revision);
    target.begin().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (place, target) = (&place, &target);
            scope.spawn(move || {
                for number in 0..40 {
                    let path = format!("a/{}/{}/{thread}.html", number % 7, number);
                    place.put(target, &path, &path).unwrap();
                }
            });
        }
    });
    target.finish(b"full", expected.as_ref()).unwrap();
    let found = place.live();
    assert_eq!(found.len(), 320);
    assert!(found.iter().all(|(path, text)| path == text));
}
