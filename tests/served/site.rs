//! A site's directory that is edited, and what a build makes of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::fixture::{NOW, Run, SITE_TOML, Tree, digest, tree};

/// The article that most tests edit, and its page.
pub(crate) const ARTICLE: &str = "content/artikler/nyt.md";
/// The address of its page.
pub(crate) const PAGE: &str = "/2026/11/nyt/";

/// The text of an article.
pub(crate) fn article(title: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\ntags: [AI]\n---\n\n{body}\n")
}

/// The text of the article that most tests edit.
pub(crate) fn news(body: &str) -> String {
    article("Nyt", "2026-11-03", body)
}

/// The article that most tests edit, with a body that takes several seconds to parse.
pub(crate) fn endless() -> String {
    news(&format!("{}\n\n[^1]: Note.", "[x[^1] *".repeat(1_500_000)))
}

/// A site in a directory of its own.
pub(crate) struct Site {
    directory: TempDir,
}

impl Site {
    /// A site of three articles and a page in the built-in theme.
    pub(crate) fn new() -> Self {
        let site = Self::empty();
        site.write("site.toml", SITE_TOML);
        site.write(ARTICLE, news("Teksten."));
        for (name, date) in [("andet", "2026-11-02"), ("gammelt", "2026-10-01")] {
            site.write(&format!("content/artikler/{name}.md"), article(name, date, "Andet."));
        }
        site.write("content/sider/om.md", "---\ntitle: Om\n---\n\nOm os.\n");
        site.write("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        site
    }

    /// An empty directory.
    pub(crate) fn empty() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join("site")).unwrap();
        Self { directory }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.directory.path().join("site")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A path next to the site.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file by way of `create`, `write` and `close`, and the directories above it.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a text in a file.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "no {from:?} in {text}");
        self.write(path, text.replace(from, to));
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Runs a script of the shell in the site's directory.
    pub(crate) fn shell(&self, script: &str) {
        let mut shell = Command::new("sh");
        shell.args(["-ec", script]).current_dir(self.root()).env("HOME", self.root());
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{script}: {output:?}");
    }

    /// What a build from nothing writes, with arguments that say what is shown.
    pub(crate) fn built(&self, shown: &[String]) -> Tree {
        let directory = self.beside("built");
        let mut command = digest(&self.root());
        command.args(["build", "--fresh", "--quiet", "--output"]).arg(&directory).args(shown);
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(0), "{run:#?}");
        let mut files = tree(&directory);
        files.remove(".digest-manifest");
        files
    }

    /// Builds the site into its own output directory.
    pub(crate) fn build(&self) {
        let run = Run::of(digest(&self.root()).args(["build", "--now", NOW]));
        assert_eq!(run.code, Some(0), "{run:#?}");
    }
}

/// Fails unless a program that a test needs works on this machine.
pub(crate) fn require(words: &[&str]) {
    let tried = Command::new(words[0]).args(&words[1..]).output();
    let is_there = tried.as_ref().is_ok_and(|output| output.status.success());
    assert!(is_there, "the test needs that `{}` works: {tried:?}", words.join(" "));
}

/// Whether a path of the output is that of a page.
pub(crate) fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "html")
}
