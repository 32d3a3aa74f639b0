//! The workflows of `digest init --ci`, taken from the files that it writes and executed step by step
//! in fresh clones, with what the hosts' caches restore; and the shell lines of `docs/scheduling.md`.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start programs and change the disk, and fail by a panic"
)]

mod fixture;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use fixture::Run;
use serde_yaml::Value;
use tempfile::TempDir;

/// An hour before and after an article is due: 2026-11-24 05.00 and 07.00 in Copenhagen.
const BEFORE: &str = "1795492800";
const AFTER: &str = "1795500000";

/// A repository of a site with a workflow, and a host's caches.
struct Host {
    directory: TempDir,
    clones: usize,
}

/// What a run did.
struct Outcome {
    code: i32,
    /// What the steps printed.
    text: String,
    clone: PathBuf,
}

impl Host {
    fn new(ci: &str) -> Self {
        let host = Self { directory: TempDir::new().unwrap(), clones: 0 };
        let origin = host.path("origin");
        let kommer = "---\ntitle: Kommer\ndate: 2026-11-24 06:00\n---\nTekst.\n";
        for (path, text) in [
            ("site.toml", fixture::SITE_TOML),
            ("content/artikler/ny.md", "---\ntitle: Ny\ndate: 2026-11-20\ntags: [AI]\n---\nNy.\n"),
            ("content/artikler/kommer.md", kommer),
            ("static/.well-known/x.txt", "x"),
            (".gitignore", "/public/\n/.digest/\n/.generator/\n"),
        ] {
            write(&origin.join(path), text);
        }
        let run = Run::of(
            Command::new(env!("CARGO_BIN_EXE_digest")).args(["init", "--ci", ci]).arg(&origin),
        );
        assert_eq!(run.code, Some(0), "{run:#?}");
        host.git(&["init", "-q", "-b", "main"]);
        host.commit();
        // `cargo install` puts the program where it would be.
        let cargo = format!(
            "#!/bin/sh -eu\nroot=$HOME/.cargo\nwhile [ $# -gt 1 ]; do\n  [ \"$1\" != --root ] || root=$2\n  \
             shift\ndone\n[ \"$1\" = digest ]\nmkdir -p \"$root/bin\"\nln -s '{}' \"$root/bin/digest\"\n",
            env!("CARGO_BIN_EXE_digest")
        );
        write(&host.path("tools/cargo"), &cargo);
        let status = Command::new("chmod").arg("+x").arg(host.path("tools/cargo")).status();
        assert!(status.unwrap().success());
        host
    }

    fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.path("origin"));
        command.args(["-c", "user.name=x", "-c", "user.email=x@x.dk"]).args(args);
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(0), "{run:#?}");
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }

    fn workflow(&self, path: &str) -> Value {
        serde_yaml::from_str(&fs::read_to_string(self.path("origin").join(path)).unwrap()).unwrap()
    }

    /// Clones the repository into a directory of its own and restores the cache into it.
    fn clone(&mut self, cached: &[&str]) -> PathBuf {
        self.clones += 1;
        let clone = self.path(&format!("clone-{}", self.clones));
        self.git(&["clone", "-q", ".", clone.to_str().unwrap()]);
        for path in cached {
            copy(&self.path("cache").join(path), &clone.join(path));
        }
        clone
    }

    fn save(&self, clone: &Path, cached: &[&str]) {
        let cache = self.path("cache");
        for path in cached {
            let _ = fs::remove_dir_all(cache.join(path));
            copy(&clone.join(path), &cache.join(path));
        }
    }

    /// Runs a script as the hosts do: in the clone, and ended by the first command that fails.
    fn shell(&self, script: &str, clone: &Path, variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new("bash");
        let path = std::env::var("PATH").unwrap();
        let home = self.path("home");
        let path = [self.path("tools"), home.join(".cargo/bin")]
            .map(|path| path.to_str().unwrap().to_owned())
            .join(":")
            + ":"
            + &path;
        command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(clone).env_clear();
        command.env("PATH", path).env("HOME", home).envs(variables.iter().copied());
        command.env("GENERATOR_URL", "x").env("GENERATOR_REVISION", "y");
        Run::of(&mut command)
    }

    /// Runs `.github/workflows/site.yml`: the job `due` on a schedule, and the job `site` unless
    /// nothing is due.
    fn github(&mut self, event: &str, now: &str) -> Outcome {
        const CACHED: [&str; 2] = ["public", ".digest"];
        let workflow = self.workflow(".github/workflows/site.yml");
        let mut outcome = Outcome { code: 0, text: String::new(), clone: PathBuf::new() };
        let jobs = if event == "schedule" { &["due", "site"][..] } else { &["site"] };
        for job in jobs {
            let clone = self.clone(&CACHED);
            let output = clone.with_extension("output");
            let steps = workflow["jobs"][*job]["steps"].as_sequence().unwrap();
            for step in steps {
                if step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/cache/save"))
                {
                    assert_eq!(step["with"]["path"].as_str(), Some("public\n.digest\n"));
                    self.save(&clone, &CACHED);
                }
                let Some(script) = step["run"].as_str() else { continue };
                let is_installed = self.path("home/.cargo/bin/digest").exists();
                if step["if"].as_str().is_some_and(|condition| condition.contains("cache-hit"))
                    && is_installed
                {
                    continue;
                }
                let temporary = self.path("tmp");
                fs::create_dir_all(&temporary).unwrap();
                let run = self.shell(
                    script,
                    &clone,
                    &[
                        ("SOURCE_DATE_EPOCH", now),
                        ("GITHUB_OUTPUT", output.to_str().unwrap()),
                        ("RUNNER_TEMP", temporary.to_str().unwrap()),
                    ],
                );
                outcome.text += &(run.stdout + &run.stderr);
                outcome.code = run.code.unwrap();
                outcome.clone.clone_from(&clone);
                if outcome.code != 0 {
                    return outcome;
                }
            }
            if *job == "due" && fs::read_to_string(&output).unwrap() != "due=true\n" {
                break;
            }
        }
        outcome
    }

    /// Runs the job `pages` of `.gitlab-ci.yml`.
    fn gitlab(&mut self, event: &str, now: &str) -> Outcome {
        const CACHED: [&str; 3] = ["public", ".digest", ".generator"];
        let workflow = self.workflow(".gitlab-ci.yml");
        let clone = self.clone(&CACHED);
        let lines = workflow["pages"]["script"].as_sequence().unwrap();
        // One shell runs all lines.
        let script: Vec<&str> = lines.iter().map(|line| line.as_str().unwrap()).collect();
        let variables = [("SOURCE_DATE_EPOCH", now), ("CI_PIPELINE_SOURCE", event)];
        let run = self.shell(&script.join("\n"), &clone, &variables);
        let code = run.code.unwrap();
        if code == 0 {
            self.save(&clone, &CACHED);
        }
        Outcome { code, text: run.stdout + &run.stderr, clone }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Copies a directory, if it exists, as a host's cache does: with new inodes, and the old times.
fn copy(from: &Path, to: &Path) {
    if from.exists() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let status = Command::new("cp").arg("-a").arg(from).arg(to).status();
        assert!(status.unwrap().success());
    }
}

