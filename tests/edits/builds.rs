//! Builds: one that keeps what did not change, and one from nothing but the sources.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex};

use digest::testing::build::{self, BuildError, ReadySite, Sink, Unobserved};
use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::{Code, Diagnostic, Diagnostics, Severity, render};
use digest::testing::files::Files;
use digest::testing::fingerprint::Fingerprint;
use digest::testing::incremental::{Key, settings};
use digest::testing::index::Clock;
use digest::testing::output::Job;
use digest::testing::paths::SourcePath;
use digest::testing::site::Site;
use digest::testing::view::View;
use digest::testing::write::WriteError;

use crate::fixture::{Run, digest};
use crate::history;
use crate::model::Tree;

/// The bytes of every key that was ever seen.
#[derive(Debug, Default)]
pub(crate) struct Keys(HashMap<Fingerprint, String>);

impl Keys {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn note(&mut self, path: &str, key: &Key, bytes: &[u8]) {
        let found = String::from_utf8_lossy(bytes);
        let known = self.0.entry(key.fingerprint).or_insert_with(|| found.clone().into_owned());
        assert_eq!(*known, found, "{path} has one key and two values: {:?}", key.parts);
    }
}

/// Reads `site.toml` as the program does.
pub(crate) fn configured(files: &Files) -> Result<(SiteConfig, Diagnostics), Diagnostics> {
    let path = SourcePath::new("site.toml").unwrap();
    SiteConfig::read(&path, &files.read_text(&path, 1 << 20)?, &[])
}

/// What a build found wrong, in order; `Err` if it stopped.
pub(crate) type Told = Result<Diagnostics, Diagnostics>;

/// Gathers outputs in memory, with their keys, and their compressed siblings.
struct Gather {
    settings: Fingerprint,
    outputs: Mutex<BTreeMap<String, (Key, Vec<u8>)>>,
    siblings: Mutex<Tree>,
}

impl Sink for Gather {
    type Key = Key;

    fn wants(&self, job: &Job, view: &View<'_>, site: &Site) -> Option<Key> {
        Some(Key::of(job, view, site, self.settings))
    }

    fn put(&self, job: &Job, key: Key, bytes: &[u8]) -> Result<(), WriteError> {
        self.outputs.lock().unwrap().insert(job.output.to_string(), (key, bytes.to_vec()));
        let siblings = job.compressed(bytes, |_| true);
        let siblings = siblings.map(|(path, bytes)| (path.to_string(), bytes));
        self.siblings.lock().unwrap().extend(siblings);
        Ok(())
    }
}

/// A build from nothing but the sources.
#[derive(Debug)]
pub(crate) struct Clean {
    /// The outputs; none if the build stopped.
    pub(crate) outputs: Tree,
    /// Their compressed siblings, which only a build makes.
    pub(crate) siblings: Tree,
    /// The paths of all outputs, if it came so far.
    pub(crate) planned: Vec<String>,
    pub(crate) told: Told,
    /// The site, if it is sound.
    pub(crate) prepared: Option<ReadySite>,
}

/// Builds from nothing but the sources, into memory.
pub(crate) fn clean(root: &Path, clock: &Clock, keys: &mut Keys) -> Clean {
    let files = Files::open(root).unwrap();
    let (mut outputs, mut siblings) = (Tree::new(), Tree::new());
    let (mut planned, mut sound) = (Vec::new(), None);
    let told = configured(&files).and_then(|(config, mut warnings)| {
        let prepared = build::prepare(&files, &config, clock).map_err(|mut problems| {
            problems.extend(warnings.clone());
            problems
        })?;
        planned.extend(prepared.plan.jobs.iter().map(|job| job.output.to_string()));
        let settings = settings(&config);
        let sink = Gather { settings, outputs: Mutex::default(), siblings: Mutex::default() };
        let sink = Arc::new(sink);
        warnings.extend(prepared.warnings.clone());
        rendered(build::render(&prepared, &sink, &Unobserved), &files, &warnings)?;
        for (path, (key, bytes)) in std::mem::take(&mut *sink.outputs.lock().unwrap()) {
            keys.note(&path, &key, &bytes);
            outputs.insert(path, bytes);
        }
        siblings = std::mem::take(&mut *sink.siblings.lock().unwrap());
        sound = Some(prepared);
        Ok(warnings)
    });
    Clean { outputs, siblings, planned, told, prepared: sound }
}

fn rendered(
    result: Result<(), BuildError>,
    files: &Files,
    warnings: &Diagnostics,
) -> Result<(), Diagnostics> {
    match result {
        Ok(()) => Ok(()),
        Err(BuildError::Problems(mut problems)) => {
            problems.extend(warnings.clone());
            Err(build::located(files, problems))
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// What the program reported, as JSON, except about caches.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) is_sound: bool,
    pub(crate) told: Vec<String>,
    /// What it reported about the site that was published before, as codes and messages.
    pub(crate) history: BTreeSet<(Code, String)>,
}

/// Builds with the program, which keeps what did not change.
pub(crate) fn kept(root: &Path, clock: &Clock) -> Kept {
    let mut command = digest(root);
    command.args(["build", "--quiet", "--format", "json"]);
    for (argument, is_given) in [("--drafts", clock.drafts), ("--future", clock.future)] {
        command.args(Some(argument).filter(|_| is_given));
    }
    let run = Run::of(command.env("SOURCE_DATE_EPOCH", clock.now.as_second().to_string()));
    let is_known = matches!(run.code, Some(0..=2)) && run.stderr.is_empty();
    assert!(is_known, "{run:#?}");
    let of_cache = format!("\"{}\"", Code::CacheUnusable);
    let (mut told, mut history) = (Vec::new(), BTreeSet::new());
    let problems = run.stdout.lines().filter(|line| !line.starts_with("{\"total\":"));
    for line in problems.filter(|line| !line.contains(&of_cache)) {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        match history::CODES.iter().find(|code| json["code"] == code.as_str()) {
            Some(code) => {
                assert!(history.insert((*code, json["message"].as_str().unwrap().to_owned())));
            }
            None => told.push(line.to_owned()),
        }
    }
    Kept { is_sound: run.code == Some(0), told, history }
}

/// Problems as the program reports them.
pub(crate) fn drawn(
    problems: &Diagnostics,
    files: &Files,
    format: render::DisplayStyle,
) -> Vec<(Severity, String)> {
    let mut sorted = build::located(files, problems.clone()).sorted();
    sorted.sort_by_key(|problem| problem.severity);
    let text = |path: &_| build::text_of(files, path);
    let draw = |problem: &Diagnostic| (problem.severity, render::draw(problem, format, &text));
    sorted.iter().map(draw).collect()
}
