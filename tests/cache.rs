//! What builds keep to themselves in `.digest` never decides what a site is: damaged, foreign,
//! read-only or outdated, it costs a warning and some time.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests change a directory and start the program"
)]

mod fixture;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use fixture::{NOW, Run, SETTLED, SITE_TOML, digest, powerless_digest, tree};

/// A site in a directory.
struct Site {
    _directory: tempfile::TempDir,
    root: PathBuf,
}

/// Paths and bytes of outputs.
type Bytes = BTreeMap<String, Vec<u8>>;

impl Site {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let site = Self { root: directory.path().canonicalize().unwrap(), _directory: directory };
        site.write("site.toml", SITE_TOML);
        site.write("static/a.txt", "a");
        site.write("content/sider/om.md", "---\ntitle: Om\n---\nVi er her.\n");
        site.article("a1", "tags: [AI]", "Se [to](@a2).");
        site.article("a2", "tags: [5G]", "To.");
        site.article("kladde", "draft: true", "Tre.");
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn article(&self, name: &str, keys: &str, body: &str) {
        let text = format!("---\ntitle: {name}\ndate: 2026-11-20\n{keys}\n---\n{body}\n");
        self.write(&format!("content/artikler/{name}.md"), &text);
    }

    fn build(&self, arguments: &[&str]) -> Run {
        let mut command = digest(&self.root);
        command.args(["build", "--quiet", "--format", "short"]).args(arguments);
        if !arguments.contains(&"--now") {
            command.args(["--now", NOW]);
        }
        Run::of(&mut command)
    }

    fn bytes(&self, directory: &str) -> Bytes {
        let files = tree(&self.path(directory)).into_iter();
        let files = files.filter(|(path, _)| path != digest::testing::write::MANIFEST);
        files.map(|(path, file)| (path, file.bytes)).collect()
    }

    /// What a site in a directory of its own becomes that has these sources and nothing else.
    fn clean(&self, arguments: &[&str]) -> Bytes {
        let copy = tempfile::tempdir().unwrap();
        let root = copy.path().canonicalize().unwrap();
        for (path, file) in tree(&self.root) {
            let top = path.split('/').next().unwrap();
            if ["content", "static", "templates", "site.toml"].contains(&top) {
                fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
                fs::write(root.join(&path), file.bytes).unwrap();
            }
        }
        let copy = Self { _directory: copy, root };
        copy.build(arguments).assert_silent();
        copy.bytes("public")
    }

    /// The files that builds keep to themselves.
    fn kept(&self) -> Vec<PathBuf> {
        let directories = ["cache", "outputs"].map(|name| self.path(".digest").join(name));
        let entries = directories.iter().flat_map(|directory| fs::read_dir(directory).unwrap());
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    /// Holds `public` to a build from nothing but the sources.
    fn is_right(&self, arguments: &[&str]) {
        let (found, expected) = (self.bytes("public"), self.clean(arguments));
        let differing = found.keys().chain(expected.keys());
        let differing: Vec<_> =
            differing.filter(|path| found.get(*path) != expected.get(*path)).collect();
        assert!(differing.is_empty(), "with {arguments:?} these differ: {differing:?}");
    }
}

/// Ways to damage a file, with their names.
fn damages(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut damages = Vec::new();
    let (length, header) = (bytes.len(), "digest-cache 1 ".len());
    for at in [0, 1, header, header + 16, header + 33, header + 65, length / 2, length - 1] {
        damages.push((format!("cut off at {at}"), bytes[..at].to_vec()));
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1;
        damages.push((format!("another bit at {at}"), flipped));
    }
    damages.push(("more at its end".into(), [bytes, b"x"].concat()));
    damages.push(("zeros".into(), vec![0; length]));
    let later = [b"digest-cache 2 ", &bytes[header..]].concat();
    damages.push(("of a later format".into(), later));
    damages
}

#[test]
fn a_damaged_cache_is_reported_once_and_the_site_is_right() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    let mut round = 0;
    for number in [0, site.kept().len() - 1] {
        let bytes = fs::read(&site.kept()[number]).unwrap();
        for (name, damaged) in damages(&bytes) {
            round += 1;
            site.article("a2", "tags: [AI]", &format!("Runde {round}."));
            let file = &site.kept()[number];
            fs::write(file, damaged).unwrap();
            let run = site.build(&[]);
            let lines: Vec<&str> = run.stderr.lines().collect();
            assert_eq!(run.code, Some(0), "{}: {name}: {run:#?}", file.display());
            assert!(lines.len() == 1 && lines[0].contains("cache-unusable"), "{name}: {run:#?}");
            let page = fs::read_to_string(site.path("public/2026/11/a2/index.html")).unwrap();
            assert!(page.contains(&format!("Runde {round}.")), "{name}");
            site.build(&[]).assert_silent();
        }
    }
    site.is_right(&[]);
}

