//! Serving writes nothing, whatever is in the output directory.

use crate::fixture::{NOW, Run, Tree, digest_by, tree};
use crate::program::Served;
use crate::site::{ARTICLE, PAGE, Site, news, require};

/// All files of the output and of the program's own directory, with their stamps.
fn state(site: &Site) -> [Tree; 2] {
    ["public", ".digest"].map(|directory| tree(&site.path(directory)))
}

/// Serves and edits a site; nothing of what builds left may change.
fn check_untouched(site: &Site) {
    let before = state(site);
    let mut served = Served::watching(site);
    assert_eq!(served.get(PAGE).status, 200);
    let is_told = served.said().starts_with("a build was interrupted");
    assert_eq!(is_told, site.path(".digest/journal").exists(), "{}", served.said());
    for round in 0..3 {
        site.write(ARTICLE, news(&format!("Udgave {round}.")));
        served.await_text(PAGE, &format!("Udgave {round}."));
    }
    site.edit("site.toml", "Prøven", "Avisen");
    served.await_text("/", "Avisen");
    site.edit(ARTICLE, "2026-11-03", "i går");
    served.await_problem("nyt.md:3:");
    assert_eq!(served.end(rustix::process::Signal::INT), Some(130));
    assert!(state(site) == before, "serving changed the output");
}

#[test]
fn the_output_stays_as_it_is() {
    let site = Site::new();
    site.build();
    check_untouched(&site);
}

#[test]
fn where_nothing_was_built_nothing_is_made() {
    let site = Site::new();
    let served = Served::watching(&site);
    site.write(ARTICLE, news("Ny."));
    served.await_text(PAGE, "Ny.");
    drop(served);
    let mut names: Vec<_> = std::fs::read_dir(site.root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["content", "site.toml", "static"]);
}

#[test]
fn a_build_that_was_cut_off_is_left_to_the_next_build() {
    require(&["strace", "-V"]);
    let site = Site::new();
    site.build();
    site.write(ARTICLE, news("Som den næste bygning har den."));
    site.edit("site.toml", "Prøven", "Bladet");
    let kill = "inject=renameat:signal=KILL:when=8";
    let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", kill];
    let mut command = digest_by(&words, &site.root());
    let run = Run::of(command.args(["build", "--now", NOW]).env("RAYON_NUM_THREADS", "1"));
    assert!(site.path(".digest/journal").exists(), "{run:#?}");
    site.edit("site.toml", "Bladet", "Prøven");
    check_untouched(&site);
    assert!(site.path(".digest/journal").exists());
}

#[test]
fn a_build_of_the_same_site_meanwhile_is_no_change() {
    let site = Site::new();
    let served = Served::watching(&site);
    let mut page = served.open(PAGE);
    for round in 0..3 {
        site.build();
        site.shell("rm -rf .digest");
        site.write(ARTICLE, news(&format!("Udgave {round}.")));
        served.await_text(PAGE, &format!("Udgave {round}."));
        assert_eq!(page.event(), served.reload(PAGE));
    }
    site.build();
    served.check_like_build(&site);
}
