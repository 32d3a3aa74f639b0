//! A site in a directory of its own, and the program run in it: without the environment of the
//! process that runs the tests, at a fixed time, with outputs in which no path or duration of this
//! machine is left.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_digest");

/// When every command runs unless a test says otherwise: 2026-11-22 14.05 in Copenhagen.
pub(crate) const NOW: &str = "1795352700";

/// A command that takes longer than this hangs.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A directory with a site, deleted when the test is over.
pub(crate) struct TestSite {
    directory: TempDir,
}

impl TestSite {
    /// A directory with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    /// A site of one tag and one article, which builds without a warning, and is checked without
    /// one of sources and tags.
    pub(crate) fn new() -> Self {
        Self::empty()
            .file(
                "site.toml",
                "title = \"Prøven\"\nbase_url = \"https://proeven.example\"\n\
                 feeds.id_base = \"tag:proeven.example,2026:\"\n[[tag]]\nname = \"AI\"\n\
                 [[check.paths]]\nmatch = \"**\"\nno-source = \"off\"\nno-tags = \"off\"\nlone-tag = \"off\"\n",
            )
            .article("nyt", "date: 2026-11-01\ntags: [AI]")
    }

    /// Adds a file.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Adds an article whose title is its name.
    pub(crate) fn article(self, name: &str, front_matter: &str) -> Self {
        let text = format!("---\ntitle: {name}\n{front_matter}\n---\nTeksten i {name}.\n");
        self.file(&format!("content/artikler/{name}.md"), text)
    }

    /// Writes a file, also over one that exists.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Whether a file or directory exists.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// A path in the directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The directory.
    pub(crate) fn root(&self) -> PathBuf {
        self.directory.path().canonicalize().unwrap()
    }

    /// Every file below a directory, sorted.
    pub(crate) fn files(&self, directory: &str) -> Vec<String> {
        let top = self.path(directory);
        let mut files = Vec::new();
        let mut directories = vec![top.clone()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    directories.push(entry.path());
                } else {
                    let path = entry.path().strip_prefix(&top).unwrap().to_owned();
                    files.push(path.to_string_lossy().into_owned());
                }
            }
        }
        files.sort();
        files
    }

    /// Runs `digest` in the directory.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        self.command(args).outcome()
    }

    /// `digest`, to be run in the directory.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: &[A]) -> Run {
        let mut command = Command::new(PROGRAM);
        command.args(args);
        self.prepare(command)
    }

    /// A line for the shell, in which `"$DIGEST"` is the program.
    pub(crate) fn shell(&self, line: &str) -> Run {
        let mut command = Command::new("/bin/bash");
        command.args(["-c", line]);
        let mut run = self.prepare(command);
        run.command.env("DIGEST", PROGRAM).env("PATH", "/usr/bin:/bin");
        run
    }

    fn prepare(&self, mut command: Command) -> Run {
        command.env_clear().env("SOURCE_DATE_EPOCH", NOW).current_dir(self.root());
        command.timeout(TIMEOUT);
        Run { command, root: self.root() }
    }
}

/// A command that has not been run yet.
#[must_use]
pub(crate) struct Run {
    command: Command,
    root: PathBuf,
}

impl Run {
    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Empties the environment.
    pub(crate) fn env_clear(mut self) -> Self {
        self.command.env_clear();
        self
    }

    /// Runs it in another directory.
    pub(crate) fn within(mut self, directory: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.root.join(directory));
        self
    }

    /// Runs it.
    pub(crate) fn outcome(mut self) -> Outcome {
        let output = self.command.output().unwrap();
        let root = self.root.to_string_lossy().into_owned();
        // 101 is a panic; the others are signals that end a program by its own fault.
        let code = output.status.code();
        assert!(!matches!(code, Some(101 | 134 | 139) | None), "{output:?}");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&root, "[SITE]");
        Outcome {
            code,
            stdout: text(output.stdout),
            stderr: without_measures(&text(output.stderr)),
        }
    }
}

/// What a command gave: `None` for the exit code means that a signal ended it.
#[must_use]
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Checks that standard error contains a text.
    #[track_caller]
    pub(crate) fn tells(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in\n{self}");
        self
    }

    /// Ends a chain of checks.
    pub(crate) fn done(self) {
        drop(self);
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => writeln!(f, "exit code {code}")?,
            None => writeln!(f, "no exit code")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}")?;
                for line in text.lines() {
                    // Editors drop the space at the ends of lines, and so would a snapshot.
                    writeln!(f, "{}", line.trim_end())?;
                }
            }
        }
        Ok(())
    }
}

/// Replaces `12 ms` and `1.2 s`, with the space that aligns them, by `[TIME]`; and, in the last
/// line of a command, every number of files but 0 by `[N]`: it changes with every new output.
fn without_measures(text: &str) -> String {
    let line = |line: &str| {
        let is_last = line.starts_with("Built ") || line.starts_with("Checked ");
        let mut kept: Vec<&str> = Vec::new();
        for word in line.split(' ') {
            let number = kept.last().filter(|number| number.parse::<f64>().is_ok());
            match (number, word) {
                (Some(_), "ms" | "s" | "ms;" | "s;") => {
                    kept.pop();
                    if kept.iter().all(|word| word.is_empty()) {
                        kept.clear();
                    }
                    kept.push(if word.ends_with(';') { "[TIME];" } else { "[TIME]" });
                    continue;
                }
                (Some(number), "files" | "unchanged" | "outputs") if is_last && *number != "0" => {
                    kept.pop();
                    kept.push("[N]");
                }
                _ => {}
            }
            kept.push(word);
        }
        kept.join(" ")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
