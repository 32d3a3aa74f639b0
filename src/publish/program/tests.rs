use std::time::Instant;

use super::*;

const LIMIT: Duration = Duration::from_secs(20);

fn sh(script: &str) -> Program {
    Program::new("sh").args(["-c", script])
}

#[test]
fn output_and_exit_code_are_given() {
    let output = sh("cat; echo \"$A:${B-none}:$C\"; pwd; echo wrong >&2; exit 3")
        .stdin("input\n")
        .env("A", "1")
        .env("B", "2")
        .without_env(&["B"])
        .directory(Path::new("/"))
        .run(LIMIT)
        .unwrap();
    assert_eq!(output.code, Some(3));
    assert_eq!(output.stdout, b"input\n1:none:\n/\n");
    assert_eq!(output.stderr, "wrong\n");
    assert_eq!(output.reason(), "wrong");
}

#[test]
fn failures_without_words_are_explained() {
    let reason = |script| sh(script).run(LIMIT).unwrap().reason();
    assert_eq!(reason("exit 7"), "`sh` ended with exit code 7");
    assert_eq!(reason("kill -9 $$"), "`sh` was killed");
    assert_eq!(reason("printf '1\\n2\\n3\\n\\n4\\n5\\n' >&2; exit 1"), "2; 3; 4; 5");
}

#[test]
fn a_missing_program_and_a_missing_directory_are_told_apart() {
    let error = Program::new("digest-has-no-such-program").run(LIMIT).unwrap_err();
    assert_eq!(error.message, "`digest-has-no-such-program` is not installed");
    assert!(error.help.unwrap().contains("apt install digest-has-no-such-program"));
    let error = sh("true").directory(Path::new("/no/such/directory")).run(LIMIT).unwrap_err();
    assert!(error.message.starts_with("cannot start `sh`: "), "{error}");
}

#[test]
fn much_is_written_and_read_at_the_same_time() {
    let input: Vec<u8> = (0..8_000_000_u32).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
    let output = Program::new("cat").stdin(input.clone()).run(LIMIT).unwrap();
    assert!(output.stdout == input);
    // It reads nothing of it.
    assert_eq!(sh("exit 0").stdin(input).run(LIMIT).unwrap().code, Some(0));
}

#[test]
fn output_is_bounded_and_only_the_end_of_messages_is_kept() {
    let error = sh("yes").max_output(1000).run(LIMIT).unwrap_err();
    assert_eq!(error.message, "`sh` printed more than 1000 bytes");
    let script = "i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done >&2";
    let stderr = sh(script).run(LIMIT).unwrap().stderr;
    assert!(stderr.len() <= 4 << 10 && stderr.ends_with("19998\n19999\n"));
}

#[test]
fn pieces_of_the_output_may_be_refused() {
    let mut bytes = 0;
    let error = sh("yes").stream(LIMIT, &mut |piece| {
        bytes += piece.len();
        let refused = || TargetError::new(TargetErrorKind::Refused, "enough");
        if bytes > 100_000 { Err(refused()) } else { Ok(()) }
    });
    assert_eq!(error.unwrap_err().message, "enough");
}

#[test]
fn everything_ends_when_the_time_is_up() {
    let directory = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let script = "(sleep 1; touch late) & sleep 60";
    let error = sh(script).directory(directory.path()).run(Duration::from_millis(300));
    assert_eq!(error.unwrap_err().message, "`sh` has not finished within 0 s");
    assert!(start.elapsed() < Duration::from_secs(1));
    thread_sleep(1_200);
    assert!(!directory.path().join("late").exists(), "a grandchild has survived");
}

#[test]
fn a_program_that_will_not_end_is_killed() {
    let script = "trap '' TERM; while :; do sleep 0.1; done";
    let start = Instant::now();
    sh(script).run(Duration::from_millis(100)).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_interruption_ends_it() {
    let start = Instant::now();
    let interruption = Interruption::new(move || start.elapsed() > Duration::from_millis(200));
    let error = sh("sleep 60").interrupted_by(&interruption).run(LIMIT).unwrap_err();
    assert_eq!(error.kind, TargetErrorKind::Interrupted);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_grandchild_that_keeps_the_pipes_open_holds_nobody_up() {
    let start = Instant::now();
    let output = sh("sleep 30 & echo $!; echo done >&2").run(LIMIT).unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(output.stderr, "done\n");
    let grandchild = String::from_utf8(output.stdout).unwrap();
    let killed = Program::new("kill").args([grandchild.trim()]).run(LIMIT).unwrap();
    assert_eq!(killed.code, Some(0), "what is left behind on purpose goes on");
}

#[test]
fn messages_show_no_secrets() {
    let output = sh("echo 'no access to https://me:canary@host/x?sig=canary' >&2; exit 1");
    assert_eq!(output.run(LIMIT).unwrap().reason(), "no access to https://host/x?…");
}

fn thread_sleep(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}
