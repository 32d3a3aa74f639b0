//! The site's directory, changed in the ways that editors and other programs have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use digest::testing::watch::Rescan;

use crate::fixture::{copy, tree};
use crate::model::Tree;
use crate::random::Random;

/// A directory, and its contents.
pub(crate) struct Disk {
    pub(crate) root: PathBuf,
    tree: Tree,
    /// The directories in which something changed.
    flat: BTreeSet<String>,
    /// The directories that are new.
    deep: BTreeSet<String>,
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

impl Disk {
    pub(crate) fn new(root: &Path) -> Self {
        let (flat, deep) = (BTreeSet::new(), BTreeSet::new());
        Self { root: root.into(), tree: Tree::new(), flat, deep }
    }

    /// Makes the directory contain these files, and says how. Gives the paths to rescan.
    pub(crate) fn turn_into(&mut self, tree: &Tree, random: &mut Random) -> Rescan {
        let gone: Vec<String> =
            self.tree.keys().filter(|path| !tree.contains_key(*path)).cloned().collect();
        let mut new: Vec<&String> = tree
            .iter()
            .filter(|(path, text)| self.tree.get(*path) != Some(text))
            .map(|(path, _)| path)
            .collect();
        for old in gone {
            let same = new
                .iter()
                .position(|path| !self.tree.contains_key(*path) && tree[*path] == self.tree[&old]);
            match same.filter(|_| random.chance(80)) {
                Some(same) if !tree.keys().any(|path| path.starts_with(&format!("{old}/"))) => {
                    let path = new.remove(same);
                    self.make_directory(directory(path));
                    fs::rename(self.root.join(&old), self.root.join(path)).unwrap();
                    self.flat.insert(directory(path).into());
                }
                _ => fs::remove_file(self.root.join(&old)).unwrap(),
            }
            self.flat.insert(directory(&old).into());
            self.remove_empty(directory(&old));
        }
        for path in new {
            self.write(path, &tree[path], random);
        }
        self.tree = tree.clone();
        if random.chance(10) {
            self.touch(random);
        }
        self.look(random)
    }

    fn make_directory(&mut self, path: &str) {
        if self.root.join(path).is_dir() {
            return;
        }
        self.make_directory(directory(path));
        fs::create_dir(self.root.join(path)).unwrap();
        self.flat.insert(directory(path).into());
        self.deep.insert(path.into());
    }

    fn remove_empty(&mut self, path: &str) {
        if path.contains('/') && fs::remove_dir(self.root.join(path)).is_ok() {
            self.flat.insert(directory(path).into());
            self.remove_empty(directory(path));
        }
    }

    fn write(&mut self, path: &str, bytes: &[u8], random: &mut Random) {
        self.make_directory(directory(path));
        self.flat.insert(directory(path).into());
        let place = self.root.join(path);
        match random.below(4) {
            0 => {
                let aside = place.with_file_name(".new");
                fs::write(&aside, bytes).unwrap();
                fs::rename(aside, place).unwrap();
            }
            1 if place.exists() => {
                fs::remove_file(&place).unwrap();
                fs::write(place, bytes).unwrap();
            }
            2 => {
                let times = fs::metadata(&place).and_then(|metadata| metadata.modified());
                fs::write(&place, bytes).unwrap();
                let before = times.unwrap_or(SystemTime::UNIX_EPOCH);
                set_time(&place, before);
            }
            _ => fs::write(place, bytes).unwrap(),
        }
    }

    /// Moves the directory to another path as a CI system would that restores what an earlier build
    /// left into a new clone: no file has the metadata that it had. Some files get their times
    /// back, as from an archive.
    pub(crate) fn restore(&mut self, random: &mut Random) {
        let name = if self.root.ends_with("site") { "checkout" } else { "site" };
        let restored = self.root.with_file_name(name);
        copy(&self.root, &restored);
        for path in tree(&restored).keys().filter(|_| random.chance(30)) {
            let metadata = fs::metadata(self.root.join(path)).unwrap();
            set_time(&restored.join(path), metadata.modified().unwrap());
        }
        fs::remove_dir_all(&self.root).unwrap();
        self.root = restored;
    }

    /// Changes the time of a file, and nothing else.
    fn touch(&mut self, random: &mut Random) {
        let paths: Vec<&String> = self.tree.keys().collect();
        let path = (*random.pick(&paths)).clone();
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let times = [
            SystemTime::now(),
            SystemTime::UNIX_EPOCH,
            SystemTime::now() + year,
            SystemTime::now() - year,
        ];
        set_time(&self.root.join(&path), *random.pick(&times));
        self.flat.insert(directory(&path).into());
    }

    /// The paths to rescan, as the watcher would report them.
    fn look(&mut self, random: &mut Random) -> Rescan {
        let (mut flat, deep) = (std::mem::take(&mut self.flat), std::mem::take(&mut self.deep));
        let is_below = |path: &str, all: &BTreeSet<String>| {
            all.iter().any(|above| {
                path.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        flat.retain(|path| !deep.contains(path) && !is_below(path, &deep));
        let deep = deep.iter().filter(|path| !is_below(path, &deep)).cloned().collect();
        if random.chance(7) { Rescan::Everything } else { Rescan::Directories { flat, deep } }
    }
}

fn set_time(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}