#[test]
fn the_github_workflow_renders_only_what_changed_and_stops_if_nothing_is_due() {
    let mut host = Host::new("github");
    let first = host.github("push", BEFORE);
    assert!(first.code == 0 && first.text.contains("Built 1 article"), "{}", first.text);
    let published = host.path("tmp/site");
    assert!(published.join("index.html").exists() && published.join(".well-known/x.txt").exists());
    assert!(!published.join(".digest-manifest").exists());

    let again = host.github("push", BEFORE);
    assert!(again.text.contains(": 0 files written, "), "{}", again.text);

    let stopped = host.github("schedule", BEFORE);
    assert_eq!(stopped.code, 0, "{}", stopped.text);
    assert!(
        stopped.text.contains("Not due") && !stopped.text.contains("Built"),
        "{}",
        stopped.text
    );

    let due = host.github("schedule", AFTER);
    assert!(due.text.contains("Built 2 articles"), "{}", due.text);
    assert!(due.clone.join("public/2026/11/kommer/index.html").exists());

    // An error stops a run before it builds.
    write(&host.path("origin/content/artikler/x.md"), "---\ntitle: [\n---\n");
    host.commit();
    let failed = host.github("push", AFTER);
    assert!(failed.code == 1 && !failed.text.contains("Built"), "{}", failed.text);
}

#[test]
fn the_gitlab_workflow_renders_only_what_changed_and_stops_if_nothing_is_due() {
    let mut host = Host::new("gitlab");
    let first = host.gitlab("push", BEFORE);
    assert!(first.code == 0 && first.text.contains("Built 1 article"), "{}", first.text);

    let again = host.gitlab("push", BEFORE);
    assert!(again.code == 0 && again.text.contains(": 0 files written, "), "{}", again.text);

    let stopped = host.gitlab("schedule", BEFORE);
    let allowed = &host.workflow(".gitlab-ci.yml")["pages"]["allow_failure"]["exit_codes"];
    assert_eq!(i64::from(stopped.code), allowed.as_i64().unwrap(), "{}", stopped.text);
    assert!(
        stopped.text.contains("Not due") && !stopped.text.contains("Built"),
        "{}",
        stopped.text
    );

    let due = host.gitlab("schedule", AFTER);
    assert!(due.code == 0 && due.text.contains("Built 2 articles"), "{}", due.text);
}

#[test]
fn an_existing_site_gets_the_workflow_alone_and_keeps_its_own() {
    let directory = TempDir::new().unwrap();
    write(&directory.path().join("site.toml"), fixture::SITE_TOML);
    let init = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_digest"));
        Run::of(command.args(["init", "--ci", "github"]).arg(directory.path()))
    };
    assert_eq!(init().code, Some(0));
    let files: Vec<String> = fixture::tree(directory.path()).into_keys().collect();
    assert_eq!(files, [".github/workflows/site.yml", "site.toml"]);
    let workflow = directory.path().join(".github/workflows/site.yml");
    write(&workflow, "mine");
    let run = init();
    assert!(run.code == Some(2) && run.stderr.contains("not overwritten"), "{run:#?}");
    assert_eq!(fs::read_to_string(&workflow).unwrap(), "mine");
    // A new site keeps it as well, and is not asked to fill it in.
    fs::remove_file(directory.path().join("site.toml")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_digest"));
    let run = Run::of(command.args(["init", "--force", "--ci", "github"]).arg(directory.path()));
    assert!(run.code == Some(0) && run.stderr.contains("Kept `.github"), "{run:#?}");
    assert!(!run.stderr.contains("GENERATOR_URL"), "{run:#?}");
    assert_eq!(fs::read_to_string(workflow).unwrap(), "mine");
}