#[test]
fn what_takes_the_place_of_a_cache_is_no_reason_to_stop() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    for file in site.kept() {
        fs::remove_file(&file).unwrap();
        symlink("nowhere", file).unwrap();
    }
    site.article("a2", "tags: [AI]", "Nyt.");
    assert_eq!(site.build(&[]).code, Some(0));
    site.is_right(&[]);
    for file in site.kept() {
        fs::remove_file(&file).unwrap();
        fs::create_dir(file).unwrap();
    }
    site.article("a2", "tags: [AI]", "Nyere.");
    let run = site.build(&[]);
    assert!(run.code == Some(0) && run.stderr.lines().count() == 1, "{run:#?}");
    site.is_right(&[]);
    fs::remove_dir_all(site.path(".digest")).unwrap();
    site.build(&[]).assert_silent();
    site.is_right(&[]);
}

#[test]
fn a_directory_that_cannot_be_written_is_reported_once_and_the_site_is_right() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    let set = |mode: u32| {
        for directory in ["", "cache", "outputs"] {
            let directory = site.path(".digest").join(directory);
            fs::set_permissions(directory, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o555);
    site.article("a2", "tags: [AI]", "Nyt.");
    let mut command = powerless_digest(&site.root);
    let run = Run::of(command.args(["build", "--quiet", "--format", "short", "--now", NOW]));
    set(0o755);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(lines.len() == 1 && lines[0].contains("cache-unusable"), "{run:#?}");
    site.is_right(&[]);
}

#[test]
fn times_of_sources_that_lie_hide_no_edit() {
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    let now = SystemTime::now();
    let times = [SystemTime::UNIX_EPOCH, now + year, now - year];
    let sites = times.map(|time| (Site::new(), time));
    let page = |site: &Site| site.path("content/artikler/a2.md");
    let set = |path: &Path, time| {
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    };
    for (site, time) in &sites {
        site.build(&[]).assert_silent();
        set(&page(site), *time);
    }
    std::thread::sleep(SETTLED);
    for (round, (site, time)) in sites.iter().enumerate() {
        site.build(&[]).assert_silent();
        // As many bytes, and the same time.
        site.article("a2", "tags: [5G]", &format!("T{round}."));
        set(&page(site), *time);
        site.build(&[]).assert_silent();
        site.is_right(&[]);
        // As many bytes, an earlier time, and another file: what a checkout of an old version
        // leaves.
        let aside = site.path("content/aside.txt");
        fs::write(&aside, fs::read_to_string(page(site)).unwrap().replace('T', "U")).unwrap();
        set(&aside, *time - Duration::from_secs(9));
        fs::rename(&aside, page(site)).unwrap();
        site.build(&[]).assert_silent();
        site.is_right(&[]);
    }
}

#[test]
fn two_edits_within_a_tick_are_both_seen() {
    let site = Site::new();
    for round in 0..5 {
        for half in ["a", "b"] {
            site.article("a2", "tags: [5G]", &format!("{half}{round}."));
            site.write("static/a.txt", half);
            site.build(&[]).assert_silent();
            let page = fs::read_to_string(site.path("public/2026/11/a2/index.html")).unwrap();
            assert!(page.contains(&format!("{half}{round}.")));
            assert_eq!(fs::read_to_string(site.path("public/a.txt")).unwrap(), half);
        }
    }
}

#[test]
fn whatever_the_arguments_were_before_the_site_is_that_of_these() {
    let site = Site::new();
    let text = "---\ntitle: Kommer\ndate: 2026-12-24\n---\nFire.\n";
    site.write("content/artikler/kommer.md", text);
    let all: [&[&str]; 7] = [
        &[],
        &["--base-url", "https://y.dk/nyt"],
        &["--drafts"],
        &["--future"],
        &["--drafts", "--future", "--base-url", "http://z.dk"],
        &["--limit", "page-bytes=2MiB"],
        &["--now", "2026-12-25"],
    ];
    let clean = all.map(|arguments| site.clean(arguments));
    // Seven is prime, so each width of step leads from each to each other at that distance.
    let mut at = 0;
    for step in 0..all.len() {
        for _ in 0..all.len() {
            let before = at;
            at = (at + step) % all.len();
            site.build(all[at]).assert_silent();
            assert!(site.bytes("public") == clean[at], "{:?} after {:?}", all[at], all[before]);
        }
    }
}

#[test]
fn two_output_directories_share_nothing() {
    let site = Site::new();
    let other = site.path("anden");
    let into_other = ["--output", other.to_str().unwrap()];
    site.build(&[]).assert_silent();
    site.build(&into_other).assert_silent();
    site.article("a2", "tags: [AI]", "Nyt.");
    site.build(&[]).assert_silent();
    site.build(&into_other).assert_silent();
    assert!(site.bytes("public") == site.bytes("anden"));
    site.is_right(&[]);
    // The same directory by another name.
    site.article("a2", "tags: [AI]", "Nyere.");
    let again = site.path("content/../public");
    site.build(&["--output", again.to_str().unwrap()]).assert_silent();
    site.is_right(&[]);
    site.article("a2", "tags: [AI]", "Nyt.");
    site.build(&[]).assert_silent();
    site.is_right(&[]);
}

#[test]
fn outputs_that_others_changed_are_made_right() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    let page = site.path("public/om/index.html");
    let bytes = fs::read(&page).unwrap();
    fs::write(&page, "edited by hand").unwrap();
    fs::remove_file(site.path("public/a.txt")).unwrap();
    fs::File::options()
        .write(true)
        .open(site.path("public/index.html"))
        .unwrap()
        .set_modified(SystemTime::UNIX_EPOCH)
        .unwrap();
    site.build(&[]).assert_silent();
    site.is_right(&[]);
    // An older backup in its place, and a directory where a file was.
    fs::write(site.path("backup"), bytes.to_ascii_uppercase()).unwrap();
    fs::rename(site.path("backup"), &page).unwrap();
    fs::remove_file(site.path("public/a.txt")).unwrap();
    fs::create_dir(site.path("public/a.txt")).unwrap();
    site.build(&[]);
    fs::remove_dir(site.path("public/a.txt")).unwrap_or_default();
    site.build(&[]).assert_silent();
    site.is_right(&[]);
}

