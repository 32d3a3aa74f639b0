//! Files that change while they are read, and clocks that are wrong.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::fixture::Run;
use crate::sweep::sample;
use crate::trace::require;
use crate::trial::{Start, Trial, tree};

/// What somebody does to a file while it is read.
const EDITS: [fn(&Path); 4] = [
    |file| fs::write(file, article("NYNY", 3_000)).unwrap(),
    |file| fs::write(file, "").unwrap(),
    |file| fs::remove_file(file).unwrap(),
    |file| {
        let new = file.with_extension("ny");
        fs::write(&new, article("NYNY", 3_000)).unwrap();
        fs::rename(new, file).unwrap();
    },
];

/// An article larger than what is read at once.
fn article(word: &str, words: usize) -> String {
    let text = format!("{word} ").repeat(words);
    format!("---\ntitle: A\ndate: 2026-11-01\ntags: [AI]\n---\n{text}\n")
}

#[test]
fn a_file_that_changes_meanwhile_is_old_or_new() {
    require();
    let all = (1..40).flat_map(|n| EDITS.map(|edit| (n, edit))).collect();
    let mut stopped = 0;
    for (n, edit) in sample(all, 30) {
        let trial = Trial::new(Start::Over);
        let source = trial.path("content/artikler/a.md");
        fs::write(&source, article("GAMMEL", 3_000)).unwrap();
        let inject = format!("inject=read:signal=STOP:when={n}");
        let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &inject];
        let mut command = trial.build(&words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let program = wait_for_stop(&mut child);
        stopped += usize::from(program.is_some());
        edit(&source);
        if let Some(program) = program {
            // Each thread is stopped at its own call.
            while child.try_wait().unwrap().is_none() {
                let _ = kill_process(program, Signal::CONT);
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{n} {:?} {text}", output.status);
        assert!(!trial.is_decided(), "{n} {text}");
        if output.status.code() != Some(0) {
            assert!(text.contains("content/artikler/a.md"), "{n} {text}");
            trial.check_old(&text);
        }
        trial.check_no_stage(&text);
        for (path, bytes) in trial.output() {
            let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
            let is_mixed = text.contains("GAMMEL") && text.contains("NYNY");
            assert!(!is_mixed || !path.ends_with("a/index.html"), "{n} {path}");
        }
        check_as_clean(&trial, n);
    }
    assert!(stopped > 10, "the program was stopped {stopped} times only");
}

/// Waits until the program that `strace` runs is stopped; nothing if it ends before.
fn wait_for_stop(strace: &mut Child) -> Option<Pid> {
    let start = Instant::now();
    let children = format!("/proc/{0}/task/{0}/children", strace.id());
    let mut seen = 0;
    loop {
        assert!(start.elapsed() < Duration::from_secs(30), "the program neither stops nor ends");
        std::thread::sleep(Duration::from_millis(2));
        if strace.try_wait().unwrap().is_some() {
            return None;
        }
        let list = fs::read_to_string(&children).unwrap_or_default();
        let Some(program) = list.split_whitespace().next() else { continue };
        let status = fs::read_to_string(format!("/proc/{program}/status")).unwrap_or_default();
        // Each traced call stops it for a moment too.
        let is_stopped = status.contains("State:\tt") || status.contains("State:\tT");
        seen = if is_stopped { seen + 1 } else { 0 };
        if seen > 15 {
            return Pid::from_raw(program.parse().unwrap());
        }
    }
}

/// Checks that the next build does what one into an empty directory does, be it only to fail.
fn check_as_clean(trial: &Trial, n: usize) {
    let next = Run::of(&mut trial.build(&[]));
    let clean = trial.path("clean");
    let other = Run::of(trial.build(&[]).arg("--output").arg(&clean));
    assert_eq!(next.code, other.code, "{n}\n{next:#?}\n{other:#?}");
    if next.code == Some(0) {
        assert!(trial.output() == tree(&clean), "{n}");
    }
}

#[test]
fn times_of_files_do_not_matter() {
    for time in ["1970-01-01", "2026-11-22 12:00", "2200-01-01"] {
        for start in [Start::Over, Start::First, Start::Leftover] {
            let trial = Trial::new(start);
            for (path, _) in tree(trial.root()) {
                let mut touch = Command::new("touch");
                assert!(
                    touch.args(["-d", time]).arg(trial.path(&path)).status().unwrap().success()
                );
            }
            trial.check_next(time);
        }
    }
}

#[test]
fn a_clock_that_jumps_back_leaves_the_site_that_belongs_to_its_time() {
    let trial = Trial::new(Start::First);
    let at = |seconds: &str, output: &str| {
        let mut command = crate::fixture::digest(trial.root());
        command.args(["build", "--output"]).arg(trial.path(output));
        let run = Run::of(command.env("SOURCE_DATE_EPOCH", seconds));
        assert_eq!(run.code, Some(0), "{run:#?}");
        tree(&trial.path(output))
    };
    // 2200, then 1970, when no article was there yet, then 2026.
    let future = at("7258118400", "public");
    let past = at("0", "public");
    assert!(future != past);
    assert!(past == at("0", "past"));
    assert!(at("1795345200", "public") == at("1795345200", "now"));
}
