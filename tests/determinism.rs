//! Same sources, same bytes: whatever the time zone, language, umask, number of threads, directory
//! and order of the files on disk. And a second build writes nothing.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and look at its files"
)]

mod fixture;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use fixture::{Fixture, NOW, Run, own_site, tree};

/// A machine, as far as a program can see.
struct Machine {
    variables: [(&'static str, &'static str); 4],
    umask: &'static str,
    directory: &'static str,
    backwards: bool,
}

const MACHINES: [Machine; 2] = [
    Machine {
        variables: [
            ("TZ", "America/Los_Angeles"),
            ("LANG", "C"),
            ("RAYON_NUM_THREADS", "1"),
            ("HOME", "/"),
        ],
        umask: "027",
        directory: "a",
        backwards: false,
    },
    Machine {
        variables: [
            ("TZ", "Asia/Tokyo"),
            ("LANG", "da_DK.UTF-8"),
            ("RAYON_NUM_THREADS", "4"),
            ("USER", "bo"),
        ],
        umask: "077",
        directory: "en anden mappe/dybt nede/æøå",
        backwards: true,
    },
];

/// Builds in a shell, which sets the umask.
fn build(machine: &Machine, root: &Path, now: &str, args: &[String]) {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("umask {}; exec \"$@\"", machine.umask)).arg("sh");
    command.arg(env!("CARGO_BIN_EXE_digest")).arg("--root").arg(root);
    command.args(["--quiet", "build", "--now", now]).args(args);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    let run = Run::of(command.envs(machine.variables));
    assert_eq!(run.code, Some(0), "{run:#?}");
}

/// Builds a site on both machines and gives the two outputs.
fn outputs(
    lay_out: &dyn Fn(&Path, bool),
    now: &str,
    args: &[String],
) -> [BTreeMap<String, Vec<u8>>; 2] {
    MACHINES.each_ref().map(|machine| {
        let directory = tempfile::tempdir().unwrap();
        let root: PathBuf = directory.path().join(machine.directory);
        lay_out(&root, machine.backwards);
        build(machine, &root, now, args);
        let public = tree(&root.join("public"));
        build(machine, &root, now, args);
        assert!(tree(&root.join("public")) == public, "the second build wrote something");
        public.into_iter().map(|(path, file)| (path, file.bytes)).collect()
    })
}

fn assert_same(name: &str, [first, second]: &[BTreeMap<String, Vec<u8>>; 2]) {
    let paths = |output: &BTreeMap<String, Vec<u8>>| output.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(first), paths(second), "{name}");
    for (path, bytes) in first {
        assert!(second[path] == *bytes, "{name}: {path} differs");
    }
}

#[test]
fn a_site_is_the_same_on_every_machine() {
    for fixture in Fixture::all("sites") {
        let lay_out = |root: &Path, backwards| fixture.lay_out(root, backwards);
        assert_same(fixture.name(), &outputs(&lay_out, &fixture.now, &fixture.args));
    }
}

#[test]
fn our_own_site_is_the_same_on_every_machine() {
    assert_same("our own site", &outputs(&own_site, NOW, &[]));
}
