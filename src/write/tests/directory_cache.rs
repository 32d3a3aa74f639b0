//! Commits that use the directory cache of an earlier one.

use std::os::unix::fs::symlink;
use std::thread::sleep;

use super::*;
use crate::write::listing;
use crate::write::plan;

const FILES: &[(&str, &str)] =
    &[("a/b/x.html", "1"), ("a/b/y.html", "2"), ("a/c/z.html", "3"), ("d/w.html", "4")];

/// Longer than a tick of the file system's clock, within which two changes can look the same.
const TICK: Duration = Duration::from_millis(20);

fn build_with(
    site: &Site,
    options: CommitOptions,
    files: &[(&str, &str)],
    cache: &mut DirectoryCache,
) -> CommitReport {
    let commit = site.open(options).unwrap().with_directory_cache(cache.clone());
    put_all(&commit, &tree(files)).unwrap();
    let report = commit.finish(&|| false).unwrap();
    *cache = report.directory_cache.clone().unwrap_or(std::mem::take(cache));
    report
}

/// Options for a build to which all directories are too young to be cached.
fn young() -> CommitOptions {
    CommitOptions {
        clock: FileClock::behind_by(Duration::from_secs(3_600)),
        ..CommitOptions::default()
    }
}

/// Builds a tree with a directory cache, when all changes are too young, and updates the cache.
fn build(site: &Site, files: &[(&str, &str)], cache: &mut DirectoryCache) -> CommitReport {
    build_with(site, young(), files, cache)
}

/// The same, when the directories' last changes are old enough to be cached.
fn build_settled(site: &Site, files: &[(&str, &str)], cache: &mut DirectoryCache) -> CommitReport {
    sleep(TICK);
    let clock = FileClock::ahead_by(Duration::from_millis(2_100));
    build_with(site, CommitOptions { clock, ..CommitOptions::default() }, files, cache)
}

/// A site whose directories are cached, and the cache.
fn settled() -> (Site, DirectoryCache) {
    let site = Site::new();
    for _ in 0..2 {
        let report = site.build(&tree(FILES), young()).unwrap();
        assert_eq!(report.directory_cache, None, "too young");
    }
    let mut cache = DirectoryCache::default();
    assert!(build_settled(&site, FILES, &mut cache).directory_cache.is_some());
    (site, cache)
}

/// The directories that a build of the site would list, sorted.
fn listed(site: &Site, cache: &DirectoryCache) -> Vec<String> {
    let commit = site.open(CommitOptions::default()).unwrap().with_directory_cache(cache.clone());
    let (output, old) = (commit.output.as_ref().unwrap(), &commit.previous);
    let cached = commit.directory_cache.directories(commit.manifest.digest, old.entries());
    let known = plan::directories(old.entries(), &[]);
    let listing = listing::list(output, old, &known, cached).unwrap();
    let mut listed: Vec<_> =
        listing.listed.iter().map(|directory| directory.path.to_owned()).collect();
    listed.sort_unstable();
    listed
}

#[test]
fn a_cached_directory_is_not_listed() {
    let (site, mut cache) = settled();
    assert_eq!(listed(&site, &cache), [""]);
    assert_eq!(listed(&site, &DirectoryCache::default()), ["", "a", "a/b", "a/c", "d"]);
    let report = build(&site, FILES, &mut cache);
    assert_eq!(report, CommitReport { unchanged: 4, ..CommitReport::default() });

    // A file that is replaced changes its directory, which is cached again later.
    let files = [FILES[0], FILES[1], ("a/c/z.html", "new"), FILES[3]];
    let report = build(&site, &files, &mut cache);
    assert_eq!((report.written, report.unchanged), (1, 3));
    assert_eq!(listed(&site, &cache), ["", "a/c"]);
    build(&site, &files, &mut cache);
    assert_eq!(listed(&site, &cache), ["", "a/c"], "too young");
    build_settled(&site, &files, &mut cache);
    assert_eq!(listed(&site, &cache), [""]);

    // Files and directories that go and come.
    let files = [FILES[0], ("a/e/f/v.html", "5")];
    let report = build(&site, &files, &mut cache);
    assert_eq!((report.written, report.unchanged, report.deleted), (1, 1, 3));
    site.assert_tree(&files);
    let report = build(&site, FILES, &mut cache);
    assert_eq!((report.written, report.unchanged, report.deleted), (3, 1, 1));
    site.assert_tree(FILES);
}

#[test]
fn each_build_reports_foreign_files() {
    let (site, mut cache) = settled();
    site.plant("a/b/foreign", "");
    site.plant("d/e/foreign", "");
    let foreign = ["a/b/foreign", "d/e/"];
    assert_eq!(build(&site, FILES, &mut cache).foreign, foreign);
    assert_eq!(build_settled(&site, FILES, &mut cache).foreign, foreign);
    assert_eq!(build(&site, FILES, &mut cache).foreign, foreign);
    assert_eq!(listed(&site, &cache), ["", "a/b", "d"]);
    site.assert_tree(&[FILES, &[("a/b/foreign", ""), ("d/e/foreign", "")]].concat());
}

#[test]
fn a_cached_directory_counts_only_while_it_is_the_same_one() {
    let (site, cache) = settled();
    let path = |path: &str| site.output.join(path);
    // A file of ours is gone.
    fs::remove_file(path("a/b/x.html")).unwrap();
    assert_eq!(build(&site, FILES, &mut cache.clone()).written, 1);
    // A link leads to the same directory.
    fs::rename(path("a"), path("moved")).unwrap();
    symlink("moved", path("a")).unwrap();
    assert_eq!(listed(&site, &cache), [""]);
    let commit = site.open(CommitOptions::default()).unwrap().with_directory_cache(cache.clone());
    put_all(&commit, &tree(FILES)).unwrap();
    let refusal = refusal(commit.finish(&|| false));
    assert_eq!(refusal, WriteRefusal::Foreign(vec!["a".into()]));
    fs::remove_file(path("a")).unwrap();
    fs::rename(path("moved"), path("a")).unwrap();
    // Another manifest.
    site.built(&[FILES[0]]);
    assert_eq!(listed(&site, &cache), ["", "a", "a/b"]);
    assert_eq!(build(&site, FILES, &mut cache.clone()).written, 3);
    site.assert_tree(FILES);
}
