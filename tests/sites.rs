//! Small sites, every byte of their output: a change of output shows in review.
//!
//! `INSTA_UPDATE=always` writes what the program makes into `tests/sites/*.snap`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and look at its files"
)]

mod fixture;

use std::fmt::Write;

use digest::testing::fingerprint::Fingerprint;
use fixture::{Fixture, has_extension, tree};

/// Longer texts than this are compared by their fingerprints.
const MAX_SHOWN: usize = 20_000;

/// The output of a site as one text, but for the list that the program keeps for itself.
fn shown(fixture: &Fixture) -> String {
    let directory = tempfile::tempdir().unwrap();
    fixture.lay_out(directory.path(), false);
    let run = fixture.build(directory.path());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let mut shown = run.stderr;
    for (path, file) in tree(&directory.path().join("public")) {
        if path == ".digest-manifest" {
            continue;
        }
        writeln!(shown, "=== {path}").unwrap();
        let text = std::str::from_utf8(&file.bytes).ok().filter(|text| text.len() <= MAX_SHOWN);
        match text.filter(|_| !has_extension(&path, "css")) {
            Some(text) => shown.push_str(text),
            None => writeln!(shown, "{}", Fingerprint::of(&file.bytes)).unwrap(),
        }
        if !shown.ends_with('\n') {
            shown.push_str("\n(no line end)\n");
        }
    }
    shown
}

#[test]
fn the_output_of_small_sites_is_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("sites");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The theme has a test of its own elsewhere, and many hands.
    settings.add_filter(r"(tema\.)[0-9a-f]{8,}(\.css(\n[0-9a-f]+)?)", "${1}HASH.css");
    for fixture in Fixture::all("sites") {
        settings.bind(|| insta::assert_snapshot!(fixture.name().to_owned(), shown(&fixture)));
    }
}
