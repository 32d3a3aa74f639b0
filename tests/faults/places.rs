//! What is where a build writes, and whose it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::fixture::{NOW, Run, powerless_digest};
use crate::trial::{Start, Trial};

#[test]
fn a_directory_that_may_not_be_written_to_is_named() {
    let trial = Trial::new(Start::Over);
    fs::create_dir(trial.path("closed")).unwrap();
    fs::set_permissions(trial.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = powerless_digest(trial.root());
    command.args(["build", "--now", NOW, "--output"]).arg(trial.path("closed/public"));
    let run = Run::of(&mut command);
    assert!(run.stderr.contains("closed/public`: Permission denied"), "{run:#?}");
    assert!(fs::read_dir(trial.path("closed")).unwrap().next().is_none());
    trial.check_old("closed");
    trial.check_no_stage("closed");
    trial.check(&run, &[Some(3)], "closed");
}

#[test]
fn an_output_that_may_not_be_written_to_is_named() {
    for directory in ["public", "public/2026/11", "public/2026/11/a"] {
        // Without the powers of root, and with a state directory that can be written to.
        let trial = Trial::new(Start::Over);
        let rights = |mode| {
            fs::set_permissions(trial.path(directory), fs::Permissions::from_mode(mode)).unwrap();
        };
        rights(0o555);
        let run = Run::of(powerless_digest(trial.root()).args(["build", "--now", NOW]));
        rights(0o755);
        assert!(run.stderr.contains(directory), "{run:#?}");
        trial.check_old(directory);
        trial.check_no_stage(directory);
        trial.check(&run, &[Some(3)], directory);
    }
}

#[test]
fn builds_at_the_same_time_come_one_after_the_other() {
    for start in [Start::Over, Start::First, Start::Leftover].repeat(3) {
        let trial = Trial::new(start);
        let both = [(); 3].map(|()| {
            trial.build(&[]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for process in both {
            let output = process.wait_with_output().unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            let is_well = match output.status.code() {
                Some(0) => true,
                Some(3) => text.contains("is locked by process "),
                _ => false,
            };
            assert!(is_well, "{start:?} {:?} {text}", output.status);
        }
        trial.check_new("at the same time");
    }
}

#[test]
fn what_dead_builds_left_is_cleared_without_a_question() {
    for start in [Start::Over, Start::First] {
        let trial = Trial::new(start);
        let leave = |path: &str, text: &str| {
            fs::create_dir_all(trial.path(path).parent().unwrap()).unwrap();
            fs::write(trial.path(path), text).unwrap();
        };
        leave(".digest/lock", "4194304\n");
        leave(".digest/stage/2026/11/a/index.html", "half a pa");
        leave(".digest/stage/index.html/x", "a directory where a file is to be");
        leave(".digest/journal.new", "digest-journal 1\nhalf a jour");
        if start == Start::Over {
            leave("public/.digest-stage/index.html", "half a pa");
            leave("public/.digest-journal.new", "half a jour");
        }
        if start == Start::First {
            leave(".digest-probe/.digest-probe", "");
        }
        trial.check_next(&format!("{start:?}"));
    }
}

#[test]
fn a_damaged_journal_is_named_and_given_up_on_demand_only() {
    for damage in [
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
        |bytes: &mut Vec<u8>| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        },
    ] {
        let trial = Trial::new(Start::Leftover);
        let before = trial.output();
        let journal = trial.path(".digest/journal");
        let mut bytes = fs::read(&journal).unwrap();
        damage(&mut bytes);
        fs::write(&journal, bytes).unwrap();
        let run = Run::of(&mut trial.build(&[]));
        trial.check_end(&run, &[Some(3)], "damaged journal");
        assert!(run.stderr.contains(".digest/journal` is damaged"), "{run:#?}");
        assert!(run.stderr.contains("--fresh"), "{run:#?}");
        assert!(trial.output() == before, "nothing is done with a damaged journal");
        let run = Run::of(trial.build(&[]).arg("--fresh"));
        trial.check(&run, &[Some(0)], "fresh");
    }
}

#[test]
fn a_damaged_manifest_is_made_anew() {
    let whole = {
        let trial = Trial::new(Start::Over);
        trial.check_next("the site as it is now");
        fs::read(trial.path("public/.digest-manifest")).unwrap()
    };
    let mut damaged: Vec<Vec<u8>> =
        (0..whole.len()).step_by(97).map(|length| whole[..length].into()).collect();
    for at in (0..whole.len()).step_by(101) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        damaged.push(bytes);
    }
    // Of a version that is not out yet.
    damaged.push([b"digest-manifest 99\n", &whole[..]].concat());
    damaged.push(vec![0xff; 5_000]);
    let trial = Trial::new(Start::Over);
    trial.check_next("the site as it is now");
    let article = trial.path("content/artikler/a.md");
    let text = fs::read_to_string(&article).unwrap();
    for bytes in damaged {
        let what = String::from_utf8_lossy(&bytes);
        fs::write(trial.path("public/.digest-manifest"), &bytes).unwrap();
        trial.check_next(&what);
        // Outputs that change are known to be ours, with caches and without.
        for (now, words) in [(format!("{text}Mere.\n"), &[][..]), (text.clone(), &["--fresh"])] {
            fs::write(&article, now).unwrap();
            fs::write(trial.path("public/.digest-manifest"), &bytes).unwrap();
            let run = Run::of(trial.build(&[]).args(words));
            assert_eq!(run.code, Some(0), "{what}\n{run:#?}");
            assert!(!run.stderr.contains("warning"), "nothing is foreign: {what}\n{run:#?}");
        }
        trial.check_new(&what);
    }
}

#[test]
fn a_state_directory_that_is_lost_or_closed_is_no_reason_to_stop() {
    let trial = Trial::new(Start::Over);
    fs::remove_dir_all(trial.path(".digest")).unwrap();
    trial.check_next("lost");
    Trial::new(Start::Sealed).check_next("closed");
}
