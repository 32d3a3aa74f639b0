//! One build over an existing site, and what must be true whatever stops it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::fixture::{Fixture, NOW, Run, digest, digest_by};

/// The contents of a directory: the bytes of files, nothing for directories.
pub(crate) type Tree = BTreeMap<String, Option<Vec<u8>>>;

/// What a build finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// No output yet.
    First,
    /// The output of the site as it was before it changed.
    Over,
    /// The same, and a state directory that cannot be written to, so that the stage is within the
    /// output.
    Sealed,
    /// A commit that was killed amid its renames.
    Leftover,
}

/// A site that is about to be built, in a directory of its own.
pub(crate) struct Trial {
    directory: TempDir,
    pub(crate) start: Start,
}

impl Trial {
    /// Lays the site out.
    pub(crate) fn new(start: Start) -> Self {
        let trial = Self { directory: TempDir::new().unwrap(), start };
        copy(&prepared().directory.path().join(format!("{start:?}")), trial.directory.path());
        if start == Start::Sealed {
            let rights = std::os::unix::fs::PermissionsExt::from_mode(0o555);
            fs::set_permissions(trial.path(".digest"), rights).unwrap();
        }
        trial
    }

    /// The site's directory.
    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    /// A path in the site's directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A build with one thread, started by the words of another program, if there are any.
    pub(crate) fn build(&self, words: &[&str]) -> Command {
        let seal: &[&str] = match self.start {
            Start::Sealed if rustix::process::geteuid().is_root() => {
                &["setpriv", "--bounding-set", "-all"]
            }
            _ => &[],
        };
        let words = [seal, words].concat();
        let mut command =
            if words.is_empty() { digest(self.root()) } else { digest_by(&words, self.root()) };
        command.args(["build", "--now", NOW]).env("RAYON_NUM_THREADS", "1");
        command
    }

    /// The contents of the output.
    pub(crate) fn output(&self) -> Tree {
        tree(&self.path("public"))
    }

    /// Whether a commit waits to be finished.
    pub(crate) fn is_decided(&self) -> bool {
        self.path(".digest/journal").exists() || self.path("public/.digest-journal").exists()
    }

    /// Checks what must be true after every end of a build: each file is whole, of the old or the
    /// new site, none is missing that both have, and unless a commit is decided all are of one
    /// site.
    pub(crate) fn check_output(&self, what: &str) {
        let Prepared { old, new, .. } = prepared();
        let old = if self.start == Start::First { &Tree::new() } else { old };
        let mut found = self.output();
        found.retain(|path, _| !is_own(path));
        if !self.is_decided() {
            let is_of =
                |tree: &Tree| found.iter().eq(tree.iter().filter(|(path, _)| !is_own(path)));
            assert!(is_of(old) || is_of(new), "neither old nor new: {what}");
            return;
        }
        for (path, bytes) in found.iter().filter(|(_, bytes)| bytes.is_some()) {
            let is_known = [old, new].iter().any(|tree| tree.get(path) == Some(bytes));
            assert!(is_known, "`{path}` is neither old nor new: {what}");
        }
        for (path, bytes) in old.iter().filter(|(path, _)| new.contains_key(*path)) {
            // A file in one of them may be a directory in the other, and be neither for a moment.
            let is_lasting = new[path].is_some() == bytes.is_some();
            assert!(
                !is_lasting || is_own(path) || found.contains_key(path),
                "`{path}` is missing: {what}"
            );
        }
    }

    /// Checks that the output is what a build of the unchanged site left.
    pub(crate) fn check_old(&self, what: &str) {
        let old = if self.start == Start::First { &Tree::new() } else { &prepared().old };
        assert!(self.output() == *old, "the output is not as it was: {what}");
    }

    /// Checks that the output is what a build into an empty directory makes, and that nothing else
    /// is left of any build.
    pub(crate) fn check_new(&self, what: &str) {
        let (found, new) = (self.output(), &prepared().new);
        let of_one: Vec<_> = found.keys().filter(|path| !new.contains_key(*path)).collect();
        assert!(found == *new, "the output is no clean build, with {of_one:?} too much: {what}");
        self.check_no_stage(what);
    }

    /// Checks that nothing but the lock and whole caches is left beside the output.
    pub(crate) fn check_no_stage(&self, what: &str) {
        let state: Vec<_> = tree(&self.path(".digest")).into_keys().collect();
        let is_cache = |name: &str| {
            (name.starts_with("cache") || name.starts_with("outputs")) && !name.contains(".new")
        };
        let is_known = |name: &String| name == "lock" || is_cache(name);
        assert!(state.iter().all(is_known), "left: {state:?}: {what}");
        assert!(!self.path(".digest-probe").exists(), "the probe is left: {what}");
    }

