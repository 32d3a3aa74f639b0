//! A script of edits, and what must be true after each.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use digest::testing::build::ReadySite;
use digest::testing::diagnostics::{Code, Diagnostics, Severity, render};
use digest::testing::files::Files;
use digest::testing::index::Clock;
use digest::testing::watch::Rescan;

use crate::builds::{self, Clean, Keys};
use crate::choices::{self, Choice};
use crate::disk::Disk;
use crate::fixture::SETTLED;
use crate::history;
use crate::model::{Model, Tree};
use crate::random::Random;
use crate::served::Served;

/// A site that is edited at random.
pub(crate) struct Script {
    random: Random,
    _directory: tempfile::TempDir,
    output: PathBuf,
    choices: Vec<Choice>,
    disk: Disk,
    model: Model,
    /// The site as it was sound last.
    sound: Model,
    public: Tree,
    /// The compressed siblings of the output.
    siblings: Tree,
    /// The site that was published last.
    published: Option<(ReadySite, Clock)>,
    /// Whether what was noted of it is lost.
    is_forgetful: bool,
    served: Served,
    /// What the server must show while the sources are wrong; nothing if it went on meanwhile.
    shown: Option<Tree>,
    is_wrong: bool,
    steps: Vec<String>,
}

impl Script {
    pub(crate) fn new(seed: u64) -> Self {
        println!("TEST_SEED={seed}");
        let mut random = Random(seed);
        // Where there is a file system in memory, nothing waits for a disk.
        let memory = Path::new("/dev/shm");
        let directory =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let directory = directory.unwrap();
        let root = fs::canonicalize(directory.path()).unwrap().join("site");
        fs::create_dir(&root).unwrap();
        let choices = choices::files();
        let model = Model::new(&mut random, &choices);
        let mut disk = Disk::new(&root);
        disk.turn_into(&model.tree(&choices), &mut random);
        let served = Served::new(root.clone(), model.clock());
        Self {
            random,
            _directory: directory,
            output: root.join("public"),
            choices,
            disk,
            sound: model.clone(),
            model,
            public: Tree::new(),
            siblings: Tree::new(),
            published: None,
            is_forgetful: false,
            served,
            shown: None,
            is_wrong: false,
            steps: Vec::new(),
        }
    }

