//! A fuzzer: whatever a site's files contain, the program ends in time, with a code that it
//! documents, without a panic, and leaves a published site as it was when it fails.
//!
//! The seed is printed; `TEST_SEED` repeats it. `TEST_FULL=1` runs many more rounds.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read fixtures, and print what repeats them"
)]

mod fixture;
#[path = "fuzz/growth.rs"]
mod growth;
#[path = "fuzz/mutation.rs"]
mod mutation;
#[path = "fixture/random.rs"]
mod random;
#[path = "fixture/seed.rs"]
mod seed;

use std::fs;
use std::path::{Path, PathBuf};

use fixture::{NOW, Run, digest_by, own_site, tree};
use mutation::mutated;
use random::Random;
use seed::{is_full, seed};

/// How many rounds a run has.
fn rounds(sample: usize) -> usize {
    if is_full() { sample * 20 } else { sample }
}

/// The processor time in seconds that a build of the demo may take. It takes a tenth of that.
const CPU_SECONDS: &str = "--cpu=2";

/// The files of the demo that are text, with how likely each kind is to be changed.
fn texts(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let weight = |path: &Path| match path.extension().and_then(|extension| extension.to_str()) {
        Some("md" | "html" | "css" | "js" | "svg") => 1,
        Some("toml" | "yaml" | "json" | "csv") => 6,
        _ => 0,
    };
    let mut texts = Vec::new();
    for path in tree(root).into_keys() {
        for _ in 0..weight(Path::new(&path)) {
            texts.push((PathBuf::from(&path), fs::read(root.join(&path)).unwrap()));
        }
    }
    texts
}

#[test]
fn changed_files_are_built_or_refused() {
    let mut random = Random(seed());
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    own_site(root, false);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in tree(&repository.join("data")).into_keys() {
        fs::create_dir_all(root.join("data")).unwrap();
        fs::copy(repository.join("data").join(&path), root.join("data").join(&path)).unwrap();
    }
    let texts = texts(root);
    let build = |words: &[&str]| {
        let mut command = digest_by(&["prlimit", CPU_SECONDS], root);
        Run::of(command.args(words).args(["--now", NOW]))
    };
    assert_eq!(build(&["build"]).code, Some(0));
    let manifest = root.join("public/.digest-manifest");
    let mut published = fs::read(&manifest).unwrap();
    let mut ends = std::collections::BTreeMap::<_, usize>::new();
    for round in 0..rounds(120) {
        let mut changed = Vec::new();
        for _ in 0..=random.below(2) {
            let (path, text) = random.pick(&texts);
            let (_, other) = random.pick(&texts);
            fs::write(root.join(path), mutated(text, other, &mut random)).unwrap();
            changed.push((path, text));
        }
        let what = || {
            let files = changed.iter().map(|(path, _)| {
                let text = fs::read(root.join(path)).unwrap();
                format!("{}:\n{}", path.display(), String::from_utf8_lossy(&text))
            });
            format!("round {round}\n{}", files.collect::<Vec<_>>().join("\n"))
        };
        let command = ["build", "check"][random.below(2)];
        let format = ["human", "short", "json"][random.below(3)];
        let run = build(&[command, "--format", format]);
        assert!(matches!(run.code, Some(0..=2)), "{run:#?}\n{}", what());
        let is_bug = run.stderr.contains("a bug in digest") || run.stderr.contains("panicked");
        assert!(!is_bug, "{run:#?}\n{}", what());
        let said = run.stdout.chars().chain(run.stderr.chars());
        let control = said.filter(|c| c.is_control() && !"\n\t".contains(*c)).count();
        assert_eq!(control, 0, "{run:#?}\n{}", what());
        let is_place = |line: &str| line.contains("error[") || line.contains("\"error\"");
        if run.code != Some(0) {
            let told = [&*run.stdout, &run.stderr].concat();
            assert!(told.lines().any(is_place), "no error is named: {run:#?}\n{}", what());
        }
        let now = fs::read(&manifest).unwrap();
        assert!(run.code == Some(0) || now == published, "{run:#?}\n{}", what());
        published = now;
        *ends.entry((command, run.code)).or_default() += 1;
        for (path, text) in changed {
            fs::write(root.join(path), text).unwrap();
        }
    }
    println!("{ends:?}");
    assert!(ends.len() > 2, "every round ended alike: {ends:?}");
    // The caches of all these builds are right.
    assert_eq!(build(&["build", "--verify"]).code, Some(0));
}

#[test]
fn time_grows_with_the_length() {
    growth::check(&mut Random(seed()), rounds(60));
}
