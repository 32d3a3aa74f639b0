//! Restored builds: a CI system restores `public` and `.digest` into a fresh clone, so that every
//! file has another inode and other times, and often another path. What has the same bytes is kept;
//! whatever was restored, the site is that of its sources.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests change a directory and start the program"
)]

mod fixture;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fixture::{NOW, Run, SETTLED, SITE_TOML, copy, digest, tree};

/// The first bytes of each cache, before the build id.
const CACHE_FORMAT: &str = "digest-cache 1 ";
const MANIFEST: &str = digest::testing::write::MANIFEST;
const PAGE: &str = "public/om/index.html";
const ARTICLE: &str = "content/artikler/a2.md";

/// A directory with a site in `site`, which is built.
struct Built(tempfile::TempDir);

impl Built {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let built = Self(directory);
        let write = |path: &str, text: &str| {
            let path = built.root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("site.toml", SITE_TOML);
        write("static/a.txt", "a");
        write("data/tal.toml", "et = 1\n");
        write("content/sider/om.md", "---\ntitle: Om\n---\nVi er her.\n");
        write("content/artikler/a1.md", "---\ntitle: Et\ndate: 2026-11-20\n---\nSe [to](@a2).\n");
        write(ARTICLE, "---\ntitle: To\ndate: 2026-11-21\ntags: [AI]\n---\nTo.\n");
        build(&built.root(), &[]).assert_silent();
        built
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    /// The site as a CI system restores it, somewhere else.
    fn restored(&self) -> Restored {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("checkout");
        copy(&self.root(), &root);
        Restored { _directory: directory, root }
    }
}

struct Restored {
    _directory: tempfile::TempDir,
    root: PathBuf,
}

impl Restored {
    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Builds twice, and compares what is in `public` with a build of the same sources alone.
    fn is_right(&self, case: &str) {
        let sources = tempfile::tempdir().unwrap();
        for name in ["content", "static", "data"] {
            copy(&self.path(name), &sources.path().join(name));
        }
        fs::copy(self.path("site.toml"), sources.path().join("site.toml")).unwrap();
        build(sources.path(), &[]).assert_silent();
        let expected = bytes(&sources.path().join("public"));
        for turn in ["first", "second"] {
            let run = build(&self.root, &[]);
            assert_eq!(run.code, Some(0), "{case}, {turn} build: {run:#?}");
            assert!(bytes(&self.path("public")) == expected, "{case}, {turn} build");
        }
    }
}

fn build(root: &Path, arguments: &[&str]) -> Run {
    let mut command = digest(root);
    Run::of(command.args(["build", "--quiet", "--format", "short", "--now", NOW]).args(arguments))
}

/// Builds, and returns whether that ended as soon as the metadata of all files was read.
fn is_noop(root: &Path) -> bool {
    let run = Run::of(digest(root).args(["-v", "build", "--now", NOW]));
    assert_eq!(run.code, Some(0), "{run:#?}");
    let said = run.stdout + &run.stderr;
    assert!(said.contains("scanned files"), "{said}");
    !said.contains("read sources")
}

/// The outputs in a directory, the manifest among them.
fn bytes(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(directory).into_iter().map(|(path, file)| (path, file.bytes)).collect()
}

/// Which outputs the last build rendered.
fn rendered(root: &Path, arguments: &[&str]) -> Vec<String> {
    let is_rendered = |url: &&str| {
        let mut command = digest(root);
        let run = Run::of(command.args(["explain", "--format", "json", url]).args(arguments));
        let explained: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let explained = explained.get(0).unwrap_or(&explained);
        assert_eq!(explained["known"], true, "{url}: {run:#?}");
        explained["last_build"]["rendered"].as_bool().unwrap()
    };
    let urls = ["/", "/om/", "/2026/11/a1/", "/2026/11/a2/", "/a.txt", "/atom.xml", "/sitemap.xml"];
    urls.into_iter().filter(is_rendered).map(str::to_owned).collect()
}

#[test]
fn an_unchanged_site_is_neither_rendered_nor_written_and_known_again_after_one_build() {
    let site = Built::new().restored();
    std::thread::sleep(SETTLED);
    let before = tree(&site.path("public"));
    assert!(!is_noop(&site.root));
    assert!(tree(&site.path("public")) == before);
    assert_eq!(rendered(&site.root, &[]), Vec::<String>::new());
    assert!(is_noop(&site.root));
    assert!(tree(&site.path("public")) == before);
}

#[test]
fn an_edit_renders_what_it_renders_where_nothing_was_restored() {
    let built = Built::new();
    let restored = built.restored();
    for root in [built.root(), restored.root.clone()] {
        let article = root.join(ARTICLE);
        fs::write(&article, fs::read_to_string(&article).unwrap() + "Og mere.\n").unwrap();
        build(&root, &[]).assert_silent();
    }
    let expected = rendered(&built.root(), &[]);
    assert!(expected.contains(&"/2026/11/a2/".into()) && !expected.contains(&"/om/".into()));
    assert_eq!(rendered(&restored.root, &[]), expected);
    restored.is_right("an edit");
}

#[test]
fn an_output_directory_beside_the_site_is_found_in_a_copy_of_both() {
    let built = Built::new();
    let output = |above: &Path| above.join("www").to_str().unwrap().to_owned();
    build(&built.root(), &["--output", &output(built.0.path())]).assert_silent();
    let other = tempfile::tempdir().unwrap();
    copy(built.0.path(), other.path());
    let root = other.path().join("site");
    let arguments = ["--output", &output(other.path())];
    build(&root, &arguments).assert_silent();
    assert_eq!(rendered(&root, &arguments), Vec::<String>::new());
    let article = root.join(ARTICLE);
    fs::write(&article, fs::read_to_string(&article).unwrap() + "Og mere.\n").unwrap();
    build(&root, &arguments).assert_silent();
    build(&root, &[]).assert_silent();
    assert!(bytes(&other.path().join("www")) == bytes(&root.join("public")));
}

#[test]
fn whatever_was_restored_the_site_is_that_of_its_sources() {
    let old = Built::new();
    let new = Built::new();
    let article = new.root().join(ARTICLE);
    // As many bytes as before.
    fs::write(&article, fs::read_to_string(&article).unwrap().replace("\nTo.", "\nTi.")).unwrap();
    build(&new.root(), &[]).assert_silent();
    let replace = |site: &Restored, path: &str, other: &Built| {
        fs::remove_dir_all(site.path(path)).unwrap();
        copy(&other.root().join(path), &site.path(path));
    };

    for (other, mine) in [(&old, &new), (&new, &old)] {
        for path in ["public", ".digest", ".digest/cache", ".digest/outputs", "content"] {
            let site = mine.restored();
            replace(&site, path, other);
            site.is_right(&format!("`{path}` of another time"));
        }
    }
    for path in ["public", ".digest", ".digest/cache", ".digest/outputs"] {
        let site = new.restored();
        fs::remove_dir_all(site.path(path)).unwrap();
        site.is_right(&format!("without `{path}`"));
    }
}

#[test]
fn damage_to_what_was_restored_is_found() {
    let built = Built::new();
    let caches = |site: &Restored| {
        let directories = [".digest/cache", ".digest/outputs"].map(|path| site.path(path));
        let entries = directories.iter().flat_map(|directory| fs::read_dir(directory).unwrap());
        entries.map(|entry| entry.unwrap().path()).collect::<Vec<PathBuf>>()
    };
    let case = |name: &str, damage: &dyn Fn(&Restored)| {
        let site = built.restored();
        damage(&site);
        site.is_right(name);
    };

    case("an output of the same size and time", &|site| {
        let page = site.path(PAGE);
        let time = fs::metadata(&page).unwrap().modified().unwrap();
        let text = fs::read_to_string(&page).unwrap();
        fs::write(&page, text.replace("Vi er her", "Vi er hen")).unwrap();
        fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    });
    case("a truncated output", &|site| {
        let bytes = fs::read(site.path(PAGE)).unwrap();
        fs::write(site.path(PAGE), &bytes[..bytes.len() / 2]).unwrap();
    });
    case("a missing output", &|site| fs::remove_file(site.path(PAGE)).unwrap());
    case("a link in the place of an output", &|site| {
        fs::rename(site.path(PAGE), site.path("same.html")).unwrap();
        std::os::unix::fs::symlink(site.path("same.html"), site.path(PAGE)).unwrap();
    });
    case("a damaged manifest", &|site| {
        fs::write(site.path("public").join(MANIFEST), "damaged").unwrap();
    });
    case("caches of another version", &|site| {
        for file in caches(site) {
            let bytes = fs::read(&file).unwrap();
            let mut other = bytes.clone();
            other[CACHE_FORMAT.len()] = if bytes[CACHE_FORMAT.len()] == b'0' { b'1' } else { b'0' };
            fs::write(&file, other).unwrap();
        }
    });
    case("truncated caches", &|site| {
        for file in caches(site) {
            let bytes = fs::read(&file).unwrap();
            fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        }
    });
    case("sources from the future, older outputs", &|site| {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let set = |path: &str, time| {
            let file = fs::File::options().write(true).open(site.path(path)).unwrap();
            file.set_modified(time).unwrap();
        };
        set(ARTICLE, SystemTime::now() + year);
        set(PAGE, SystemTime::UNIX_EPOCH);
    });
}

#[test]
fn a_damaged_manifest_is_recovered_from_the_bytes_of_a_copy() {
    let site = Built::new().restored();
    fs::write(site.path("public").join(MANIFEST), "damaged").unwrap();
    fs::write(site.path("public/fremmed.txt"), "ikke vores").unwrap();
    fs::remove_file(site.path("content/artikler/a1.md")).unwrap();
    let run = build(&site.root, &[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    // What digest wrote is deleted with its source; what others wrote is not.
    assert!(!site.path("public/2026/11/a1/index.html").exists());
    assert!(site.path("public/fremmed.txt").exists());
}