    /// Edits this many times, and prints what was done if something is wrong after that.
    pub(crate) fn run(mut self, steps: usize, keys: &mut Keys) {
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.compare(keys);
            for _ in 0..steps {
                self.step();
                self.compare(keys);
            }
        }));
        if let Err(panic) = done {
            println!("after {} steps:\n{}", self.steps.len(), self.steps.join("\n"));
            resume_unwind(panic);
        }
    }

    fn step(&mut self) {
        let mut did = Vec::new();
        let is_settled = self.random.chance(4);
        if is_settled {
            // From here on a build that finds nothing new need not read anything.
            std::thread::sleep(SETTLED);
            let again = builds::kept(&self.disk.root, &self.model.clock());
            assert!(again.history.is_empty(), "told twice: {again:?}");
            did.push("settle".to_owned());
        }
        if !self.is_wrong && self.random.chance(8) {
            did.push(self.restore());
        }
        let is_mended = self.is_wrong && self.random.chance(75);
        if is_mended {
            self.model = self.sound.clone();
            did.push("mend".to_owned());
        }
        if is_settled && self.random.chance(50) {
            did.push(self.model.turn_clock(&mut self.random));
        } else if !(is_mended && self.random.chance(50)) {
            for _ in 0..=self.random.below(3) {
                did.push(self.model.edit(&mut self.random, &self.choices));
            }
        }
        if self.random.chance(4) {
            did.push(self.damage_cache());
        }
        if self.random.chance(4) {
            did.push(self.damage_output());
        }
        let look = self.disk.turn_into(&self.model.tree(&self.choices), &mut self.random);
        did.push(match &look {
            Rescan::Everything => "look at everything".to_owned(),
            Rescan::Directories { flat, deep } => format!("look at {flat:?} and below {deep:?}"),
        });
        self.steps.push(did.join("; "));
        self.served.look(&look, &self.model.clock());
    }

    /// All three ways to make the site agree.
    fn compare(&mut self, keys: &mut Keys) {
        let clock = self.model.clock();
        let Clean { outputs, siblings, planned, told, prepared } =
            builds::clean(&self.disk.root, &clock, keys);
        let files = Files::open(&self.disk.root).unwrap();
        let problems = told.as_ref().unwrap_or_else(|problems| problems);
        let drawn = builds::drawn(problems, &files, render::DisplayStyle::Json);
        let expected: Vec<String> = drawn.into_iter().map(|(_, text)| text).collect();
        let kept = builds::kept(&self.disk.root, &clock);
        let history = self.published.as_ref().zip(prepared.as_ref());
        let history =
            history.map(|((old, then), new)| history::told((old, then), new, self.is_forgetful));
        let history = history.unwrap_or_default();
        assert_eq!(kept.history, history, "what the build tells of the last one");
        assert_eq!((kept.is_sound, kept.told), (told.is_ok(), expected), "what the build tells");
        self.is_wrong = told.is_err();
        if prepared.is_some() {
            self.published = prepared.map(|prepared| (prepared, clock.clone()));
            self.is_forgetful = false;
        }
        if !self.is_wrong {
            (self.public, self.siblings) = (outputs, siblings);
            self.sound = self.model.clone();
        }
        let mut published = self.public.clone();
        published.extend(self.siblings.clone());
        same(&read(&self.output), &published, "the output directory");
        match told {
            Ok(warnings) => {
                let gone = self.shown.take().unwrap_or_default();
                self.serves(&self.public);
                for path in gone.keys().filter(|path| !self.public.contains_key(*path)) {
                    assert_eq!(self.served.file(path), None, "{path} is served still");
                }
                let told = self.served.tells(&warnings);
                assert_eq!(told, Ok(()), "what the server tells, instead of {warnings:#?}");
                self.shown = Some(self.public.clone());
            }
            Err(problems) => {
                if goes_on(&problems) {
                    self.shown = None;
                    // What is wrong with a page is known when it is asked for.
                    for path in &planned {
                        self.served.file(path);
                    }
                }
                assert!(self.served.tells_errors(), "the server tells nothing of {problems:#?}");
                if let Some(shown) = &self.shown {
                    self.serves(shown);
                }
            }
        }
    }

    fn serves(&self, expected: &Tree) {
        for (path, bytes) in expected {
            let served = self.served.file(path);
            let served = served.as_deref().map(String::from_utf8_lossy);
            let expected = String::from_utf8_lossy(bytes);
            assert_eq!(served, Some(expected), "{path} as it is served");
        }
    }

    /// Goes on in a copy of the site, with all that builds left or without their caches.
    fn restore(&mut self) -> String {
        self.disk.restore(&mut self.random);
        self.output = self.disk.root.join("public");
        let with_caches = self.random.chance(85);
        if !with_caches {
            fs::remove_dir_all(self.disk.root.join(".digest")).unwrap();
            self.is_forgetful = true;
        }
        self.served = Served::new(self.disk.root.clone(), self.model.clock());
        self.shown = None;
        format!("restore {} caches", if with_caches { "with" } else { "without" })
    }

    /// Damages a file that builds keep to themselves.
    fn damage_cache(&mut self) -> String {
        let mut files: Vec<PathBuf> = Vec::new();
        for directory in ["cache", "outputs"] {
            let entries = fs::read_dir(self.disk.root.join(".digest").join(directory));
            files.extend(entries.into_iter().flatten().map(|entry| entry.unwrap().path()));
        }
        files.sort();
        if files.is_empty() {
            return "nothing to damage".into();
        }
        let file = self.random.pick(&files).clone();
        let mut bytes = fs::read(&file).unwrap();
        let at = self.random.below(bytes.len());
        self.is_forgetful |= file.parent().is_some_and(|directory| directory.ends_with("outputs"));
        match self.random.below(3) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << self.random.below(8),
            _ => bytes.extend_from_slice(b"more"),
        }
        fs::write(&file, bytes).unwrap();
        format!("damage {} at {at}", file.display())
    }

    /// Changes an output behind the back of builds.
    fn damage_output(&mut self) -> String {
        let paths: Vec<&String> = self.public.keys().chain(self.siblings.keys()).collect();
        if paths.is_empty() {
            return "nothing was built".into();
        }
        let file = self.output.join(self.random.pick(&paths));
        if !file.exists() {
            return "the output is gone".into();
        }
        match self.random.below(3) {
            0 => fs::remove_file(&file).unwrap(),
            1 => fs::write(&file, "edited by hand").unwrap(),
            _ => {
                let time = std::time::SystemTime::UNIX_EPOCH;
                fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
            }
        }
        // A failing build leaves the output alone.
        let found = read(&self.output);
        let is_sibling = |path: &String| self.siblings.contains_key(path);
        (self.siblings, self.public) = found.into_iter().partition(|(path, _)| is_sibling(path));
        format!("change {}", file.display())
    }
}

/// Whether the server shows the site although it has these errors: pages that cannot be made and
/// links that lead nowhere are found when the rest is out already.
fn goes_on(problems: &Diagnostics) -> bool {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.all(|problem| {
        matches!(
            problem.code,
            Code::MissingTarget
                | Code::BadRedirect
                | Code::MissingAnchor
                | Code::AmbiguousTarget
                | Code::UnknownComponent
                | Code::ComponentOption
                | Code::TemplateRender
                | Code::TemplateLimit
        )
    })
}

fn same(found: &Tree, expected: &Tree, what: &str) {
    let paths: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    for path in paths {
        let text =
            |tree: &Tree| tree.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(text(found), text(expected), "{path} in {what}");
    }
}

/// Reads the output, but for what it says of itself.
fn read(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                if name != digest::testing::write::MANIFEST {
                    tree.insert(name, fs::read(path).unwrap());
                }
            }
        }
    }
    tree
}
