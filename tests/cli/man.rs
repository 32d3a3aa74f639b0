//! `digest man`.

use crate::bench::TestSite;

#[test]
fn the_manual_page_names_every_command() {
    let page = TestSite::empty().run(&["man"]).exits(0).stdout;
    assert!(page.contains(".TH digest 1"));
    for command in ["init", "new", "build", "check", "completions", "man"] {
        assert!(page.contains(&format!("digest\\-{command}")), "{command}");
    }
}

#[test]
fn groff_has_nothing_to_say_about_it() {
    let site = TestSite::empty();
    let script = "\"$DIGEST\" man >page
        if command -v mandoc >/dev/null; then exec mandoc -T lint -W error page
        elif command -v groff >/dev/null; then exec groff -man -ww -z page
        else cat page; fi";
    let outcome = site.shell(script).outcome().exits(0);
    assert_eq!(outcome.stderr, "", "{outcome}");
}
