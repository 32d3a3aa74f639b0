//! `digest check --format sarif`: a log that code hosts accept.
//!
//! `sarif-2.1.0.json` is the schema of the format (OASIS), as the MIT-licensed crate `serde-sarif` has it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::bench::{Outcome, TestSite};

/// The log that a command wrote, which the schema of the format allows.
fn log(outcome: &Outcome) -> Value {
    // A pattern of the schema has a bracket too many, which not every library lets pass.
    let schema = include_str!("sarif-2.1.0.json").replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let log: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{outcome}");
    log
}

/// A site with an error at a known place, and one in a file with an odd name.
fn broken(before: &str) -> TestSite {
    TestSite::new()
        .article("nyt", "date: 2026-11-01\ntags: [AI]")
        .file(
            "content/artikler/blå bær.md",
            format!("---\ntitle: X\ndate: 2026-11-02\nslug: x\n---\n{before}Æ 😀😀 [a](væk.md) [b](væk.md)\n"),
        )
}

#[test]
fn results_have_places_rules_and_help() {
    let outcome = broken("").run(&["check", "--format", "sarif"]).exits(1);
    let mut log = log(&outcome);
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["semanticVersion"], env!("CARGO_PKG_VERSION"));
    driver["semanticVersion"] = "[VERSION]".into();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 2);
    log["runs"][0]["results"].as_array_mut().unwrap().pop();
    assert_snapshot!(format!("{log:#}"));
    outcome.done();
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let fingerprints = |site: &TestSite| -> Vec<String> {
        let log = log(&site.run(&["check", "--format", "sarif"]));
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let found = fingerprints(&broken(""));
    assert_eq!(fingerprints(&broken("Nyt.\n\nEndnu mere.\n\n")), found);
    // Two equal problems in one file.
    assert_ne!(found[0], found[1]);
}

#[test]
fn there_is_always_one_log() {
    let sound = TestSite::new().run(&["check", "--format", "sarif"]).exits(0);
    assert_eq!(log(&sound)["runs"][0]["results"], serde_json::json!([]));
    let broken = TestSite::new().file("site.toml", "titel = 1\u{1b}");
    let outcome = broken.run(&["check", "--format", "sarif"]).exits(2);
    assert_eq!(log(&outcome)["runs"][0]["results"][0]["level"], "error");
    assert!(!outcome.stdout.contains('\u{1b}'));
    let strict = TestSite::new()
        .article("x", "date: 2026-11-02\nread_also: [k]")
        .article("k", "date: 2026-11-01\ndraft: true");
    let outcome = strict.run(&["check", "--strict", "--format", "sarif"]).exits(1);
    let log = log(&outcome);
    assert_eq!(log["runs"][0]["results"][0]["level"], "error");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["defaultConfiguration"]["level"], "warning");
    sound.done();
}

#[test]
fn what_is_in_no_file_of_the_site_is_shown_at_its_configuration() {
    let site = TestSite::new();
    let outcome = site.command(&["check", "--now", "1999-01-01", "--format", "sarif"]).outcome();
    let log = log(&outcome);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "clock-before-articles");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "site.toml");
    assert_eq!(place["region"]["startLine"], 1);
    outcome.done();
}

#[test]
fn what_a_baseline_lists_is_suppressed_and_nothing_else_is() {
    let site = broken("");
    let config = site.read("site.toml") + "[check]\nbaseline = \"kendte.txt\"\n";
    let site = site.file("site.toml", config);
    let suppressions = |outcome: &Outcome| -> Vec<Value> {
        let log = log(outcome);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["suppressions"].clone()).collect()
    };
    site.run(&["check", "--write-baseline"]).exits(0).done();
    // Of the two that are alike, the one further up is known.
    site.write("kendte.txt", site.read("kendte.txt").replace("2 content", "1 content"));
    let outcome = site.run(&["check", "--format", "sarif"]).exits(1);
    let known =
        serde_json::json!([{ "kind": "external", "justification": "listed in kendte.txt" }]);
    assert_eq!(suppressions(&outcome), [known.clone(), serde_json::json!([])]);
    assert_eq!(log(&outcome)["runs"][0]["results"][0]["level"], "error");
    let file = "content/artikler/blå bær.md";
    site.write(file, site.read(file).replace(" [b](væk.md)", ""));
    let outcome = site.run(&["check", "--format", "sarif"]).exits(0);
    assert_eq!(suppressions(&outcome), [known]);
    outcome.done();
}

#[test]
fn only_check_writes_it() {
    TestSite::new()
        .run(&["build", "--format", "sarif"])
        .exits(2)
        .tells("invalid value 'sarif' for '--format <FORMAT>'")
        .done();
}
