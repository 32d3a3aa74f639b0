//! `digest build --watch`: what it builds, what it says, and its end.

use rustix::process::Signal;

use crate::fixture::{NOW, Run, digest, tree};
use crate::program::{Served, await_true, spawn};
use crate::site::{Site, endless, news};

const ARTICLE: &str = "content/artikler/nyt.md";

/// Builds a site whenever it changes, until the test ends.
fn watch(site: &Site, args: &[&str]) -> Served {
    let mut command = digest(&site.root());
    command.args(["build", "--watch", "--now", NOW]).args(args);
    let builder = spawn(&mut command);
    builder.await_words("Watching for changes\n");
    builder
}

/// How often it has said something.
fn count(builder: &Served, words: &str) -> usize {
    builder.said().matches(words).count()
}

#[test]
fn every_good_save_is_built_and_reported_in_one_line() {
    let site = Site::new();
    let mut builder = watch(&site, &[]);
    assert!(builder.said().starts_with("Built "), "{}", builder.said());
    let page = || site.read("public/2026/11/nyt/index.html");
    site.write(ARTICLE, news("Mere tekst."));
    builder.await_words(&format!("Changed {ARTICLE}: "));
    let said = builder.said();
    let line = said.lines().last().unwrap();
    let words: Vec<&str> = line.split(' ').collect();
    let [.., pages, "pages", "written", "in", _, "ms"] = words[..] else { panic!("{said}") };
    assert!(pages.parse::<usize>().unwrap() > 0 && page().contains("Mere tekst."), "{said}");
    // No lock is held between builds.
    let other = Run::of(digest(&site.root()).args(["build", "--now", NOW]));
    assert!(other.code == Some(0) && other.stderr.contains(" 0 files written"), "{other:#?}");
    site.write("site.toml", site.read("site.toml").replace("Prøven", "Avisen"));
    builder.await_words("Changed site.toml: ");
    assert!(page().contains("Avisen"));
    assert_eq!(builder.end(Signal::INT), Some(130));
    assert!(!builder.said().contains("error"), "{}", builder.said());
}

#[test]
fn an_error_leaves_the_output_and_the_next_save_may_fix_it() {
    let site = Site::new();
    let builder = watch(&site, &[]);
    let before = tree(&site.root().join("public"));
    for (file, bad) in [(ARTICLE, "---\ntitle: x\n"), ("site.toml", "title = 1\n")] {
        let good = site.read(file);
        let failed = count(&builder, "Not built: ");
        site.write(file, bad);
        await_true(|| count(&builder, "Not built: ") > failed, || builder.said());
        assert!(builder.said().contains(&format!("--> {file}")), "{}", builder.said());
        assert!(tree(&site.root().join("public")) == before, "{file}");
        let good_lines = count(&builder, "pages written");
        site.write(file, good);
        await_true(|| count(&builder, "pages written") > good_lines, || builder.said());
        assert!(tree(&site.root().join("public")) == before, "{file}");
    }
}

#[test]
fn a_site_with_an_error_is_built_once_it_is_fixed() {
    let site = Site::new();
    let good = site.read(ARTICLE);
    site.edit(ARTICLE, "date: 2026-11-03", "date: i går");
    let builder = watch(&site, &[]);
    builder.await_words("Not built: the output is unchanged\n");
    assert!(!site.root().join("public").exists());
    site.write(ARTICLE, good);
    builder.await_words("pages written in");
    assert!(site.root().join("public/2026/11/nyt/index.html").exists());
}

#[test]
fn a_warning_is_reported_when_it_comes_and_when_it_goes() {
    let site = Site::new();
    site.write(
        "content/artikler/kladde.md",
        news("x").replace("---\ntitle", "---\ndraft: true\ntitle"),
    );
    let builder = watch(&site, &[]);
    let warned = || count(&builder, "warning[hidden-target]: the link's target");
    let resolved = || count(&builder, "Resolved: content/artikler/nyt.md: warning[hidden-target]");
    site.write(ARTICLE, news("[x](@kladde)"));
    await_true(|| count(&builder, "Changed ") == 1, || builder.said());
    assert_eq!((warned(), resolved()), (1, 0), "{}", builder.said());
    // Further down it is the same.
    site.write(ARTICLE, news("Mere.\n\n[x](@kladde)"));
    await_true(|| count(&builder, "Changed ") == 2, || builder.said());
    assert_eq!((warned(), resolved()), (1, 0), "{}", builder.said());
    site.write(ARTICLE, news("Mere."));
    await_true(|| count(&builder, "Changed ") == 3, || builder.said());
    assert_eq!(resolved(), 1, "{}", builder.said());
}

#[test]
fn a_template_that_never_ends_keeps_no_lock() {
    let site = Site::new();
    let limits = ["--limit", "render-seconds=1", "--limit", "range-items=1000000000"];
    let builder = watch(&site, &limits);
    let endless = "{% for a in range(end=900000000) %}{% endfor %}";
    site.write("templates/page.html", endless);
    site.write("content/sider/ny.md", "---\ntitle: Ny\n---\nx\n");
    builder.await_words("Not built: ");
    let other = Run::of(digest(&site.root()).args(["build", "--now", NOW]).args(limits));
    assert!(other.code == Some(1) && other.stderr.contains("template-limit"), "{other:#?}");
}

#[test]
fn an_article_that_takes_too_long_to_parse_is_built_once_it_is_fixed() {
    let site = Site::new();
    let builder = watch(&site, &["--limit", "render-seconds=1"]);
    // Abandoned threads add up, and must not be missed.
    for round in 1..=3 {
        let failed = count(&builder, "Not built: ");
        site.write(ARTICLE, endless());
        await_true(|| count(&builder, "Not built: ") > failed, || builder.said());
        let told = count(&builder, "parsing this file took longer than 1 s");
        assert!(told >= round, "{}", builder.said());
        let good = count(&builder, "pages written");
        site.write(ARTICLE, news(&format!("Udgave {round}.")));
        await_true(|| count(&builder, "pages written") > good, || builder.said());
        let page = site.read("public/2026/11/nyt/index.html");
        assert!(page.contains(&format!("Udgave {round}.")), "{}", builder.said());
    }
}

#[test]
fn it_cannot_verify_as_well() {
    let site = Site::new();
    let run = Run::of(digest(&site.root()).args(["build", "--watch", "--verify"]));
    assert!(run.code == Some(2) && run.stderr.contains("cannot be used with"), "{run:#?}");
    // A problem that no save in the content fixes is reported at once.
    site.write("site.toml", "title = 1");
    assert_eq!(Run::of(digest(&site.root()).args(["build", "--watch"])).code, Some(2));
}
