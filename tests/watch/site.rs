//! A site's directory, and a reader that rescans only what a watcher reports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use digest::testing::files::may_be_source;
use digest::testing::watch::{Rescan, Watcher};

/// How long a change may take to be reported on a busy machine.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a look there is none to come, unless something is still unknown.
const QUIET: Duration = Duration::from_millis(100);
/// The directories of sources.
pub(crate) const TOPS: [&str; 4] = ["content", "data", "static", "templates"];

/// Paths below the site's directory, with the contents of the files.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A site that is watched.
pub(crate) struct Site {
    _directory: Option<tempfile::TempDir>,
    pub(crate) root: PathBuf,
    pub(crate) watcher: Watcher,
    pub(crate) known: Tree,
    /// All looks so far.
    pub(crate) looks: Vec<Rescan>,
}

impl Site {
    /// A site with some files in all its directories.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("site");
        fill(&root);
        Self { _directory: Some(directory), ..Self::open(&root) }
    }

    /// Watches a directory that is there.
    pub(crate) fn open(root: &Path) -> Self {
        let root = fs::canonicalize(root).unwrap();
        let watcher = Watcher::start(&root);
        let known = read_all(&root);
        Self { _directory: None, root, watcher, known, looks: Vec::new() }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file, by way of `create`, `write` and `close`.
    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Runs a shell script in the site's directory.
    pub(crate) fn shell(&self, script: &str) {
        let status = Command::new("sh").args(["-ec", script]).current_dir(&self.root).status();
        assert!(status.unwrap().success(), "{script}");
    }

    /// Looks once, if there is something to look at soon.
    pub(crate) fn look(&mut self, timeout: Duration) -> bool {
        let Some(look) = self.watcher.next(timeout) else { return false };
        self.apply(&look);
        self.looks.push(look);
        true
    }

    /// Looks again and again while another thread writes.
    pub(crate) fn look_until_end_of(&mut self, writer: JoinHandle<()>) {
        while !writer.is_finished() {
            self.look(Duration::from_millis(1));
        }
        writer.join().unwrap();
    }

    fn apply(&mut self, look: &Rescan) {
        match look {
            Rescan::Everything => self.known = read_all(&self.root),
            Rescan::Directories { flat, deep } => {
                for directory in flat {
                    self.look_flat(directory);
                }
                for directory in deep {
                    let outside = |path: &String| below(path, directory).is_none();
                    self.known.retain(|path, _| outside(path));
                    read_tree(&self.root, directory, &mut self.known);
                }
            }
        }
    }

    /// Reads a directory's own files; all below a directory that is gone is gone.
    fn look_flat(&mut self, directory: &str) {
        let mut files = Tree::new();
        let directories = read_directory(&self.root, directory, &mut files);
        self.known.retain(|path, _| match below(path, directory) {
            Some(rest) if directory.is_empty() => rest.contains('/'),
            Some(rest) => rest.split_once('/').is_some_and(|(name, _)| directories.contains(name)),
            None => true,
        });
        self.known.append(&mut files);
    }

    /// Changes every file, and checks that it is reported: that each directory is watched.
    pub(crate) fn check_watches(&mut self) {
        let before = self.looks.len();
        for (path, bytes) in &self.known {
            fs::write(self.path(path), [bytes.as_slice(), b"."].concat()).unwrap();
        }
        self.converge();
        assert!(!self.looks[before..].contains(&Rescan::Everything));
    }

    /// Looks until all is known and nothing is left to look at. Gives the looks that it took.
    pub(crate) fn converge(&mut self) -> &[Rescan] {
        let (start, before) = (Instant::now(), self.looks.len());
        loop {
            let more = self.look(QUIET);
            let is_known = self.known == read_all(&self.root);
            if !more && is_known {
                return &self.looks[before..];
            }
            if start.elapsed() > TIMEOUT {
                let disk = read_all(&self.root);
                let names = |tree: &Tree| tree.keys().cloned().collect::<BTreeSet<_>>();
                let (known, there) = (names(&self.known), names(&disk));
                let unseen: Vec<_> = there.difference(&known).take(9).collect();
                let ghosts: Vec<_> = known.difference(&there).take(9).collect();
                let changed =
                    disk.iter().filter(|(k, v)| self.known.get(*k).is_some_and(|o| o != *v));
                let stale: Vec<_> = changed.map(|(path, _)| path).take(9).collect();
                let looks = &self.looks[before..];
                panic!("unseen {unseen:?}\nghosts {ghosts:?}\nstale {stale:?}\nlooks {looks:?}");
            }
        }
    }
}

/// Makes a small site.
pub(crate) fn fill(root: &Path) {
    for top in TOPS {
        fs::create_dir_all(root.join(top).join("a/b")).unwrap();
        for file in ["x.md", "a/x.md", "a/b/x.md"] {
            fs::write(root.join(top).join(file), "old").unwrap();
        }
    }
    fs::write(root.join("site.toml"), "old").unwrap();
}

/// The rest of a path below a directory.
fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    if directory.is_empty() { Some(path) } else { path.strip_prefix(directory)?.strip_prefix('/') }
}

/// Reads all sources.
pub(crate) fn read_all(root: &Path) -> Tree {
    let mut tree = Tree::new();
    read_directory(root, "", &mut tree);
    for top in TOPS {
        read_tree(root, top, &mut tree);
    }
    tree
}

fn read_tree(root: &Path, directory: &str, tree: &mut Tree) {
    for name in read_directory(root, directory, tree) {
        read_tree(root, &format!("{directory}/{name}"), tree);
    }
}

/// Reads a directory's own files, and gives the names of the directories in it. What goes away
/// meanwhile is left out.
fn read_directory(root: &Path, directory: &str, tree: &mut Tree) -> BTreeSet<String> {
    let mut directories = BTreeSet::new();
    // A link at the place of the directory is not followed.
    if fs::symlink_metadata(root.join(directory)).is_ok_and(|metadata| !metadata.is_dir()) {
        return directories;
    }
    let Ok(entries) = fs::read_dir(root.join(directory)) else { return directories };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let is_source = if directory.is_empty() {
            name == "site.toml" && kind.is_file()
        } else {
            may_be_source(directory, &name)
        };
        if is_source && kind.is_dir() {
            directories.insert(name);
        } else if is_source && kind.is_file() {
            let path = if directory.is_empty() { name } else { format!("{directory}/{name}") };
            tree.extend(fs::read(entry.path()).ok().map(|bytes| (path, bytes)));
        }
    }
    directories
}