#[test]
fn an_output_of_the_same_size_and_time_is_found() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    let page = site.path("public/om/index.html");
    let tamper = || {
        let time = fs::metadata(&page).unwrap().modified().unwrap();
        let text = fs::read_to_string(&page).unwrap().replace("Vi er her", "Vi er hos");
        fs::write(&page, text).unwrap();
        fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    };
    // The file system's clock has a tick of some milliseconds.
    std::thread::sleep(Duration::from_millis(20));
    tamper();
    site.build(&[]).assert_silent();
    site.is_right(&[]);

    // If the manifest looks newer still, only comparing the bytes shows it.
    let tamper = || {
        tamper();
        let manifest = site.path("public/.digest-manifest");
        fs::write(&manifest, fs::read(&manifest).unwrap()).unwrap();
    };
    tamper();
    let run = site.build(&["--verify"]);
    assert!(run.code == Some(1) && run.stderr.contains("stale-output"), "{run:#?}");
    assert!(run.stderr.contains("om/index.html"), "{run:#?}");
    site.build(&["--fresh"]).assert_silent();
    site.is_right(&[]);
    site.build(&["--verify"]).assert_silent();
    tamper();
    site.build(&["--fresh", "--verify"]).assert_silent();
    site.is_right(&[]);
}

#[test]
fn after_an_interrupted_build_the_next_is_right() {
    let site = Site::new();
    site.build(&[]).assert_silent();
    for round in 0..12 {
        site.article("a2", "tags: [AI]", &format!("Runde {round}."));
        let mut command = digest(&site.root);
        command.args(["build", "--quiet", "--now", NOW]).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(8 * round));
        // It may be done already.
        let _ = child.kill();
        child.wait().unwrap();
        if round % 2 == 0 {
            site.article("a2", "tags: [AI]", &format!("Runde {round} igen."));
        }
        assert_eq!(site.build(&[]).code, Some(0));
        site.is_right(&[]);
    }
}

#[test]
fn sources_that_change_during_a_build_are_right_in_the_end() {
    let site = Site::new();
    std::thread::sleep(SETTLED);
    site.build(&[]).assert_silent();
    for round in 0..5 {
        // The build succeeds, or reports half a file; its output is whole.
        std::thread::scope(|scope| {
            let build = scope.spawn(|| site.build(&[]));
            for turn in 0..200 {
                site.article("a2", "tags: [AI]", &format!("Omgang {round} {turn:03}."));
                site.write("static/a.txt", &format!("{turn:03}"));
                std::thread::sleep(Duration::from_micros(300));
            }
            let run = build.join().unwrap();
            assert!(matches!(run.code, Some(0 | 1 | 3)), "{run:#?}");
        });
        site.build(&[]).assert_silent();
        site.is_right(&[]);
    }
}

#[test]
fn a_clock_before_every_article_is_reported_each_time() {
    let site = Site::new();
    std::thread::sleep(SETTLED);
    for day in ["2019-01-01", "2019-01-02", "2019-01-03"] {
        let run = site.build(&["--now", day]);
        // Midnight in Copenhagen is an hour earlier by the clock of the world.
        let before = day.parse::<jiff::civil::Date>().unwrap().yesterday().unwrap();
        let told = format!("the clock says {before}T23:00:00Z");
        assert!(run.code == Some(0) && run.stderr.contains(&told), "{day}: {run:#?}");
    }
    site.build(&[]).assert_silent();
}
