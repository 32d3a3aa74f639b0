//! A small site in two versions between which every kind of output changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::crawler::Files;
use crate::fixture::{NOW, Run, digest, tree};

pub(crate) const BASE_URL: &str = "https://x.dk";

/// The sources of a site, by path.
pub(crate) type Sources = BTreeMap<String, String>;

/// A site in a directory of its own.
#[derive(Debug)]
pub(crate) struct Site {
    directory: TempDir,
    /// The table of the target.
    publish: String,
}

impl Site {
    /// Writes a site with the table of its target.
    pub(crate) fn new(sources: &Sources, publish: &str) -> Self {
        let site = Self { directory: tempfile::tempdir().unwrap(), publish: publish.into() };
        site.become_version(sources);
        site
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Replaces the sources by others.
    pub(crate) fn become_version(&self, sources: &Sources) {
        for directory in ["content", "static", "data", "templates"] {
            let _ = fs::remove_dir_all(self.file(directory));
        }
        for (path, text) in sources {
            fs::create_dir_all(self.file(path).parent().unwrap()).unwrap();
            let target = if path == "site.toml" { self.publish.as_str() } else { "" };
            fs::write(self.file(path), format!("{text}{target}")).unwrap();
        }
    }

    /// Replaces the table of the target.
    pub(crate) fn set_publish(&mut self, publish: &str) {
        let old = fs::read_to_string(self.file("site.toml")).unwrap();
        fs::write(self.file("site.toml"), old.replace(&self.publish, publish)).unwrap();
        publish.clone_into(&mut self.publish);
    }

    pub(crate) fn build(&self) {
        // A page that is gone is worth a warning.
        let run = Run::of(digest(self.root()).args(["build", "--quiet", "--now", NOW]));
        assert_eq!(run.code, Some(0), "{run:#?}");
    }

    /// What is in `public/` and is to be published.
    pub(crate) fn files(&self) -> Files {
        let mut files: Files =
            tree(&self.file("public")).into_iter().map(|(path, file)| (path, file.bytes)).collect();
        files.remove(".digest-manifest");
        files
    }
}

/// The files that a build of these sources writes.
pub(crate) fn built(sources: &Sources) -> Files {
    let site = Site::new(sources, "");
    site.build();
    site.files()
}

fn article(title: &str, day: u8, tags: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-{day:02}\ntags: [{tags}]\n---\n\n{body}\n")
}

const SITE_TOML: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk\"\n\
                         [feeds]\nid_base = \"tag:x.dk,2026:\"\n[front_page]\nper_page = 2\n\
                         [[tag]]\nname = \"AI\"\n[[tag]]\nname = \"5G\"\n";

/// The site before: eight outputs of every kind.
pub(crate) fn old() -> Sources {
    let mut sources = Sources::from([("site.toml".to_owned(), SITE_TOML.to_owned())]);
    let mut add = |path: &str, text: String| sources.insert(path.to_owned(), text);
    for day in 1..=6 {
        let title = format!("Nr. {day}");
        add(&format!("content/artikler/nr-{day}.md"), article(&title, day, "AI", "Det er ens."));
    }
    add("content/artikler/aendret.md", article("Ændret", 7, "AI", "Første udgave af teksten."));
    let link = "Se [den](fjernet.md) og [tallene](/filer/tal.csv).";
    add("content/artikler/omtaler.md", article("Omtaler", 8, "AI", link));
    add("content/artikler/fjernet.md", article("Fjernet", 9, "AI", "Den bliver fjernet."));
    add("static/filer/tal.csv", "a;b\n1;2\n".into());
    add("content/sider/om.md", "---\ntitle: Om\n---\n\nOm os.\n".into());
    add("static/tema/tema.css", "body { color: #111; margin: 0 }\n".into());
    add("static/filer/liste.txt", "gammel\n".into());
    add("static/filer/gammel.txt", "væk siden\n".into());
    sources
}

/// The same site later: new, changed and removed pages, a tag that is new in use, another page of
/// lists, new assets of the theme, other files.
pub(crate) fn new() -> Sources {
    let mut sources = old();
    let mut add = |path: &str, text: String| sources.insert(path.to_owned(), text);
    add("content/artikler/aendret.md", article("Ændret", 7, "AI, 5G", "Anden udgave af teksten."));
    let link = "Se [den nye](ny-10.md) og [tallene](/filer/tal.csv).";
    add("content/artikler/omtaler.md", article("Omtaler", 8, "AI", link));
    for day in 10..=13 {
        let body = "Helt ny. Se også [den ændrede](aendret.md).";
        let path = format!("content/artikler/ny-{day}.md");
        add(&path, article(&format!("Ny {day}"), day, "5G", body));
    }
    add("static/filer/tal.csv", "a;b\n1;3\n".into());
    add("static/tema/tema.css", "body { color: #222; margin: 0 }\n".into());
    add("static/filer/liste.txt", "ny\n".into());
    add("static/filer/ny.txt", "ny\n".into());
    sources.remove("content/artikler/fjernet.md");
    sources.remove("static/filer/gammel.txt");
    sources
}

/// A site of as many articles, all on one day.
pub(crate) fn large(articles: usize) -> Sources {
    let mut sources = Sources::from([(
        "site.toml".to_owned(),
        SITE_TOML.replace("per_page = 2", "per_page = 50"),
    )]);
    for number in 0..articles {
        let mut body = String::new();
        write!(body, "Artikel nummer {number} handler om noget.").unwrap();
        let path = format!("content/artikler/a{number}.md");
        sources.insert(path, article(&format!("Nr. {number}"), 1, "AI", &body));
    }
    sources
}
