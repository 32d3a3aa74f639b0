//! A site in memory, and what an edit renders again.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use digest::testing::build::{self, ReadySite};
use digest::testing::config::SiteConfig;
use digest::testing::files::Files;
use digest::testing::incremental::{self, Key};
use digest::testing::index::Clock;
use digest::testing::paths::SourcePath;

const CONFIG: &str = "title = \"T\"\nbase_url = \"https://x.dk\"\n\
    [tags]\nper_page = 2\n[front_page]\nper_page = 2\n[feeds]\nlimit = 3\n\
    [[tag]]\nname = \"AI\"\n[[tag]]\nname = \"5G\"\n";

const ARTICLES: &[(&str, &str, &str)] = &[
    ("a1", "date: 2025-12-01\ntags: [AI]\nauthors: [Eva]\naliases: [/gammel/]", "Et."),
    ("a2", "date: 2026-10-01\ntags: [AI]", "To."),
    ("a3", "date: 2026-10-02\ntags: [5G]\nread_also: [a1.md]", "Tre."),
    ("a4", "date: 2026-11-01\ntags: [AI]", "Se [et](a1.md). ![Logo](/logo.svg)"),
    ("a5", "date: 2026-11-02\nfeatured: true\nauthors: [Eva]", "```{laes-ogsaa}\n- a2\n```"),
];

/// A site in memory.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) now: &'static str,
}

/// The key and bytes of each output.
pub(crate) type Outputs = BTreeMap<String, (Key, Vec<u8>)>;

impl Site {
    pub(crate) fn new() -> Self {
        let site = Self { files: BTreeMap::new(), now: "2026-11-22T12:00:00Z" }
            .file("site.toml", CONFIG)
            .file("content/sider/om.md", "---\ntitle: Om\n---\nVi er her.\n")
            .file("content/forfattere/eva.md", "---\nname: Eva\n---\nSkriver.\n")
            .file("static/a.txt", "a")
            .file(
                "static/logo.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>",
            );
        ARTICLES.iter().fold(site, |site, (name, keys, body)| {
            site.file(&article(name), &format!("---\ntitle: {name}\n{keys}\n---\n{body}\n"))
        })
    }

    #[must_use]
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// Writes something else in a file, once.
    #[must_use]
    pub(crate) fn edit(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(path).unwrap();
        assert!(text.contains(from), "{path} has no `{from}`");
        *text = text.replacen(from, to, 1);
        self
    }

    /// A built-in template, to be edited.
    #[must_use]
    pub(crate) fn template(self, name: &str) -> Self {
        let built_in = digest::testing::builtin::TEMPLATES.iter().find(|(other, _)| *other == name);
        self.file(&format!("templates/{name}"), built_in.unwrap().1)
    }

    pub(crate) fn prepared(&self) -> ReadySite {
        let files = Files::in_memory(self.files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        let path = SourcePath::new("site.toml").unwrap();
        let config = SiteConfig::read(&path, &self.files["site.toml"], &[]);
        let (config, _) = config.unwrap();
        let clock = Clock {
            now: self.now.parse().unwrap(),
            timezone: config.timezone.clone(),
            drafts: false,
            future: false,
        };
        build::prepare(&files, &config, &clock).unwrap()
    }

    pub(crate) fn outputs(&self) -> Outputs {
        let prepared = self.prepared();
        let settings = incremental::settings(&prepared.site.config);
        let output = |job: &digest::testing::output::Job| {
            let bytes = job.bytes(&prepared.site).unwrap();
            (
                job.output.to_string(),
                (Key::of(job, &job.view(&prepared.site), &prepared.site, settings), bytes),
            )
        };
        prepared.plan.jobs.iter().map(output).collect()
    }

    /// The outputs that an edit renders again, one per line, each with the parts of its key that
    /// changed; in parentheses where the bytes come out the same.
    pub(crate) fn changes(&self, edit: impl FnOnce(Self) -> Self) -> String {
        let (before, after) = (self.outputs(), edit(self.clone()).outputs());
        let mut lines = String::new();
        for (path, (key, bytes)) in &after {
            let Some((old, old_bytes)) = before.get(path) else {
                writeln!(lines, "{path}: new").unwrap();
                continue;
            };
            let parts: Vec<&str> = key
                .parts
                .iter()
                .filter(|part| !old.parts.contains(part))
                .map(|(name, _)| name.as_ref())
                .collect();
            let gone = old
                .parts
                .iter()
                .filter(|(name, _)| key.parts.iter().all(|(other, _)| other != name));
            let parts: Vec<&str> =
                parts.into_iter().chain(gone.map(|(name, _)| name.as_ref())).collect();
            if key.fingerprint == old.fingerprint {
                assert!(bytes == old_bytes, "{path} has one key and two values");
                continue;
            }
            let parts = parts.join(" ");
            if bytes == old_bytes {
                writeln!(lines, "({path}: {parts})").unwrap();
            } else {
                writeln!(lines, "{path}: {parts}").unwrap();
            }
        }
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            writeln!(lines, "{path}: gone").unwrap();
        }
        lines
    }
}

pub(crate) fn article(name: &str) -> String {
    format!("content/artikler/{name}.md")
}

/// Whether every output, or every page, is among changes because of one part.
pub(crate) fn all_because_of(changes: &str, part: &str, is_meant: impl Fn(&str) -> bool) -> bool {
    let outputs = Site::new().outputs();
    outputs.keys().filter(|path| is_meant(path)).all(|path| {
        changes.lines().any(|line| line.trim_matches(['(', ')']) == format!("{path}: {part}"))
    })
}

/// Whether an output is a page of the frame that all share.
pub(crate) fn is_page(path: &str) -> bool {
    let is_html = Path::new(path).extension().is_some_and(|extension| extension == "html");
    is_html && !path.starts_with("gammel")
}
