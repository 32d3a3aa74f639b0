//! `digest docs`.

use crate::bench::TestSite;

#[test]
fn manuals_are_listed_and_printed() {
    let site = TestSite::empty();
    let list = site.run(&["docs"]).exits(0);
    let names: Vec<_> = list.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"configuration") && names.contains(&"commands"), "{list}");
    assert!(list.stdout.contains("diagnostics    Diagnostics\n"), "{list}");
    for name in names {
        let manual = site.run(&["docs", name]).exits(0).stdout;
        let path = format!("{}/docs/{name}.md", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(manual, std::fs::read_to_string(path).unwrap());
    }
    let content = site.run(&["docs", "content"]).exits(0).stdout;
    for spelling in ["content.md", "docs/content.md", "Content"] {
        assert_eq!(site.run(&["docs", spelling]).exits(0).stdout, content);
    }
}

#[test]
fn an_unknown_manual_is_an_error() {
    let site = TestSite::empty();
    site.run(&["docs", "diagnostic"])
        .exits(2)
        .tells("did you mean `digest docs diagnostics`")
        .done();
    site.run(&["docs", "x"]).exits(2).tells("the manuals are commands, ").done();
}

#[test]
fn help_texts_name_manuals_that_there_are() {
    let help = TestSite::empty().run(&["--help"]).exits(0).stdout;
    let names: Vec<_> = help.split("digest docs ").skip(1).collect();
    assert!(!names.is_empty() && !help.contains(".md"), "{help}");
    for name in names {
        let name = name.split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
        TestSite::empty().run(&["docs", name]).exits(0).done();
    }
}

#[test]
fn manuals_decide_nothing_about_outputs() {
    // The build id is made of these.
    let script = include_str!("../../build.rs");
    let inputs = script.split("const INPUTS").nth(1).unwrap().split(';').next().unwrap();
    assert!(inputs.contains("\"src\"") && !inputs.contains("docs"), "{inputs}");
}