    /// Checks a build that a fault met, and then the next one, which no fault meets: the first
    /// ended in one of the allowed ways (none is a signal), named the file that was at fault, and
    /// left the output whole; the second leaves what a clean build does.
    pub(crate) fn check(&self, run: &Run, allowed: &[Option<i32>], what: &str) {
        self.check_end(run, allowed, what);
        self.check_next(what);
    }

    /// Checks a build that a fault met.
    pub(crate) fn check_end(&self, run: &Run, allowed: &[Option<i32>], what: &str) {
        let told = format!("{what}\n{run:#?}");
        assert!(allowed.contains(&run.code), "unexpected end: {told}");
        self.check_output(&told);
        match run.code {
            // A stage that cannot be removed waits for the next build to remove it.
            Some(0) => {
                assert!(!self.is_decided(), "a journal is left: {told}");
                let mut found = self.output();
                found.retain(|path, _| prepared().new.contains_key(path) || !is_own(path));
                assert!(found == prepared().new, "the output is no clean build: {told}");
            }
            // When telling is what failed, all else may be well.
            Some(3) if !what.contains("write:") => {
                let names = ["content", "static", "templates", "site.toml"];
                let root = self.root().to_str().unwrap();
                let is_named =
                    names.iter().any(|name| run.stderr.contains(name)) || run.stderr.contains(root);
                assert!(is_named, "no path is named: {told}");
                assert!(run.stderr.contains("help: "), "no hint is given: {told}");
            }
            _ => {}
        }
    }

    /// Checks that the next build leaves what a clean build does.
    pub(crate) fn check_next(&self, what: &str) {
        let next = Run::of(&mut self.build(&[]));
        assert_eq!(next.code, Some(0), "after: {what}\nthe next build: {next:#?}");
        self.check_new(what);
    }
}

/// Whether a path of the output is digest's own, not the site's.
fn is_own(path: &str) -> bool {
    path.starts_with(".digest-")
}

/// The sites that trials start from, each in a directory named after its [`Start`].
struct Prepared {
    directory: TempDir,
    old: Tree,
    new: Tree,
}

fn prepared() -> &'static Prepared {
    static PREPARED: OnceLock<Prepared> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let directory = TempDir::new().unwrap();
        let fixture =
            Fixture::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/site.txt"));
        let over = directory.path().join("Over");
        fixture.lay_out(&over, false);
        fixture.build(&over).assert_silent();
        let old = tree(&over.join("public"));
        change(&over);
        copy(&over, &directory.path().join("Sealed"));

        let clean = directory.path().join("clean");
        copy(&over, &clean);
        fs::remove_dir_all(clean.join("public")).unwrap();
        fs::remove_dir_all(clean.join(".digest")).unwrap();
        copy(&clean, &directory.path().join("First"));
        fixture.build(&clean).assert_silent();
        let new = tree(&clean.join("public"));
        assert!(old.len() > 10 && new.len() > 10 && old != new);

        let leftover = directory.path().join("Leftover");
        copy(&over, &leftover);
        let inject = "inject=renameat:signal=KILL:when=8";
        let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", inject];
        let run = fixture_build(&words, &leftover);
        assert!(leftover.join(".digest/journal").exists(), "{run:#?}");
        Prepared { directory, old, new }
    })
}

fn fixture_build(words: &[&str], root: &Path) -> Run {
    let mut command = digest_by(words, root);
    Run::of(command.args(["build", "--now", NOW]).env("RAYON_NUM_THREADS", "1"))
}

/// Changes the site: texts, files that come and go, a file that becomes a directory and another way
/// round.
fn change(root: &Path) {
    fs::write(root.join("content/artikler/a.md"), "---\ntitle: A\ndate: 2026-11-01\n---\nNyt.\n")
        .unwrap();
    fs::remove_file(root.join("content/artikler/b.md")).unwrap();
    fs::write(root.join("content/artikler/d.md"), "---\ntitle: D\ndate: 2026-11-04\n---\nTekst.\n")
        .unwrap();
    fs::remove_file(root.join("static/fil")).unwrap();
    fs::create_dir(root.join("static/fil")).unwrap();
    fs::write(root.join("static/fil/x"), "fil i mappe").unwrap();
    fs::remove_dir_all(root.join("static/mappe")).unwrap();
    fs::write(root.join("static/mappe"), "nu en fil").unwrap();
}

/// Reads the contents of a directory; nothing if there is none.
pub(crate) fn tree(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in walkdir::WalkDir::new(directory).min_depth(1) {
        let Ok(entry) = entry else { continue };
        let path = entry.path().strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
        let bytes = entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap());
        tree.insert(path, bytes);
    }
    tree
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in tree(from) {
        match bytes {
            Some(bytes) => fs::write(to.join(path), bytes).unwrap(),
            None => fs::create_dir_all(to.join(path)).unwrap(),
        }
    }
}
