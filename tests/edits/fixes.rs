//! Single edits of a served site: a problem is reported until it is fixed, and no longer.

use std::fs;
use std::path::PathBuf;

use digest::testing::index::Clock;
use digest::testing::watch::Rescan;

use crate::builds::{self, Clean, Keys};
use crate::choices::png;
use crate::served::Served;

const CONFIG: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk\"\n[[tag]]\nname = \"AI\"\n";

struct Site {
    _directory: tempfile::TempDir,
    root: PathBuf,
    served: Served,
}

fn clock() -> Clock {
    let timezone = jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap();
    let now = "2026-11-22T11:00:00Z".parse().unwrap();
    Clock { now, timezone, drafts: false, future: false }
}

fn article(tags: &str, body: &str) -> String {
    format!("---\ntitle: A\ndate: 2026-11-20\ntags: [{tags}]\n---\n{body}\n")
}

impl Site {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(directory.path()).unwrap();
        let config = ("site.toml", CONFIG.as_bytes());
        for (path, bytes) in std::iter::once(&config).chain(files) {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), bytes).unwrap();
        }
        let served = Served::new(root.clone(), clock());
        Self { _directory: directory, root, served }
    }

    /// Writes a file, and lets the server look at its directory.
    fn write(&mut self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).unwrap();
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let flat = [directory.to_owned()].into();
        self.served.look(&Rescan::Directories { flat, deep: [].into() }, &clock());
    }

    /// Holds the server to a build from nothing but the sources, which must be sound or not.
    fn agrees(&self, is_sound: bool) {
        let Clean { outputs, told, .. } = builds::clean(&self.root, &clock(), &mut Keys::default());
        assert_eq!(told.is_ok(), is_sound, "{told:?}");
        for (path, bytes) in &outputs {
            assert_eq!(self.served.file(path).as_ref(), Some(bytes), "{path}");
        }
        assert_eq!(self.served.tells(&told.unwrap_or_else(|problems| problems)), Ok(()));
    }
}

#[test]
fn a_tag_that_was_wrong_for_a_while_is_no_longer_reported() {
    let path = "content/artikler/a.md";
    let mut site = Site::new(&[(path, article("AI", "Tekst.").as_bytes())]);
    site.write(path, &article("Al", "Tekst."));
    site.agrees(false);
    site.write(path, &article("AI", "Tekst."));
    site.agrees(true);
}

#[test]
fn a_limit_that_is_lowered_holds_for_images_that_were_seen_before() {
    let body = article("AI", "![Et billede](a.png)");
    let mut site = Site::new(&[
        ("content/artikler/a/index.md", body.as_bytes()),
        ("content/artikler/a/a.png", &png(0)),
    ]);
    site.served.look_later(&clock());
    site.agrees(true);
    site.write("site.toml", &format!("{CONFIG}[limits]\nimage-bytes = 9\n"));
    site.agrees(false);
    site.write("site.toml", CONFIG);
    site.agrees(true);
}

#[test]
fn a_component_that_shows_the_image_that_another_only_named_finds_it() {
    let named =
        "{% component navngivet(src: string, alt: string) %}{{ src }}{% endcomponent navngivet %}";
    let path = "content/artikler/a/index.md";
    let call = |name: &str| article("AI", &format!("```{{{name}}}\n:src: ../b.png\n:alt: A\n```"));
    let mut site = Site::new(&[
        ("templates/components/navngivet.html", named.as_bytes()),
        (path, call("navngivet").as_bytes()),
        ("content/artikler/b.png", &png(0)),
    ]);
    site.agrees(true);
    site.write(path, &call("billede"));
    site.agrees(true);
}