#[test]
fn a_new_site_comes_with_its_workflow() {
    let directory = TempDir::new().unwrap();
    let root = directory.path().join("ny");
    let mut command = Command::new(env!("CARGO_BIN_EXE_digest"));
    let run = Run::of(command.args(["init", "--ci", "gitlab"]).arg(&root));
    assert_eq!(run.code, Some(0), "{run:#?}");
    let workflow = root.join(".gitlab-ci.yml");
    assert!(workflow.exists() && run.stderr.contains("Before `.gitlab-ci.yml` runs, set"));
    let built = Run::of(fixture::digest(&root).args(["-q", "build"]));
    assert_eq!(built.code, Some(0), "{built:#?}");
    // The host is known, so its files are written.
    assert!(root.join("public/_redirects").exists());
}

/// The blocks of a language in `docs/scheduling.md`.
fn blocks(language: &str) -> Vec<&'static str> {
    let manual = include_str!("../docs/scheduling.md");
    let fence = format!("```{language}\n");
    manual.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Runs a shell line of the manual twice, before and after something is due, in a site of its own.
fn builds_when_due(line: &str) {
    let directory = TempDir::new().unwrap();
    let at = |path: &str| directory.path().join(path).to_str().unwrap().to_owned();
    let (site, target) = (at("site"), at("www"));
    let dated = |name: &str, date: &str| {
        let text = format!("---\ntitle: {name}\ndate: {date}\n---\nTekst.\n");
        write(&Path::new(&site).join(format!("content/artikler/{name}.md")), &text);
    };
    write(&Path::new(&site).join("site.toml"), fixture::SITE_TOML);
    dated("ny", "2026-11-20");
    dated("kommer", "2026-11-24 06:00");
    fs::create_dir_all(at("bin")).unwrap();
    fs::create_dir_all(&target).unwrap();
    symlink(env!("CARGO_BIN_EXE_digest"), at("bin/digest")).unwrap();
    // A copy that needs no `rsync`.
    let rsync = "#!/bin/sh -e\nwhile [ $# -gt 2 ]; do shift; done\ncp -R \"$1.\" \"$2\"\n";
    write(Path::new(&at("bin/rsync")), rsync);
    assert!(Command::new("chmod").arg("+x").arg(at("bin/rsync")).status().unwrap().success());
    let line = line.replace("/srv/mit-overblik", &site).replace("/var/www/mit-overblik", &target);
    let path = format!("{}:{}", at("bin"), std::env::var("PATH").unwrap());
    let run = |now: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(&site).env_clear().env("PATH", &path);
        Run::of(command.env("SOURCE_DATE_EPOCH", now))
    };
    let page = Path::new(&target).join("2026/11/kommer/index.html");
    let front = Path::new(&target).join("index.html");
    let first = run(BEFORE);
    assert!(front.exists() && !page.exists(), "{first:#?}");
    fs::remove_file(&front).unwrap();
    let nothing = run(BEFORE);
    assert!(!front.exists(), "{nothing:#?}");
    let due = run(AFTER);
    assert!(front.exists() && page.exists(), "{due:#?}");
}

#[test]
fn the_cron_line_builds_when_something_is_due() {
    let [line] = blocks("cron")[..] else { panic!("one cron line") };
    let fields: Vec<&str> = line.splitn(6, ' ').collect();
    assert_eq!(fields[..5], ["*/5", "*", "*", "*", "*"]);
    assert!(!line.contains('%') && !line.contains('\n'), "cron gives them a meaning of its own");
    builds_when_due(fields[5]);
}

#[test]
fn the_service_builds_when_something_is_due() {
    let units = blocks("ini");
    let start = units[0].lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    // systemd expands `$NAME`, but neither `$?` nor what is in single quotes.
    let command = start.strip_prefix("/bin/sh -c '").and_then(|rest| rest.strip_suffix('\''));
    builds_when_due(command.unwrap());
}

#[test]
fn systemd_accepts_the_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let directory = TempDir::new().unwrap();
    for unit in blocks("ini") {
        let name = unit.lines().next().unwrap().strip_prefix("# ").unwrap();
        // The check wants the user and the directory to exist.
        let unit = unit.replace("User=www-data", "User=root").replace("/srv/mit-overblik", "/");
        write(&directory.path().join(name), &unit);
    }
    let units = ["digest.service", "digest.timer"].map(|name| directory.path().join(name));
    let run = Run::of(Command::new("systemd-analyze").arg("verify").args(units));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:#?}");
}
