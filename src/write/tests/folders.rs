//! Commits that believe what an earlier one knew of the folders.

use std::os::unix::fs::symlink;
use std::thread::sleep;

use super::*;
use crate::write::listing;
use crate::write::plan;

const FILES: &[(&str, &str)] =
    &[("a/b/x.html", "1"), ("a/b/y.html", "2"), ("a/c/z.html", "3"), ("d/w.html", "4")];

/// Longer than it takes until a folder's stamp is believed.
const SETTLED: Duration = Duration::from_millis(2_100);

/// Builds a tree, believing what is known of the folders, and learns more of them.
fn build(site: &Site, files: &[(&str, &str)], folders: &mut Folders) -> Report {
    let commit = site.open(Options::default()).unwrap().believing(folders.clone());
    put_all(&commit, &tree(files)).unwrap();
    let report = commit.finish(&|| false).unwrap();
    *folders = report.folders.clone().unwrap_or(std::mem::take(folders));
    report
}

/// A site whose folders are known, and what is known.
fn settled() -> (Site, Folders) {
    let site = Site::new();
    assert_eq!(site.built(FILES).folders, None);
    assert_eq!(site.built(FILES).folders, None, "too young");
    sleep(SETTLED);
    let folders = site.built(FILES).folders.unwrap();
    (site, folders)
}

/// The folders that a build of the site would list, sorted.
fn listed(site: &Site, folders: &Folders) -> Vec<String> {
    let commit = site.open(Options::default()).unwrap().believing(folders.clone());
    let (output, old) = (commit.output.as_ref().unwrap(), &commit.previous);
    let stamps = commit.folders.of(commit.base, old.entries());
    let known = plan::folders(old.entries(), &[]);
    let listing = listing::list(output, old, &known, stamps).unwrap();
    let mut listed: Vec<_> = listing.listed.iter().map(|folder| folder.path.to_owned()).collect();
    listed.sort_unstable();
    listed
}

#[test]
fn a_folder_that_is_known_is_not_listed() {
    let (site, mut folders) = settled();
    assert_eq!(listed(&site, &folders), [""]);
    assert_eq!(listed(&site, &Folders::default()), ["", "a", "a/b", "a/c", "d"]);
    let report = build(&site, FILES, &mut folders);
    assert_eq!(report, Report { unchanged: 4, ..Report::default() });

    // A file that is replaced gives its folder another stamp, and the folder is known again later.
    let files = [FILES[0], FILES[1], ("a/c/z.html", "new"), FILES[3]];
    let report = build(&site, &files, &mut folders);
    assert_eq!((report.written, report.unchanged), (1, 3));
    assert_eq!(listed(&site, &folders), ["", "a/c"]);
    build(&site, &files, &mut folders);
    assert_eq!(listed(&site, &folders), ["", "a/c"], "too young");
    sleep(SETTLED);
    build(&site, &files, &mut folders);
    assert_eq!(listed(&site, &folders), [""]);

    // Files and folders that go and come.
    let files = [FILES[0], ("a/e/f/v.html", "5")];
    let report = build(&site, &files, &mut folders);
    assert_eq!((report.written, report.unchanged, report.deleted), (1, 1, 3));
    site.assert_tree(&files);
    let report = build(&site, FILES, &mut folders);
    assert_eq!((report.written, report.unchanged, report.deleted), (3, 1, 1));
    site.assert_tree(FILES);
}

#[test]
fn what_is_not_ours_is_told_by_each_build() {
    let (site, mut folders) = settled();
    site.plant("a/b/foreign", "");
    site.plant("d/e/foreign", "");
    let foreign = ["a/b/foreign", "d/e/"];
    assert_eq!(build(&site, FILES, &mut folders).foreign, foreign);
    sleep(SETTLED);
    assert_eq!(build(&site, FILES, &mut folders).foreign, foreign);
    assert_eq!(build(&site, FILES, &mut folders).foreign, foreign);
    assert_eq!(listed(&site, &folders), ["", "a/b", "d"]);
    site.assert_tree(&[FILES, &[("a/b/foreign", ""), ("d/e/foreign", "")]].concat());
}

#[test]
fn what_is_known_counts_only_where_nothing_else_stands() {
    let (site, folders) = settled();
    let path = |path: &str| site.output.join(path);
    // A file of ours is gone.
    fs::remove_file(path("a/b/x.html")).unwrap();
    assert_eq!(build(&site, FILES, &mut folders.clone()).written, 1);
    // A link leads to the same folder.
    fs::rename(path("a"), path("moved")).unwrap();
    symlink("moved", path("a")).unwrap();
    assert_eq!(listed(&site, &folders), [""]);
    let commit = site.open(Options::default()).unwrap().believing(folders.clone());
    put_all(&commit, &tree(FILES)).unwrap();
    let refusal = refusal(commit.finish(&|| false));
    assert_eq!(refusal, Refusal::Foreign(vec!["a".into()]));
    fs::remove_file(path("a")).unwrap();
    fs::rename(path("moved"), path("a")).unwrap();
    // Another manifest.
    site.built(&[FILES[0]]);
    assert_eq!(listed(&site, &folders), ["", "a", "a/b"]);
    assert_eq!(build(&site, FILES, &mut folders.clone()).written, 3);
    site.assert_tree(FILES);
}
